#!/bin/sh
# Signs JobDesk.app or its disk image, has Apple notarize it, and staples the ticket to it:
#
#   sign.sh JobDesk.app|JobDesk.dmg
#
# What it needs for that comes from the environment:
#
#   JOBDESK_MACOS_IDENTITY               "Developer ID Application: ...", as in the keychain
#   JOBDESK_MACOS_CERTIFICATE            its certificate and key (.p12) in base64; empty if the keychain has them
#   JOBDESK_MACOS_CERTIFICATE_PASSWORD   of the .p12
#   JOBDESK_MACOS_NOTARY_KEY             key of App Store Connect (.p8) in base64
#   JOBDESK_MACOS_NOTARY_KEY_ID          its id
#   JOBDESK_MACOS_NOTARY_ISSUER          id of its issuer
#
# With none of them an app is signed ad hoc and an image is left as it is. With some, what is missing is an error: a
# release that should be signed never goes out without.
#
# For the /bin/sh of macOS (bash 3.2, POSIX mode), so without arrays.
set -eu

say() { printf 'sign: %s\n' "$1"; }
fail() {
    printf 'sign: %s\n' "$1" >&2
    exit 1
}

[ $# -eq 1 ] || fail "give the app or the disk image"
target=$1
[ -e "$target" ] || fail "there is no $target"
case $target in
    *.app | *.app/) kind=app target=${target%/} ;;
    *.dmg) kind=image ;;
    *) fail "$target is neither an app nor a disk image" ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
identity=${JOBDESK_MACOS_IDENTITY:-}
certificate=${JOBDESK_MACOS_CERTIFICATE:-}
notary_key=${JOBDESK_MACOS_NOTARY_KEY:-}
notary_id=${JOBDESK_MACOS_NOTARY_KEY_ID:-}
notary_issuer=${JOBDESK_MACOS_NOTARY_ISSUER:-}

[ -z "$certificate" ] || [ -n "$identity" ] || fail "JOBDESK_MACOS_CERTIFICATE is set, but JOBDESK_MACOS_IDENTITY is not"
case "${notary_key:+x}${notary_id:+x}${notary_issuer:+x}" in
    '' | xxx) ;;
    *) fail "of JOBDESK_MACOS_NOTARY_KEY, _KEY_ID and _ISSUER all have to be set, or none" ;;
esac
[ -z "$notary_key" ] || [ -n "$identity" ] || fail "only what is signed can be notarized: set JOBDESK_MACOS_IDENTITY"

private=$(mktemp -d)
keychain=
former=
clean() {
    if [ -n "$keychain" ]; then
        # The list of keychains is the user's: theirs comes back before this one goes.
        printf '%s\n' "$former" | xargs security list-keychains -d user -s || true
        security delete-keychain "$keychain" || true
    fi
    rm -rf "$private"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

decode() { # TEXT FILE
    (umask 077 && printf '%s' "$1" | base64 --decode > "$2") || fail "what should be base64 cannot be decoded"
}

# -- the certificate, in a keychain that goes with this run

if [ -n "$certificate" ]; then
    decode "$certificate" "$private/certificate.p12"
    former=$(security list-keychains -d user)
    keychain="$private/sign.keychain-db"
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    security create-keychain -p "$password" "$keychain"
    security set-keychain-settings -lut 3600 "$keychain"
    security unlock-keychain -p "$password" "$keychain"
    security import "$private/certificate.p12" -k "$keychain" -P "${JOBDESK_MACOS_CERTIFICATE_PASSWORD:-}" \
        -T /usr/bin/codesign
    rm -f "$private/certificate.p12"
    # Else codesign would ask in a dialog whether it may use the key.
    security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" > "$private/said"
    printf '%s\n' "$former" | xargs security list-keychains -d user -s "$keychain"
fi

# -- signing

sign() { # FILE [OPTION...]
    file=$1
    shift
    if [ -n "$identity" ]; then
        codesign --force --sign "$identity" --timestamp --options runtime "$@" "$file"
    else
        # No hardened runtime: it lets a program load only libraries of its own signer, and an ad hoc one is nobody.
        codesign --force --sign - --timestamp=none "$@" "$file"
    fi
}

is_program() {
    # Mach-O in both byte orders, and files for several processors.
    case $(od -An -N4 -tx1 "$1" | tr -d ' \n') in
        cffaedfe | feedfacf | cefaedfe | feedface | cafebabe | bebafeca) return 0 ;;
        *) return 1 ;;
    esac
}

# What is inside comes first: a signature covers those of all that it holds.
sign_app() {
    program="$target/Contents/MacOS/JobDesk"
    [ -f "$program" ] || fail "there is no $program"
    find "$target" -type f > "$private/files"
    count=0
    while IFS= read -r path; do
        if [ "$path" != "$program" ] && is_program "$path"; then
            sign "$path"
            count=$((count + 1))
        fi
    done < "$private/files"
    find "$target" -depth -type d -name '*.framework' > "$private/frameworks"
    while IFS= read -r path; do
        sign "$path"
    done < "$private/frameworks"
    # Its reader of entitlements is stricter than others of XML: these are without comments.
    plutil -convert xml1 -o "$private/entitlements.plist" "$here/entitlements.plist"
    # It signs the program itself too.
    sign "$target" --entitlements "$private/entitlements.plist"
    codesign --verify --deep --strict --verbose=1 "$target"
    say "signed the app with its $count libraries and programs"
}

if [ "$kind" = app ]; then
    sign_app
elif [ -n "$identity" ]; then
    codesign --force --sign "$identity" --timestamp "$target"
    codesign --verify --strict "$target"
    say "signed the disk image"
fi
if [ -z "$identity" ]; then
    [ "$kind" = image ] || say "no JOBDESK_MACOS_IDENTITY: the signature is ad hoc, and macOS asks users to allow the app"
    exit 0
fi
if [ -z "$notary_key" ]; then
    say "no JOBDESK_MACOS_NOTARY_KEY: not notarized, so macOS asks users to allow the app"
    exit 0
fi

# -- notarizing

submitted=$target
if [ "$kind" = app ]; then
    submitted="$private/JobDesk.zip"
    ditto -c -k --sequesterRsrc --keepParent "$target" "$submitted"
fi
decode "$notary_key" "$private/key.p8"
notary() { # COMMAND ARGUMENT...
    xcrun notarytool "$@" --key "$private/key.p8" --key-id "$notary_id" --issuer "$notary_issuer"
}
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$private/answer"; }
say "waits for Apple to notarize $(basename "$target")"
notary submit "$submitted" --wait --timeout 45m --output-format json > "$private/answer" || {
    cat "$private/answer" >&2
    fail "$(basename "$target") could not be submitted for notarization, or there was no answer in 45 minutes"
}
# It ends with 0 whatever Apple said.
status=$(field status)
if [ "$status" != Accepted ]; then
    cat "$private/answer" >&2
    id=$(field id)
    [ -z "$id" ] || notary log "$id" >&2 || true
    fail "Apple did not notarize $(basename "$target"): ${status:-no status}; see the reasons above"
fi
xcrun stapler staple "$target"
xcrun stapler validate "$target"
say "notarized $(basename "$target"), the ticket is stapled to it"
