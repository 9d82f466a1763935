"""The Linux packages: what they install, what they depend on, and what describes them to desktops."""

from __future__ import annotations

import configparser
import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import bootstrap
import build
import pytest
from linux import folder, man_page, package

from jobdesk.cli.parser import make_parser

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux packages are made on Linux")
needs_binutils = pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump is not installed")


# -- what desktops read


def test_the_desktop_file_is_named_as_the_window_says_and_opens_files_and_links() -> None:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "jobdesk.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert 'setDesktopFileName("jobdesk")' in (ROOT / "jobdesk/ui/app/application.py").read_text(encoding="utf-8")
    assert (entry["Type"], entry["Exec"], entry["Icon"]) == ("Application", "jobdesk %u", "jobdesk")
    assert (entry["Terminal"], entry["TryExec"]) == ("false", "jobdesk")
    types = entry["MimeType"].strip(";").split(";")
    assert types == [mime_type(), "x-scheme-handler/jobdesk"]
    assert all(entry[name].endswith(";") for name in ("MimeType", "Categories", "Keywords", "Keywords[de]"))


def mime_type() -> str:
    (described,) = ET.parse(LINUX / "mime.xml").getroot()
    assert [glob.attrib for glob in described.iter(f"{MIME}glob")] == [{"pattern": "*.jobdesk"}]
    return described.attrib["type"]


@pytest.mark.parametrize(
    ("homepage", "identifier", "developer"),
    [
        ("", "jobdesk.desktop", None),
        ("https://desk.example", "example.desk.jobdesk", "example.desk"),
        ("https://example.org/our-team/JobDesk/", "org.example.our_team.jobdesk", "org.example.our_team"),
    ],
)
def test_metainfo_names_a_home_page_only_if_there_is_one(homepage: str, identifier: str, developer: str | None) -> None:
    text = package.metainfo("1.2.3", "2026-01-31", homepage)
    component = ET.fromstring(text)
    assert component.attrib == {"type": "desktop-application"}
    assert component.findtext("id") == identifier
    assert [url.text for url in component.iter("url")] == ([homepage] if homepage else [])
    (maker,) = component.iter("developer")
    assert maker.get("id") == developer
    for name in ("metadata_license", "project_license", "name", "summary", "description/p", "content_rating"):
        assert component.find(name) is not None, name
    assert component.findtext("launchable") == "jobdesk.desktop"
    assert component.findtext("provides/mediatype") == mime_type()
    (release,) = component.iter("release")
    assert release.attrib == {"version": "1.2.3", "date": "2026-01-31"}


@pytest.mark.parametrize("homepage", ["ftp://example.org", "example.org", 'https://example.org/"><script>'])
def test_a_home_page_that_is_no_address_ends_the_build(homepage: str) -> None:
    with pytest.raises(build.BuildError, match="JOBDESK_HOMEPAGE"):
        package.metainfo("1.2.3", "2026-01-31", homepage)


# -- the manual page


def test_the_manual_page_has_every_verb_and_every_option() -> None:
    parser = make_parser()
    page = man_page.render(parser, "1.2.3", "2026-01-31")
    assert page.startswith('.TH JOBDESK 1 "2026-01-31" "JobDesk 1.2.3" "User Commands"\n')
    parts = dict(re.findall(r"^\.SS (.*)\n((?:(?!\.SS ).*\n)*)", page, re.MULTILINE))
    verbs = {verb.prog: verb for verb in man_page.verbs(parser)}
    verbs |= {part.prog: part for verb in list(verbs.values()) for part in man_page.verbs(verb)}
    assert {"jobdesk run", "jobdesk schedule add", "jobdesk doctor"} < set(verbs)
    assert list(parts) == [name.replace("-", "\\-") for name in parts_in_order(parser)]
    assert set(parts) == {name.replace("-", "\\-") for name in verbs}
    for name, verb in verbs.items():
        for option in verb._option_string_actions:
            if option not in {"-h", "--help"}:
                assert f"\\fB{option.replace('-', chr(92) + '-')}\\fR" in parts[name.replace("-", "\\-")], (
                    name,
                    option,
                )


def parts_in_order(parser: man_page.Parser) -> list[str]:
    return [name for verb in man_page.verbs(parser) for name in (verb.prog, *(p.prog for p in man_page.verbs(verb)))]


def test_nothing_in_the_manual_page_is_taken_for_a_command_by_mistake() -> None:
    page = man_page.render(make_parser(), "1.2.3", "2026-01-31")
    known = {".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".B"}
    assert {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))} <= known
    assert set(re.findall(r"\\(.)", page)) <= set("-efB(&")
    assert man_page.escape(".a 'b' c\\d -e") == "\\&.a \\(aqb\\(aq c\\ed \\-e"


