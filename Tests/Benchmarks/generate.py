#!/usr/bin/env python3
"""An operation log of a given size, the same for the same seed, and the exact figures of what is in it.

  generate.py --size 1GB --out ops.jsonl [--oracle ops.oracle.json] [--seed 1] [--broken 0.001]

About 320 bytes a line: GraphQL operations (40 %), database statements (40 %), cache accesses (20 %); 200 operation
names by Zipf's law; log-normal durations with a long tail; about eight lines a trace. One line in a thousand is
broken, in four equal shares: cut JSON, invalid UTF-8 inside a string, an empty line, other text. Up to 100 MB of
different lines are made; more are copies of them, each two hours later and with trace IDs of its own, so a
gigabyte takes half a minute. The oracle counts good lines only; durations are integers of microseconds, quantiles
the value at rank ceil(q n).
"""
import argparse
import bisect
import json
import math
import random

CHUNK = 100_000_000
CHUNK_HOURS = 2
DAY = "2026-11-22"
VERBS = ["get", "list", "search", "create", "update", "delete", "sync", "export", "count", "batch"]
NOUNS = ["User", "Order", "Product", "Invoice", "Session", "Cart", "Payment", "Review", "Account", "Address", "Category",
         "Shipment", "Tenant", "Role", "Permission", "Comment", "Ticket", "Report", "Device", "Webhook"]
MIX = ([("graphql", "query")] * 30 + [("graphql", "mutation")] * 8 + [("graphql", "subscription")] * 2
       + [("database", "query")] * 30 + [("database", "insert")] * 5 + [("database", "update")] * 4 + [("database", "commit")]
       + [("cache", "hit")] * 14 + [("cache", "miss")] * 4 + [("cache", "set")] + [("cache", "evict")])
MEDIAN = {"graphql": 18.0, "database": 6.0, "cache": 0.35}
SPREAD = {"graphql": 0.95, "database": 1.15, "cache": 0.6}
TABLES = ["users", "orders", "products", "invoices", "sessions", "carts", "payments", "reviews", "tv_user", "v_order_line"]
SQL = {
    "query": ['SELECT id, data FROM {} WHERE id = $1',
              'SELECT data FROM {} WHERE data->>\\"slug\\" = $1 ORDER BY created_at DESC LIMIT 20',
              'SELECT count(*) FROM {} WHERE tenant_id = $1 AND deleted_at IS NULL'],
    "insert": ['INSERT INTO {} (id, data) VALUES ($1, $2)'],
    "update": ['UPDATE {} SET data = $2 WHERE id = $1'],
    "commit": ['COMMIT /* {} */'],
}
TEXT = [b"Traceback (most recent call last):", b'  File "app.py", line 42, in handler',
        b"panic: runtime error: index out of range", b"<<< log rotated >>>", b"10:15:30 INFO plain text from a library"]


def names(chance):
    """65,536 draws of 200 names by Zipf's law, so that choosing one is a table access."""
    every = [verb + noun for noun in NOUNS for verb in VERBS]
    chance.shuffle(every)
    weights = [1 / (i + 1) ** 1.1 for i in range(len(every))]
    total, running, cumulative = sum(weights), 0.0, []
    for weight in weights:
        running += weight / total
        cumulative.append(running)
    cumulative[-1] = 1.0
    return [every[bisect.bisect_left(cumulative, (i + 0.5) / 65536)] for i in range(65536)]


