#!/usr/bin/env python3
"""Writes vlm-tasks.csv: answers constructed to match published figures.

The figures (mean, median, coefficient of variation, range) are those of four
vision-language tasks; the single answers behind them were never published.
Each task gets a smooth two-parameter shape on its published range. Its
parameters are solved so that mean and spread come out as published, the
masses are rounded to whole answers, and the rounding's error in the mean is
taken back one answer at a time. Nothing is random.

Usage: python3 Fixtures/generate_vlm_tasks.py [--check]
Prints a table of what was reached. With --check nothing is written, and the
exit status tells whether the file on disk is what would be written.
"""

import math
import pathlib
import sys

OUTPUT = pathlib.Path(__file__).resolve().parent / "vlm-tasks.csv"

# task, answers, mean, median, CV in %, shortest, longest
PUBLISHED = [
    ("vqa", 4000, 2.22, 2, 27, 2, 6),
    ("captioning", 2000, 54.67, 64, 18, 30, 64),
    ("doc_qa", 3000, 5.51, 5, 54, 2, 28),
    ("text_vqa", 2500, 3.44, 3, 58, 2, 15),
]

# A median at the cap means that at least half of the captions were cut there.
CAPTIONS_AT_THE_CAP = 1008


def negative_binomial(length, shortest, mean, size):
    """Log mass of what goes beyond the shortest answer, up to a constant."""
    k = length - shortest
    return (math.lgamma(size + k) - math.lgamma(k + 1)
            + k * math.log(mean / (mean + size)))


def log_normal(length, _, mu, sigma):
    """Log density at the length, up to a constant."""
    return -math.log(length) - ((math.log(length) - mu) / sigma) ** 2 / 2


def logistic(length, _, centre, scale):
    """Log density at the length, up to a constant: a bell with long tails."""
    return -2 * math.log(math.cosh((length - centre) / (2 * scale)))


def masses(shape, first, last, parameters):
    """The shape on first...last, summing to 1."""
    logs = [shape(k, first, *parameters) for k in range(first, last + 1)]
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def moments(probabilities, first):
    """Mean and standard deviation."""
    mean = math.fsum(p * (first + i) for i, p in enumerate(probabilities))
    variance = math.fsum(
        p * (first + i - mean) ** 2 for i, p in enumerate(probabilities))
    return mean, math.sqrt(variance)


def solved(shape, first, last, mean, deviation, start):
    """The shape whose mean and deviation are as asked: damped Newton."""
    # Steps are taken in log parameters, all of which are positive.
    at = [math.log(value) for value in start]

    def gap(point):
        parameters = [math.exp(value) for value in point]
        reached = moments(masses(shape, first, last, parameters), first)
        return reached[0] - mean, reached[1] - deviation

    for _ in range(200):
        here = gap(at)
        if max(abs(value) for value in here) < 1e-10:
            break
        step = 1e-6
        right = gap([at[0] + step, at[1]])
        above = gap([at[0], at[1] + step])
        a, b = (right[0] - here[0]) / step, (above[0] - here[0]) / step
        c, d = (right[1] - here[1]) / step, (above[1] - here[1]) / step
        determinant = a * d - b * c
        move = [(d * here[0] - b * here[1]) / determinant,
                (a * here[1] - c * here[0]) / determinant]
        damping = min(1.0, 0.3 / max(abs(value) for value in move))
        at = [value - damping * by for value, by in zip(at, move)]
    else:
        raise SystemExit(f"{shape.__name__}: no solution for {mean}")
    return masses(shape, first, last, [math.exp(value) for value in at])


