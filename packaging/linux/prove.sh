#!/usr/bin/env bash
# Proves the Linux packages: builds all of them from this clone, installs each in a fresh Debian of its own, uses it,
# updates and removes it while jobs run, and prints what held. On Debian, as root, with debootstrap, Xvfb and a network:
#
#     packaging/linux/prove.sh [PART...]        parts: build deb rpm tar wheel; default: all of them
#
# PROVE_WORK       where everything is kept (default: build/prove); base.tar there saves the next run a debootstrap
# PROVE_ROOT_HOOK  a program that each new root is given, to make it reach package mirrors from this network
# PROVE_SUITE      the Debian of the roots (default: trixie)
# PROVE_DISPLAY    a free X display for the pictures (default: :99)
# PROVE_BUILT=1    takes what an earlier run has built
#
# The exit code is 0 if every step held. The steps' output is in PROVE_WORK/logs, pictures in PROVE_WORK/pictures.
set -u
CLONE=$(cd "$(dirname "$0")/../.." && pwd)
WORK=${PROVE_WORK:-$CLONE/build/prove}
SUITE=${PROVE_SUITE:-trixie}
SCREEN=${PROVE_DISPLAY:-:99}
VERSION=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$CLONE/jobdesk/__init__.py")
NEWER=99.0.0
GLIBC_LIMIT=2.34
PATIENCE_S=300
ROWS=()
mkdir -p "$WORK/logs" "$WORK/pictures" "$WORK/roots"

# -- steps and their table

# Runs a step of the proof, whose commands must all succeed. What it writes to $NOTE stands in the table.
step() {
    local name=$1 began=$SECONDS code
    shift
    NOTE=$WORK/note
    : > "$NOTE"
    local log=$WORK/logs/$(printf %02d "${#ROWS[@]}")-${name//[^a-z0-9.]/-}.txt
    (set -eo pipefail; "$@") > "$log" 2>&1 < /dev/null
    code=$?
    ROWS+=("$([ $code = 0 ] && echo PASS || echo FAIL)|$code|$((SECONDS - began)) s|$name|$(head -c 200 "$NOTE" | tr '\n' ' ')")
    echo "${ROWS[-1]}"
    [ $code = 0 ] || tail -n 15 "$log" | sed 's/^/    /'
    return $code
}

note() { echo "$*" >> "$NOTE"; }

same() {
    [ "$1" = "$2" ] || { echo "expected <$1>, got <$2>"; return 1; }
}

# Waits for a condition.
until_true() {
    local end=$((SECONDS + PATIENCE_S))
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "waited $PATIENCE_S s in vain: $*"; return 1; }
        sleep 0.1
    done
}

summary() {
    echo
    printf '%-5s %4s %7s  %-44s %s\n' result code time step notes
    local failed=0 result code time name notes row
    for row in "${ROWS[@]}"; do
        IFS='|' read -r result code time name notes <<< "$row"
        printf '%-5s %4s %7s  %-44s %s\n' "$result" "$code" "$time" "$name" "$notes"
        [ "$result" = PASS ] || failed=$((failed + 1))
    done
    echo "$((${#ROWS[@]} - failed)) passed, $failed failed"
    [ $failed = 0 ]
}

# -- roots

OPEN_ROOTS=()
X_SERVER=

# Ends what this run started: processes inside its own roots, and its X server.
clean_up() {
    local root
    for root in "${OPEN_ROOTS[@]}"; do close_root "$root"; done
    [ -z "$X_SERVER" ] || kill "$X_SERVER"
}

processes_in() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/root" 2> /dev/null)" != "$(realpath "$1")" ] || echo "${process#/proc/}"
    done
}

close_root() {
    local pid
    for pid in $(processes_in "$1"); do kill -9 "$pid" 2> /dev/null; done
    sleep 0.5
    umount "$1/dev/shm" "$1/proc" 2> /dev/null
    rm -rf --one-file-system "$1"
}

make_base() {
    [ ! -e "$WORK/base.tar" ] || { note "kept from an earlier run"; return 0; }
    rm -rf "$WORK/base"
    debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$WORK/base"
    tar -C "$WORK/base" -cf "$WORK/base.tar.new" .
    mv "$WORK/base.tar.new" "$WORK/base.tar"
    rm -rf "$WORK/base"
}

