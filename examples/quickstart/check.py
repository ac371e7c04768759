#!/usr/bin/env python3
"""Compares what the workload wrote with what the agent says, its archive holds, and its table sums up.

  check.py settled|sealed|figures DIRECTORY [--slow-trace ID] [--postgres]

settled waits until the agent has read everything, sealed until the open segment is sealed; figures checks. Nothing
here knows how the agent works: the archive is read as gzip and JSON, the PostgreSQL log as CSV, the table with
psql, the rest through fraiseqlctl.
"""
import argparse
import csv
import datetime
import glob
import gzip
import json
import math
import os
import subprocess
import sys
import time

KINDS = ("graphql", "database", "cache")
failed = 0


def say(holds, text):
    global failed
    failed += not holds
    print(("ok      " if holds else "FAILED  ") + text)
    return holds


def ctl(*arguments):
    run = subprocess.run(["fraiseqlctl", *arguments, "--format", "json"], capture_output=True, text=True)
    if not run.stdout.strip():
        raise SystemExit(f"FAILED  fraiseqlctl {' '.join(arguments)}: exit {run.returncode}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def psql(statement):
    run = subprocess.run(["psql", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement],
                         capture_output=True, text=True,
                         env={**os.environ, "PGOPTIONS": "-c log_min_duration_statement=-1"})
    if run.returncode:
        return None
    return [line.split("\t") for line in run.stdout.splitlines()]


def written(directory):
    """What the application says it wrote: the sum of its tallies, and every seq."""
    whole = {"lines": 0, "records": 0, "broken": 0, "groups": {}}
    numbers = []
    for path in sorted(glob.glob(directory + "/tally.*.json")):
        with open(path, encoding="utf-8") as file:
            tally = json.load(file)
        for name in ("lines", "records", "broken"):
            whole[name] += tally[name]
        numbers += range(tally["first"], tally["last"] + 1)
        for key, group in tally["groups"].items():
            into = whole["groups"].setdefault(key, {"count": 0, "errors": 0, "duration_us": 0})
            for name in into:
                into[name] += group[name]
    return whole, numbers


def logged(directory):
    """The PostgreSQL log's records: (all, those with a statement's duration)."""
    csv.field_size_limit(1 << 30)
    everything = statements = 0
    for path in glob.glob(directory + "/pg/log/*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                everything += 1
                statements += row[13].startswith("duration: ")
    return everything, statements


def archived(directory):
    """Every record of the archive. A segment that is both open and sealed counts once, as the sealed one."""
    sealed = glob.glob(directory + "/archive/date=*/*.jsonl.gz")
    numbers = {int(path.rsplit("-", 1)[1].split(".")[0]) for path in sealed}
    still_open = [path for path in glob.glob(directory + "/archive/_open/*.jsonl.gz")
                  if int(os.path.basename(path).split(".")[0]) not in numbers]
    records = []
    for path in sealed + still_open:
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                records += [json.loads(line) for line in lines]
        except (EOFError, FileNotFoundError):
            pass  # An open segment's last append under way; or sealed and removed just now.
    return records


def until(seconds, condition):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.3)
    return bool(condition())


def status(name, field):
    """A figure of `fraiseqlctl status`, summed over the files of a source; None when one of them is not known."""
    figures = [source[field] for source in ctl("status")["sources"] if source["name"] == name]
    return None if None in figures else sum(figures)


def settled(directory, options):
    wanted = {"app": written(directory)[0]["records"]}
    if options.postgres:
        wanted["postgres"] = logged(directory)[0]

    def count(name):
        return sum(record["source"] == name for record in archived(directory))
    if not until(30, lambda: all(count(name) >= number and status(name, "lag_bytes") == 0 for name, number in wanted.items())):
        for name, number in wanted.items():
            say(False, f"{name}: {number} records were written, {count(name)} are archived after 30 s, "
                f"lag {status(name, 'lag_bytes')} bytes")


def sealed(directory, options):
    def all_sealed():
        held = [json.loads(line) for path in glob.glob(directory + "/archive/date=*/*.jsonl.gz")
                for line in gzip.open(path, "rt", encoding="utf-8")]
        return len(held) > 0 and sum(record["source"] == "app" for record in held) == written(directory)[0]["records"]
    if not until(30, all_sealed):
        say(False, "the open segment is not sealed 30 s after SIGUSR1")


def rank(values, q):
    values = sorted(values)
    return values[math.ceil(q * len(values)) - 1]


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_archive(records, directory, options):
    whole, numbers = written(directory)
    app = [record for record in records if record["source"] == "app"]
    found = sorted(record["attributes"]["seq"] for record in app)
    say(found == numbers, f"each of the application's {whole['records']} records is in the archive, once ({len(found)} found)")
    groups = {}
    for record in app:
        group = groups.setdefault(record["kind"] + "/" + record["event_type"], {"count": 0, "errors": 0, "duration_us": 0})
        group["count"] += 1
        group["errors"] += record["status"] == "error"
        group["duration_us"] += round(record["duration_ms"] * 1000)
    say(groups == whole["groups"], f"counts, errors and summed durations of its {len(groups)} kinds of event agree with what it wrote")
    rejected = status("app", "rejected")
    say(rejected == whole["broken"], f"its {whole['broken']} damaged lines are counted as rejects ({rejected})")
    if options.postgres:
        rows, statements = logged(directory)
        from_server = [record for record in records if record["source"] == "postgres"]
        timed = sum(record["kind"] == "database" and "duration_ms" in record for record in from_server)
        say(len(from_server) == rows and timed == statements,
            f"all {rows} records of PostgreSQL's log are in it ({len(from_server)}), {statements} with a statement's duration ({timed})")


def check_stats(records):
    stats = ctl("stats", "--window", "1h", "--by", "kind")
    start, end = moment(stats["window_start"]), moment(stats["window_end"])
    groups = {group["kind"]: group for group in stats["groups"]}
    for kind in KINDS:
        inside = [record for record in records if record["kind"] == kind and start <= moment(record["timestamp"]) < end]
        durations = [record["duration_ms"] for record in inside if "duration_ms" in record]
        errors = sum(record["status"] == "error" for record in inside)
        group = groups.get(kind, {})
        say(group.get("count") == len(inside) and group.get("error_count") == errors,
            f"stats: {kind}: {group.get('count')} operations and {group.get('error_count')} errors, "
            f"in the archive {len(inside)} and {errors}")
        for name, q in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            said, exact = group.get(name + "_duration_ms"), rank(durations, q) if durations else None
            if said is None or exact is None or abs(said - exact) > exact / 1000 + 0.0005:
                say(False, f"stats: {kind}: {name} is {said} ms, in the archive {exact} ms")


def check_table(records):
    expected = {}
    for record in records:
        row = expected.setdefault(record["kind"], [0, 0, 0])
        row[0] += 1
        row[1] += record["status"] == "error"
        row[2] += round(record.get("duration_ms", 0) * 1e6)

    def rows():
        answer = psql("SELECT kind, sum(count), sum(error_count), sum(duration_sum_ns) FROM fraiseql_monitor.operation_summary GROUP BY kind")
        return {kind: [int(count), int(errors), int(total)] for kind, count, errors, total in answer or []}
    until(30, lambda: rows() == expected)
    table = rows()
    for kind in sorted(expected):
        count, errors, total = table.get(kind, [None, None, None])
        say([count, errors, total] == expected[kind],
            f"summary table: {kind}: {count} operations, {errors} errors, {total} ns; in the archive "
            + "{}, {}, {}".format(*expected[kind]))


def check_slow(records, options):
    trace = options.slow_trace
    slow = ctl("database", "slow", "--limit", "50", "--threshold", "100")
    mine = [record for record in slow if record["trace_id"] == trace]
    say(bool(mine) and mine[0]["duration_ms"] >= 650,
        f"database slow shows the slow query, {mine[0]['duration_ms'] if mine else 'none'} ms, with its trace ID {trace}")
    joined = sorted({record["source"] + "/" + record["kind"] for record in records if record.get("trace_id") == trace})
    wanted = {"app/graphql", "postgres/database"} if options.postgres else {"app/graphql", "app/database"}
    say(wanted <= set(joined), f"the archive joins by that trace ID: {', '.join(joined)}")
    if options.postgres:
        failing = [record for record in records if record.get("trace_id") == trace and record.get("error_code") == "42P01"]
        say(len(failing) == 1, f"the statement that failed is there with its SQLSTATE and the same trace ID ({len(failing)})")


def check_health():
    health = ctl("health")
    states = {name: health[name]["status"] for name in ("database", "cache", "graphql", "tracing", "agent")}
    say(states["agent"] == "healthy" and health["overall_status"] in ("healthy", "degraded", "unhealthy", "unknown"),
        f"health: {health['overall_status']}: " + ", ".join(f"{name} {state}" for name, state in states.items()))
    times = []
    for _ in range(41):
        begun = time.monotonic()
        subprocess.run(["fraiseqlctl", "health"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append((time.monotonic() - begun) * 1000)
    times.sort()
    # The lower quartile: on a shared machine the others measure its neighbours.
    say(times[10] < 12, f"fraiseqlctl health takes {times[20]:.1f} ms as a whole process (lower quartile {times[10]:.1f} of 12)")


def figures(directory, options):
    records = archived(directory)
    check_archive(records, directory, options)
    check_stats(records)
    if options.postgres:
        check_table(records)
    check_slow(records, options)
    check_health()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["settled", "sealed", "figures"])
    parser.add_argument("directory")
    parser.add_argument("--slow-trace")
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    {"settled": settled, "sealed": sealed, "figures": figures}[options.what](options.directory, options)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
