#!/usr/bin/env bash
# Tests/linked.sh DIR: the release programs of DIR link what they may and nothing else. The Swift runtime is
# inside them; the command line links neither libpq nor ISA-L (each costs milliseconds at every start).
set -uo pipefail
system='linux-vdso\.so|ld-linux[^ ]*\.so|libc\.so|libm\.so|libdl\.so|libpthread\.so|librt\.so|libgcc_s\.so|libstdc\+\+\.so|libz\.so|libutil\.so'
status=0
check() {
    local program=$1 allowed=$2 extra
    extra=$(LC_ALL=C ldd "$program" | awk '{print $1}' | sed 's|.*/||' | grep -vE "^($allowed)(\.|$)") || true
    if ! LC_ALL=C ldd "$program" >/dev/null || [ -n "$extra" ]; then
        echo "$program links what it may not:" $extra
        status=1
    else
        echo "$program: $(LC_ALL=C ldd "$program" | awk '{print $1}' | sed 's|.*/||' | tr '\n' ' ')"
    fi
}
check "$1/fraiseqlctl" "$system"

# libpq brings its own libraries (TLS, Kerberos, LDAP), which differ between systems: only the direct needs count.
needed=$(LC_ALL=C readelf -d "$1/fraiseqld" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
extra=$(printf '%s\n' "$needed" | grep -vE "^($system|libpq\.so|libisal\.so)(\.|$)")
if [ -z "$needed" ] || [ -n "$extra" ]; then
    echo "$1/fraiseqld needs what it may not:" $extra
    status=1
else
    echo "$1/fraiseqld:" $needed
fi
exit $status
