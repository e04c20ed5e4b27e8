"""micrograph's named arrays in PyTorch's modules: filters are [h, w, in, out] there and [out, in, h, w] here."""

from torch import Tensor, nn

to_module = (3, 2, 0, 1)
from_module = (2, 3, 1, 0)


def variables_of(module: nn.Module) -> dict[str, Tensor]:
    """Parameters and running statistics of a network's convolutions and BatchNorm layers, by micrograph's names."""
    found = {}
    for name, layer in module.named_modules():
        if isinstance(layer, nn.Conv2d):
            found |= {f"{name}.filter": layer.weight, f"{name}.bias": layer.bias}
        elif isinstance(layer, nn.BatchNorm2d):
            found |= {f"{name}.gamma": layer.weight, f"{name}.beta": layer.bias}
            found |= {f"{name}.mean": layer.running_mean, f"{name}.variance": layer.running_var}
    return {name: tensor for name, tensor in found.items() if tensor is not None}


def exported(tensor: Tensor) -> Tensor:
    """A copy in micrograph's layout."""
    values = tensor.detach()
    return (values.permute(from_module) if values.dim() == 4 else values).contiguous().clone()


def load(module: nn.Module, arrays: dict[str, Tensor]) -> None:
    """Sets all variables; `arrays` must have exactly their names."""
    variables = variables_of(module)
    if variables.keys() != arrays.keys():
        raise ValueError(f"names differ: {sorted(variables.keys() ^ arrays.keys())}")
    for name, tensor in variables.items():
        array = arrays[name]
        tensor.data.copy_(array.permute(to_module) if array.dim() == 4 else array)
