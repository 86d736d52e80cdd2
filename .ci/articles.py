#!/usr/bin/env python3
"""Fails where a document shows Swift code that is not compiled, or where the
README's figures are not those of Docs/Validation.md and Docs/Performance.md.

Every ```swift block of the README and of the articles has to occur, line for
line, in a file of Fixtures/outside-package or of Snippets. A block may be
indented less than the code, by the same amount on every line.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```swift\n(.*?)^```$", re.M | re.S)


def occurs(block, lines):
    """Whether the block's lines stand one after another among others."""
    for start in range(len(lines) - len(block) + 1):
        shift = None
        for shown, line in zip(block, lines[start:]):
            if not shown.strip():
                if line.strip():
                    break
                continue
            if shift is None:
                if not line.endswith(shown):
                    break
                shift = line[:len(line) - len(shown)]
                if shift.strip():
                    break
            if line != shift + shown:
                break
        else:
            return True
    return False


def accuracy_faults():
    """What the README says of the default that Docs/Validation.md does not."""
    text = (ROOT / "Docs/Validation.md").read_text()
    text = text[text.index("# Accuracy on answers not seen"):]
    rows = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        title = section.splitlines()[0]
        table = {}
        for line in re.findall(r"^\|(.*)\|$", section, re.M):
            name, *cells = [cell.strip() for cell in line.split("|")]
            table.setdefault(name.removesuffix(" \\*"), cells)
        if title in rows or "default" not in table:
            continue
        # A prompt's other answers must not inform forecasts for it.
        frozen = title.startswith("AlpacaEval")
        own = table["default-frozen" if frozen else "default"]
        peers = [cells[5] for name, cells in table.items()
                 if name.startswith("LightGBM") or name == "quantile forest"]
        rows[title] = [own[5], min(peers, key=float, default=None), *own[:4]]
    readme = (ROOT / "README.md").read_text()
    shown = readme[readme.index("| trace | loss of pooled |"):]
    shown = shown[:shown.index("\n\n")].splitlines()[2:]
    faults = []
    for line in shown:
        title, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if rows.get(title) != cells:
            faults.append(f"README.md says {cells} of {title}, "
                          f"Docs/Validation.md {rows.get(title)}")
    if len(shown) < 2:
        faults.append("README.md has no table of accuracy")
    return faults


def speed_faults():
    """Figures of the README's section on speed that no measurement has."""
    readme = (ROOT / "README.md").read_text()
    section = readme[readme.index("## How fast"):]
    section = section[:section.index("\n## ")]
    measured = "".join(
        (ROOT / "Docs" / name).read_text()
        for name in ("Performance.md", "Decisions.md"))
    figures = re.findall(r"[\d.]+ (?:µs|ms|MB/s|MiB)", section)
    faults = [f"README.md says {figure}, which was not measured"
              for figure in figures if figure not in measured]
    return faults if figures else ["README.md says nothing of speed"]


def main():
    compiled = [
        path.read_text().splitlines()
        for folder in ("Fixtures/outside-package/Sources", "Snippets")
        for path in sorted((ROOT / folder).rglob("*.swift"))
    ]
    documents = [ROOT / "README.md", *sorted((ROOT / "Docs").rglob("*.md"))]
    documents += sorted(
        path for path in (ROOT / "Sources").rglob("*.md")
        if path.parent.suffix == ".docc")
    (blocks, faults) = (0, 0)
    for document in documents:
        text = document.read_text()
        for match in BLOCK.finditer(text):
            blocks += 1
            block = match.group(1).splitlines()
            if not any(occurs(block, lines) for lines in compiled):
                faults += 1
                line = text.count("\n", 0, match.start()) + 1
                print(f"{document.relative_to(ROOT)}:{line}: code that is "
                      "compiled nowhere:")
                print(match.group(1))
    for fault in accuracy_faults() + speed_faults():
        faults += 1
        print(fault)
    # A check of nothing would always pass.
    if blocks < 20:
        faults += 1
        print(f"only {blocks} blocks of Swift code were found")
    print(f"{blocks} blocks of Swift code, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
