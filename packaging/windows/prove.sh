#!/usr/bin/env bash
# Proves the Windows packages under wine, on Debian, from nothing; as root for the apt packages.
#
#   packaging/windows/prove.sh CACHE [STEP...]
#
# CACHE is a folder for all that is made: the prefix and the builds are kept in it, and so are logs and pictures
# (CACHE/proof). Without steps all are done: tests freeze install use kill upgrade uninstall. The last lines are a
# table of what was found; the exit code is 0 if all of it passed.
set -uo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
CACHE=$(mkdir -p "${1:?usage: prove.sh CACHE [STEP...]}" && cd "$1" && pwd)
shift
STEPS=${*:-tests freeze install use kill upgrade uninstall}
PROOF=$CACHE/proof
UPGRADES=5
OLD=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$ROOT/jobdesk/__init__.py")
NEW=$(awk -F. '{ print $1 "." $2 + 1 "." 0 }' <<<"$OLD")
export WINEPREFIX=$CACHE/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscms=n;mshtml,mscoree="
unset JOBDESK_HOME

mkdir -p "$PROOF"
SUMMARY=$PROOF/summary.txt
: >"$SUMMARY"
FAILED=0

say() { printf '== %s %s\n' "$(date +%H:%M:%S)" "$*"; }

# check NAME COMMAND...: runs the command, and notes whether it succeeded.
check() {
    local name=$1 result=PASS
    shift
    "$@" >>"$PROOF/checks.log" 2>&1 || { result=FAIL; FAILED=$((FAILED + 1)); }
    printf '%-4s  %s\n' "$result" "$name" | tee -a "$SUMMARY"
}

# equal LEFT RIGHT: both texts are the same.
equal() { [ "$1" = "$2" ] || { printf 'not equal:\n<%s>\n<%s>\n' "$1" "$2"; return 1; }; }
holds() { grep -qF -- "$2" <<<"$1" || { printf 'not in:\n<%s>\n<%s>\n' "$1" "$2"; return 1; }; }
holds_both() { holds "$1" "$2" && holds "$1" "$3"; }
absent() { ! exists "$1"; }
exists() { [ -e "$1" ] || { printf 'missing: %s\n' "$1"; return 1; }; }

# until_true SECONDS COMMAND...: waits for a condition.
until_true() {
    local limit=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $limit ] || { printf 'not within the limit: %s\n' "$*"; return 1; }
        sleep 0.2
    done
}

# --- The system, the display and the processes in the prefix ---

"$HERE/wine/prefix.sh" "$CACHE" || exit 1
DRIVE=$WINEPREFIX/drive_c
SOURCE=$DRIVE/src
LOCAL=$DRIVE/users/$(id -un)/AppData/Local
INSTALLED=$LOCAL/Programs/JobDesk
DATA=$LOCAL/JobDesk
MENU="$DRIVE/users/$(id -un)/AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
INSTALLED_WINDOWS="C:\\users\\$(id -un)\\AppData\\Local\\Programs\\JobDesk"

if [ -z "${PROOF_DISPLAY:-}" ]; then
    exec 3<>"$CACHE/display"
    : >"$CACHE/display"
    Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp >"$PROOF/xvfb.log" 2>&1 &
    XVFB=$!
    until_true 30 test -s "$CACHE/display" || exit 1
    PROOF_DISPLAY=:$(cat "$CACHE/display")
fi
export DISPLAY=$PROOF_DISPLAY
finish() {
    wineserver -k
    [ -z "${XVFB:-}" ] || kill "$XVFB"
}
trap finish EXIT

# processes PATTERN: process ids in this prefix whose command line matches; another prefix has equal ones.
processes() {
    local id
    for id in $(pgrep -f -- "$1"); do
        tr '\0' '\n' <"/proc/$id/environ" 2>/dev/null | grep -qxF "WINEPREFIX=$WINEPREFIX" && echo "$id"
    done
}
none_of() { [ -z "$(processes "$1")" ]; }
some_of() { [ -n "$(processes "$1")" ]; }

registry() { wine reg query "$@" 2>/dev/null | tr -d '\r'; }
has_key() { wine reg query "$1" >/dev/null 2>&1; }
has_no_key() { ! has_key "$1"; }
jobdesk() { timeout 120 wine "$INSTALLED/bin/jobdesk.exe" "$@" 2>>"$PROOF/jobdesk.log" | tr -d '\r'; return "${PIPESTATUS[0]}"; }
desk_window() { xdotool search --onlyvisible --name '^JobDesk' | head -1; }
has_window() { [ -n "$(desk_window)" ]; }
has_no_window() { ! has_window; }
picture() { import -window root "$PROOF/$1.png"; }

