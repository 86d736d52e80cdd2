#!/usr/bin/env python3
"""Opens reports in headless Chromium: no console error, no request, and every
chart draws marks; with a folder, takes screenshots too.

Usage: .ci/report.py PROGRAM [FOLDER | --docs]

--docs writes the small pictures in Docs instead.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "Fixtures"
TRACES = ROOT.parent / "shared" / "traces"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

REPORTS = {
    "tasks": [FIXTURES / "vlm-tasks.csv", "--latency",
              FIXTURES / "vlm-latency.csv", "--prefill", "150ms",
              "--budget", "500ms"],
    "chat": [FIXTURES / "chat.csv", "--budget", "8s"],
    "vllm": [FIXTURES / "vllm-run.json", "--cap", "160", "--budget", "4s"],
    "azure": [TRACES / "azure-2023" / "AzureLLMInferenceTrace_conv.csv",
              "--budget", "10s"],
}


def browser():
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium: apt-get install chromium")


def run(arguments, folder, *more):
    return subprocess.run(
        [browser(), "--headless=new", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", f"--user-data-dir={folder}/profile",
         "--host-resolver-rules=MAP * ~NOTFOUND",
         "--virtual-time-budget=30000", *more, *arguments],
        capture_output=True, text=True, timeout=300)


def judge(name, page, folder):
    """The faults of a page."""
    log = folder / "net.json"
    result = run(["--enable-logging=stderr", f"--log-net-log={log}",
                  "--dump-dom", page.as_uri()], folder)
    faults = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
    # Only the page itself may be asked for.
    asked = re.findall(r'"url":"((?:https?|wss?|ftp):[^"]*)"', log.read_text())
    faults += [f"asked for {url}" for url in asked
               if not re.match(r"https?://[^/]*(google|gvt1)", url)]
    dom = re.sub(r"<script.*?</script>", "", result.stdout, flags=re.S)
    drawn = re.search(r'data-drawn="(\d+)"', dom)
    charts = re.findall(r'<div class="chart[ "][^>]*>', dom)
    if not drawn or int(drawn[1]) != len(charts):
        faults.append(f"drew {drawn and drawn[1]} of {len(charts)} charts")
    for chart in charts:
        marks = re.search(r'data-marks="(\d+)"', chart)
        if not marks or int(marks[1]) == 0:
            faults.append(f"without marks: {chart}")
    print(f"{name}: {len(charts)} charts, {page.stat().st_size >> 10} KiB, "
          f"{len(faults)} faults")
    return faults


def screenshot(page, folder, size, theme, target):
    scheme = {"light": 1, "dark": 0}[theme]
    run([f"--blink-settings=preferredColorScheme={scheme}",
         f"--window-size={size[0]},{size[1]}", f"--screenshot={target}",
         page.as_uri()], folder)


# What Docs shows: report, width and height, theme.
DOCS = {
    "report-light": ("vllm", (1000, 1120), "light"),
    "report-phone-dark": ("tasks", (390, 900), "dark"),
    "report-azure-dark": ("azure", (1000, 1500), "dark"),
}


def shoot(name, page, folder, target):
    """Screenshots at two widths, light and dark, and the page on paper."""
    for width in (1280, 390):
        for theme in ("light", "dark"):
            screenshot(page, folder, (width, 2600), theme,
                       f"{target}/{name}-{width}-{theme}.png")
    run([f"--print-to-pdf={target}/{name}.pdf", "--no-pdf-header-footer",
         page.as_uri()], folder)


def main(program, target=None):
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for name, arguments in REPORTS.items():
            if not pathlib.Path(arguments[0]).exists():
                print(f"{name}: skipped, {arguments[0]} is not there")
                continue
            page = folder / f"{name}.html"
            subprocess.run([program, "report", *map(str, arguments), "--quiet",
                            "--output", page], check=True)
            faults += judge(name, page, folder)
            if target == "--docs":
                for picture, (report, size, theme) in DOCS.items():
                    if report == name:
                        screenshot(page, folder, size, theme,
                                   ROOT / "Docs" / f"{picture}.png")
            elif target:
                shoot(name, page, folder, target)
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
