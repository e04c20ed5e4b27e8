"""Writes images in many formats, and measures how fast Python's libraries read them.

One request a line on standard input, as JSON; one answer a line on standard output. reading.ts says what is in them.
"""

import json
import sys
import time
from pathlib import Path
from typing import Callable

import h5py
import mrcfile
import numpy as np
import tifffile
from PIL import Image

Read = Callable[[int, tuple[slice, slice]], np.ndarray]


def micrographs(count: int, side: int) -> np.ndarray:
    """Grey uint16 images [count, side, side]: smooth structure and shot noise, so that they compress as real ones do."""
    generator = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side] / side
    waves = [np.sin(2 * np.pi * (a * x + b * y + c)) for a, b, c in generator.uniform(-20, 20, (count + 12, 3))]
    return np.stack([generator.poisson(800 + 60 * sum(waves[i : i + 12])) for i in range(count)]).astype(np.uint16)


def write(folder: Path, count: int, side: int) -> None:
    images = micrographs(count, side)
    for i, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{i}.png")
        for name, compression in (("plain", None), ("lzw", "lzw"), ("deflate", "zlib")):
            tifffile.imwrite(folder / f"{i}-{name}.tif", image, compression=compression, rowsperstrip=64)
    tifffile.imwrite(folder / "stack.tif", images, photometric="minisblack")
    np.save(folder / "stack.npy", images)
    with mrcfile.new(folder / "stack.mrcs", data=images) as stack:
        stack.set_image_stack()
    with h5py.File(folder / "plain.h5", "w") as file:
        file["images"] = images
    with h5py.File(folder / "gzip.h5", "w") as file:
        chunks = (1, min(side, 256), min(side, 256))
        file.create_dataset("images", data=images, chunks=chunks, compression="gzip", compression_opts=4)


def reader(folder: Path, kind: str) -> Read:
    """How a user of the library would read the image of an index, or a part of it."""
    if kind == "PNG":
        return lambda i, part: np.asarray(Image.open(folder / f"{i}.png"))[part]
    if kind == "TIFF":
        return lambda i, part: np.array(tifffile.memmap(folder / f"{i}-plain.tif", mode="r")[part])
    if kind in ("TIFF, LZW", "TIFF, deflate"):
        name = kind.split(", ")[1].lower()
        return lambda i, part: tifffile.imread(folder / f"{i}-{name}.tif", maxworkers=1)[part]
    if kind == "TIFF, stack":
        stack = tifffile.memmap(folder / "stack.tif", mode="r")
    elif kind == "NPY":
        stack = np.load(folder / "stack.npy", mmap_mode="r")
    elif kind == "MRC":
        stack = mrcfile.mmap(folder / "stack.mrcs", mode="r").data
    else:
        stack = h5py.File(folder / ("gzip.h5" if kind == "HDF5, gzip" else "plain.h5"))["images"]
    return lambda i, part: np.array(stack[(i, *part)])


def measure(folder: Path, kind: str, count: int, x: int, y: int, side: int) -> dict:
    started = time.perf_counter()
    read = reader(folder, kind)
    total = 0
    part = (slice(y, y + side), slice(x, x + side))
    reading = time.perf_counter() - started
    for i in range(count):
        started = time.perf_counter()
        image = read(i, part)
        reading += time.perf_counter() - started
        # Not measured: shows that both sides read the same.
        total += int(image.sum(dtype=np.int64))
    return {"ms": 1e3 * reading / count, "sum": total}


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        task = request.pop("do")
        folder = Path(request.pop("folder"))
        answer = {"write": write, "measure": measure}[task](folder, **request)
        print(json.dumps(answer or {}), flush=True)


main()