start_desk() {
    wine "$INSTALLED/JobDesk.exe" >>"$PROOF/desk.log" 2>&1
    until_true 90 has_window
}

end_desk() {
    jobdesk stop >/dev/null
    until_true 60 has_no_window
}

# The programs of an install folder, the interpreters of the tests apart.
OWN='\\Programs\\JobDesk\\'

clear_all() {
    local id
    for id in $(processes "$OWN"); do kill -9 "$id"; done
    until_true 30 none_of "$OWN"
    [ ! -e "$INSTALLED/uninstall.exe" ] || wine "$INSTALLED/uninstall.exe" /S
    until_true 60 absent "$INSTALLED"
    rm -rf "$INSTALLED" "$DATA"
}

setup_of() { echo "$CACHE/dist/JobDesk-$1-setup.exe"; }
install() { wine "$(setup_of "$1")" /S "${@:2}"; }

# hashes FOLDER: a line for each file of the program.
hashes() { (cd "$1" && find . -type f ! -name .complete ! -name .retired -print0 | sort -z | xargs -0 sha256sum); }
same_files() { diff <(hashes "$1") <(hashes "$2"); }

# ticking NAME COUNT CODE: submits a job of COUNT seconds and lines, and prints its id.
ticking() {
    jobdesk submit --name "$1" -- cmd.exe /c \
        "(for /L %i in (1,1,$2) do @(echo tick %i & ping -n 2 127.0.0.1 >nul)) & exit $3"
}
runs() { holds "$(jobdesk show "$1")" "Status:     running"; }
ticks() { jobdesk logs "$1" | grep -c '^tick [0-9]'; }
exit_code() { jobdesk show "$1" --json | grep -oE '"exit_code": *[0-9]+' | head -1 | grep -oE '[0-9]+'; }

# --- Steps ---

step_tests() {
    python3 "$HERE/test_under_wine.py" "$WINEPREFIX" -o "$PROOF/tests" >"$PROOF/tests.txt" 2>&1
    local code=$?
    grep -E '^total|skipped' "$PROOF/tests.txt"
    check "tests on Windows Python, file by file: $(grep -E '^total' "$PROOF/tests.txt" | tr -s ' ')" equal $code 0
}

# The programs of this clone, as it is.
build() {
    rm -rf "$SOURCE" "$CACHE/programs" "$CACHE/dist"
    mkdir -p "$SOURCE" "$CACHE/programs"
    (cd "$ROOT" && git ls-files -co --exclude-standard -z | tar --null --ignore-failed-read -T - -cf -) | tar -xf - -C "$SOURCE"
    (cd "$SOURCE" && wine 'C:\py313\python.exe' packaging/windows/installer.py freeze) >"$PROOF/freeze.log" 2>&1 || return 1
    cp -r "$SOURCE/dist/JobDesk" "$CACHE/programs/$OLD"
}

# Other bytes at the end of each program and library: a file of the wrong version cannot go unseen.
make_next_version() {
    cp -r "$CACHE/programs/$OLD" "$CACHE/programs/$NEW"
    find "$CACHE/programs/$NEW" -type f -regex '.*\.\(exe\|dll\|pyd\)' -print0 | while IFS= read -r -d '' file; do
        printf 'another version' >>"$file"
    done
    echo new >"$CACHE/programs/$NEW/_internal/new-file.txt"
    rm "$CACHE/programs/$NEW/_internal/resources/icons/README.md"
    sed -i "s/^__version__ = .*/__version__ = \"$NEW\"/" "$SOURCE/jobdesk/__init__.py"
}

package() { (cd "$SOURCE" && python3 packaging/windows/installer.py package "$CACHE/programs/$1" "$CACHE/dist" "${@:2}"); }