def chunk(size, seed, broken_share):
    """(bytes, durations by key in µs, errors by key, broken lines by class, lines)"""
    chance = random.Random(seed)
    bits, uniform = chance.getrandbits, chance.random
    zipf, normal = names(chance), [chance.gauss(0, 1) for _ in range(65521)]
    step = CHUNK_HOURS * 3600 / (size / 320)
    lines, length, number = [], 0, 0
    durations, errors = {}, {}
    broken = {"cut": 0, "invalid_utf8": 0, "empty": 0, "text": 0}
    traces = [bits(120) for _ in range(64)]
    while length < size:
        number += 1
        draw = bits(40)
        if draw & 7 == 0:
            traces[(draw >> 3) & 63] = bits(120)
        kind, event = MIX[(draw >> 9) % 100]
        operation = zipf[(draw >> 16) & 65535]
        microseconds = MEDIAN[kind] * 1000 * math.exp(SPREAD[kind] * normal[(draw ^ number * 7919) % 65521])
        luck = uniform()
        if luck < 0.004:
            microseconds *= 20 + 400 * uniform() * uniform()
        microseconds = int(microseconds)
        failed = luck > (0.999 if kind == "cache" else 0.988)
        second = min(max((number * step) + (luck - 0.5) * 0.1, 0), CHUNK_HOURS * 3600 - 0.001)
        whole = int(second)
        line = ('{"ts":"%sT%02d:%02d:%02d.%06dZ","level":"%s","kind":"%s","event":"%s","operation":"%s",'
                '"traceparent":"00-c0%030x-%016x-01","duration_ms":%d.%03d,"status":"%s","rows":%d,"user":"u%05d"') % (
            DAY, whole // 3600, whole // 60 % 60, whole % 60, (second - whole) * 1e6,
            "error" if failed else "warn" if microseconds > 500_000 else "info", kind, event, operation,
            traces[(draw >> 3) & 63], bits(64) | 1, microseconds // 1000, microseconds % 1000,
            "error" if failed else "ok", 0 if failed else (draw >> 20) % 97, (draw >> 5) % 20000)
        if kind == "database":
            forms = SQL[event]
            line += ',"sql":"%s","pool":{"size":20,"in_use":%d,"waiting":%d}}' % (
                forms[draw % len(forms)].format(TABLES[(draw >> 7) % 10]), draw % 21, 3 if draw % 21 == 20 else 0)
        elif kind == "graphql":
            line += ',"fields":%d,"depth":%d,"client":"web/%d.%d"}' % (
                (draw >> 11) % 40 + 1, (draw >> 6) % 7 + 1, draw % 9, draw % 31)
        else:
            line += ',"key":"%s:%d","bytes":%d,"ttl_s":300,"node":"cache-%d"}' % (
                operation, draw % 100000, (draw >> 4) % 65536, draw % 4)
        text = line.encode()
        fate = uniform()
        if fate < broken_share:
            how = list(broken)[int(fate / broken_share * 4)]
            broken[how] += 1
            if how == "cut":
                text = text[:int(40 + uniform() * 180)]
            elif how == "invalid_utf8":
                text = text.replace(b'"user":"u', b'"user":"\xff\xc3(u')
            else:
                text = b"" if how == "empty" else TEXT[draw % len(TEXT)]
        else:
            durations.setdefault((kind, event), []).append(microseconds)
            if failed:
                errors[kind, event] = errors.get((kind, event), 0) + 1
        lines.append(text)
        length += len(text) + 1
    lines.append(b"")
    return b"\n".join(lines), durations, errors, broken, number


def copy_of(text, number):
    """The chunk CHUNK_HOURS · number later, with other trace IDs. Later hours first, so that none moves twice."""
    if number == 0:
        return text
    text = text.replace(b'"00-c0', b'"00-%02x' % (0xC0 + number))
    for hour in reversed(range(CHUNK_HOURS)):
        moved = hour + CHUNK_HOURS * number
        text = text.replace(f'"ts":"{DAY}T{hour:02d}:'.encode(), f'"ts":"{DAY}T{moved:02d}:'.encode())
    return text


def group(key, values, errors, copies):
    values = sorted(values)

    def rank(q):
        return values[(math.ceil(q * len(values) * copies) - 1) // copies]
    return {**key, "count": len(values) * copies, "errors": errors * copies, "sum_us": sum(values) * copies,
            "min_us": values[0], "max_us": values[-1], "p50_us": rank(0.5), "p95_us": rank(0.95), "p99_us": rank(0.99)}


def bytes_of(text):
    for suffix, factor in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if text.upper().endswith(suffix):
            return int(float(text[:-2]) * factor)
    return int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100MB")
    parser.add_argument("--out", required=True)
    parser.add_argument("--oracle")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.001)
    options = parser.parse_args()
    size = bytes_of(options.size)
    copies = max(1, round(size / CHUNK))
    if copies > 11:
        parser.error("at most 1.1 GB: a copy is two hours, and all lie on one day")

    text, durations, errors, broken, lines = chunk(size // copies, options.seed, options.broken)
    with open(options.out, "wb") as out:
        for number in range(copies):
            out.write(copy_of(text, number))
    oracle = {
        "seed": options.seed, "bytes": len(text) * copies, "lines": lines * copies,
        "records": sum(map(len, durations.values())) * copies,
        "broken": {how: count * copies for how, count in broken.items()},
        "rejected": (sum(broken.values()) - broken["empty"]) * copies,
        "groups": [group({"kind": kind, "event_type": event}, values, errors.get((kind, event), 0), copies)
                   for (kind, event), values in sorted(durations.items())],
    }
    if options.oracle:
        with open(options.oracle, "w", encoding="utf-8") as file:
            json.dump(oracle, file, indent=1)
    else:
        print(json.dumps(oracle, indent=1))


if __name__ == "__main__":
    main()
