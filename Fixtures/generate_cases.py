"""Writes Fixtures/cases: small files of kinds that once went wrong.

Python 3, standard library only, fixed seeds; `--check` compares with the
files instead. What is right for each is in the tests that read them.
"""

import math
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).parent / "cases"


def normal(r):
    return r.gauss(0.0, 1.0)


def files():
    r = random.Random(20261)
    rows = ["task,output_tokens,prompt_tokens,decode_ms"]
    for i in range(90):
        time = 512 * 31.0 * math.exp(0.08 * normal(r))
        rows.append(f"bench,512,{300 + i},{time:.3f}")
    yield "fixed-length.csv", rows

    rows = ["task,output_tokens,prompt_tokens,prefill_ms,decode_ms"]
    for _ in range(100):
        n = 1 + int(r.expovariate(1 / 80))
        prefill = 48 * math.exp(0.03 * normal(r))
        rows.append(f"bench,{n},1024,{prefill:.3f},{n * 17 * math.exp(0.02 * normal(r)):.3f}")
    yield "fixed-prompt.csv", rows

    rows = ["task,output_tokens,prompt_tokens,prefill_ms,decode_ms"]
    for _ in range(150):
        n, p = r.choice([1, 1, 2, 3, 6]), r.randint(50, 900)
        decode = 0 if n == 1 else (n - 1) * 40 * math.exp(0.02 * normal(r))
        rows.append(f"qa,{n},{p},{12 + 0.07 * p:.3f},{decode:.3f}")
    yield "one-token-answers.csv", rows

    rows = ["task,output_tokens,decode_ms"]
    for _ in range(100):
        n = r.randint(480, 560)
        rows.append(f"bench,{n},{n * 12 * math.exp(0.12 * normal(r)):.3f}")
    yield "narrow-lengths.csv", rows

    rows = ["task,output_tokens,decode_ms"]
    for _ in range(35):
        n = r.choice([127, 128])
        rows.append(f"bench,{n},{n * 25 * math.exp(0.06 * normal(r)):.3f}")
    yield "two-lengths.csv", rows

    rows = ["task,output_tokens,took"]
    for _ in range(80):
        n = 1 + int(r.expovariate(1 / 150))
        rows.append(f"chat,{n},{n * 0.03 * math.exp(0.05 * normal(r)):.6f}")
    yield "seconds.csv", rows

    # Lengths of which one in ten is cancelled at a random point before.
    counts = {}
    for _ in range(1200):
        n = math.ceil(math.exp(4.6 + 0.7 * normal(r)))
        ending = "stopped"
        if r.random() < 0.1 and n > 1:
            n, ending = r.randint(1, n - 1), "cancelled"
        counts[n, ending] = counts.get((n, ending), 0) + 1
    rows = ["task,output_tokens,ending,count"]
    rows += [f"chat,{n},{e},{c}" for (n, e), c in sorted(counts.items())]
    yield "cancelled.csv", rows

    yield "wide.csv", [
        "task,output_tokens,ending,count", "a,7,cancelled,1", "a,160,stopped,1",
        "a,9000,stopped,1", "a,81000,capped,1", "a,600000,capped,1",
    ]
    yield "one-ended-length.csv", [
        "task,output_tokens,ending,count", "a,20,capped,4", "a,32,stopped,3",
    ]
    yield "beyond-the-longest.csv", [
        "task,output_tokens,ending,count", "a,20,stopped,85",
        "a,240,stopped,15",
    ]
    yield "constant-latency.csv", [
        "first_tokens,last_tokens,milliseconds_at_position", "1,,25",
    ]
    yield "capped-beyond-every-context.csv", [
        "task,output_tokens,ending", "a,7,stopped", "a,12,stopped",
        "a,6000000,capped",
    ]
    yield "hostile-name.csv", [
        "task,output_tokens", '"b\x1b[7mloud\x1b[0m\u202e",4', '"=1+1",9',
    ]
    rows = ["prompt_tokens,prefill_ms,config.gpu"]
    for i in range(60):
        rows.append(f"{20 + i},{5 + 0.1 * i:.3f},a")
    rows.append("21,1e-320,a")
    yield "vanishing-prefill.csv", rows


def main():
    FOLDER.mkdir(exist_ok=True)
    wrong = 0
    for name, rows in files():
        text = "\n".join(rows) + "\n"
        path = FOLDER / name
        if "--check" in sys.argv:
            if path.read_text(encoding="utf-8") != text:
                print(f"{name} differs")
                wrong += 1
        else:
            path.write_text(text, encoding="utf-8")
    sys.exit(1 if wrong else 0)


main()
