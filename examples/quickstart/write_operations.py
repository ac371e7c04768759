#!/usr/bin/env python3
"""Writes an operation log as an application would, and keeps count of what it wrote.

  write_operations.py --out app.jsonl --tally tally.json [--backlog 4000 --minutes 30] [--live 600 --rate 60]
                      [--rotate] [--broken 0.002] [--slow-trace ID [--slow-statement]] [--first 1] [--seed 1]

GraphQL operations, database statements and cache accesses, one JSON object a line, each with a number `seq` of its
own, a traceparent, a duration and a status. First --backlog lines whose times lie in the last --minutes, then
--live lines at --rate a second (0: for ever) with the time of writing. --rotate renames the log in the middle of
the live part and goes on in a new file, as logrotate does. Some lines are damaged on purpose: they must be counted
as rejects. --slow-trace writes one slow operation with that trace ID, and --slow-statement its SQL statement.
The tally (JSON) says how many lines, records and damaged lines there are, and counts, errors and the sum of
durations of each kind and event.
"""
import argparse
import json
import math
import os
import random
import signal
import sys
import time

OPERATIONS = ["getUser", "listOrders", "searchProducts", "createOrder", "updateCart", "deleteSession", "getInvoice",
              "listReviews", "syncDevice", "countTickets"]
TABLES = ["v_user", "v_order", "tv_product", "v_invoice", "tb_session", "tv_cart"]
# kind, event, how many of a hundred, median duration in ms, spread
MIX = [("graphql", "query", 30, 18.0, 0.8), ("graphql", "mutation", 8, 35.0, 0.7), ("graphql", "subscription", 2, 50.0, 0.6),
       ("database", "select", 30, 5.0, 0.9), ("database", "insert", 5, 8.0, 0.8), ("database", "update", 5, 9.0, 0.8),
       ("cache", "hit", 14, 0.3, 0.5), ("cache", "miss", 4, 0.4, 0.5), ("cache", "set", 2, 0.5, 0.5)]
SQL = {"select": "SELECT data FROM {} WHERE id = $1", "insert": "INSERT INTO {} (id, data) VALUES ($1, $2)",
       "update": "UPDATE {} SET data = $2 WHERE id = $1"}
DAMAGE = ["cut", "text", "bytes"]


