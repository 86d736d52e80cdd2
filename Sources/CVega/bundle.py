#!/usr/bin/env python3
"""Writes bundle.c: Vega, Vega-Lite and Vega-Embed as one script, gzipped.

The script is the one that vl-convert-python 1.9.0 bundles
(`pip install vl-convert-python==1.9.0`); LICENSES.md has its licences.
"""
import gzip
import pathlib

import vl_convert

HERE = pathlib.Path(__file__).resolve().parent


def main():
    script = vl_convert.javascript_bundle()
    assert "</script" not in script
    data = gzip.compress(script.encode(), compresslevel=9, mtime=0)
    versions = (f"Vega {vl_convert.get_vega_version()}, Vega-Lite "
                f"{vl_convert.get_vegalite_versions()[-1]}, Vega-Embed "
                f"{vl_convert.get_vega_embed_version()}")
    lines = [",".join(map(str, data[start:start + 32]))
             for start in range(0, len(data), 32)]
    (HERE / "bundle.c").write_text(
        f"// {versions}, gzipped; written by bundle.py. See LICENSES.md.\n"
        '#include "cvega.h"\n\n'
        "static const unsigned char bundle[] = {\n" + ",\n".join(lines)
        + "};\n\n"
        "const unsigned char *cvega_bundle(void) { return bundle; }\n"
        "unsigned long cvega_bundle_size(void) { return sizeof bundle; }\n"
        f'const char *cvega_versions(void) {{ return "{versions}"; }}\n')
    print(versions, len(script), len(data))


if __name__ == "__main__":
    main()
