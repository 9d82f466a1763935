#!/bin/sh
# Makes a disk image with the app and a link to /Applications, onto which a person drags it:
#
#   dmg.sh JobDesk.app TARGET.dmg "VOLUME NAME"
set -eu

fail() {
    printf 'dmg: %s\n' "$1" >&2
    exit 1
}

[ $# -eq 3 ] || fail "give the app, the disk image to make, and the name of its volume"
app=${1%/} image=$2 volume=$3
[ -d "$app/Contents" ] || fail "there is no app $app"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM

# Copies links, permissions and signatures as they are.
ditto "$app" "$stage/volume/$(basename "$app")"
ln -s /Applications "$stage/volume/Applications"
# It fails now and then while something else of the system reads the new volume.
tries=5
until hdiutil create -volname "$volume" -srcfolder "$stage/volume" -fs HFS+ -format ULFO -ov "$stage/made.dmg"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "hdiutil could not make the disk image; see above"
    sleep "${DMG_PAUSE_S:-5}"
done
hdiutil verify "$stage/made.dmg"
mv -f "$stage/made.dmg" "$image"
