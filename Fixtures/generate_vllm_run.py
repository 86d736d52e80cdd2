#!/usr/bin/env python3
"""Writes vllm-run.json: what `vllm bench serve --save-result --save-detailed`
leaves of 240 requests, invented.

Lengths are log-normal (median 45) and cut at 160 tokens; the first token comes
after 40 ms and 0.1 ms a prompt token, each further one after 20 ms, both with
10 % noise; 4 requests arrive a second.
"""
import json
import math
import os
import random

COUNT, CAP = 240, 160
random.seed(20260202)

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vllm-run.json")


def noisy(seconds):
    return round(seconds * random.lognormvariate(0, 0.1), 5)


prompts = [round(random.lognormvariate(math.log(200), 0.7)) + 1
           for _ in range(COUNT)]
lengths = [min(round(random.lognormvariate(math.log(45), 0.7)) + 1, CAP)
           for _ in range(COUNT)]
starts, clock = [], 1000.0
for _ in range(COUNT):
    clock += random.expovariate(4)
    starts.append(round(clock, 4))
first = [noisy(0.04 + 0.0001 * prompt) for prompt in prompts]
between = [[noisy(0.02) for _ in range(length - 1)] for length in lengths]
run = {
    "date": "20260202-120000", "endpoint_type": "openai", "backend": "vllm",
    "label": None, "model_id": "made/up-7b", "tokenizer_id": "made/up-7b",
    "num_prompts": COUNT, "request_rate": 4.0, "burstiness": 1.0,
    "max_concurrency": None, "duration": round(clock - 1000, 3),
    "completed": COUNT, "failed": 0, "total_input_tokens": sum(prompts),
    "total_output_tokens": sum(lengths), "input_lens": prompts,
    "output_lens": lengths, "ttfts": first, "itls": between,
    "start_times": starts, "generated_texts": [""] * COUNT,
    "errors": [""] * COUNT,
}
with open(FILE, "w", encoding="ascii") as file:
    json.dump(run, file)
    file.write("\n")
