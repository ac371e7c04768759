#!/usr/bin/env python3
"""Tests/report.py LOG XML: what a test run came to, from the result file of Swift Testing.

Prints each suite's failures, then a last line `PASSED FAILED SKIPPED`. A run that died leaves no whole result
file: then the log says what passed, and every test that started and did not finish is a failure.
"""
import re
import sys
import xml.etree.ElementTree as tree

FINISHED = re.compile(r"^(?P<mark>\S) Test (?P<name>.+?)(?: with \d+ test cases?)? (?P<how>passed|failed) after [\d.]+ seconds")
STARTED = re.compile(r"^\S Test (?P<name>.+) started\.$")
SKIPPED = re.compile(r"^\S Test (?P<name>.+?) skipped(?:\.|: )")


def from_results(path):
    """(passed, {suite: [(test, first lines of its messages)]}, skipped)"""
    passed, failed, skipped = 0, {}, 0
    for case in tree.parse(path).iter("testcase"):
        messages = [m.get("message") or m.text or "" for m in case.findall("failure") + case.findall("error")]
        if messages:
            failed.setdefault(case.get("classname"), []).append((case.get("name"), messages))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def from_log(path):
    passed, failed, skipped, running = 0, [], 0, {}
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            line = line.rstrip("\n")
            if found := FINISHED.match(line):
                if found["name"] == "run":
                    continue
                running[found["name"]] = running.get(found["name"], 1) - 1
                if found["how"] == "passed":
                    passed += 1
                else:
                    failed.append((found["name"], []))
            elif found := SKIPPED.match(line):
                skipped += 1
            elif (found := STARTED.match(line)) and found["name"] != "run" and not line.startswith("◇ Test case "):
                running[found["name"]] = running.get(found["name"], 0) + 1
    failed += [(name, ["started and did not finish: the run died or was stopped"])
               for name, count in running.items() if count > 0 for _ in range(count)]
    return passed, {"(the run died)": failed} if failed else {}, skipped


def main(log, results):
    try:
        passed, failed, skipped = from_results(results)
    except (OSError, tree.ParseError):
        passed, failed, skipped = from_log(log)
    for suite, tests in sorted(failed.items()):
        print(f"{suite}: {len(tests)} failed")
        for name, messages in tests:
            print(f"    {name}")
            for message in messages[:5]:
                print("        " + "\n        ".join(message.splitlines()[:6]))
    print(passed, sum(len(tests) for tests in failed.values()), skipped)


if __name__ == "__main__":
    main(*sys.argv[1:])
