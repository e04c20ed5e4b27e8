"""The PatchGAN discriminator of pix2pix (Isola et al. 2017). Submodules have the names of micrograph's variables."""

import torch.nn.functional as F
from torch import Tensor, nn


class PatchConvolution(nn.Conv2d):
    """A 4 x 4 convolution; all but the first and the last are followed by BatchNorm, which normalises by the batch."""

    def __init__(self, inputs: int, outputs: int, stride: int, normalized: bool):
        super().__init__(inputs, outputs, 4, stride, padding=1, bias=not normalized)
        self.norm = nn.BatchNorm2d(outputs, track_running_stats=False) if normalized else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(super().forward(x))


class PatchGan(nn.Module):
    """From two channels to one score per patch."""

    def __init__(self, layers: int, baseFilters: int):
        super().__init__()
        channels = [2] + [baseFilters * min(2**layer, 8) for layer in range(layers + 1)]
        self.hidden = layers + 1
        for layer in range(self.hidden):
            stride = 2 if layer < layers else 1
            self.add_module(f"conv{layer}", PatchConvolution(channels[layer], channels[layer + 1], stride, layer > 0))
        self.head = PatchConvolution(channels[-1], 1, 1, False)

    def forward(self, x: Tensor) -> Tensor:
        for layer in range(self.hidden):
            x = F.leaky_relu(self.get_submodule(f"conv{layer}")(x), 0.2)
        return self.head(x)