# Makes a fresh root with a user, whose package lists are up to date.
open_root() {
    R=$WORK/roots/$1
    rm -rf --one-file-system "$R"
    mkdir -p "$R"
    tar -C "$R" -xf "$WORK/base.tar"
    [ -z "${PROVE_ROOT_HOOK:-}" ] || "$PROVE_ROOT_HOOK" "$R"
    mount -t proc proc "$R/proc"
    mkdir -p "$R/dev/shm"
    mount -t tmpfs tmpfs "$R/dev/shm"
    OPEN_ROOTS+=("$R")
    in_root useradd --create-home --shell /bin/sh tester
    cat > "$R/home/tester/job.sh" << 'JOB'
#!/bin/sh
# Prints numbered lines, so many or until there is a file "go", and ends with a code.
n=0
while [ "$n" -lt "$2" ] || { [ "$2" = 0 ] && [ ! -e /home/tester/go ]; }; do
    n=$((n + 1))
    echo "line $n"
    sleep 0.2
done
echo "last $n"
exit "$1"
JOB
    chmod 755 "$R/home/tester/job.sh"
}

in_root() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$R" "$@"
}

as_user() {
    env -i PATH="$USER_PATH" HOME=/home/tester USER=tester LANG=C.UTF-8 DISPLAY="$SCREEN" ${PLATFORM:+"QT_QPA_PLATFORM=$PLATFORM"} \
        /usr/sbin/chroot --userspec=tester:tester "$R" /usr/bin/env -C /home/tester "$@"
}

jobdesk() { as_user jobdesk "$@"; }

USER_PATH=/usr/local/bin:/usr/bin:/bin
PLATFORM=
HOME_OF_DESK=/home/tester/.local/share/jobdesk

# -- the program as its user sees it

says_its_version() { same "jobdesk $1" "$(jobdesk --version)"; }

runs_a_job() { same hi "$(jobdesk run -- echo hi)"; }

passes_an_exit_code_on() {
    local code=0
    jobdesk run -- sh -c 'exit 7' || code=$?
    same 7 $code
}

submits_waits_and_logs() {
    local id code=0
    id=$(jobdesk submit --name greeting -- sh -c 'echo out; echo err >&2; exit 3')
    jobdesk wait "$id" || code=$?
    same 1 $code
    same "$(printf 'out\nerr')" "$(jobdesk logs "$id")"
    jobdesk show "$id" --json | grep '"exit_code": 3'
}

processes_with() { grep -lsz "$1" "$R"/proc/[0-9]*/cmdline | wc -l; }

cancels_a_tree() {
    local id
    id=$(jobdesk submit --name tree -- sh -c 'sleep 86399.5 & (sleep 86399.5 & sleep 86399.5) & sleep 86399.5')
    until_true eval '[ "$(processes_with "^86399.5$")" -ge 4 ]'
    note "$(processes_with '^86399.5$') processes"
    jobdesk cancel "$id"
    until_true eval '[ "$(processes_with "^86399.5$")" = 0 ]'
    until_true eval 'jobdesk show "$id" --json | grep "\"status\": \"cancelled\""'
}

is_well() { jobdesk doctor; }

desk_holds() {
    jobdesk doctor | grep -E 'engine +desk,'
}

opens_offscreen() {
    local desk code=0
    PLATFORM=offscreen
    jobdesk stop
    jobdesk & desk=$!
    until_true desk_holds
    same hi "$(jobdesk run -- echo hi)"
    jobdesk stop
    wait $desk || code=$?
    same 0 $code
}

opens_on_x11() {
    local desk code=0
    jobdesk submit --name "Back up documents" -- sh -c 'for n in $(seq 40); do echo "copied folder $n of 40"; sleep 0.5; done'
    jobdesk submit --name "Train model" -- sh -c 'for n in $(seq 60); do echo "epoch $n/60 loss 0.$((900 - n))"; sleep 0.5; done'
    jobdesk submit --name "Nightly tests" -- sh -c 'echo 412 passed'
    jobdesk & desk=$!
    until_true desk_holds
    take_picture "$1"
    same hi "$(jobdesk run -- echo hi)"
    jobdesk stop
    wait $desk || code=$?
    same 0 $code
}