step_freeze() {
    local started=$SECONDS
    build
    check "frozen build under wine" exists "$CACHE/programs/$OLD/JobDesk.exe"
    say "frozen in $((SECONDS - started)) s, $(du -sm "$CACHE/programs/$OLD" | cut -f1) MB"
    (cd "$SOURCE" && wine 'C:\py313\python.exe' packaging/smoke.py dist/JobDesk/JobDesk.exe --console dist/JobDesk/jobdeskc.exe) \
        >"$PROOF/smoke.txt" 2>&1
    check "smoke test of the programs, as the release does it" equal $? 0
    started=$SECONDS
    package "$OLD" >"$PROOF/package-$OLD.log" 2>&1
    check "installer and portable zip" exists "$(setup_of "$OLD")"
    say "packaged in $((SECONDS - started)) s"
    make_next_version
    package "$NEW" --fast >"$PROOF/package-$NEW.log" 2>&1
    check "installer of a next version, in which each program and library differs" exists "$(setup_of "$NEW")"
    ls -l "$CACHE/dist"
    check "setup.exe is below 40 MB" test "$(stat -c %s "$(setup_of "$OLD")")" -lt 40000000
    check "no runtime hooks of PyInstaller in the build" equal "$(find "$CACHE/programs" -name 'pyi_rth_*' | wc -l)" 0
    x86_64-w64-mingw32-gcc -o "$SOURCE/build/windows/tools/windows_program.exe" "$ROOT/tests/packaging/windows_program.c"
    # Wine starts its desktop with the first program that asks for one; it is not what a test left behind.
    wine 'C:\py313\python.exe' -c 'import ctypes, time; ctypes.windll.user32.GetDesktopWindow(); time.sleep(3600)' &
    local holder=$!
    sleep 5
    (cd "$SOURCE" && JOBDESK_WINDOWS_TOOLS='C:\src\build\windows\tools' wine 'C:\py313\python.exe' -m pytest -q -rs \
        -p no:cacheprovider --timeout=180 --timeout-method=thread tests/packaging/test_windows_package.py) \
        >"$PROOF/starter-tests.txt" 2>&1
    local code=$?
    kill -9 "$holder"
    check "tests of the starter and the setup helper: $(tail -1 "$PROOF/starter-tests.txt" | tr -d '\r=')" equal $code 0
    local portable=$DRIVE/portable
    rm -rf "$portable"
    python3 -m zipfile -e "$CACHE/dist/JobDesk-$OLD-portable.zip" "$portable"
    check "portable: --version" equal "$(timeout 60 wine "$portable/JobDesk/jobdeskc.exe" --version | tr -d '\r')" "jobdesk $OLD"
    rm -rf "$portable"
}

