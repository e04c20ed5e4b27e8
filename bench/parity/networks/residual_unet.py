"""The residual U-Net of Sytwu et al. (2022). Submodules have the names of micrograph's variables."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ResidualBlock(nn.Module):
    """Two dilated 3 x 3 convolutions with BatchNorm, beside a 1 x 1 shortcut."""

    def __init__(self, inputs: int, outputs: int, dilation: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=dilation, dilation=dilation)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(inner)) + self.shortcut(x))


class ResidualUnet(nn.Module):
    def __init__(self, baseFilters: int, dilations: list[int], pools: list[int] | None = None, outputs: int = 1):
        super().__init__()
        depth = len(dilations) - 1
        filters = [baseFilters * 2**level for level in range(depth + 1)]
        inputs = [1, *filters]
        self.pools = pools or [2] * depth
        self.encoder = nn.ModuleList(
            ResidualBlock(inputs[level], filters[level], dilations[level]) for level in range(depth)
        )
        self.bottleneck = ResidualBlock(filters[depth - 1], filters[depth], dilations[depth])
        self.decoder = nn.ModuleList(
            ResidualBlock(filters[level] + filters[level + 1], filters[level], dilations[level])
            for level in range(depth)
        )
        self.head = nn.Conv2d(filters[0], outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for block, pool in zip(self.encoder, self.pools):
            x = block(x)
            skips.append(x)
            x = F.max_pool2d(x, pool)
        x = self.bottleneck(x)
        for level in reversed(range(len(self.pools))):
            upsampled = F.interpolate(x, scale_factor=self.pools[level], mode="nearest")
            x = self.decoder[level](torch.cat([skips[level], upsampled], 1))
        return self.head(x)
