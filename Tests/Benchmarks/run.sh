#!/usr/bin/env bash
# Reads a generated operation log with `fraiseqld --once` and prints what it costs.
#
#   Tests/Benchmarks/run.sh [--size 1GB] [--runs 3] [--no-verify] [--no-gate] [--keep]
#
# MB are 10^6 uncompressed bytes; MB per CPU-second counts user and system time of all threads, so it does not
# depend on the number of cores. The yardsticks (an orjson loop, zlib level 1) are measured in turn with the
# program; figures of Fluent Bit 5.1, measured elsewhere, are scaled by them. The gate is 150 MB per CPU-second
# where the orjson loop makes 182, and 64 MiB of memory. Exit 1 when it is missed, or when account or archive
# differ from what was generated. Files lie in $FRAISE_BENCH (default: fraise-bench in the temporary directory)
# and are made once; FRAISE_BIN=DIR takes the programs from DIR.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"
HERE=$FRAISE_ROOT/Tests/Benchmarks

size=1GB runs=3 verify=yes gate=yes keep=''
while [ $# -gt 0 ]; do
    case $1 in
    --size) size=${2:?--size needs a value}; shift ;;
    --runs) runs=${2:?--runs needs a value}; shift ;;
    --no-verify) verify='' ;;
    --no-gate) gate='' ;;
    --keep) keep=yes ;;
    -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) die 64 "unknown option $1; see Tests/Benchmarks/run.sh --help" ;;
    esac
    shift
done

[ -n "${FRAISE_BIN:-}" ] || setup_swift
setup_machine build isal python benchmarks
build_release fraiseqld || die 70 "the build failed"

BENCH=${FRAISE_BENCH:-${TMPDIR:-/tmp}/fraise-bench}
mkdir -p "$BENCH"
log=$BENCH/ops-$size.jsonl oracle=$BENCH/ops-$size.oracle.json
if [ ! -s "$oracle" ]; then
    say "Generating $log"
    python3 "$HERE/generate.py" --size "$size" --out "$log" --oracle "$oracle" || exit 70
fi
if ! "$BENCH/venv/bin/python" -c 'import orjson' 2>/dev/null; then
    say "Installing the yardstick orjson into $BENCH/venv"
    { python3 -m venv "$BENCH/venv" && "$BENCH/venv/bin/pip" -q install orjson; } >&2 || die 69 "orjson could not be installed from PyPI"
fi
# The yardsticks need no gigabyte.
sample=$BENCH/sample.jsonl
head -c 100000000 "$log" >"$sample"
cat "$log" >/dev/null

work=$BENCH/once.$$
trap 'rm -rf "$work"; [ -n "$keep" ] || rm -f "$sample"' EXIT
results=$BENCH/results.$$
: >"$results"
for run in $(seq "$runs"); do
    rm -rf "$work"
    mkdir -p "$work"
    cat >"$work/fraiseqld.yaml" <<YAML
host: bench
state_directory: $work/state
sources:
  - {name: ops, type: operations, paths: [$log]}
archive: {directory: $work/archive}
control: {socket: $work/control.sock}
YAML
    FRAISEQLD_PROFILE=1 python3 "$HERE/measure.py" "$work/account.json" "$work/log" \
        "$FRAISE_BIN/fraiseqld" --config "$work/fraiseqld.yaml" --once --final >"$work/usage" ||
        { cat "$work/log" >&2; die 70 "fraiseqld --once failed"; }
    printf 'run %s\nprofile %s\n' "$(cat "$work/usage")" "$(sed -n 's/^.*\({"profile".*\)$/\1/p' "$work/log" | tail -n 1)" >>"$results"
    printf 'orjson %s\nzlib %s\n' "$("$BENCH/venv/bin/python" "$HERE/calibrate.py" orjson "$sample")" \
        "$("$BENCH/venv/bin/python" "$HERE/calibrate.py" zlib "$sample")" >>"$results"
    say "run $run of $runs: $(cat "$work/usage")"
done

status=0
"$BENCH/venv/bin/python" "$HERE/summarise.py" "$results" "$oracle" "$(du -sb "$work/archive" | cut -f 1)" ${gate:+--gate} || status=1
if [ -n "$verify" ]; then
    "$BENCH/venv/bin/python" "$HERE/verify.py" "$oracle" "$work/account.json" "$work/archive" || status=1
fi
rm -f "$results"
exit $status