step_install() {
    clear_all
    # A PATH of the user's own, longer than the strings of NSIS.
    local own
    own=$(printf 'C:\\some folder\\%03d;' $(seq 480))'%SystemRoot%\own'
    printf 'REGEDIT4\n\n[HKEY_CURRENT_USER\\Environment]\n"Path"=hex(2):%s\n' \
        "$(printf '%s\0' "$own" | od -An -v -tx1 | tr -s ' \n' ',' | sed 's/^,//;s/,$//')" >"$CACHE/path.reg"
    wine regedit /S "$CACHE/path.reg"
    wine "$(setup_of "$OLD")" &
    until_true 60 has_setup && sleep 1
    picture setup
    check "setup: one window, and no other setup beside it" setup_is_alone
    kill -9 $(processes "JobDesk-$OLD-setup.exe")
    until_true 30 none_of "JobDesk-$OLD-setup.exe"
    local started=$SECONDS code file found
    install "$OLD" /PATH
    code=$?
    say "installed in $((SECONDS - started)) s"
    check "install /S /PATH: exit code 0" equal $code 0
    check "install: marker written" exists "$INSTALLED/app-$OLD/.complete"
    check "install: the program's files, and only these" same_files "$CACHE/programs/$OLD" "$INSTALLED/app-$OLD"
    check "install: shortcut in the Start menu" exists "$MENU/JobDesk.lnk"
    check "install: entry in Apps" holds "$(registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\JobDesk')" "$OLD"
    check "install: .jobdesk files" holds "$(registry 'HKCU\Software\Classes\JobDesk.Job\shell\open\command')" "$INSTALLED_WINDOWS\\JobDesk.exe\" \"%1\""
    check "install: jobdesk: links" holds "$(registry 'HKCU\Software\Classes\jobdesk\shell\open\command')" "$INSTALLED_WINDOWS\\JobDesk.exe\" \"%1\""
    check "install: a PATH of ${#own} characters is kept, and the command added" \
        holds "$(registry 'HKCU\Environment' /v Path)" "$own;$INSTALLED_WINDOWS\\bin"
    check "starter: --version" equal "$(jobdesk --version)" "jobdesk $OLD"
    for file in "$INSTALLED/JobDesk.exe" "$INSTALLED/bin/jobdesk.exe" "$INSTALLED"/app-*/*.exe "$(setup_of "$OLD")"; do
        found=$(wrestool -l "$file")
        check "icon and version resource: $(basename "$file")" holds_both "$found" "type=group_icon" "type=version"
    done
}

has_setup() { xdotool search --onlyvisible --name '^JobDesk Setup'; }
setup_is_alone() { has_setup && ! wine "$(setup_of "$OLD")" /S && absent "$INSTALLED/app-$OLD"; }

step_use() {
    local shell inside job code
    [ -e "$INSTALLED" ] || install "$OLD" /PATH
    rm -rf "$DATA"
    local started=$SECONDS
    start_desk
    check "start: a window" has_window
    check "start: of the installed version" some_of "${OWN}app-$OLD.JobDesk.exe"
    say "window after $((SECONDS - started)) s"

    job=$(jobdesk submit --name hello -- cmd.exe /c "echo hello from wine")
    jobdesk wait "$job"
    check "job: completes" equal $? 0
    check "job: its log" holds "$(jobdesk logs "$job")" "hello from wine"
    for code in 0 7; do
        jobdesk run -- cmd.exe /c "exit $code" >/dev/null
        check "run: exit code $code" equal $? $code
    done
    jobdesk run -- no-such-program >/dev/null
    check "run: exit code 127 for no such program" equal $? 127

    variables() { tr -d '\r' | grep = | grep -viE '^(JOBDESK_|PYTHONUNBUFFERED=|PROMPT=|OLDPWD=|SHLVL=|_=)' | sed 's/^[^=]*/\U&/' | sort; }
    shell=$(wine cmd.exe /c set 2>/dev/null | variables)
    check "environment: there is a PATH to compare" holds "$shell" "PATH="
    inside=$(jobdesk run -- cmd.exe /c set | variables)
    check "environment of a job equals the shell's" equal "$inside" "$shell"
    sleep 2  # Rows and bars of the picture come to rest.
    picture window
    end_desk
    inside=$(jobdesk run -- cmd.exe /c set | variables)
    check "environment of a background engine's job equals the shell's" equal "$inside" "$shell"
    jobdesk stop >/dev/null

    start_desk
    job=$(jobdesk submit --name tree -- cmd.exe /c "cmd /c ping -n 77 127.0.0.1 & echo never")
    check "tree: runs" until_true 60 some_of 'ping -n 77'
    jobdesk cancel "$job"
    check "cancel: the whole tree is gone" until_true 30 none_of 'ping -n 77'
    jobdesk wait "$job"
    check "cancel: the job says so" holds "$(jobdesk show "$job")" "Status:     cancelled"

    printf '{"kind": "command", "command": "cmd.exe /c echo"}\n' >"$DRIVE/one.jobdesk"
    # Wine looks for file types of the whole machine only: so the program is started as the user's key says.
    local opener
    opener=$(registry 'HKCU\Software\Classes\JobDesk.Job\shell\open\command' /ve | grep -oE '"C:[^"]+"' | tr -d '"')
    wine "$opener" 'C:\one.jobdesk'
    check "a .jobdesk file opens New Job" until_true 60 has_form
    picture file-opened
    end_desk
}
has_form() { [ -n "$(xdotool search --onlyvisible --name '^New Job')" ]; }

step_kill() {
    local job id
    rm -rf "$DATA"
    start_desk
    job=$(ticking long 15 5)
    check "kill: job runs" until_true 60 runs "$job"
    for id in $(processes "${OWN}app-[^ ]*JobDesk.exe"); do
        tr '\0' ' ' <"/proc/$id/cmdline" | grep -q -- --supervisor || kill -9 "$id"
    done
    check "kill -9 of the app: the window is gone" until_true 30 has_no_window
    start_desk
    check "kill: the next desk has the job" holds "$(jobdesk list)" long
    jobdesk wait "$job"
    check "kill: the job's true exit code" equal "$(exit_code "$job")" 5
    check "kill: its whole log" equal "$(ticks "$job")" 15
    picture after-kill
    end_desk
}