start_x_server() {
    [ -z "$X_SERVER" ] || return 0
    Xvfb "$SCREEN" -screen 0 1280x800x24 -ac > "$WORK/logs/xvfb.txt" 2>&1 &
    X_SERVER=$!
    until_true test -e "/tmp/.X11-unix/X${SCREEN#:}"
}

# Saves a picture of the screen once there is a window: more than a few colours.
take_picture() {
    env -u QT_PLUGIN_PATH QT_QPA_PLATFORM=xcb DISPLAY="$SCREEN" "$CLONE/build/venv/bin/python" - "$WORK/pictures/$1.png" << 'PICTURE'
import sys
import time

from PySide6.QtGui import QGuiApplication

app = QGuiApplication(sys.argv)
end = time.monotonic() + 120
while True:
    image = app.primaryScreen().grabWindow(0).toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)}
    if len(colours) > 40:
        break
    if time.monotonic() > end:
        sys.exit(f"no window appeared, only {len(colours)} colours")
    time.sleep(0.5)
time.sleep(3)  # The jobs' lines are to be in it; nothing is decided by this.
app.primaryScreen().grabWindow(0).save(sys.argv[1])
PICTURE
}

# Uses a program that is installed in the open root.
use() {
    step "$1: version" says_its_version "$VERSION"
    step "$1: run" runs_a_job
    step "$1: exit code 7" passes_an_exit_code_on
    step "$1: submit, wait, logs" submits_waits_and_logs
    step "$1: cancel a tree" cancels_a_tree
    step "$1: doctor" is_well
    step "$1: window offscreen" opens_offscreen
    step "$1: window on X11" opens_on_x11 "$1"
}

# -- updates and removals while jobs run

count_started() { find "$R$HOME_OF_DESK" -path '*/run_logs/*/started' -newer "$R/home/tester/began" | wc -l; }

# Runs 20 jobs, with 5 more that wait, does something to the installation, and compares each job's exit code and log with
# what they must be. The engine is one in the background that goes on (engine) or is killed before (killed), or the desk,
# which goes on (desk) or is killed afterwards, so that what waits is left to whom it has named (successor).
survives() {
    MODE=$1
    local number id holder ids=() looper waiter= runner= code desk=
    shift
    rm -f "$R/home/tester/go" "$R/home/tester/ids"
    jobdesk stop
    as_user touch /home/tester/began
    PLATFORM=offscreen
    if [ "$MODE" = desk ] || [ "$MODE" = successor ]; then
        jobdesk & desk=$!
        until_true desk_holds
    fi
    jobdesk queue --limit $([ "$MODE" = successor ] && echo 20 || echo 21)
    for number in $(seq 25); do
        # Every second job ends by itself, at the latest some seconds after the start of what is done.
        id=$(jobdesk submit -- /home/tester/job.sh $((number + 9)) $((number % 2 ? 0 : number * 4)))
        ids+=("$id")
        echo "$id $((number + 9)) $number" >> "$R/home/tester/ids"
        [ "$number" != 20 ] || begin_clients "${ids[0]}"
    done
    [ "$MODE" != killed ] || kill_holder
    starts_all_the_time & looper=$!
    "$@"
    kill $looper || true
    wait $looper || true
    [ "$MODE" != successor ] || kill_holder
    as_user touch /home/tester/go
    finish_and_compare
    if [ "$STAYS" = 1 ]; then
        note "starts meanwhile: $(wc -l < "$R/home/tester/starts"), failed: $(grep -vc '^0$' "$R/home/tester/starts" || true)"
        # Only one that the removal of the old version meets while it loads may fail, and then it says so.
        # pipx, and who unpacks an archive, take the old version away before the new one is there: only counted.
        [ "$1" != in_root ] || same "" "$(grep -v 'moved or deleted since this application was launched' "$R/home/tester/start-errors" || true)"
    fi
    if [ -n "$runner" ] && [ "$STAYS" = 1 ]; then
        code=0
        wait "$waiter" || code=$?
        same "wait 1" "wait $code"
        code=0
        wait "$runner" || code=$?
        cat "$WORK/logs/run.txt"
        same "run 5" "run $code"
    fi
    if [ "$MODE" = desk ]; then
        [ "$STAYS" != 1 ] || jobdesk stop
        wait "$desk"
    fi
}

