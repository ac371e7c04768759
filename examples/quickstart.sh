#!/usr/bin/env bash
# A running agent from a clean clone: installs what is missing, builds, starts a private PostgreSQL with its log on
# and a small workload, an application that writes an operation log, and the agent; shows what the agent knows;
# and checks its figures against what was written.
#
#   examples/quickstart.sh [--keep] [--no-postgres]
#
#   --keep         leaves everything running afterwards, and says how to look around and how to end it
#   --no-postgres  the operation log alone: no server is needed, no summary table is filled
#
# Nothing is left behind: files lie in one directory under /tmp, which goes when the script ends, by Ctrl-C too.
# FRAISE_BIN=DIR takes the programs from DIR instead of building them. Exit 0 only when every check holds.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../Tests/setup.sh"
HERE=$FRAISE_ROOT/examples/quickstart

keep='' postgres=yes
while [ $# -gt 0 ]; do
    case $1 in
    --keep) keep=yes ;;
    --no-postgres) postgres='' ;;
    -h | --help) sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) die 64 "unknown option $1; see examples/quickstart.sh --help" ;;
    esac
    shift
done

begun=$(date +%s)
if [ -z "${FRAISE_BIN:-}" ]; then setup_swift; fi
# shellcheck disable=SC2046
setup_machine build isal python tests $([ -n "$postgres" ] && echo postgres)
build_release fraiseqld fraiseqlctl || die 70 "the build failed"
export PATH=$FRAISE_BIN:$PATH
built=$(date +%s)

# --------------------------------------------------------------------------------- one directory for all
# A Unix socket's path is short, so the directory is: under /tmp whatever TMPDIR says.
RUN=$(mktemp -d /tmp/fraise.XXXXXX)
agent='' writer='' bench=''

