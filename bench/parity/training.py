"""The training steps of learn/training, written for PyTorch. Each returns its losses by name, before the update."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Losses = dict[str, Tensor]
Step = Callable[[Tensor, Tensor], Losses]


def adam(network: nn.Module, learning_rate: float, beta1: float) -> torch.optim.Optimizer:
    return torch.optim.Adam(network.parameters(), learning_rate, (beta1, 0.999), fused=True)


def supervised_step(network: nn.Module, learning_rate: float, beta1: float, compiled=lambda function: function) -> Step:
    """Mean binary cross-entropy from logits; every output channel has the same target."""
    optimiser = adam(network, learning_rate, beta1)

    @compiled
    def loss_of(x: Tensor, target: Tensor) -> Tensor:
        logits = network(x)
        return F.binary_cross_entropy_with_logits(logits, target.expand_as(logits))

    def step(x: Tensor, target: Tensor) -> Losses:
        optimiser.zero_grad()
        loss = loss_of(x, target)
        loss.backward()
        optimiser.step()
        return {"loss": loss.detach()}

    return step


def gan_step(
    generator: nn.Module,
    discriminator: nn.Module,
    learning_rate: float,
    beta1: float,
    lambda_l1: float,
    compiled=lambda function: function,
) -> Step:
    """pix2pix (Isola et al. 2017) with least-squares losses: G(x) once, then D's update, then G's."""
    generator_optimiser = adam(generator, learning_rate, beta1)
    discriminator_optimiser = adam(discriminator, learning_rate, beta1)
    generate = compiled(generator)

    def score(x: Tensor, image: Tensor) -> Tensor:
        return discriminator(torch.cat([x, image], 1))

    def squared_distance(scores: Tensor, label: float) -> Tensor:
        return (scores - label).square().mean()

    @compiled
    def discriminator_loss(x: Tensor, fake: Tensor, target: Tensor) -> Tensor:
        return 0.5 * (squared_distance(score(x, fake), 0) + squared_distance(score(x, target), 1))

    @compiled
    def generator_losses(x: Tensor, fake: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        return squared_distance(score(x, fake), 1), F.l1_loss(fake, target)

    def step(x: Tensor, target: Tensor) -> Losses:
        fake = generate(x)
        discriminator.requires_grad_(True)
        discriminator_optimiser.zero_grad()
        judged = discriminator_loss(x, fake.detach(), target)
        judged.backward()
        discriminator_optimiser.step()

        discriminator.requires_grad_(False)
        generator_optimiser.zero_grad()
        fooled, l1 = generator_losses(x, fake, target)
        (fooled + lambda_l1 * l1).backward()
        generator_optimiser.step()
        return {"discriminator": judged.detach(), "generator": fooled.detach(), "l1": l1.detach()}

    return step