kill_holder() {
    local holder
    holder=$(sed 's/.*"pid": *\([0-9]*\).*/\1/' "$R$HOME_OF_DESK/control.json")
    same "$(realpath "$R")" "$(readlink "/proc/$holder/root")"
    kill -9 "$holder"
}

# Starts a `run` and a `wait`, which are to go on over what is done, and waits until 21 jobs run.
begin_clients() {
    [ "$MODE" != successor ] || { until_true eval '[ $(count_started) -ge 20 ]'; return 0; }
    jobdesk run -- /home/tester/job.sh 5 0 > "$WORK/logs/run.txt" 2>&1 & runner=$!
    jobdesk wait "$1" > "$WORK/logs/wait.txt" 2>&1 & waiter=$!
    until_true eval '[ $(count_started) -ge 21 ]'
}

# Starts the program again and again, as jobs do with `jobdesk emit`, and writes down each exit code.
starts_all_the_time() {
    local code
    : > "$R/home/tester/starts"
    : > "$R/home/tester/start-errors"
    trap 'exit 0' TERM
    while :; do
        code=0
        as_user jobdesk --version > /dev/null 2>> "$R/home/tester/start-errors" || code=$?
        echo $code >> "$R/home/tester/starts"
    done
}

ended() { [ "$(head -c 1 "$R$HOME_OF_DESK/run_logs/$1/exit.json" 2> /dev/null)" = "{" ]; }

finish_and_compare() {
    local id code number
    # As a user would: it starts an engine where none is left.
    [ "$STAYS" = 0 ] || [ "$MODE" = successor ] || jobdesk list > /dev/null
    while read -r id code number; do
        # Without the program nobody starts what has waited.
        [ "$STAYS" = 1 ] || [ "$number" -le 20 ] || continue
        until_true ended "$id"
    done < "$R/home/tester/ids"
    if [ "$STAYS" = 1 ]; then
        jobdesk wait $(cut -d' ' -f1 "$R/home/tester/ids") > /dev/null || true
        jobdesk list --json > "$WORK/listed.json"
    else
        echo '[]' > "$WORK/listed.json"
    fi
    python3 - "$R$HOME_OF_DESK/run_logs" "$R/home/tester/ids" "$STAYS" "$WORK/listed.json" << 'COMPARE' | tee -a "$NOTE"
import json
import sys
from pathlib import Path

logs, ids, stays = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "1"
listed = {job["id"]: job["exit_code"] for job in json.loads(Path(sys.argv[4]).read_text())}
wrong, running, waiting = [], 0, 0
for line in ids.read_text().splitlines():
    job, code, number = line.split()
    verdict = logs / job / "exit.json"
    if int(number) > 20 and not stays and not verdict.exists():
        continue
    ended = json.loads(verdict.read_text())["exit_code"]
    lines = (logs / job / "job.log").read_text().splitlines()
    count = len(lines) - 1
    whole = lines == [*(f"line {n}" for n in range(1, count + 1)), f"last {count}"]
    if {ended, listed.get(job, ended)} != {int(code)} or (stays and job not in listed) or not whole or (int(number) % 2 == 0 and count != int(number) * 4):
        wrong.append(f"{job}: code {ended}, expected {code}, {len(lines)} lines, whole: {whole}")
    elif int(number) <= 20:
        running += 1
    else:
        waiting += 1
print(f"true codes and whole logs: {running} of 20 that ran, {waiting} of 5 that waited")
print(*wrong, sep="\n")
sys.exit(bool(wrong) or running != 20 or (stays and waiting != 5))
COMPARE
}

has_nothing_left() {
    local left
    left=$(find "$R" -xdev -iname '*jobdesk*' -not -path "$R/home/*" -not -path "$R/packages/*" -not -path "$R/proc/*" \
        -not -path "$R/var/lib/apt/lists/*" -not -path "$R/var/cache/apt/*")
    same "" "$left"
    [ -d "$R$HOME_OF_DESK/run_logs" ]
    note "the user's data is still there"
}

