"""The app for macOS as far as it can be checked anywhere: its plists and icon, and the scripts against stand-ins."""

from __future__ import annotations

import base64
import importlib.util
import json
import plistlib
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import build
import pytest
from build import BuildError

import jobdesk
from jobdesk.core.jobs.link import SCHEME
from jobdesk.ui.form import dropped_input

ROOT = Path(__file__).parents[2]
MACOS = ROOT / "packaging" / "macos"

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def load_bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("target_macos_bundle", MACOS / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bundle = load_bundle()


# -- what describes the app


def test_info_plist_survives_writing_and_says_what_macos_asks() -> None:
    version = build.read_version(ROOT)
    described = bundle.info_plist(version)
    read = plistlib.loads(plistlib.dumps(described))
    assert read == described
    expected = {
        "CFBundleIdentifier": "jobdesk.JobDesk",
        "CFBundleExecutable": "JobDesk",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": jobdesk.__version__,
        "CFBundleVersion": jobdesk.__version__,
        "CFBundleIconFile": "JobDesk.icns",
        "LSMinimumSystemVersion": "13.0",
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "NSPrincipalClass": "NSApplication",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsSuddenTermination": False,
    }
    assert {key: read[key] for key in expected} == expected
    assert "LSEnvironment" not in read  # It could be read by anybody, and jobs have the login shell's.
    assert re.fullmatch(r"[A-Za-z0-9.-]+", read["CFBundleIdentifier"])
    assert all(text.strip() for key, text in read.items() if key.endswith("UsageDescription"))
    assert {key for key in read if key.endswith("UsageDescription")} == {
        "NSDesktopFolderUsageDescription",
        "NSDocumentsFolderUsageDescription",
        "NSDownloadsFolderUsageDescription",
        "NSRemovableVolumesUsageDescription",
        "NSNetworkVolumesUsageDescription",
        "NSAppleEventsUsageDescription",
    }


def test_files_and_links_that_the_app_reads_are_its_own() -> None:
    read = bundle.info_plist("0.1.0")
    (declared,) = read["UTExportedTypeDeclarations"]
    tags = declared["UTTypeTagSpecification"]
    assert {f".{suffix}" for suffix in tags["public.filename-extension"]} <= dropped_input._JOB_FILES
    own, others = read["CFBundleDocumentTypes"]
    assert own["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    # A double click on a script goes to an editor, as before.
    assert (own["LSHandlerRank"], others["LSHandlerRank"]) == ("Owner", "Alternate")
    assert [f"{scheme}:" for url in read["CFBundleURLTypes"] for scheme in url["CFBundleURLSchemes"]] == [SCHEME]


@pytest.mark.parametrize(("version", "numbers"), [("0.1.0", "0.1.0"), ("1.2.3rc1", "1.2.3"), ("2.0.dev3", "2.0")])
def test_the_version_that_macos_compares_holds_numbers_only(version: str, numbers: str) -> None:
    read = bundle.info_plist(version)
    assert (read["CFBundleShortVersionString"], read["CFBundleVersion"]) == (version, numbers)


def test_entitlements_are_strict_xml_and_as_few_as_work() -> None:
    content = (MACOS / "entitlements.plist").read_bytes()
    ElementTree.fromstring(content)  # Stricter than plistlib: no "--" in a comment.
    assert plistlib.loads(content) == {
        "com.apple.security.cs.allow-jit": True,
        "com.apple.security.automation.apple-events": True,
    }


def test_the_icon_holds_all_sizes(tmp_path: Path) -> None:
    path = bundle.write_icns(ROOT / "resources" / "icons" / "jobdesk.svg", tmp_path / "JobDesk.icns")
    data = path.read_bytes()
    assert struct.unpack(">4sI", data[:8]) == (b"icns", len(data))
    at, found = 8, {}
    while at < len(data):
        kind, length = struct.unpack(">4sI", data[at : at + 8])
        picture = data[at + 8 : at + length]
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", picture[16:24])
        found[kind] = width
        assert width == height
        at += length
    assert at == len(data)
    expected = [(b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256)]
    expected += [(b"ic08", 256), (b"ic14", 512), (b"ic09", 512), (b"ic10", 1024)]
    assert found == dict(expected)
    with pytest.raises(BuildError, match="is no picture"):
        bundle.write_icns(MACOS / "sign.sh", tmp_path / "none.icns")


def test_each_processor_has_an_image_of_its_own() -> None:
    assert bundle.image_name("0.1.0", "arm64") == "JobDesk-0.1.0.dmg"
    assert bundle.image_name("0.1.0", "x86_64") == "JobDesk-0.1.0-x86_64.dmg"


@pytest.mark.skipif(sys.platform == "darwin", reason="it can be built here")
def test_elsewhere_the_target_says_where_it_can_be_built() -> None:
    with pytest.raises(BuildError, match=r"^the app and its disk image can be built on macOS only"):
        bundle.build(build.Context(ROOT))


# -- scripts

# Writes down its name and arguments, and does the little that the scripts rely on.
STAND_IN = """#!{python} -IS
import json, os, shutil, sys
from pathlib import Path

name, arguments = Path(sys.argv[0]).name, sys.argv[1:]
here = Path(__file__).parent.parent
with (here / "calls").open("a") as calls:
    calls.write(json.dumps([name, *arguments]) + "\\n")
plan = json.loads((here / "plan").read_text())

def fail_as_planned(*words):
    key = " ".join((name, *words))
    left = plan.get(key, 0)
    if left:
        plan[key] = left - 1
        (here / "plan").write_text(json.dumps(plan))
        sys.exit(f"{{key}} fails")

fail_as_planned()
if arguments:
    fail_as_planned(*arguments[:1])
    fail_as_planned(*arguments[:2])
if name == "codesign" and "--entitlements" in arguments:
    (here / "entitlements").write_bytes(Path(arguments[arguments.index("--entitlements") + 1]).read_bytes())
elif name == "plutil":
    import plistlib
    target = Path(arguments[arguments.index("-o") + 1])
    target.write_bytes(plistlib.dumps(plistlib.loads(Path(arguments[-1]).read_bytes())))
elif name == "ditto" and arguments[0] == "-c":
    Path(arguments[-1]).write_bytes(b"zip")
elif name == "ditto":
    shutil.copytree(arguments[0], arguments[1], symlinks=True)
elif name == "hdiutil" and arguments[0] == "create":
    volume = Path(arguments[arguments.index("-srcfolder") + 1])
    Path(arguments[-1]).write_text("\\n".join(sorted(os.listdir(volume))))
elif name == "security" and arguments[0] == "list-keychains" and "-s" not in arguments:
    print('    "/Users/me/Library/Key chains/login.keychain-db"')
elif name == "security" and arguments[0] == "import":
    (here / "certificate").write_bytes(Path(arguments[1]).read_bytes())
elif name == "xcrun" and arguments[:2] == ["notarytool", "submit"]:
    key = Path(arguments[arguments.index("--key") + 1])
    (here / "key").write_text(f"{{key.stat().st_mode & 0o777:o}} " + key.read_text())
    print(plan.get("answer", '{{"id": "4711", "status": "Accepted", "message": "Processing complete"}}'))
elif name == "xcrun" and arguments[:2] == ["notarytool", "log"]:
    print("libodd.dylib is not signed")
"""
TOOLS = ("codesign", "plutil", "ditto", "hdiutil", "security", "xcrun", "sleep")

IDENTITY = "Developer ID Application: Some Body (ABCDE12345)"
SIGNED = {"JOBDESK_MACOS_IDENTITY": IDENTITY}
NOTARY = {
    "JOBDESK_MACOS_NOTARY_KEY": base64.b64encode(b"the key").decode(),
    "JOBDESK_MACOS_NOTARY_KEY_ID": "KEY1",
    "JOBDESK_MACOS_NOTARY_ISSUER": "issuer-1",
}
MACHO = bytes.fromhex("cffaedfe") + bytes(60)


class Mac:
    """A PATH of stand-ins, an app, and the scripts run on them."""

    def __init__(self, folder: Path, shell: list[str]) -> None:
        self.folder = folder
        self.shell = shell
        (folder / "bin").mkdir(parents=True)
        (folder / "tmp").mkdir()
        (folder / "plan").write_text("{}")
        for name in TOOLS:
            path = folder / "bin" / name
            path.write_text(STAND_IN.format(python=sys.executable))
            path.chmod(0o755)
        self.app = folder / "my [builds]" / "JobDesk.app"
        files = {
            "Contents/MacOS/JobDesk": MACHO,
            "Contents/Frameworks/lib odd.dylib": bytes.fromhex("cafebabe") + bytes(60),
            "Contents/Frameworks/Qt.framework/Versions/A/Qt": MACHO,
            "Contents/Frameworks/Qt.framework/Versions/A/Inner.framework/Versions/A/Inner": MACHO,
            "Contents/Resources/data.txt": b"cffaedfe as text",
            "Contents/Resources/empty": b"",
        }
        for name, content in files.items():
            (self.app / name).parent.mkdir(parents=True, exist_ok=True)
            (self.app / name).write_bytes(content)
        (self.app / "Contents/Resources/lib odd.dylib").symlink_to("../Frameworks/lib odd.dylib")

    def plan(self, **plan: Any) -> None:
        """Have tools fail: their names and first words, with "_" between, and how often; or set an answer."""
        (self.folder / "plan").write_text(json.dumps({key.replace("_", " "): value for key, value in plan.items()}))

    def run(self, script: str, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder / 'bin'}:/usr/bin:/bin"
        return subprocess.run(
            [*self.shell, str(MACOS / script), *map(str, arguments)],
            env={"PATH": path, "TMPDIR": str(self.folder / "tmp"), **variables},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self, *tools: str) -> list[list[str]]:
        path = self.folder / "calls"
        calls = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [call for call in calls if not tools or call[0] in tools]

    def signed(self) -> list[str]:
        """Return what was signed, in order, below the app."""
        made = [call[-1] for call in self.calls("codesign") if "--sign" in call]
        return [str(Path(path).relative_to(self.app)) for path in made]

    def has_left_nothing(self) -> bool:
        return not any((self.folder / "tmp").iterdir())


def shells() -> list[list[str]]:
    """Return the shells here that are most like the /bin/sh of macOS."""
    bash = shutil.which("bash")
    return [["/bin/sh"], *([[bash, "--posix"]] if bash else [])]


@pytest.fixture(params=shells(), ids=lambda shell: Path(shell[0]).name)
def mac(request: pytest.FixtureRequest, tmp_path: Path) -> Mac:
    return Mac(tmp_path / "a mac", request.param)


@posix
def test_without_secrets_the_app_is_signed_ad_hoc_from_the_inside_out(mac: Mac) -> None:
    done = mac.run("sign.sh", mac.app)
    assert done.returncode == 0, done.stderr
    signed = mac.signed()
    assert sorted(signed[:3]) == [
        "Contents/Frameworks/Qt.framework/Versions/A/Inner.framework/Versions/A/Inner",
        "Contents/Frameworks/Qt.framework/Versions/A/Qt",
        "Contents/Frameworks/lib odd.dylib",
    ]
    assert signed[3:] == [
        "Contents/Frameworks/Qt.framework/Versions/A/Inner.framework",
        "Contents/Frameworks/Qt.framework",
        ".",
    ]
    for call in mac.calls("codesign")[:-1]:
        assert call[1:4] == ["--force", "--sign", "-"]
        assert "runtime" not in call
        assert ("--entitlements" in call) == (call[-1] == str(mac.app))
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert plistlib.loads((mac.folder / "entitlements").read_bytes()) == entitlements
    assert b"<!--" not in (mac.folder / "entitlements").read_bytes()
    assert mac.calls()[-1][:4] == ["codesign", "--verify", "--deep", "--strict"]
    assert not mac.calls("xcrun", "security")
    assert "the signature is ad hoc" in done.stdout
    assert mac.has_left_nothing()


@posix
def test_without_secrets_the_disk_image_stays_as_it_is(mac: Mac, tmp_path: Path) -> None:
    image = tmp_path / "Job Desk.dmg"
    image.write_bytes(b"image")
    done = mac.run("sign.sh", image)
    assert (done.returncode, mac.calls()) == (0, [])


@posix
def test_with_secrets_the_app_is_hardened_notarized_and_stapled(mac: Mac) -> None:
    certificate = {
        "JOBDESK_MACOS_CERTIFICATE": base64.b64encode(b"the certificate").decode(),
        "JOBDESK_MACOS_CERTIFICATE_PASSWORD": "secret of the file",
    }
    done = mac.run("sign.sh", mac.app, **SIGNED, **NOTARY, **certificate)
    assert done.returncode == 0, done.stderr
    for call in mac.calls("codesign")[:-1]:
        assert call[1:7] == ["--force", "--sign", IDENTITY, "--timestamp", "--options", "runtime"]
    assert (mac.folder / "certificate").read_bytes() == b"the certificate"
    assert (mac.folder / "key").read_text() == "600 the key"
    verbs = [call[1] for call in mac.calls("security")]
    assert verbs == [
        *("list-keychains", "create-keychain", "set-keychain-settings", "unlock-keychain", "import"),
        *("set-key-partition-list", "list-keychains", "list-keychains", "delete-keychain"),
    ]
    searched, restored = (call for call in mac.calls("security") if "-s" in call and call[1] == "list-keychains")
    assert searched[-1] == restored[-1] == "/Users/me/Library/Key chains/login.keychain-db"
    assert (len(searched), len(restored)) == (7, 6)
    first, second, third = mac.calls("xcrun")
    assert first[1:3] == ["notarytool", "submit"]
    assert first[3].endswith("/JobDesk.zip")
    assert "--wait" in first
    assert first[-4:] == ["--key-id", "KEY1", "--issuer", "issuer-1"]
    assert second == ["xcrun", "stapler", "staple", str(mac.app)]
    assert third == ["xcrun", "stapler", "validate", str(mac.app)]
    names = [call[0] for call in mac.calls()]
    assert names.index("ditto") > max(at for at, name in enumerate(names) if name == "codesign")
    assert "secret of the file" not in done.stdout + done.stderr
    assert mac.has_left_nothing()


@posix
def test_with_secrets_the_disk_image_is_signed_notarized_and_stapled(mac: Mac, tmp_path: Path) -> None:
    image = tmp_path / "Job Desk.dmg"
    image.write_bytes(b"image")
    done = mac.run("sign.sh", image, **SIGNED, **NOTARY)
    assert done.returncode == 0, done.stderr
    assert mac.calls("codesign")[0] == ["codesign", "--force", "--sign", IDENTITY, "--timestamp", str(image)]
    assert [call[1:4] for call in mac.calls("xcrun")] == [
        ["notarytool", "submit", str(image)],
        ["stapler", "staple", str(image)],
        ["stapler", "validate", str(image)],
    ]


@posix
def test_signed_without_a_key_for_the_notary_is_said(mac: Mac) -> None:
    done = mac.run("sign.sh", mac.app, **SIGNED)
    assert done.returncode == 0
    assert "not notarized" in done.stdout
    assert not mac.calls("xcrun")


@posix
@pytest.mark.parametrize("answer", ['{"id":"4711","status":"Invalid"}', '{"id": "4711", "message": "odd"}', "no JSON"])
def test_what_apple_refuses_fails_with_its_reasons(mac: Mac, answer: str) -> None:
    mac.plan(answer=answer)
    done = mac.run("sign.sh", mac.app, **SIGNED, **NOTARY)
    assert done.returncode == 1
    status = "Invalid" if "Invalid" in answer else "no status"
    assert f"sign: Apple did not notarize JobDesk.app: {status}; see the reasons above" in done.stderr
    assert ("libodd.dylib is not signed" in done.stderr) == ("4711" in answer)
    assert not [call for call in mac.calls("xcrun") if call[1] == "stapler"]
    assert mac.has_left_nothing()


@posix
@pytest.mark.parametrize(
    "failing", ["codesign", "codesign_--verify", "ditto_-c", "xcrun_notarytool_submit", "xcrun_stapler_staple"]
)
def test_whatever_fails_ends_it_and_leaves_no_secret(mac: Mac, failing: str) -> None:
    mac.plan(**{failing: 9})
    done = mac.run("sign.sh", mac.app, **SIGNED, **NOTARY)
    assert done.returncode != 0
    assert f"{failing.replace('_', ' ')} fails" in done.stderr
    assert mac.has_left_nothing()


@posix
def test_a_certificate_that_cannot_be_read_leaves_the_keychains_as_they_were(mac: Mac) -> None:
    mac.plan(security_import=1)
    secrets = {"JOBDESK_MACOS_CERTIFICATE": base64.b64encode(b"x").decode(), **SIGNED}
    done = mac.run("sign.sh", mac.app, **secrets)
    assert done.returncode != 0
    assert [call[1] for call in mac.calls("security")][-2:] == ["list-keychains", "delete-keychain"]
    assert not mac.calls("codesign")
    assert mac.has_left_nothing()


@posix
@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"JOBDESK_MACOS_CERTIFICATE": "eA=="}, "JOBDESK_MACOS_CERTIFICATE is set, but JOBDESK_MACOS_IDENTITY is not"),
        (NOTARY, "only what is signed can be notarized: set JOBDESK_MACOS_IDENTITY"),
        ({**SIGNED, "JOBDESK_MACOS_NOTARY_KEY_ID": "K"}, "all have to be set, or none"),
        ({**SIGNED, **NOTARY, "JOBDESK_MACOS_NOTARY_ISSUER": ""}, "all have to be set, or none"),
        ({**SIGNED, "JOBDESK_MACOS_CERTIFICATE": "%%%"}, "what should be base64 cannot be decoded"),
    ],
)
def test_secrets_of_which_some_are_missing_are_refused(mac: Mac, variables: dict[str, str], words: str) -> None:
    done = mac.run("sign.sh", mac.app, **variables)
    assert done.returncode == 1
    assert words in done.stderr
    assert not mac.calls("codesign", "xcrun")
    assert mac.has_left_nothing()


