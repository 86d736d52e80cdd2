#!/usr/bin/env python3
"""Writes chat.csv: 3000 answers of two tasks in order of time, invented.

chat: prompt tokens are log-normal (median 300). Half of the answers are as
long as the prompt lets expect, the others have a length of their own; lengths
grow by half over the trace. summary: about a twelfth of the prompt. All
answers are cut at max_tokens 1024.
"""
import math
import os
import random

CAP = 1024
COUNT = 3000
random.seed(20260101)

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chat.csv")

with open(FILE, "w", encoding="ascii") as file:
    file.write("task,output_tokens,ending,cap,prompt_tokens\n")
    for place in range(COUNT):
        drift = 1 + 0.5 * place / COUNT
        if random.random() < 0.7:
            task, prompt = "chat", random.lognormvariate(math.log(300), 0.9)
            if random.random() < 0.5:
                length = 0.6 * prompt * random.lognormvariate(0, 0.35)
            else:
                length = random.lognormvariate(math.log(90), 0.8)
            length *= drift
        else:
            task, prompt = "summary", random.lognormvariate(math.log(2000), 0.6)
            length = prompt / 12 * random.lognormvariate(0, 0.25)
        tokens = max(1, math.ceil(length))
        ending = "capped" if tokens > CAP else "stopped"
        file.write(
            f"{task},{min(tokens, CAP)},{ending},{CAP},{max(1, round(prompt))}\n"
        )