files_of_the_system() {
    find "$R" -xdev \( -path "$R/proc" -o -path "$R/home" -o -path "$R/tmp" -o -path "$R/var/log" -o -path "$R/var/cache" \
        -o -path "$R/var/lib/dpkg" -o -path "$R/var/lib/apt" -o -path "$R/packages" -o -path "$R/var/lib/rpm" \
        -o -path "$R/usr/lib/sysimage" -o -path "$R/run" \) -prune -o -print | sort
}

# -- parts

build_all() {
    cd "$CLONE"
    rm -rf dist
    python3 packaging/build.py linux tar deb rpm wheel | tee "$WORK/build.txt"
    note "$(sed -n 's/^build: \(.*\): done in \(.*\)$/\1 \2;/p' "$WORK/build.txt")"
    (cd dist && sha256sum --check SHA256SUMS)
    ls -l dist
}

# A newer version of which every file differs: another number, and code that moves all that comes after it.
build_newer() {
    local copy=$WORK/newer
    rm -rf "$copy/jobdesk" "$copy/packaging" "$copy/resources" "$copy/dist"
    mkdir -p "$copy"
    git -C "$CLONE" ls-files -z | tar -C "$CLONE" --null --files-from - -cf - | tar -C "$copy" -xf -
    sed -i "s/^__version__ = .*/__version__ = \"$NEWER\"/" "$copy/jobdesk/__init__.py"
    find "$copy/jobdesk" -name '*.py' -exec sed -i '$ a _NEWER = "moved " * 40' {} +
    cd "$copy"
    SOURCE_DATE_EPOCH=$(git -C "$CLONE" log -1 --format=%ct) python3 packaging/build.py deb rpm
}

needs_no_newer_glibc() {
    local file version newest=0 newest_file=
    while IFS= read -r -d '' file; do
        for version in $(objdump -T "$file" 2> /dev/null | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -n 1); do
            [ "$(printf '%s\n%s\n' "$newest" "$version" | sort -V | tail -n 1)" = "$newest" ] || { newest=$version; newest_file=$file; }
            [ "$(printf '%s\n%s\n' "$GLIBC_LIMIT" "$version" | sort -V | tail -n 1)" = "$GLIBC_LIMIT" ] || echo "$version $file"
        done
    done < <(find "$CLONE/dist/jobdesk" -type f -print0) | tee "$WORK/newer-glibc.txt"
    note "$(wc -l < "$WORK/newer-glibc.txt") files need more than $GLIBC_LIMIT: $(sed 's|.*/||' "$WORK/newer-glibc.txt" | tr '\n' ' ')"
    [ ! -s "$WORK/newer-glibc.txt" ]
}

searches_no_build_machine() {
    local found
    found=$(find "$CLONE/dist/jobdesk" -type f -exec objdump -p {} + 2> /dev/null | grep -E '(RUNPATH|RPATH) +/' || true)
    same "" "$found"
}

