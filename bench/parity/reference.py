"""`python reference.py FOLDER`: PyTorch's numbers for the case that reference.ts wrote there.

Reads case.json and case.safetensors; writes reference.safetensors, whose names parity-numbers.test-helper.ts explains.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from networks import build_network
from training import gan_step, supervised_step
from variables import exported, load, variables_of

Arrays = dict[str, Tensor]


def without_prefix(prefix: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def to_channels_first(images: Tensor) -> Tensor:
    return images.permute(0, 3, 1, 2).contiguous()


def to_channels_last(images: Tensor) -> Tensor:
    return images.detach().permute(0, 2, 3, 1).contiguous()


@torch.no_grad()
def outputs(networks: dict[str, nn.Module], x: Tensor, target: Tensor) -> Arrays:
    """Forward passes. Statistics are put back: looking at a network must not change it."""
    network = next(iter(networks.values()))
    statistics = {name: value.clone() for name, value in network.named_buffers()}
    found = {"output/by-batch": to_channels_last(network.train()(x))}
    for name, value in network.named_buffers():
        value.copy_(statistics[name])
    found["output/by-running"] = to_channels_last(network.eval()(x))
    network.train()
    if "discriminator" in networks:
        found["output/scores"] = to_channels_last(networks["discriminator"](torch.cat([x, target], 1)))
    return found


def numbers(case: dict, arrays: Arrays) -> Arrays:
    networks = {prefix: build_network(spec) for prefix, spec in case["networks"].items()}
    for prefix, network in networks.items():
        load(network, without_prefix(f"{prefix}/", arrays))
    if "discriminator" in networks:
        step = gan_step(*networks.values(), case["learningRate"], case["beta1"], lambda_l1=100)
    else:
        step = supervised_step(*networks.values(), case["learningRate"], case["beta1"])

    batches = [
        [to_channels_first(arrays[f"batch/{index}/{what}"]) for what in ("input", "target")]
        for index in range(case["steps"])
    ]
    found = outputs(networks, *batches[0])
    losses = []
    for index, batch in enumerate(batches):
        losses.append(step(*batch))
        if index > 0:
            continue
        for prefix, network in networks.items():
            for name, tensor in variables_of(network).items():
                if name.endswith((".mean", ".variance")):
                    found[f"statistic/{prefix}/{name}"] = exported(tensor)
                else:
                    found[f"gradient/{prefix}/{name}"] = exported(tensor.grad)
    for name in losses[0]:
        found[f"loss/{name}"] = torch.stack([each[name] for each in losses])
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    case = json.loads((folder / "case.json").read_text())
    save_file(numbers(case, load_file(folder / "case.safetensors")), folder / "reference.safetensors")
