"""Measures PyTorch's training steps. Reads one request a line, as JSON, and answers each with one line of JSON.

driver.ts says what is in them. A request that asks for the same training as the last goes on with it, compiled as it is.
"""

import gc
import json
import sys
import time

import torch
from torch import Tensor

from networks import build_network
from training import Step, gan_step, supervised_step


def new_step(request: dict) -> Step:
    """A training step, which reads its losses back."""
    torch.set_num_threads(request["threads"])
    torch.manual_seed(0)
    layout = torch.channels_last if request["layout"] == "channels_last" else torch.contiguous_format
    networks = [build_network(spec).to(memory_format=layout) for spec in request["networks"].values()]
    compiled = torch.compile if request["compile"] else lambda function: function
    if "discriminator" in request["networks"]:
        take_step = gan_step(*networks, learning_rate=2e-4, beta1=0.5, lambda_l1=100, compiled=compiled)
    else:
        take_step = supervised_step(*networks, learning_rate=2e-4, beta1=0.9, compiled=compiled)

    def step(x: Tensor, target: Tensor) -> list[float]:
        return [loss.item() for loss in take_step(x.to(memory_format=layout), target.to(memory_format=layout)).values()]

    return step


def timed(step: Step, examples: tuple[Tensor, Tensor], count: int) -> list[float]:
    """Milliseconds of each of `count` steps."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        step(*examples)
        times.append(1e3 * (time.perf_counter() - started))
    return times


def peak_bytes() -> int:
    """Largest resident set of this process since `forget_peak`."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def forget_peak() -> None:
    with open("/proc/self/clear_refs", "w") as control:
        control.write("5")


def main() -> None:
    step, training = None, None
    for line in sys.stdin:
        request = json.loads(line)
        asked = {name: value for name, value in request.items() if name not in ("warmUpSteps", "steps")}
        shape = (request["batch"], 1, request["side"], request["side"])
        x = torch.randn(shape, generator=torch.Generator().manual_seed(1))
        examples = (x, (x > 0).float())
        answer = {}
        if asked != training:
            step = None
            gc.collect()
            torch._dynamo.reset()
            forget_peak()
            step, training = new_step(request), asked
            # The first step also compiles, where that is asked for.
            answer["firstStepMs"] = timed(step, examples, 1)[0]
        timed(step, examples, request["warmUpSteps"])
        answer |= {"stepMs": timed(step, examples, request["steps"]), "peakBytes": peak_bytes()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