give_packages() {
    mkdir -p "$R/packages/newer"
    cp "$CLONE"/dist/jobdesk[_-]* "$R/packages/"
    cp "$WORK"/newer/dist/*.{deb,rpm} "$R/packages/newer/"
}

install_deb() {
    in_root apt-get -q update
    in_root apt-get -q install -y --no-install-recommends "/packages/jobdesk_${VERSION}_amd64.deb"
}

prove_deb() {
    step "deb: fresh root" open_root deb || return
    R=$WORK/roots/deb OPEN_ROOTS+=("$WORK/roots/deb")
    give_packages
    step "deb: apt-get install" install_deb || return
    use deb
    step "deb: lintian, desktop file, metainfo, MIME" checks_of_debian
    STAYS=1
    local mode
    for mode in engine killed desk successor; do
        step "deb: update, 20 jobs run ($mode)" survives $mode in_root dpkg -i "/packages/newer/jobdesk_${NEWER}_amd64.deb"
        step "deb: version after it" says_its_version $NEWER
        step "deb: only the new version is there" same "$NEWER" "$(ls "$R/usr/lib/jobdesk")"
        step "deb: back to $VERSION" in_root dpkg -i "/packages/jobdesk_${VERSION}_amd64.deb"
    done
    step "deb: same version again, 20 jobs run" survives engine in_root dpkg -i "/packages/jobdesk_${VERSION}_amd64.deb"
    STAYS=0
    step "deb: dpkg -r, 20 jobs run" survives engine in_root dpkg -r jobdesk
    in_root dpkg -i "/packages/jobdesk_${VERSION}_amd64.deb" > /dev/null 2>&1
    step "deb: purge, 20 jobs run" survives engine in_root dpkg -P jobdesk
    step "deb: nothing is left" has_nothing_left
    files_of_the_system > "$WORK/before.txt"
    in_root dpkg -i "/packages/jobdesk_${VERSION}_amd64.deb" > /dev/null 2>&1
    step "deb: verdicts are known when it is back" knows_all_verdicts
    jobdesk stop > /dev/null 2>&1
    in_root dpkg -P jobdesk > /dev/null 2>&1
    files_of_the_system > "$WORK/after.txt"
    step "deb: files of the system as before it came" diff "$WORK/before.txt" "$WORK/after.txt"
    close_root "$R"
}

knows_all_verdicts() {
    STAYS=1 MODE=engine
    finish_and_compare
    note "what waited went on"
}

# In a root of its own: the tools bring libraries that the package must bring by itself.
checks_of_debian() {
    local R
    open_root checks
    give_packages
    in_root apt-get -q update
    in_root apt-get -q install -y --no-install-recommends lintian appstream desktop-file-utils shared-mime-info xdg-utils man-db \
        "/packages/jobdesk_${VERSION}_amd64.deb"
    in_root lintian --fail-on error,warning "/packages/jobdesk_${VERSION}_amd64.deb" 2>&1
    in_root desktop-file-validate /usr/share/applications/jobdesk.desktop
    grep -r jobdesk "$R/usr/share/applications/mimeinfo.cache"
    grep ':application/x-jobdesk:\*.jobdesk$' "$R/usr/share/mime/globs2"
    same jobdesk.desktop "$(as_user xdg-mime query default x-scheme-handler/jobdesk)"
    same jobdesk.desktop "$(as_user xdg-mime query default application/x-jobdesk)"
    same "" "$(in_root man --warnings -E UTF-8 -l -Tutf8 -Z /usr/share/man/man1/jobdesk.1.gz 2>&1 > /dev/null)"
    # Without a home page two warnings stay: its identifier has no domain, and there is no address.
    in_root appstreamcli validate --no-net /usr/share/metainfo/jobdesk.metainfo.xml 2>&1 | tee "$WORK/appstream.txt" || true
    note "appstreamcli: $(grep -o 'cid-desktopapp-is-not-rdns\|url-homepage-missing' "$WORK/appstream.txt" | tr '\n' ' ')"
    same "" "$(grep -E '^[EW]:' "$WORK/appstream.txt" | grep -v -e cid-desktopapp-is-not-rdns -e url-homepage-missing)"
    close_root "$R"
}

# There is no Fedora here: rpm itself, in a Debian that has the libraries, without a look at what the package requires.
install_rpm() {
    in_root apt-get -q update
    in_root apt-get -q install -y --no-install-recommends rpm fonts-dejavu-core $(packages_that_qt_needs)
    in_root rpm -qp --requires "/packages/jobdesk-${VERSION}-1.x86_64.rpm"
    in_root rpm -i --nodeps "/packages/jobdesk-${VERSION}-1.x86_64.rpm"
    in_root rpm -V --nodeps jobdesk
    note "rpm -i --nodeps on Debian; requires $(in_root rpm -q --requires jobdesk | grep -c '()(64bit)') libraries by name"
}

packages_that_qt_needs() {
    python3 -c "import sys; sys.path.insert(0, '$CLONE/packaging'); import bootstrap; print(*sorted(set(bootstrap.QT_LIBRARIES.values())))"
}

prove_rpm() {
    step "rpm: fresh root" open_root rpm || return
    R=$WORK/roots/rpm OPEN_ROOTS+=("$WORK/roots/rpm")
    give_packages
    step "rpm: rpm -i" install_rpm || return
    use rpm
    STAYS=1
    step "rpm: rpm -U, 20 jobs run (engine)" survives engine in_root rpm -U --nodeps "/packages/newer/jobdesk-${NEWER}-1.x86_64.rpm"
    step "rpm: version after it" says_its_version $NEWER
    step "rpm: only the new version is there" same "$NEWER" "$(ls "$R/usr/lib/jobdesk")"
    step "rpm: back to $VERSION, 20 jobs run (killed)" survives killed in_root rpm -U --nodeps --oldpackage "/packages/jobdesk-${VERSION}-1.x86_64.rpm"
    STAYS=0
    step "rpm: rpm -e, 20 jobs run" survives engine in_root rpm -e jobdesk
    step "rpm: nothing is left" has_nothing_left
    close_root "$R"
}

install_tar() {
    in_root apt-get -q update
    in_root apt-get -q install -y --no-install-recommends xz-utils fonts-dejavu-core $(packages_that_qt_needs)
    as_user tar -xJf "/packages/jobdesk-$VERSION-linux-x86_64.tar.xz"
    as_user ls -l "jobdesk-$VERSION-linux-x86_64"
}

prove_tar() {
    step "tar.xz: fresh root" open_root tar || return
    R=$WORK/roots/tar OPEN_ROOTS+=("$WORK/roots/tar")
    give_packages
    step "tar.xz: unpack" install_tar || return
    USER_PATH=/home/tester/jobdesk-$VERSION-linux-x86_64:/usr/bin:/bin
    use tar.xz
    STAYS=1
    step "tar.xz: folder replaced, 20 jobs run" survives engine as_user sh -c "
        mv jobdesk-$VERSION-linux-x86_64 older && tar -xJf /packages/jobdesk-$VERSION-linux-x86_64.tar.xz && rm -r older"
    USER_PATH=/usr/local/bin:/usr/bin:/bin
    close_root "$R"
}

install_wheel() {
    in_root apt-get -q update
    in_root apt-get -q install -y --no-install-recommends python3-venv pipx fonts-dejavu-core $(packages_that_qt_needs)
    as_user pipx install "/packages/jobdesk-$VERSION-py3-none-any.whl"
    as_user pipx list
}

prove_wheel() {
    step "wheel: fresh root" open_root wheel || return
    R=$WORK/roots/wheel OPEN_ROOTS+=("$WORK/roots/wheel")
    give_packages
    step "wheel: pipx install" install_wheel || return
    USER_PATH=/home/tester/.local/bin:/usr/bin:/bin
    use wheel
    STAYS=1
    step "wheel: pipx reinstall, 20 jobs run" survives engine as_user pipx install --force "/packages/jobdesk-$VERSION-py3-none-any.whl"
    STAYS=0
    step "wheel: pipx uninstall, 20 jobs run" survives engine as_user pipx uninstall jobdesk
    USER_PATH=/usr/local/bin:/usr/bin:/bin
    close_root "$R"
}

main() {
    local part parts=("$@")
    [ ${#parts[@]} -gt 0 ] || parts=(build deb rpm tar wheel)
    [ "$(id -u)" = 0 ] || { echo "prove.sh: makes roots, so it must run as root" >&2; exit 2; }
    for part in debootstrap Xvfb objdump python3 git; do
        command -v $part > /dev/null || { echo "prove.sh: $part is missing" >&2; exit 2; }
    done
    trap clean_up EXIT
    trap "exit 130" INT TERM
    if [ "${PROVE_BUILT:-}" != 1 ]; then
        step "build: linux tar deb rpm wheel" build_all || { summary; exit 1; }
        step "build: a newer version" build_newer || { summary; exit 1; }
    fi
    step "base root ($SUITE)" make_base || { summary; exit 1; }
    start_x_server
    for part in "${parts[@]}"; do
        case $part in
            build)
                step "build: glibc $GLIBC_LIMIT suffices" needs_no_newer_glibc
                step "build: searches nothing of this machine" searches_no_build_machine
                ;;
            deb | rpm | tar | wheel) "prove_$part" ;;
            *) echo "prove.sh: there is no part $part" >&2; exit 2 ;;
        esac
    done
    summary
}

main "$@"
exit
