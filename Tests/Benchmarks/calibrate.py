#!/usr/bin/env python3
"""calibrate.py orjson|zlib FILE: MB per CPU-second of a yardstick on this machine, on the benchmark's own lines.

orjson parses every line and adds up duration_ms; zlib compresses at level 1 in chunks of 256 KiB. Figures of other
programs that were measured elsewhere are scaled by what these come to here and there.
"""
import os
import sys
import zlib


def orjson_loop(path):
    import orjson
    total = 0.0
    with open(path, "rb") as lines:
        for line in lines:
            try:
                total += orjson.loads(line)["duration_ms"]
            except (orjson.JSONDecodeError, TypeError, KeyError):
                pass


def zlib_loop(path):
    with open(path, "rb") as file:
        while piece := file.read(1 << 18):
            zlib.compress(piece, 1)


def main(which, path):
    before = os.times()
    {"orjson": orjson_loop, "zlib": zlib_loop}[which](path)
    after = os.times()
    cpu = after.user + after.system - before.user - before.system
    print("%.1f" % (os.path.getsize(path) / 1e6 / cpu))


if __name__ == "__main__":
    main(*sys.argv[1:])