@on_linux
@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_the_manual_page_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "jobdesk.1"
    path.write_text(man_page.render(make_parser(), "1.2.3", "2026-01-31"), encoding="utf-8")
    command = ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(path)]
    version = subprocess.run(["man", "--version"], capture_output=True, text=True, check=False).stdout
    if not re.match(r"man \d", version):
        pytest.skip("man is none that formats pages")
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stderr) == (0, "")


# -- the packages


class StandIn(build.Context):
    """A build whose program is there already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(ROOT)
        self.work, self.dist, self.homepage = folder / "work", folder / "dist", ""
        self.dist.mkdir()
        self.program = folder / "jobdesk"
        internal = self.program / "_internal"
        internal.mkdir(parents=True)
        shutil.copy("/bin/true", self.program / "jobdesk")
        shutil.copy("/bin/true", internal / "libsomething.so.1")
        (internal / "libsomething.so.1").chmod(0o777)
        (internal / "data.txt").write_text("data", encoding="utf-8")
        (internal / "data.txt").chmod(0o600)

    def freeze(self, **_: Path) -> Path:
        return self.program


@pytest.fixture
def context(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


@on_linux
@needs_binutils
def test_what_a_package_installs_is_where_systems_look_for_it_with_fitting_modes(context: StandIn) -> None:
    tree = package.stage(context, "deb")
    files = {str(path.relative_to(tree)): path for path in tree.rglob("*") if path.is_file()}
    program = f"usr/lib/jobdesk/{context.version}"
    assert {
        "usr/bin/jobdesk",
        f"{program}/jobdesk",
        f"{program}/_internal/data.txt",
        "usr/share/applications/jobdesk.desktop",
        "usr/share/icons/hicolor/scalable/apps/jobdesk.svg",
        "usr/share/icons/hicolor/48x48/apps/jobdesk.png",
        "usr/share/icons/hicolor/256x256/apps/jobdesk.png",
        "usr/share/man/man1/jobdesk.1.gz",
        "usr/share/metainfo/jobdesk.metainfo.xml",
        "usr/share/mime/packages/jobdesk.xml",
        "usr/share/doc/jobdesk/copyright",
        "usr/share/doc/jobdesk/changelog.gz",
    } <= set(files)
    executable = {name for name, path in files.items() if path.stat().st_mode & 0o111}
    assert executable == {"usr/bin/jobdesk", f"{program}/jobdesk"}
    assert {path.stat().st_mode & 0o777 for path in tree.rglob("*")} == {0o755, 0o644}
    for path in files.values():
        if path.suffix == ".gz":
            gzip.decompress(path.read_bytes())
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG")
    for name in ("usr/bin/jobdesk", "usr/share/doc/jobdesk/copyright"):
        assert f"/usr/lib/jobdesk/{context.version}/" in files[name].read_text(encoding="utf-8")
        assert "VERSION/" not in files[name].read_text(encoding="utf-8")


@on_linux
@needs_binutils
def test_two_builds_of_one_commit_lay_out_the_same_files(context: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    laid_out = []
    for _ in range(2):
        tree = package.stage(context, "deb")
        laid_out.append(
            [
                (path.relative_to(tree), path.stat().st_mtime, path.read_bytes() if path.is_file() else b"")
                for path in sorted(tree.rglob("*"))
            ]
        )
    assert laid_out[0] == laid_out[1]
    assert {time for _, time, _ in laid_out[0]} == {1767225600.0}


@on_linux
@needs_binutils
def test_a_package_depends_on_what_its_files_need(context: StandIn) -> None:
    libraries = package.needed_libraries(context.program)
    assert re.fullmatch(r"2\.\d+(\.\d+)?", libraries["libc.so.6"])
    assert set(package.LIBRARIES) >= libraries.keys() - {"libc.so.6"} >= set(bootstrap.QT_LIBRARIES)
    text = package.describe(context.work, context, libraries, "2026-01-31")
    (overrides,) = [line for line in text.splitlines() if line.startswith("overrides: ")]
    for needed in (
        "libxcb-cursor0",
        "fontconfig-config",
        "fonts-dejavu-core |",
        f"libc6 (>= {libraries['libc.so.6']})",
    ):
        assert f'"{needed}' in overrides
    assert '"libxcb-cursor.so.0()(64bit)"' in overrides
    assert f"libc.so.6(GLIBC_{libraries['libc.so.6']})(64bit)" in overrides
    # What the program brings along, it does not ask of the system.
    shutil.copy("/bin/true", context.program / "_internal" / "libxcb-cursor.so.0")
    assert "libxcb-cursor.so.0" not in package.needed_libraries(context.program)


@on_linux
@needs_binutils
@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_a_library_whose_package_nobody_knows_ends_the_build(context: StandIn, tmp_path: Path) -> None:
    compile_library(tmp_path / "libnobody.so.7", "-Wl,-soname,libnobody.so.7")
    compile_library(context.program / "_internal" / "libuser.so", "-Wl,--no-as-needed", tmp_path / "libnobody.so.7")
    with pytest.raises(build.BuildError, match=r"libnobody\.so\.7"):
        package.needed_libraries(context.program)


@on_linux
@needs_binutils
@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_only_libraries_with_a_search_path_of_the_build_machine_lose_it(
    context: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    internal = context.program / "_internal"
    compile_library(internal / "libfar.so", "-Wl,-rpath,/home/builder/lib")
    compile_library(internal / "libnear.so", "-Wl,-rpath,$ORIGIN/lib")
    tool = tmp_path / "patchelf"
    tool.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/called\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    folder.forget_search_paths(context.program)
    assert (tmp_path / "called").read_text(encoding="utf-8") == f"--remove-rpath {internal / 'libfar.so'}\n"


def compile_library(path: Path, *options: str | Path) -> None:
    source = path.with_suffix(".c")
    source.write_text("int answer(void) { return 42; }\n", encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", path, source, *options], check=True)
    source.unlink()


@on_linux
def test_the_starter_takes_the_version_that_is_whole(tmp_path: Path) -> None:
    text = (LINUX / "starter.sh").read_text(encoding="utf-8").replace("VERSION", "2.0")
    starter = tmp_path / "starter"
    starter.write_text(text.replace("/usr/lib/jobdesk", str(tmp_path)), encoding="utf-8")
    starter.chmod(0o755)

    def answer() -> str:
        asked = subprocess.run([starter, "a b", ""], capture_output=True, text=True, check=False)
        return asked.stdout if asked.returncode == 0 else str(asked.returncode)

    def put(version: str) -> Path:
        program = tmp_path / version / "jobdesk"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nprintf "%s|" {version} "$#" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        return program

    # In an update, before the new program is there, beside it, and alone.
    older = put("1.0")
    (tmp_path / "2.0").mkdir()
    assert answer() == "1.0|2|a b||"
    newer = put("2.0")
    assert answer() == "2.0|2|a b||"
    older.unlink()
    assert answer() == "2.0|2|a b||"
    # Nothing is there any more: the shell says so, with the code for a command that was not found.
    newer.unlink()
    assert answer() == "127"


@on_linux
@needs_binutils
@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
def test_dpkg_packs_the_files_as_they_are_laid_out(context: StandIn, tmp_path: Path) -> None:
    tree = package.stage(context, "deb")
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(
        f"Package: jobdesk\nVersion: {context.version}\nArchitecture: all\nMaintainer: {package.MAINTAINER}\n"
        "Description: a stand-in\n",
        encoding="utf-8",
    )
    archive = tmp_path / "a.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, archive], check=True, capture_output=True)
    listed = subprocess.run(["dpkg-deb", "-c", archive], check=True, capture_output=True, text=True).stdout
    lines = {line.split(maxsplit=5)[5]: line.split()[:2] for line in listed.splitlines()}
    assert lines["./usr/bin/jobdesk"] == ["-rwxr-xr-x", "root/root"]
    assert lines[f"./usr/lib/jobdesk/{context.version}/_internal/data.txt"] == ["-rw-r--r--", "root/root"]
    assert lines["./usr/share/applications/jobdesk.desktop"] == ["-rw-r--r--", "root/root"]
    # Nothing outside the places of packages; so its removal takes away no folder that others use.
    files = [name for name in lines if not name.endswith("/")]
    assert all(name.startswith(("./usr/bin/jobdesk", "./usr/lib/jobdesk/", "./usr/share/")) for name in files)


def test_the_changelog_is_one_that_debian_reads() -> None:
    changes = "# Changelog\n\nAll.\n\n## 1.2.3 (unreleased)\n\n- One\n  goes on.\n- Two.\n\n## 1.2.2\n\n- Old.\n"
    assert package.debian_changelog(changes, "2026-01-31") == (
        "jobdesk (1.2.3) unstable; urgency=medium\n\n  * One goes on.\n  * Two.\n\n"
        " -- JobDesk contributors <jobdesk@localhost>  Sat, 31 Jan 2026 00:00:00 +0000\n"
    )


def test_sums_are_those_that_sha256sum_writes(tmp_path: Path) -> None:
    (tmp_path / "b.deb").write_bytes(b"b")
    (tmp_path / "a.whl").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for _ in range(2):  # Its own file is none of the results.
        build.write_sums(tmp_path)
        assert (tmp_path / "SHA256SUMS").read_text(encoding="utf-8") == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.whl\n"
            "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.deb\n"
        )
