#!/usr/bin/env python3
"""Says which rooms use which, and fails where two use each other.

Targets are judged by their imports, folders of one target by the top-level
names that their files declare and use: a name counts as used wherever it
stands as a word outside comments and strings. A file in no folder, such as an
umbrella, belongs to the target's root.
"""
import collections
import pathlib
import re
import sys

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "Sources"
DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|final|indirect)\s+)*"
    r"(?:struct|enum|class|protocol|actor|typealias|func|let)\s+(\w+)", re.M)
IMPORT = re.compile(r"^(?:@\w+ )*(?:public |package |internal )?import (\w+)$", re.M)


def code(path):
    """The text without comments and string literals."""
    text = path.read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r'"""(?:.|\n)*?"""', '""', text)
    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"', "", text)


def cycle(edges):
    """A way round, if there is one."""
    state, way = {}, []

    def visit(node):
        state[node] = "open"
        way.append(node)
        for other in sorted(edges[node]):
            if state.get(other) == "open":
                return way[way.index(other):] + [other]
            if other not in state and (found := visit(other)):
                return found
        state[node] = "done"
        way.pop()
        return None

    for node in sorted(edges):
        if node not in state and (found := visit(node)):
            return found
    return None


def main():
    targets = sorted(p.name for p in SOURCES.iterdir() if list(p.rglob("*.swift")))
    modules = collections.defaultdict(set)
    faults = 0
    for target in targets:
        root = SOURCES / target
        texts = {path: code(path) for path in root.rglob("*.swift")}
        room = {path: str(path.parent.relative_to(root)) for path in texts}
        owner = collections.defaultdict(set)
        for path, text in texts.items():
            modules[target] |= set(IMPORT.findall(text)) & set(targets)
            for name in DECLARATION.findall(text):
                owner[name].add(room[path])
        edges, why = collections.defaultdict(set), {}
        for path, text in texts.items():
            for name in set(re.findall(r"\b\w+\b", text)):
                homes = owner.get(name, set())
                if len(homes) == 1 and room[path] not in homes:
                    (home,) = homes
                    edges[room[path]].add(home)
                    why.setdefault((room[path], home), (path.name, name))
        if "--edges" in sys.argv:
            for a in sorted(edges):
                print(f"{target}/{a}: {', '.join(sorted(edges[a]))}")
        if found := cycle(edges):
            faults += 1
            print(f"{target}: folders use each other: {' → '.join(found)}")
            for a, b in zip(found, found[1:]):
                print(f"  {a} → {b}: {why[a, b][0]} uses {why[a, b][1]}")
    if found := cycle(modules):
        faults += 1
        print(f"targets use each other: {' → '.join(found)}")
    print(f"{len(targets)} targets, {'no circle' if not faults else f'{faults} circles'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
