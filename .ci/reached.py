#!/usr/bin/env python3
"""Lists what is public and reached from nowhere but tests.

The roots are the command line, the C interface, the package in Fixtures that
uses this one from outside, and the snippets. From a file that is reached, every
file is reached that declares a top-level type named in it, or extends such a
type with a member named in a file that is reached. A public type in a file that
is not reached fails; with --members, so does a public member whose name no
other place says.
"""
import collections
import pathlib
import re
import sys

from rooms import SOURCES, code

ROOT = SOURCES.parent
TYPE = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*((?:(?:public|package|internal|private|"
    r"fileprivate|final|indirect)\s+)*)(?:struct|enum|class|protocol|actor|"
    r"typealias|func|let)\s+(\w+)", re.M)
EXTENSION = re.compile(
    r"^(?:public |package )?extension (?:\w+\.)*(\w+)[^{]*\{\n(.*?)^\}", re.M | re.S)
FUNCTION = re.compile(r"^  (?! )[\w@() ]*?\b(?:func|var|let|case) (\w+)", re.M)
MEMBER = re.compile(
    r"^ +(?:@\w+(?:\([^)]*\))?\s+)*public (?:static |mutating |nonisolated |"
    r"final |consuming |borrowing |override |indirect )*"
    r"(?:func|var|let|case|init|subscript) ?(`?\w+`?|==)?", re.M)
# Called by the language or the library, under names that nobody writes.
IMPLIED = {
    None, "==", "hash", "encode", "description", "errorDescription", "makeIterator",
    "next", "subscript", "init", "rawValue", "debugDescription", "exitCode",
}


def main():
    texts = {path: code(path) for path in SOURCES.rglob("*.swift")}
    words = {path: set(re.findall(r"\w+", text)) for path, text in texts.items()}
    outside = list((ROOT / "Fixtures/outside-package").rglob("*.swift"))
    outside += (ROOT / "Snippets").rglob("*.swift")
    outside = [path for path in outside if ".build" not in path.parts]
    spoken = {path: set(re.findall(r"\w+", code(path))) for path in outside}

    declares, members = {}, {}
    for path, text in texts.items():
        declares[path] = {name for _, name in TYPE.findall(text)}
        blocks = EXTENSION.findall(text)
        members[path] = set(FUNCTION.findall("".join(body for _, body in blocks)))
        # An initialiser is called by the type's name.
        members[path] |= {name for name, body in blocks
                          if re.search(r"^  [\w ]*\binit\b", body, re.M)}
        members[path] -= IMPLIED

    reached = set(SOURCES.glob("decode-estimator/**/*.swift"))
    # What C calls is named in the header.
    reached |= set(SOURCES.glob("DecodeEstimatorC/**/*.swift"))
    known = set().union(*spoken.values(), *(words[path] for path in reached))
    while True:
        more = set()
        for path in texts.keys() - reached:
            if (declares[path] | members[path]) & known:
                more.add(path)
            elif not declares[path] and not members[path]:
                more.add(path)
        if not more:
            break
        reached |= more
        known = known.union(*(words[path] for path in more))

    faults = 0
    for path in sorted(texts.keys() - reached):
        names = [n for a, n in TYPE.findall(texts[path]) if "public" in a]
        print(f"{path.relative_to(ROOT)}: {', '.join(names) or 'an extension'} "
              "is reached from tests alone")
        faults += 1
    if "--members" in sys.argv:
        uses = collections.Counter()
        for text in [*texts.values(), *map(code, outside)]:
            uses.update(re.findall(r"\w+", text))
        for path in sorted(reached):
            for name in MEMBER.findall(texts[path]):
                if (name or None) not in IMPLIED and uses[name] == 1:
                    print(f"{path.relative_to(ROOT)}: {name} is said nowhere else")
    print(f"{len(reached)} of {len(texts)} files are reached.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