step_upgrade() {
    local round job queued code good=0
    for round in $(seq $UPGRADES); do
        say "upgrade $round"
        clear_all
        install "$OLD" || continue
        start_desk
        job=$(ticking "over-upgrade-$round" 25 9)
        queued=$(jobdesk submit --name after-it --after "$job" --after-if ended -- cmd.exe /c "exit 0")
        check "upgrade $round: job runs" until_true 60 runs "$job"
        install "$NEW"
        code=$?
        check "upgrade $round: exit code 0" equal $code 0
        check "upgrade $round: the job still runs" runs "$job"
        check "upgrade $round: old folder is wholly old" same_files "$CACHE/programs/$OLD" "$INSTALLED/app-$OLD"
        check "upgrade $round: new folder is wholly new" same_files "$CACHE/programs/$NEW" "$INSTALLED/app-$NEW"
        check "upgrade $round: the desk is open again" until_true 90 has_window
        check "upgrade $round: and is the new one" some_of "${OWN}app-$NEW.JobDesk.exe"
        [ "$round" != 1 ] || { sleep 3; picture upgraded; }
        jobdesk wait "$job"
        check "upgrade $round: the job's true exit code" equal "$(exit_code "$job")" 9
        check "upgrade $round: its whole log" equal "$(ticks "$job")" 25
        jobdesk wait "$queued"
        check "upgrade $round: the job that waited has run" equal $? 0
        check "upgrade $round: old folder goes with its last process" until_true 60 old_is_gone
        end_desk
    done
    check "upgrade: the entry in Apps says $NEW" holds "$(registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\JobDesk')" "$NEW"
}
# Removed by the starter, whenever it is used.
old_is_gone() { jobdesk --version; absent "$INSTALLED/app-$OLD"; }

step_uninstall() {
    local job before key
    clear_all
    rm -f "$DATA"/*
    before=$(ls -A "$LOCAL/Temp")  # Tests and the demo have left theirs.
    install "$OLD" /PATH
    wine reg add 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' /f /v JobDesk /d x >/dev/null 2>&1
    start_desk
    job=$(ticking over-uninstall 25 4)
    check "uninstall: job runs" until_true 60 runs "$job"
    wine "$INSTALLED/uninstall.exe" /S
    check "uninstall: the desk is asked to quit" until_true 60 has_no_window
    check "uninstall: the entry in Apps is gone" until_true 60 has_no_key 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\JobDesk'
    check "uninstall: the job goes on" some_of 'tick %i'
    check "uninstall: and keeps its program" exists "$INSTALLED/app-$OLD/JobDesk.exe"
    check "uninstall: what goes on does so after a reboot" holds "$(registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce')" "JobDesk cleanup"
    check "uninstall: the folder goes with the last job" until_true 120 absent "$INSTALLED"
    check "uninstall: the job's true exit code" grep -qE '"exit_code": *4' "$DATA"/run_logs/*/exit.json
    check "uninstall: its whole log" equal "$(grep -c '^tick ' "$DATA"/run_logs/*/job.log)" 25
    check "uninstall: the user's data are kept" exists "$DATA/jobs_state.json"
    for key in 'Software\JobDesk' 'Software\Classes\.jobdesk' 'Software\Classes\JobDesk.Job' 'Software\Classes\jobdesk'; do
        check "uninstall: no HKCU\\$key" has_no_key "HKCU\\$key"
    done
    check "uninstall: no start at sign-in" hasnt "$(registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run')" JobDesk
    check "uninstall: no cleanup left for sign-in" until_true 30 no_cleanup
    check "uninstall: no shortcut" absent "$MENU/JobDesk.lnk"
    check "uninstall: not in the PATH" hasnt "$(registry 'HKCU\Environment')" JobDesk
    check "uninstall: no process of ours" until_true 60 none_of 'JobDesk|jobdeskc'
    check "uninstall: no temporary file of ours" until_true 60 no_new_file_of_ours "$before"

    install "$NEW"
    check "installed again over the data: the job is there" holds "$(jobdesk list --all 2>/dev/null || jobdesk list)" over-uninstall
    jobdesk stop >/dev/null
    wine "$INSTALLED/uninstall.exe" /S /DATA
    check "uninstall /DATA: the program is gone" until_true 60 absent "$INSTALLED"
    check "uninstall /DATA: so are the data" until_true 60 absent "$DATA"
}
hasnt() { ! holds "$1" "$2"; }
no_cleanup() { hasnt "$(registry 'HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce')" JobDesk; }
no_new_file_of_ours() { ! comm -13 <(sort <<<"$1") <(ls -A "$LOCAL/Temp" | sort) | grep -i jobdesk; }

# One function, so that the shell has read all of this file before it begins.
main() {
    local step
    : >"$PROOF/checks.log"
    for step in $STEPS; do
        say "step: $step"
        printf '\n-- %s\n' "$step" >>"$PROOF/checks.log"
        "step_$step"
    done
    echo
    say "summary, on $(wine --version)"
    cat "$SUMMARY"
    printf '%d passed, %d failed\n' "$(grep -c '^PASS' "$SUMMARY")" "$FAILED"
    [ "$FAILED" = 0 ]
}
main; exit
