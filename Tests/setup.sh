# shellcheck shell=bash
# The one place that knows what a machine needs to build, test and try this project. Sourced by Tests/run.sh,
# .ci/run, examples/quickstart.sh and the benchmarks; it defines functions and variables and does nothing by itself.
#
#   setup_machine FEATURE…   installs what is missing of: build isal postgres python tests lint benchmarks
#   setup_swift              stops with a message when no usable Swift is in PATH
#   build_release PRODUCT…   release programs with a static Swift runtime; sets FRAISE_BIN
#   pg_find                  sets PG_BIN to the newest server's programs
#   pg_start DIR [LINE…]     a private cluster in DIR, Unix socket only; each LINE goes into postgresql.conf
#   pg_stop DIR              stops it
#   pg_as COMMAND…           runs a command as the user that owns the cluster

FRAISE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FRAISE_SWIFT_MINIMUM=6.1

say() { printf '%s\n' "$*" >&2; }
die() { local code=$1; shift; say "$*"; exit "$code"; }

# ---------------------------------------------------------------------------------------------- packages

# The newest PostgreSQL whose server is installed in Debian's place. Fails when there is none.
pg_find() {
    PG_BIN=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    PG_BIN=${PG_BIN%/initdb}
    [ -n "$PG_BIN" ] && [ -x "$PG_BIN/postgres" ]
}

# Prints the Debian packages that FEATUREs need and the machine lacks. What counts is the file that the package
# brings, so that a server built by hand or a package of another name is taken as it is.
setup_missing() {
    local feature
    for feature in "$@"; do
        case $feature in
        build)
            [ -e /usr/include/postgresql/libpq-fe.h ] || [ -e /usr/include/libpq-fe.h ] || echo libpq-dev
            [ -e /usr/include/zlib.h ] || echo zlib1g-dev
            ;;
        isal) [ -e /usr/include/isa-l/igzip_lib.h ] || echo libisal-dev ;;
        postgres)
            pg_find || echo postgresql
            command -v psql >/dev/null || echo postgresql-client
            ;;
        python) command -v python3 >/dev/null || echo python3 ;;
        tests)
            command -v curl >/dev/null || echo curl
            command -v gzip >/dev/null || echo gzip
            [ -e /usr/share/zoneinfo/Europe/Berlin ] || echo tzdata
            ;;
        lint)
            command -v mandoc >/dev/null || echo mandoc
            command -v readelf >/dev/null || echo binutils
            ;;
        benchmarks)
            python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
            ;;
        *) die 70 "setup.sh: unknown feature $feature" ;;
        esac
    done
}

# root, sudo, or nothing that could install.
setup_privilege() {
    if [ "$(id -u)" = 0 ]; then
        echo root
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        echo sudo
    else
        echo none
    fi
}