@posix
def test_only_an_app_or_a_disk_image_is_signed(mac: Mac, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("x")
    empty = tmp_path / "Empty.app"
    empty.mkdir()
    for arguments, words in (
        ([], "give the app or the disk image"),
        ([tmp_path / "none.app"], "there is no "),
        ([other], "is neither an app nor a disk image"),
        ([empty], "there is no "),
    ):
        done = mac.run("sign.sh", *arguments)
        assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    assert not mac.calls()


@posix
def test_the_disk_image_holds_the_app_and_a_link_to_where_it_goes(mac: Mac) -> None:
    image = mac.folder / "my builds.dmg"
    done = mac.run("dmg.sh", mac.app, image, "JobDesk 0.1.0")
    assert done.returncode == 0, done.stderr
    assert image.read_text() == "Applications\nJobDesk.app"
    create, verify = mac.calls("hdiutil")
    assert create[1:4] == ["create", "-volname", "JobDesk 0.1.0"]
    assert verify[1] == "verify"
    assert mac.has_left_nothing()


@posix
def test_a_busy_volume_is_tried_again_a_few_times(mac: Mac) -> None:
    image = mac.folder / "made.dmg"
    mac.plan(hdiutil_create=4)
    assert mac.run("dmg.sh", mac.app, image, "JobDesk").returncode == 0
    assert len([call for call in mac.calls("hdiutil") if call[1] == "create"]) == 5
    image.unlink()
    mac.plan(hdiutil_create=5)
    done = mac.run("dmg.sh", mac.app, image, "JobDesk")
    assert done.returncode == 1
    assert "dmg: hdiutil could not make the disk image; see above" in done.stderr
    assert not image.exists()


@posix
def test_a_damaged_image_replaces_no_other(mac: Mac) -> None:
    image = mac.folder / "made.dmg"
    image.write_text("former")
    mac.plan(hdiutil_verify=1)
    assert mac.run("dmg.sh", mac.app, image, "JobDesk").returncode != 0
    assert image.read_text() == "former"
    assert mac.has_left_nothing()


@posix
def test_an_app_that_is_none_is_refused(mac: Mac, tmp_path: Path) -> None:
    done = mac.run("dmg.sh", tmp_path / "None.app", tmp_path / "x.dmg", "JobDesk")
    assert (done.returncode, "there is no app" in done.stderr) == (1, True)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", ["sign.sh", "dmg.sh"])
def test_scripts_are_plain_posix(script: str) -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "--enable=quote-safe-variables", str(MACOS / script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# -- wheels


@pytest.mark.network
@pytest.mark.parametrize("machine", ["arm64", "x86_64"])
def test_all_packages_are_there_for_both_processors(machine: str, tmp_path: Path) -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = [*project["project"]["dependencies"], "pyinstaller"]
    # A marker is read for the Python that asks: what only Linux needs is left out by hand.
    needed = [requirement for requirement in needed if "sys_platform" not in requirement]
    platforms = [
        f"--platform=macosx_{version}_{kind}" for version in ("13_0", "11_0") for kind in (machine, "universal2")
    ]
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"),
            *("--no-input", "--only-binary=:all:", "--python-version=3.13", "--implementation=cp", *platforms),
            *("--target", str(tmp_path), "--report", str(tmp_path / "report.json")),
            *("-c", str(ROOT / "packaging" / "constraints.txt"), *needed),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    files = [one["download_info"]["url"].rpartition("/")[2] for one in report["install"]]
    wheels = {file.partition("-")[0].lower(): file for file in files}
    for name in ("pyside6_essentials", "shiboken6", "msgspec", "psutil", "pyinstaller"):
        assert "macosx_" in wheels[name], wheels
    # The oldest macOS that the app names is the one that Qt's wheel needs.
    (needed_by_qt,) = re.findall(r"macosx_(\d+_\d+)_", wheels["pyside6_essentials"])
    assert needed_by_qt.replace("_", ".") == bundle.MINIMUM
