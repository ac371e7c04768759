#!/usr/bin/env bash
# Tests/coverage.sh SCRATCH: line coverage of Sources/ after `Tests/run.sh --coverage`, worst files first.
# The llvm-cov beside the Swift compiler is used: another one cannot read its profile.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(swift build --scratch-path "$1" --show-bin-path)
tools=$(dirname "$(readlink -f "$(command -v swift)")")
"$tools/llvm-cov" export -summary-only -instr-profile "$bin/codecov/default.profdata" "$bin/"*.xctest |
    python3 -c '
import json, os, sys
top = os.getcwd() + "/Sources/"
files = [f for f in json.load(sys.stdin)["data"][0]["files"] if f["filename"].startswith(top)]
lines = [(f["summary"]["lines"], f["filename"][len(top):]) for f in files]
for summary, name in sorted(lines, key=lambda pair: pair[0]["percent"])[:20]:
    print("%6.1f %%  %5d lines  %s" % (summary["percent"], summary["count"], name))
count, covered = sum(s["count"] for s, _ in lines), sum(s["covered"] for s, _ in lines)
print("%6.1f %%  %5d lines  all of Sources/" % (100 * covered / max(count, 1), count))
'
