"""The networks of learn/networks, written for PyTorch."""

from torch import nn

from .hrnet import Hrnet
from .patch_gan import PatchGan
from .residual_unet import ResidualUnet

kinds = {"residual-unet": ResidualUnet, "hrnet": Hrnet, "patch-gan": PatchGan}


def build_network(spec: dict) -> nn.Module:
    """The network that a specification describes: its `kind`, and the arguments of its class."""
    arguments = {name: value for name, value in spec.items() if name != "kind"}
    return kinds[spec["kind"]](**arguments)
