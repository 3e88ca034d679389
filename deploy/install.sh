#!/bin/sh
# Installs what is missing, and nothing when nothing changed: `install.sh WHAT VENV INPUT…`. Called by the Makefile.
# WHAT: `python` what Healther needs to run, `tools` also what tests and checks need, `bench` also the peers of
# benchmarks, `frontend` the npm packages, `pages` the frontend, built.
set -eu

what=$1
venv=$2
shift 2
stamp=$venv/.installed-$what

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Healther needs Python 3.11, 3.12 or 3.13, and none of them is on the PATH."
    exit 1
}

# Debian and Ubuntu ship `venv` without `ensurepip`; the package that completes it is named after the version.
need_ensurepip() {
    "$1" -c 'import ensurepip' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing $package …"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update && apt-get install -y --no-install-recommends "$package"; } >/dev/null 2>&1 && return
    fi
    say "This Python cannot make virtual environments. Install what is missing, then try again:"
    say "    apt-get install $package"
    exit 1
}

make_venv() {
    "$venv/bin/python" -c '' 2>/dev/null && return
    python=$(find_python)
    need_ensurepip "$python"
    say "Making $venv with $("$python" --version) …"
    "$python" -m venv --clear "$venv"
}

# --inexact: what only the tools need is not removed again.
install_python() { sync_packages "Python packages" --no-dev --inexact; }

install_bench() { sync_packages "Python packages, with those for benchmarks" --group bench; }

install_tools() { sync_packages "Python packages, with those for tests"; }

sync_packages() {
    words=$1
    shift
    make_venv
    [ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install -qq --disable-pip-version-check 'uv>=0.9,<1'
    say "Installing the $words …"
    # Compiled once: else each process compiles them while it starts, all at the same time, and keeps the memory of it.
    UV_PROJECT_ENVIRONMENT=$venv "$venv/bin/uv" sync --frozen --quiet --compile-bytecode --python "$venv/bin/python" "$@"
}

install_frontend() {
    if ! command -v npm >/dev/null; then
        say "Healther's pages need Node 20 or newer with npm, to be built."
        exit 1
    fi
    say "Installing the npm packages …"
    # Not `npm ci`: it refuses a lock without packages for other platforms, which not every registry has. Versions and
    # checksums are those of the lock all the same.
    npm --prefix frontend install --no-save --no-audit --no-fund --loglevel=error >&2
}

install_pages() {
    say "Building the pages …"
    npm --prefix frontend run --silent build >&2
}

checksum=$(cat "$@" "$0" | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$checksum" ] || ! "$venv/bin/python" -c '' 2>/dev/null; then
    "install_$what"
    printf '%s\n' "$checksum" >"$stamp"
fi
