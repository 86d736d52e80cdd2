#!/usr/bin/env python3
# %% [markdown]
# Part of a table of Docs/Validation.md, from Python: Azure's conversations of
# 2023, the first half learnt. TRACES is the folder of public traces.

# %%
import pathlib
import sys

import decode_estimator as de

traces = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "TRACES")
trace = traces / "azure-2023" / "AzureLLMInferenceTrace_conv.csv"
if not trace.exists():
    sys.exit(f"skipped: there is no {trace}")

# %%
answers = de.Answers(trace)
for one in de.evaluate(answers, ["pooled", "windowed", "default",
                                 "default-frozen", "negativeBinomial"]):
    cells = [f"{100 * share:.1f}" for share in one.coverage]
    cells += [f"{one.mean_pinball:.3f}", f"{one.of_pooled:.4f}",
              "{:.4f}…{:.4f}".format(*one.interval), f"{one.crps:.2f}",
              "yes" if one.calibrated else "no"]
    name = one.method + (" \\*" if one.learns_on else "")
    print("| " + " | ".join([name, *cells]) + " |")
