#!/usr/bin/env python3
"""summarise.py RESULTS ORACLE ARCHIVE_BYTES [--gate]: the table that Tests/Benchmarks/run.sh ends with."""
import json
import statistics
import sys

# Measured on the operations log with these yardsticks on that machine: MB per CPU-second, MiB at the most.
ORJSON_THERE, ZLIB_THERE = 182, 167
FLUENT_BIT = [("tail, no parsing, discard", 454, 62), ("tail, JSON parser, discard", 79, 27),
              ("tail, JSON parser, log_to_metrics", 74, 12), ("tail, JSON parser, plain output file", 44, 33)]
GATE_SPEED, GATE_MEMORY = 150, 64
STAGES = ("scanning", "windows", "compression", "writing")


def read(path):
    runs, profiles, yardsticks = [], [], {"orjson": [], "zlib": []}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, rest = line.strip().partition(" ")
            if name == "run":
                runs.append(json.loads(rest))
            elif name == "profile" and rest:
                profiles.append(json.loads(rest)["profile"])
            elif name in yardsticks and rest:
                yardsticks[name].append(float(rest))
    return runs, profiles, {name: statistics.median(found) for name, found in yardsticks.items()}


def main(results, oracle_path, archive_bytes, gate):
    with open(oracle_path, encoding="utf-8") as file:
        oracle = json.load(file)
    runs, profiles, yardsticks = read(results)
    megabytes = oracle["bytes"] / 1e6
    wall = statistics.median(run["wall"] for run in runs)
    cpu = statistics.median(run["user"] + run["system"] for run in runs)
    memory = max(run["memory"] for run in runs)
    speed, scale = megabytes / cpu, yardsticks["orjson"] / ORJSON_THERE

    print(f"fraiseqld --once over {megabytes:.0f} MB, {oracle['lines']} lines; median of {len(runs)}")
    print(f"  {megabytes / wall:8.1f} MB/s          {oracle['records'] / wall:12.0f} records/s   {wall:.2f} s")
    print(f"  {speed:8.1f} MB/CPU-second {oracle['records'] / cpu:12.0f} records/CPU-second   {cpu:.2f} s")
    print(f"  {memory:8.1f} MiB peak memory")
    print(f"  {int(archive_bytes) / 1e6:8.1f} MB archive, {oracle['bytes'] / int(archive_bytes):.2f} : 1")
    if profiles:
        seconds = {stage: statistics.median(profile.get(stage, 0) for profile in profiles) for stage in STAGES}
        print("  of its CPU seconds: " + ", ".join(f"{stage} {100 * spent / cpu:.0f} %" for stage, spent in seconds.items())
              + f", other {100 * (1 - sum(seconds.values()) / cpu):.0f} %")
    else:
        print("  of its CPU seconds: scanning, windows, compression, writing not measured: the program printed no profile")
    threads = {}
    for run in runs:
        for name, seconds in run["threads"].items():
            threads[name] = threads.get(name, 0) + seconds
    whole = sum(threads.values()) or 1
    print("  by thread: " + ", ".join(f"{name} {100 * seconds / whole:.0f} %"
                                      for name, seconds in sorted(threads.items(), key=lambda pair: -pair[1])[:8]))
    print(f"yardsticks here: orjson loop {yardsticks['orjson']:.0f}, zlib level 1 {yardsticks['zlib']:.0f} MB/CPU-second "
          f"(there {ORJSON_THERE} and {ZLIB_THERE})")
    print("Fluent Bit 5.1, measured there, scaled by the orjson loop:")
    for name, there, memory_there in FLUENT_BIT:
        print(f"  {there * scale:8.1f} MB/CPU-second  {name}; {memory_there} MiB (there {there})")
    if not gate:
        return 0
    fast, small = speed >= GATE_SPEED * scale, memory < GATE_MEMORY
    print(f"gate: {speed:.1f} of {GATE_SPEED * scale:.1f} MB/CPU-second: {'holds' if fast else 'MISSED'}; "
          f"{memory:.1f} of {GATE_MEMORY} MiB: {'holds' if small else 'MISSED'}")
    return 0 if fast and small else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], "--gate" in sys.argv[4:]))