def whole(probabilities, answers):
    """Counts with that sum, by largest remainder; both ends are attained."""
    exact = [p * answers for p in probabilities]
    counts = [math.floor(value) for value in exact]
    order = sorted(
        range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[:answers - sum(counts)]:
        counts[i] += 1
    for end in (0, len(counts) - 1):
        if counts[end] == 0:
            counts[end] = 1
            counts[counts.index(max(counts))] -= 1
    return counts


def with_token_sum(counts, first, tokens):
    """The counts with single answers moved to a neighbouring length until all
    answers together have `tokens` tokens."""
    missing = tokens - sum(n * (first + i) for i, n in enumerate(counts))
    direction = 1 if missing > 0 else -1
    # Where there are most, one answer more or less shows least.
    by_size = sorted(range(1, len(counts) - 1), key=lambda i: -counts[i])
    for step in range(abs(missing)):
        i = by_size[step % min(4, len(by_size))]
        counts[i] -= 1
        counts[i + direction] += 1
    return counts


def table_of(task, answers, mean, cv, first, last):
    """Rows (length, ending, count) of one task."""
    deviation = mean * cv / 100
    if task == "captioning":
        # The cut ones are set; a bell is solved for the moments that remain.
        cut, free = CAPTIONS_AT_THE_CAP, answers - CAPTIONS_AT_THE_CAP
        rest = (answers * mean - cut * last) / free
        squares = (answers * (deviation ** 2 + mean ** 2)
                   - cut * last ** 2) / free
        shape = solved(logistic, first, last - 1, rest,
                       math.sqrt(squares - rest ** 2), (45.0, 2.5))
        tokens = round(answers * mean) - cut * last
        counts = with_token_sum(whole(shape, free), first, tokens)
        return stopped(counts, first) + [(last, "capped", cut)]
    shape, start = {
        "vqa": (negative_binomial, (0.25, 0.35)),
        "text_vqa": (negative_binomial, (1.5, 0.8)),
        "doc_qa": (log_normal, (1.6, 0.5)),
    }[task]
    probabilities = solved(shape, first, last, mean, deviation, start)
    counts = with_token_sum(
        whole(probabilities, answers), first, round(answers * mean))
    return stopped(counts, first)


def stopped(counts, first):
    """Rows of answers that ended by themselves."""
    return [(first + i, "stopped", n) for i, n in enumerate(counts) if n > 0]


def summary(rows):
    """Answers, mean, median, CV in %, shortest, longest: as published."""
    lengths = [k for k, _, n in sorted(rows) for _ in range(n)]
    count = len(lengths)
    mean = sum(lengths) / count
    middle = (lengths[(count - 1) // 2] + lengths[count // 2]) / 2
    squares = math.fsum((k - mean) ** 2 for k in lengths)
    deviation = math.sqrt(squares / (count - 1))
    return (count, mean, middle, 100 * deviation / mean, lengths[0],
            lengths[-1])


def main():
    lines = ["task,output_tokens,ending,count"]
    print(f"{'task':11}{'':11}{'answers':>8}{'mean':>9}{'median':>8}"
          f"{'CV %':>8}  range")
    good = True
    for task, answers, mean, median, cv, first, last in PUBLISHED:
        rows = table_of(task, answers, mean, cv, first, last)
        lines += [f"{task},{k},{ending},{n}" for k, ending, n in rows]
        got = summary(rows)
        print(f"{task:11}{'published':11}{'':8}{mean:9.2f}{median:8}{cv:8}"
              f"  {first}-{last}")
        print(f"{'':11}{'here':11}{got[0]:8}{got[1]:9.4f}{got[2]:8g}"
              f"{got[3]:8.2f}  {got[4]}-{got[5]}")
        good &= (got[0] == answers and abs(got[1] - mean) <= 0.005
                 and got[2] == median and abs(got[3] - cv) <= 0.5
                 and got[4:] == (first, last)
                 and all(n > 0 for _, _, n in rows))
    if not good:
        raise SystemExit("a published figure is missed")
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv[1:]:
        if OUTPUT.read_bytes() != text.encode():
            raise SystemExit(f"{OUTPUT.name} is not what would be written")
    else:
        OUTPUT.write_bytes(text.encode())


if __name__ == "__main__":
    main()