clean_up() {
    trap '' INT TERM
    local pid
    for pid in $writer $bench $agent; do
        kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    pg_stop "$RUN/pg"
    rm -rf "$RUN"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# The server runs as another user when this script runs as root, and must be able to pass through.
chmod 0711 "$RUN"
mkdir -m 0700 "$RUN/log"

headline() { printf '\n\033[1m%s\033[0m\n' "$*" | { if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi; }; }
# Prints a command as one would type it, runs it, and goes on whatever it says: `health` speaks by its exit code.
show() {
    printf '\n$ %s\n' "$*"
    eval "$*" 2>&1
    return 0
}

# ------------------------------------------------------------------------------------------- PostgreSQL
if [ -n "$postgres" ]; then
    headline "PostgreSQL, on a socket of its own"
    pg_start "$RUN/pg" "logging_collector = on" "log_destination = 'csvlog'" "log_filename = 'postgresql.log'" \
        "log_rotation_age = 0" "log_rotation_size = 0" "log_timezone = 'UTC'" "log_min_duration_statement = 0" \
        "log_checkpoints = off" "log_autovacuum_min_duration = -1" || die 70 "PostgreSQL did not start"
    # What sets the stage need not be in the log.
    export PGHOST=$RUN/pg PGUSER=postgres PGDATABASE=app PGOPTIONS='-c log_min_duration_statement=-1'
    "$PG_BIN/createdb" app || exit 70
    # The agent keeps its tables in the database that it watches: its own statements need not be in the log.
    "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -c "CREATE ROLE fraiseqld LOGIN" \
        -c "ALTER ROLE fraiseqld SET log_min_duration_statement = -1" \
        -c "GRANT CREATE ON DATABASE app TO fraiseqld" || exit 70
    "$PG_BIN/pgbench" -q -i -s 1 >/dev/null 2>&1 || exit 70
    unset PGOPTIONS
    echo "$("$PG_BIN/postgres" --version), its log in $RUN/pg/log/postgresql.csv"
fi

# ---------------------------------------------------------------------------------------- configuration
cat >"$RUN/fraiseqld.yaml" <<YAML
host: quickstart
state_directory: $RUN/state
sources:
  - name: app
    type: operations
    paths: [$RUN/log/*.jsonl]
YAML
[ -z "$postgres" ] || cat >>"$RUN/fraiseqld.yaml" <<YAML
  - name: postgres
    type: postgresql
    format: csvlog
    paths: [$RUN/pg/log/*.csv]
postgresql:
  url: "postgresql:///app?host=$RUN/pg&user=fraiseqld"
  flush_interval: 2s
YAML
cat >>"$RUN/fraiseqld.yaml" <<YAML
archive:
  directory: $RUN/archive
health:
  interval: 2s
control:
  socket: $RUN/control.sock
  mode: "0600"
YAML
export FRAISEQL_SOCKET=$RUN/control.sock
headline "The agent's configuration"
cat "$RUN/fraiseqld.yaml"

# -------------------------------------------------------- half an hour of log, the agent, and live writing
headline "An application's log of the last half hour, then the agent"
slow_trace=4bf92f3577b34da6a3ce929d0e0e4736
python3 "$HERE/write_operations.py" --out "$RUN/log/app.jsonl" --tally "$RUN/tally.1.json" --backlog 6000 --minutes 30
fraiseqld --config "$RUN/fraiseqld.yaml" --check || exit
fraiseqld --config "$RUN/fraiseqld.yaml" 2>"$RUN/agent.log" &
agent=$!
for _ in $(seq 100); do
    curl -s --unix-socket "$FRAISEQL_SOCKET" http://localhost/health/live >/dev/null && break
    kill -0 "$agent" 2>/dev/null || { cat "$RUN/agent.log"; die 70 "the agent ended"; }
    sleep 0.1
done

# shellcheck disable=SC2046
python3 "$HERE/write_operations.py" --out "$RUN/log/app.jsonl" --tally "$RUN/tally.2.json" --first 100001 --seed 2 \
    --live 600 --rate 100 --rotate --slow-trace $slow_trace $([ -n "$postgres" ] || echo --slow-statement) &
writer=$!
if [ -n "$postgres" ]; then
    "$PG_BIN/pgbench" -n -c 2 -T 5 -R 60 -f "$HERE/workload.sql" >/dev/null 2>&1 &
    bench=$!
    "$PG_BIN/psql" -X -q -o /dev/null -c "SELECT count(*), pg_sleep(0.65) FROM pgbench_accounts /*action='salesReport',traceparent='00-$slow_trace-00f067aa0ba902b7-01'*/"
    "$PG_BIN/psql" -X -q -o /dev/null -c "SELECT * FROM no_such_table /*traceparent='00-$slow_trace-00f067aa0ba902b8-01'*/" 2>/dev/null
    wait "$bench"
    bench=''
fi
wait "$writer"
writer=''
echo "The application wrote on for six seconds, and its log was rotated meanwhile."
# shellcheck disable=SC2046
check() { python3 "$HERE/check.py" "$1" "$RUN" --slow-trace $slow_trace $([ -n "$postgres" ] && echo --postgres); }
check settled

# -------------------------------------------------------------------------------------- what it knows now
headline "What the agent knows"
show "fraiseqlctl health"
show "fraiseqlctl graphql stats"
show "fraiseqlctl stats --by kind"
show "fraiseqlctl database slow --limit 5"
show "fraiseqlctl status"

headline "The archive: plain gzip files of JSON lines"
kill -USR1 "$agent"
check sealed
show "ls -l $RUN/archive/date=*"
show "zcat $RUN/archive/date=*/*.jsonl.gz | head -n 3"

if [ -n "$postgres" ]; then
    headline "The summary table"
    export PGOPTIONS='-c log_min_duration_statement=-1'
    show "psql -X -c \"SELECT window_start, kind, event_type, operation_name, count, error_count, round(duration_max_ns / 1e6, 1) AS max_ms FROM fraiseql_monitor.operation_summary WHERE kind = 'graphql' ORDER BY window_start DESC, count DESC LIMIT 5\""
fi

headline "Is it true?"
check figures
status=$?

if [ -z "$keep" ]; then
    kill -TERM "$agent"
    wait "$agent"
    ended=$?
    agent=''
    if [ "$ended" = 0 ]; then echo "ok      the agent ended at once, exit 0"; else echo "FAILED  the agent ended with exit $ended" && status=1; fi
fi
echo
echo "Built in $((built - begun)) s, all else in $(($(date +%s) - built)) s."
if [ "$status" = 0 ]; then
    echo "Every check holds."
else
    echo "A check failed. The end of the agent's own log:"
    tail -n 30 "$RUN/agent.log"
fi
[ -n "$keep" ] || exit "$status"

# ------------------------------------------------------------------------------------------------- --keep
python3 "$HERE/write_operations.py" --out "$RUN/log/app.jsonl" --tally "$RUN/tally.3.json" --first 200001 --seed 3 \
    --live 0 --rate 20 </dev/null >/dev/null 2>&1 &
writer=$!
cat >"$RUN/stop" <<STOP
#!/usr/bin/env bash
# Ends what examples/quickstart.sh --keep left running, and removes its directory.
. "$FRAISE_ROOT/Tests/setup.sh"
kill -TERM $writer $agent 2>/dev/null
while kill -0 $agent 2>/dev/null; do sleep 0.1; done
pg_stop "$RUN/pg"
rm -rf "$RUN"
STOP
chmod 0700 "$RUN/stop"
disown -a
trap - EXIT INT TERM
cat <<LOOK

All of it goes on running in $RUN (agent $agent, writer $writer). To look around:

  export PATH=$FRAISE_BIN:\$PATH FRAISEQL_SOCKET=$FRAISEQL_SOCKET
  fraiseqlctl health --detailed
  fraiseqlctl graphql slow --threshold 50
  curl --unix-socket \$FRAISEQL_SOCKET http://localhost/metrics
LOOK
[ -z "$postgres" ] || echo "  psql -h $RUN/pg -U postgres app -c 'SELECT * FROM fraiseql_monitor.operation_window LIMIT 10'"
printf '\nTo end it and remove the directory:\n\n  %s/stop\n' "$RUN"
exit "$status"
