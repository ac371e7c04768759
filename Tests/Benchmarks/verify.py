#!/usr/bin/env python3
"""verify.py ORACLE ACCOUNT ARCHIVE: is what `fraiseqld --once` said and archived exactly what was generated?

ACCOUNT is the line of JSON that --once printed. Records, rejects and bytes of the account, and count, errors, sum,
min, max and quantiles of each kind and event in the archive, must equal the oracle's.
"""
import glob
import gzip
import json
import math
import sys

try:
    from orjson import loads
except ImportError:
    from json import loads

faults = []


def expect(what, found, wanted):
    if found != wanted:
        faults.append(f"{what}: {found}, wanted {wanted}")


def check_account(account, oracle):
    source = account["sources"][0]
    expect("records", source["records"], oracle["records"])
    expect("rejected lines", source["rejected"], oracle["rejected"])
    expect("lines", source["lines"], oracle["lines"])
    expect("bytes_total", source["bytes_total"], oracle["bytes"])
    parts = ("parsed", "rejected", "skipped", "pending", "lost")
    expect("sum of the ledger", sum(source["bytes_" + part] for part in parts), source["bytes_total"])
    expect("bytes pending and lost", source["bytes_pending"] + source["bytes_lost"], 0)


def check_archive(directory, oracle):
    durations, errors = {}, {}
    for path in glob.glob(directory + "/date=*/*.jsonl.gz"):
        with gzip.open(path, "rb") as lines:
            for line in lines:
                record = loads(line)
                key = record["kind"], record["event_type"]
                durations.setdefault(key, []).append(round(record["duration_ms"] * 1000))
                if record["status"] == "error":
                    errors[key] = errors.get(key, 0) + 1
    expect("groups", sorted(durations), sorted((g["kind"], g["event_type"]) for g in oracle["groups"]))
    for group in oracle["groups"]:
        key = group["kind"], group["event_type"]
        values = sorted(durations.get(key, []))
        if not values:
            continue

        def rank(q):
            return values[math.ceil(q * len(values)) - 1]
        found = {"count": len(values), "errors": errors.get(key, 0), "sum_us": sum(values), "min_us": values[0],
                 "max_us": values[-1], "p50_us": rank(0.5), "p95_us": rank(0.95), "p99_us": rank(0.99)}
        for name, value in found.items():
            expect(f"{key[0]}/{key[1]} {name}", value, group[name])


def main(oracle_path, account_path, archive):
    with open(oracle_path, encoding="utf-8") as file:
        oracle = json.load(file)
    with open(account_path, encoding="utf-8") as file:
        account = json.load(file)
    check_account(account, oracle)
    check_archive(archive, oracle)
    print("\n".join(faults) or f"account and archive agree with the oracle: {oracle['records']} records, "
          f"{oracle['rejected']} rejects, {len(oracle['groups'])} kinds of event")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
