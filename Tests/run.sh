#!/usr/bin/env bash
# Sets up what is missing, builds everything in debug form and runs every test.
#
#   Tests/run.sh [--full] [--without-isal] [--filter REGEX] [--coverage]
#
#   --full            also the long runs (the tests see FRAISE_FULL=1 and scale up)
#   --without-isal    builds and tests without ISA-L, in .build-zlib
#   --filter REGEX    only the tests whose TARGET.SUITE/NAME matches; may be repeated
#   --coverage        ends with the line coverage of Sources/, worst files first
#
# Ends with `N passed, N failed`. Exit 0 only when at least one test ran and none failed; 69 when something that
# is needed is missing. Cases that others published are read from FRAISE_CONFORMANCE, by default a folder
# shared/conformance beside the checkout; their tests say that they were skipped when it is not there.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$FRAISE_ROOT"

isal=isal scratch=.build coverage='' options=()
while [ $# -gt 0 ]; do
    case $1 in
    --full) export FRAISE_FULL=1 ;;
    --with-isal) isal=isal scratch=.build ;;
    --without-isal) isal='' scratch=.build-zlib; export FRAISE_WITHOUT_ISAL=1 ;;
    --filter) [ $# -ge 2 ] || die 64 "--filter needs a regular expression"; options+=(--filter "$2"); shift ;;
    --coverage) coverage=--enable-code-coverage ;;
    -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) die 64 "unknown option $1; see Tests/run.sh --help" ;;
    esac
    shift
done

setup_swift
# shellcheck disable=SC2086 # an empty feature is none
setup_machine build $isal postgres python tests
if [ -z "${FRAISE_CONFORMANCE:-}" ] && [ -d "$FRAISE_ROOT/../shared/conformance" ]; then
    FRAISE_CONFORMANCE=$(cd "$FRAISE_ROOT/../shared/conformance" && pwd)
    export FRAISE_CONFORMANCE
fi
# Many tests wait for servers and child processes: a little more than the cores keeps these busy, and no more
# than that many private PostgreSQL servers run at once. Swift 6.1 does not know the option.
width=--experimental-maximum-parallelization-width
if swift test --help-hidden 2>/dev/null | grep -q -e "$width"; then
    options+=("$width" "${FRAISE_TEST_WIDTH:-$(($(nproc) + 2))}")
fi

started=$(date +%s)
# shellcheck disable=SC2086
if ! swift build --build-tests --scratch-path "$scratch" $coverage ${FRAISE_SWIFT_FLAGS:-}; then
    say "The build failed after $(($(date +%s) - started)) s."
    echo "0 passed, 1 failed"
    exit 1
fi
built=$(date +%s)

output=$(mktemp -d "${TMPDIR:-/tmp}/fraise-tests.XXXXXX")
trap 'rm -rf "$output"' EXIT
limit=${FRAISE_TEST_LIMIT:-$([ -n "${FRAISE_FULL:-}" ] && echo 14400 || echo 1500)}
# shellcheck disable=SC2086
timeout --foreground "$limit" swift test --skip-build --disable-xctest --scratch-path "$scratch" $coverage \
    ${FRAISE_SWIFT_FLAGS:-} "${options[@]}" --xunit-output "$output/tests.xml" </dev/null 2>&1 | tee "$output/log" |
    grep -vE '^(◇|↳|✔ (Test|Suite) |➜ |\[[0-9]+/[0-9]+\])' >&2
status=${PIPESTATUS[0]}

# Beside other products the result file's name gets a suffix.
results=$(find "$output" -name '*.xml' | head -n 1)
python3 Tests/report.py "$output/log" "${results:-$output/none}" >"$output/report" || die 70 "Tests/report.py could not read the result"
sed '$d' "$output/report"
read -r passed failed skipped < <(tail -n 1 "$output/report")

if [ -n "$coverage" ]; then "$FRAISE_ROOT/Tests/coverage.sh" "$scratch" || status=1; fi
[ "$status" != 124 ] || say "Stopped after $limit s: what did not finish is named above."
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
[ "$passed" -gt 0 ] || [ "$failed" -gt 0 ] || { say "No test ran."; failed=1; }
echo "Built in $((built - started)) s, tested in $(($(date +%s) - built)) s, skipped $skipped."
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
