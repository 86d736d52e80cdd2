#!/usr/bin/env python3
"""Builds a wheel that holds the library and all that it needs.

Usage: Python/build_wheel.py [FOLDER], FOLDER gets the wheel (Python/dist).

The dynamic library is built in release. What it links to that is no part of
every Linux system (GSL, zstd, simdjson, the Swift runtime) is copied
beside it, with a search path of its own folder, so that nothing has to be
installed where the wheel is. GSL makes the wheel GPL-3; the licences of what
is copied are in LICENSES.md within.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

PYTHON = pathlib.Path(__file__).resolve().parent
ROOT = PYTHON.parent
# Libraries of every system that PEP 600's manylinux tags allow to expect.
SYSTEM = re.compile(r"^(ld-linux|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z)\.so)")
LICENSES = """\
# Libraries in this folder

| library | licence |
| --- | --- |
| libDecodeEstimatorC | GPL-3.0-or-later |
| libgsl, libgslcblas | GPL-3.0-or-later |
| libzstd | BSD-3-Clause |
| libsimdjson | Apache-2.0 |
| libswift*, lib_Foundation*, libFoundation*, libdispatch, libBlocksRuntime | \
Apache-2.0 with Runtime Library Exception |
"""


def run(*arguments, **options):
    return subprocess.run(
        [str(word) for word in arguments], check=True, **options)


def build():
    scratch = ROOT / ".build-c"
    run("swift", "build", "-c", "release", "--package-path", ROOT,
        "--scratch-path", scratch, "--product", "DecodeEstimatorC",
        stdout=sys.stderr)
    return scratch / "release" / "libDecodeEstimatorC.so"


def needed(library):
    """What a library links to, with all that these link to, by file name."""
    text = run("ldd", library, capture_output=True, text=True).stdout
    found = {}
    for name, path in re.findall(r"^\s*(\S+) => (\S+)", text, re.M):
        if path == "not":
            sys.exit(f"{library}: {name} is not found")
        if not SYSTEM.match(name):
            found[name] = pathlib.Path(path)
    return found


def main():
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PYTHON / "dist")
    target.mkdir(parents=True, exist_ok=True)
    library = build()
    version = re.search(
        r'current = "([^"]+)"',
        (ROOT / "Sources/DecodeEstimators/Model/ReleaseVersion.swift")
        .read_text()).group(1)
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        shutil.copytree(
            PYTHON, tree, dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("dist", "tests", "__pycache__", "lib"))
        shutil.copy(ROOT / "LICENSE", tree)
        (tree / "VERSION").write_text(version + "\n")
        folder = tree / "decode_estimator" / "lib"
        folder.mkdir()
        for name, path in {library.name: library, **needed(library)}.items():
            copy = folder / name
            shutil.copy(path, copy)
            copy.chmod(0o755)
            run("strip", "--strip-unneeded", copy)
            run("patchelf", "--set-rpath", "$ORIGIN", copy)
        (folder / "LICENSES.md").write_text(LICENSES)
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
            "--wheel-dir", tree / "wheels", tree)
        wheel = next((tree / "wheels").glob("*.whl"))
        # The library is for this platform, and for any Python on it.
        run(sys.executable, "-m", "wheel", "tags", "--remove",
            "--python-tag", "py3", "--abi-tag", "none",
            "--platform-tag", platform, wheel, stdout=subprocess.DEVNULL)
        wheel = next((tree / "wheels").glob("*.whl"))
        shutil.copy(wheel, target)
        print(target / wheel.name)


if __name__ == "__main__":
    main()
