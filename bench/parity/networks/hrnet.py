"""HRNet V2 (Sun et al. 2019, Wang et al. 2020). Submodules have the names of micrograph's variables."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def conv(inputs: int, outputs: int, side: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False)


def upsample(x: Tensor, factor: int) -> Tensor:
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=True) if factor > 1 else x


class Bottleneck(nn.Module):
    def __init__(self, inputs: int, width: int):
        super().__init__()
        outputs = 4 * width
        self.conv1, self.norm1 = conv(inputs, width, 1), nn.BatchNorm2d(width)
        self.conv2, self.norm2 = conv(width, width, 3), nn.BatchNorm2d(width)
        self.conv3, self.norm3 = conv(width, outputs, 1), nn.BatchNorm2d(outputs)
        self.shortcut = self.shortcutNorm = nn.Identity()
        if inputs != outputs:
            self.shortcut, self.shortcutNorm = conv(inputs, outputs, 1), nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.norm1(self.conv1(x)))
        inner = F.relu(self.norm2(self.conv2(inner)))
        return F.relu(self.norm3(self.conv3(inner)) + self.shortcutNorm(self.shortcut(x)))


class BasicBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.conv1, self.norm1 = conv(width, width, 3), nn.BatchNorm2d(width)
        self.conv2, self.norm2 = conv(width, width, 3), nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))) + x)


class ConvNormRelu(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.conv, self.norm = conv(inputs, outputs, 3, stride), nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class Transition(nn.ModuleDict):
    """Gives the branches their widths, and adds one of half the lowest resolution."""

    def __init__(self, channels: list[int], width: int):
        super().__init__()
        for index, inputs in enumerate(channels):
            if inputs != width * 2**index:
                self[str(index)] = ConvNormRelu(inputs, width * 2**index, 1)
        self.added = str(len(channels))
        self[self.added] = ConvNormRelu(channels[-1], width * 2 ** len(channels), 2)

    def forward(self, branches: list[Tensor]) -> list[Tensor]:
        changed = [self[str(i)](x) if str(i) in self else x for i, x in enumerate(branches)]
        return [*changed, self[self.added](branches[-1])]


class Exchange(nn.Module):
    """What one branch tells another, in the size and width of that one."""

    def __init__(self, width: int, source: int, target: int):
        super().__init__()
        self.steps = max(1, target - source)
        self.factor = 2 ** max(0, source - target)
        inputs, outputs = width * 2**source, width * 2**target
        for step in range(1, self.steps + 1):
            to = outputs if step == self.steps else inputs
            layer = conv(inputs, to, 1) if source > target else conv(inputs, to, 3, 2)
            self.add_module(f"conv{step}", layer)
            self.add_module(f"norm{step}", nn.BatchNorm2d(to))

    def forward(self, x: Tensor) -> Tensor:
        for step in range(1, self.steps + 1):
            x = self.get_submodule(f"norm{step}")(self.get_submodule(f"conv{step}")(x))
            if step < self.steps:
                x = F.relu(x)
        return upsample(x, self.factor)


class Module(nn.ModuleDict):
    """Residual blocks in each branch, then each branch hears of all."""

    def __init__(self, branches: int, width: int, blocks: int):
        super().__init__()
        self.branches = range(branches)
        for index in self.branches:
            self[str(index)] = nn.Sequential(*(BasicBlock(width * 2**index) for _ in range(blocks)))
        self["fuse"] = nn.ModuleDict(
            {f"{i}to{j}": Exchange(width, i, j) for i in self.branches for j in self.branches if i != j}
        )

    def forward(self, branches: list[Tensor]) -> list[Tensor]:
        worked = [self[str(index)](x) for index, x in enumerate(branches)]
        told = lambda i, j: worked[i] if i == j else self["fuse"][f"{i}to{j}"](worked[i])
        return [F.relu(sum(told(i, j) for i in self.branches)) for j in self.branches]


class Hrnet(nn.Module):
    def __init__(
        self,
        width: int,
        bottlenecks: int,
        bottleneckWidth: int,
        modules: list[int],
        blocks: int,
        stemStride: int = 4,
        outputs: int = 1,
    ):
        super().__init__()
        self.stem_stride = stemStride
        self.stem = nn.ModuleDict()
        self.stem["conv1"], self.stem["norm1"] = conv(1, 64, 3, 2 if stemStride > 1 else 1), nn.BatchNorm2d(64)
        self.stem["conv2"], self.stem["norm2"] = conv(64, 64, 3, 2 if stemStride > 2 else 1), nn.BatchNorm2d(64)
        inner = 4 * bottleneckWidth
        self.stage1 = nn.Sequential(
            *(Bottleneck(64 if index == 0 else inner, bottleneckWidth) for index in range(bottlenecks))
        )
        channels = [inner]
        self.stages = range(2, 2 + len(modules))
        for stage, count in zip(self.stages, modules):
            self.add_module(f"transition{stage}", Transition(channels, width))
            self.add_module(f"stage{stage}", nn.Sequential(*(Module(stage, width, blocks) for _ in range(count))))
            channels = [width * 2**index for index in range(stage)]
        joined = sum(channels)
        self.decoder = nn.ModuleDict({"conv": nn.Conv2d(joined, joined, 1), "norm": nn.BatchNorm2d(joined)})
        self.head = nn.Conv2d(joined, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        for index in (1, 2):
            x = F.relu(self.stem[f"norm{index}"](self.stem[f"conv{index}"](x)))
        branches = [self.stage1(x)]
        for stage in self.stages:
            branches = self.get_submodule(f"transition{stage}")(branches)
            branches = self.get_submodule(f"stage{stage}")(branches)
        joined = torch.cat([upsample(x, 2**index) for index, x in enumerate(branches)], 1)
        features = F.relu(self.decoder["norm"](self.decoder["conv"](joined)))
        return upsample(self.head(features), self.stem_stride)