class Writer:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.log = open(options.out, "ab", buffering=0)
        self.seq = options.first - 1
        self.lines = 0
        self.broken = 0
        self.groups = {}
        self.trace = None

    def stamp(self, at):
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + ".%06dZ" % int(at % 1 * 1e6)

    def record(self, at, kind, event, milliseconds, failed, trace=None, operation=None, statement=None):
        """One good line; what it says goes into the tally."""
        chance = self.random
        self.seq += 1
        if self.trace is None or chance.random() < 0.4:
            self.trace = "%032x" % chance.getrandbits(128)
        duration = "%.3f" % milliseconds
        line = {"ts": self.stamp(at), "level": "error" if failed else "info", "kind": kind, "event": event,
                "operation": operation or chance.choice(OPERATIONS),
                "traceparent": "00-%s-%016x-01" % (trace or self.trace, chance.getrandbits(64) | 1)}
        if kind == "database":
            line["sql"] = statement or SQL[event].format(chance.choice(TABLES))
            line["rows"] = 0 if failed else chance.randrange(50)
            line["pool"] = {"size": 20, "in_use": chance.randrange(14), "waiting": 0}
        elif kind == "graphql":
            line["user"] = "u%04d" % chance.randrange(500)
            line["response_size_bytes"] = chance.randrange(200, 20000)
        else:
            line["cache_name"] = chance.choice(["schema", "responses"])
            line["key"] = "user:%d" % chance.randrange(10000)
        line["status"] = "error" if failed else "ok"
        if failed:
            line["error"] = chance.choice(["relation \"v_user\" does not exist", "permission to read was withdrawn",
                                           "duplicate key value violates unique constraint"])
        line["seq"] = self.seq
        text = json.dumps(line, separators=(",", ":"))
        text = text[:-1] + ',"duration_ms":' + duration + "}"
        group = self.groups.setdefault(kind + "/" + event, {"count": 0, "errors": 0, "duration_us": 0})
        group["count"] += 1
        group["errors"] += failed
        group["duration_us"] += round(float(duration) * 1000)
        return text.encode()

    def ordinary(self, at):
        chance = self.random
        kind, event, _, median, spread = chance.choices(MIX, weights=[m[2] for m in MIX])[0]
        # Below the slow thresholds: the one slow operation is to be found by its trace ID.
        limit = 9.0 if kind == "cache" else 95.0
        milliseconds = limit
        while milliseconds >= limit:
            milliseconds = median * math.exp(spread * chance.gauss(0, 1))
        return self.record(at, kind, event, milliseconds, kind != "cache" and chance.random() < 0.004)

    def damaged(self, at):
        self.broken += 1
        how = DAMAGE[self.broken % len(DAMAGE)]
        if how == "text":
            return b"Traceback (most recent call last):"
        line = b'{"ts":"%s","kind":"graphql","operation":"get' % self.stamp(at).encode()
        return line if how == "cut" else line + b'\xff\xfe","duration_ms":1}'

    def write(self, lines):
        self.lines += len(lines)
        self.log.write(b"".join(line + b"\n" for line in lines))

    def some(self, at):
        return self.damaged(at) if self.random.random() < self.options.broken else self.ordinary(at)

    def backlog(self):
        count, now = self.options.backlog, time.time()
        first = now - self.options.minutes * 60
        times = [first + (now - first) * i / count for i in range(count)]
        for start in range(0, count, 500):
            self.write([self.some(at) for at in times[start:start + 500]])

    def slow(self):
        trace = self.options.slow_trace
        now = time.time()
        self.write([self.record(now, "graphql", "query", 812.5, False, trace, "salesReport")])
        if self.options.slow_statement:
            self.write([self.record(now, "database", "select", 655.25, False, trace, "salesReport",
                                    "SELECT sum(total) FROM v_order GROUP BY region")])

    def live(self):
        options, begun, written = self.options, time.monotonic(), 0
        while options.live == 0 or written < options.live:
            due = int((time.monotonic() - begun) * options.rate)
            if options.live:
                due = min(due, options.live)
            if due > written:
                self.write([self.some(time.time()) for _ in range(due - written)])
                if options.rotate and written <= options.live // 2 < due:
                    self.rotate()
                written = due
            time.sleep(0.02)

    def rotate(self):
        os.rename(self.options.out, self.options.out + ".1")
        # Whoever still writes through the old descriptor does so after the rename, as real applications do.
        self.write([self.ordinary(time.time()) for _ in range(3)])
        self.log.close()
        self.log = open(self.options.out, "ab", buffering=0)

    def tally(self):
        return {"lines": self.lines, "records": self.seq - self.options.first + 1, "first": self.options.first,
                "last": self.seq, "broken": self.broken, "groups": self.groups}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--tally", required=True)
    parser.add_argument("--first", type=int, default=1, help="the first line's seq")
    parser.add_argument("--backlog", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--live", type=int, default=-1)
    parser.add_argument("--rate", type=float, default=60)
    parser.add_argument("--rotate", action="store_true")
    parser.add_argument("--broken", type=float, default=0.002)
    parser.add_argument("--slow-trace")
    parser.add_argument("--slow-statement", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    writer = Writer(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if options.backlog:
            writer.backlog()
        if options.slow_trace:
            writer.slow()
        if options.live >= 0:
            writer.live()
    except KeyboardInterrupt:
        pass
    finally:
        with open(options.tally, "w", encoding="utf-8") as tally:
            json.dump(writer.tally(), tally, indent=1)


if __name__ == "__main__":
    main()
