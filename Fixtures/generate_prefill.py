#!/usr/bin/env python3
"""Writes prefill.csv: constructed prefill times of two configurations.

Five prompts of each of twelve lengths take a + b·p + c·p² milliseconds on
each GPU, times a factor spread evenly over 0.94 to 1.06 (multiples of the
golden ratio, nothing random). `--check` compares with the file instead.
"""

import pathlib
import sys

LENGTHS = [16, 24, 31, 48, 64, 71, 96, 128, 192, 256, 384, 512]
GPUS = {"large": (11.0, 0.06, 1e-5), "small": (19.0, 0.17, 4e-5)}
GOLDEN = (5**0.5 - 1) / 2


def rows():
    yield "prompt_tokens,prefill_ms,config.gpu"
    place = 0
    for _ in range(5):
        for gpu, (a, b, c) in GPUS.items():
            for tokens in LENGTHS:
                place += 1
                factor = 0.94 + 0.12 * (place * GOLDEN % 1)
                time = (a + b * tokens + c * tokens**2) * factor
                yield f"{tokens},{time:.3f},{gpu}"


if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("prefill.csv")
    text = "\n".join(rows()) + "\n"
    if "--check" in sys.argv[1:]:
        sys.exit(0 if path.read_text() == text else f"{path} differs")
    path.write_text(text)
