#!/usr/bin/env python3
"""Kills the program while it writes, and takes away what it reads and writes.

    accidents.py PROGRAM [--kills N] [--seed S]

A file that is written is the old one or the new one whenever the program ends,
and nothing lies beside it. Output that cannot be written and input that is
gone are errors with the exit codes of the documentation; none of it is a trap.
Prints what was tried, how often, and the worst that came of it; fails if
anything is not as it should be.
"""
import argparse
import gzip
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRACE = ROOT / "Fixtures/vlm-tasks.csv"
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT,
           signal.SIGHUP, signal.SIGPIPE, signal.SIGALRM]
FAULTS = []


def report(what, count, result, is_right=True):
    print(f"| {what} | {count} | {result} |", flush=True)
    if not is_right:
        FAULTS.append(what)


class Tries:
    def __init__(self, program, folder, seed):
        self.program = str(program.resolve())
        self.folder = folder
        self.random = random.Random(seed)

    def run(self, *words, **options):
        environment = dict(os.environ) | {"SOURCE_DATE_EPOCH": "0"}
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(
            [self.program, *map(str, words)], env=environment, timeout=120,
            **options)

    def kills(self, name, old_words, new_words, count):
        """Ends the second command at any time over what the first wrote."""
        place = self.folder / ("killed-" + name.replace("/", "-"))
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        file = place / name
        contents = []
        for words in (old_words, new_words):
            start = time.monotonic()
            result = self.run(*words, "--output", file)
            whole = time.monotonic() - start
            assert result.returncode == 0, result.stderr
            contents.append(file.read_bytes())
        old, new = contents
        assert old != new
        seen = {"old": 0, "new": 0}
        other, litter = 0, 0
        for _ in range(count):
            if file.read_bytes() != old:
                file.write_bytes(old)
            process = subprocess.Popen(
                [self.program, *map(str, new_words), "--output", str(file)],
                env=dict(os.environ) | {"SOURCE_DATE_EPOCH": "0"},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            time.sleep(self.random.uniform(0, 1.3) * whole)
            process.send_signal(self.random.choice(SIGNALS))
            process.wait()
            found = file.read_bytes()
            if found == old:
                seen["old"] += 1
            elif found == new:
                seen["new"] += 1
            else:
                other += 1
            if [path.name for path in place.iterdir()] != [name]:
                litter += 1
                for path in place.iterdir():
                    if path.name != name:
                        path.unlink()
        report(f"killed while it writes `{name}`", count,
               f"the old file {seen['old']} times, the new one {seen['new']}, "
               f"another {other}; litter {litter} times",
               other == 0 and litter == 0)

    def ends(self, what, accepted, *words, **options):
        result = self.run(*words, **options)
        report(what, 1, f"exit code {result.returncode}",
               result.returncode in accepted)
        return result

    def full_disk(self):
        place = self.folder / "full"
        place.mkdir(exist_ok=True)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", place],
            capture_output=True)
        if mounted.returncode != 0:
            print("skipped: a full disk (a tmpfs cannot be mounted here)")
            return
        try:
            model = place / "model.json"
            model.write_text("old")
            self.ends("a full disk", [74], "fit", TRACE, "--conditional",
                      "--output", model)
            names = sorted(path.name for path in place.iterdir())
            report("what a full disk leaves", 1,
                   f"{', '.join(names)}: {model.read_text()}",
                   names == ["model.json"] and model.read_text() == "old")
        finally:
            subprocess.run(["umount", place], check=True)

    def outputs(self):
        describe = ("describe", TRACE)
        with open("/dev/full", "wb") as full:
            for words in (describe, (*describe, "--json")):
                self.ends(f"`{words[-1] if len(words) > 2 else 'text'}` on a "
                          "full standard output", [74], *words, stdout=full)
            self.ends("a full standard error", [0],
                      "describe", TRACE, stderr=full)
            self.ends("an error on a full standard error", [66],
                      "describe", self.folder / "none.csv", stderr=full)
        for number in (0, 1, 2):
            self.ends(f"descriptor {number} closed",
                      [74] if number == 1 else [0], *describe,
                      preexec_fn=lambda number=number: os.close(number))
        self.ends("all descriptors closed", [74], *describe,
                  preexec_fn=lambda: os.closerange(0, 3))
        read, write = os.pipe()
        os.close(read)
        result = self.ends("a broken pipe", [74, -signal.SIGPIPE],
                           *describe, stdout=write)
        os.close(write)
        assert b"Fatal" not in (result.stderr or b"")

    def files(self):
        table = self.folder / "model.json"
        self.ends("output in a folder that is not there", [73], "fit", TRACE,
                  "--output", self.folder / "none/model.json")
        self.ends("output that is a folder", [73, 74], "fit", TRACE,
                  "--output", self.folder)
        self.ends("output in /proc", [73, 74], "fit", TRACE, "--output",
                  "/proc/model.json")
        link = self.folder / "link.json"
        link.symlink_to(self.folder / "behind.json")
        self.ends("output through a dangling link", [0], "fit", TRACE,
                  "--output", link)
        report("where the link leads", 1, "a file",
               (self.folder / "behind.json").is_file() and link.is_symlink())
        self.ends("input that is a folder", [66], "describe", self.folder)
        self.ends("input that is not there", [66], "describe",
                  self.folder / "none.csv")
        if os.geteuid() != 0:
            secret = self.folder / "secret.csv"
            secret.write_bytes(TRACE.read_bytes())
            secret.chmod(0)
            self.ends("input that may not be read", [66], "describe", secret)
        packed = gzip.compress(TRACE.read_bytes())
        for share in (0.1, 0.5, 0.99):
            cut = self.folder / "cut.csv.gz"
            cut.write_bytes(packed[:int(len(packed) * share)])
            self.ends(f"gzip cut at {share:.0%}", [65], "describe", cut)
        self.ends("a model in place of a trace", [0, 65], "describe", link)
        assert not table.exists()

    def slow_and_vanishing(self):
        fifo = self.folder / "slow.csv"
        os.mkfifo(fifo)
        process = subprocess.Popen(
            [self.program, "describe", str(fifo), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with open(fifo, "wb", buffering=0) as pipe:
            data = TRACE.read_bytes()
            pipe.write(data[:7])
            time.sleep(0.3)
            for start in range(7, len(data), 4001):
                pipe.write(data[start:start + 4001])
        text = process.communicate(timeout=60)[0]
        report("a slow file, a pipe in pieces", 1,
               f"exit code {process.returncode}",
               process.returncode == 0 and json.loads(text)
               == json.loads(self.run("describe", TRACE, "--json").stdout))
        copy = self.folder / "vanishing.csv"
        codes = set()
        for _ in range(20):
            copy.write_bytes(TRACE.read_bytes() * 20)
            process = subprocess.Popen(
                [self.program, "describe", str(copy)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(self.random.uniform(0, 0.05))
            with open(copy, "r+b") as file:
                file.truncate(self.random.randrange(1000, 10000))
            copy.unlink()
            codes.add(process.wait(timeout=60))
        report("a file cut short and deleted while it is read", 20,
               "exit codes " + ", ".join(map(str, sorted(codes))),
               codes <= {0, 65, 66})

    def clock(self):
        codes = []
        for moment in ("0", "-1", "4102444800", "9223372036854775807", "x", ""):
            environment = dict(os.environ) | {"SOURCE_DATE_EPOCH": moment}
            codes.append(subprocess.run(
                [self.program, "fit", TRACE, "--output",
                 self.folder / "clock.json"], env=environment,
                capture_output=True, timeout=60).returncode)
        report("a clock at the ends of time (SOURCE_DATE_EPOCH)", len(codes),
               "exit codes " + ", ".join(map(str, sorted(set(codes)))),
               set(codes) <= {0, 64, 65})

    def memory(self):
        """A file that says that it is huge."""
        bomb = self.folder / "bomb.csv.gz"
        line = b"a," + b"9" * (1 << 20) + b"\n"
        bomb.write_bytes(gzip.compress(
            b"task,output_tokens\n" + line * 64, compresslevel=1))

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        self.ends("a field of a mebibyte, many times, in 1 GiB of memory",
                  [65], "describe", bomb, preexec_fn=limit)
        deep = self.folder / "deep.json"
        deep.write_bytes(b"[" * 3_000_000)
        self.ends("three million open brackets", [65], "describe", deep,
                  preexec_fn=limit)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tries = Tries(arguments.program, folder, arguments.seed)
        large = folder / "large.csv"
        large.write_text("task,output_tokens,ending,count\n" + "".join(
            f"t{n % 50},{1 + n // 50},stopped,{1 + n % 7}\n"
            for n in range(60_000)))
        small = folder / "small.csv"
        small.write_text("task,output_tokens,ending,count\nt1,5,stopped,3\n")
        print("| what was tried | times | result |")
        print("| --- | --- | --- |")
        part = arguments.kills // 3
        tries.kills("model.json", ("fit", TRACE), ("fit", TRACE, TRACE),
                    arguments.kills - 2 * part)
        tries.kills("table.csv", ("merge", small), ("merge", large, small),
                    part)
        tries.kills("table.csv.gz", ("merge", small), ("merge", large, small),
                    part)
        tries.full_disk()
        tries.outputs()
        tries.files()
        tries.slow_and_vanishing()
        tries.clock()
        tries.memory()
    for fault in FAULTS:
        print(f"not as it should be: {fault}")
    return 1 if FAULTS else 0


sys.exit(main())