setup_machine() {
    local missing privilege line
    mapfile -t missing < <(setup_missing "$@" | sort -u)
    [ ${#missing[@]} -gt 0 ] || return 0

    privilege=$(setup_privilege)
    line="apt-get install -y --no-install-recommends ${missing[*]}"
    [ "$privilege" = sudo ] && line="sudo $line"
    say "Missing: ${missing[*]}"
    say "  $line"
    command -v apt-get >/dev/null || die 69 "This is not Debian or Ubuntu: install the like of these packages, then run again."
    [ "$privilege" != none ] || die 69 "Neither root nor sudo: have the line above run by root, then run again."

    case " ${missing[*]} " in
    *" postgresql "*) setup_no_main_cluster "$privilege" ;;
    esac
    setup_apt "$privilege" "${missing[@]}" || die 69 "apt-get failed: run the line above by hand, then run again."
    hash -r
    mapfile -t missing < <(setup_missing "$@" | sort -u)
    [ ${#missing[@]} -eq 0 ] || die 69 "Still missing after the installation: ${missing[*]}"
}

# apt-get install, once more after an update when the package lists are empty or old. Output goes to stderr.
setup_apt() {
    local privilege=$1 apt
    shift
    apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
    [ "$privilege" = sudo ] && apt=(sudo "${apt[@]}")
    { "${apt[@]}" install -y --no-install-recommends "$@" ||
        { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; }; } </dev/null >&2
}

# Debian's server package starts a cluster on port 5432 when it is first installed. Nobody asked for one:
# say so in the file that the package reads, before it is there.
setup_no_main_cluster() {
    local privilege=$1 file=/etc/postgresql-common/createcluster.conf as=()
    [ "$privilege" = sudo ] && as=(sudo)
    [ -e "$file" ] || setup_apt "$privilege" postgresql-common || die 69 "apt-get could not install postgresql-common."
    "${as[@]}" sed -i -E 's/^#?[[:space:]]*create_main_cluster[[:space:]]*=.*/create_main_cluster = false/' "$file"
    grep -q '^create_main_cluster = false' "$file" ||
        echo 'create_main_cluster = false' | "${as[@]}" tee -a "$file" >/dev/null
    say "Set create_main_cluster = false in $file: no server is started behind your back."
}

# ------------------------------------------------------------------------------------------------- Swift

setup_swift() {
    local version
    command -v swift >/dev/null ||
        die 69 "swift is not in PATH. Install Swift $FRAISE_SWIFT_MINIMUM or newer from https://www.swift.org/install/linux and add its usr/bin to PATH."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || die 69 "$(command -v swift) does not print a Swift version: is it the Swift compiler?"
    [ "$(printf '%s\n' "$FRAISE_SWIFT_MINIMUM" "$version" | sort -V | head -n 1)" = "$FRAISE_SWIFT_MINIMUM" ] ||
        die 69 "$(command -v swift) is Swift $version; $FRAISE_SWIFT_MINIMUM or newer is needed: https://www.swift.org/install/linux"
}

# Builds the named programs in release form and sets FRAISE_BIN to their directory. FRAISE_BIN set beforehand
# means: they are there already. FRAISE_SWIFT_FLAGS are passed on; the same flags again build nothing anew.
build_release() {
    local product flags
    if [ -n "${FRAISE_BIN:-}" ]; then
        for product in "$@"; do
            [ -x "$FRAISE_BIN/$product" ] || die 66 "FRAISE_BIN=$FRAISE_BIN holds no program $product."
        done
        return 0
    fi
    read -r -a flags <<<"--package-path $FRAISE_ROOT -c release --static-swift-stdlib ${FRAISE_SWIFT_FLAGS:-}"
    for product in "$@"; do
        swift build "${flags[@]}" --product "$product" >&2 || return
    done
    FRAISE_BIN=$(swift build "${flags[@]}" --show-bin-path)
}

# -------------------------------------------------------------------------------------------- PostgreSQL

# The server refuses to run as root, so as root it runs as postgres.
pg_as() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# DIR/data, DIR/log, and the socket in DIR itself: keep DIR short, a socket's path has at most 107 bytes.
# Connect with PGHOST=DIR PGUSER=postgres; only this user (and root) can enter DIR.
pg_start() {
    local dir=$1
    shift
    pg_find || die 69 "no PostgreSQL server under /usr/lib/postgresql"
    [ ${#dir} -le 80 ] || die 64 "$dir is too long for a Unix socket's path"
    mkdir -p "$dir/log" && chmod 0700 "$dir" || return
    [ "$(id -u)" != 0 ] || chown postgres "$dir" "$dir/log" || return
    pg_as "$PG_BIN/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >"$dir/initdb.out" 2>&1 ||
        { cat "$dir/initdb.out" >&2; return 1; }
    {
        printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$dir'" "fsync = off" \
            "shared_buffers = 32MB" "max_connections = 40" "log_directory = '$dir/log'" "log_file_mode = 0640"
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >>"$dir/data/postgresql.conf"
    pg_as "$PG_BIN/pg_ctl" -D "$dir/data" -w -s -l "$dir/log/start.out" start >/dev/null ||
        { cat "$dir/log/start.out" >&2; return 1; }
}

pg_stop() {
    pg_find || return 0
    [ ! -e "$1/data/postmaster.pid" ] || pg_as "$PG_BIN/pg_ctl" -D "$1/data" -w -s -m fast stop >/dev/null
}
