"""The list of what a program consists of: native files with their owners, and only packages that are needed."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path
from typing import Any

import pytest
from build import BuildError
from release import sbom
from release.licences import shipped_components, write_licences
from release.native import Software, collected_entries, native_software


def put(folder: Path, name: str, content: bytes = b"") -> str:
    """Write a file, and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of Python packages."""
    return tmp_path / "lib" / "site-packages"


def test_files_that_came_with_packages_have_the_right_owners_and_versions(site: Path) -> None:
    core = put(site, "PySide6/Qt/lib/libQt6Core.so.6", b"\0Qt 6.11.3 (x86_64)\0")
    icu = put(site, "PySide6/Qt/lib/libicuuc.so.73", b"..\x0073.2\0..")
    window = put(site, "PySide6/Qt6Gui.dll")
    module = put(site, "PySide6/QtCore.abi3.so")
    entries = [
        ("PySide6/Qt/lib/libQt6Core.so.6", core, "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libicuuc.so.73", icu, "BINARY"),
        ("PySide6\\Qt6Gui.dll", window, "BINARY"),
        ("PySide6/QtCore.abi3.so", module, "EXTENSION"),
        ("resources/icons/jobdesk.svg", core, "DATA"),
    ]

    found = {software.name: software for software in native_software(entries)}

    assert found.keys() == {"Qt", "International Components for Unicode", "PySide6_Essentials"}
    assert found["Qt"].version == "6.11.3"
    assert found["Qt"].files == ("PySide6/Qt/lib/libQt6Core.so.6", "PySide6/Qt6Gui.dll")
    assert found["International Components for Unicode"].version == "73.2"
    assert found["PySide6_Essentials"].files == ("PySide6/QtCore.abi3.so",)


def test_python_and_the_program_itself_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("release.native.metadata.version", lambda name: {"pyinstaller": "6.0"}[name])
    entries = [
        ("libpython3.11.so.1.0", put(tmp_path, "libpython3.11.so.1.0"), "BINARY"),
        ("python313.dll", put(tmp_path, "python313.dll"), "BINARY"),
        ("python3.11/lib-dynload/_csv.so", put(tmp_path, "_csv.so"), "EXTENSION"),
        ("jobdesk", put(tmp_path, "jobdesk"), "EXECUTABLE"),
    ]

    assert native_software(entries) == [
        Software("PyInstaller bootloader", "6.0", "", None, ("jobdesk",)),
        Software("Python", platform.python_version(), "", None, tuple(sorted(entry[0] for entry in entries[:3]))),
    ]


def test_what_cannot_be_derived_is_left_out(tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("release.native.shutil.which", lambda _: None)
    entries = [
        ("libcrypto-3-x64.dll", put(tmp_path, "libcrypto-3-x64.dll", b"OpenSSL 3.0.15 3 Sep 2024"), "BINARY"),
        ("libssl-3.dll", put(tmp_path, "libssl-3.dll"), "BINARY"),
        ("VCRUNTIME140.dll", put(tmp_path, "VCRUNTIME140.dll"), "BINARY"),
        ("libunheard.so.1", put(tmp_path, "libunheard.so.1"), "BINARY"),
        ("PySide6/Qt/lib/libQt6Svg.so.6", put(site, "PySide6/Qt/lib/libQt6Svg.so.6"), "BINARY"),
    ]

    found = {software.name: (software.version, software.package) for software in native_software(entries)}

    assert found == {
        "Microsoft Visual C++ Runtime": ("", ""),
        "OpenSSL": ("3.0.15", ""),
        "Qt": ("", ""),
        "libunheard.so.1": ("", ""),
    }


def test_two_versions_of_one_software_are_no_version(site: Path) -> None:
    entries = [
        (f"PySide6/Qt/{name}", put(site, f"PySide6/Qt/{name}", b" Qt 6.%d.0 (" % minor), "BINARY")
        for minor, name in enumerate(["a.so", "b.so"])
    ]

    assert [software.version for software in native_software(entries)] == [""]


@pytest.mark.skipif(not Path("/var/lib/dpkg").is_dir(), reason="needs a Debian")
def test_a_library_of_debian_has_its_package_and_its_licence(tmp_path: Path) -> None:
    library = next(Path("/usr/lib").glob("*-linux-gnu/libc.so.6"))

    (found,) = native_software([("libc.so.6", str(library), "BINARY")])

    assert found.name == "libc6"
    assert found.version
    assert found.package.startswith("pkg:deb/")
    assert found.package.split("?")[0].endswith(f"libc6@{found.version.replace('+', '%2B').replace(':', '%3A')}")
    if found.copyright is not None:  # Small images of Debian leave the documents out.
        assert "GNU" in found.copyright.read_text(encoding="utf-8")


def a_document() -> dict[str, Any]:
    """Return a list as cyclonedx-py makes it of a build's environment."""
    return {
        "components": [
            {"bom-ref": "psutil==7", "name": "psutil"},
            {"bom-ref": "PySide6_Essentials==6", "name": "PySide6_Essentials"},
            {"bom-ref": "pyinstaller==6", "name": "pyinstaller"},
        ],
        "dependencies": [
            {"ref": "psutil==7", "dependsOn": ["setuptools==8"]},
            {"ref": "PySide6_Essentials==6"},
            {"ref": "pyinstaller==6"},
            {"ref": "root-component", "dependsOn": ["PySide6_Essentials==6", "psutil==7"]},
        ],
    }


def test_tools_of_the_build_are_taken_out() -> None:
    document = a_document()

    sbom.keep_needed(document)

    assert [part["name"] for part in document["components"]] == ["psutil", "PySide6_Essentials"]
    assert document["dependencies"] == [
        {"ref": "psutil==7", "dependsOn": []},
        {"ref": "PySide6_Essentials==6"},
        {"ref": "root-component", "dependsOn": ["PySide6_Essentials==6", "psutil==7"]},
    ]


def test_native_files_stand_with_their_hashes_below_what_they_belong_to(tmp_path: Path) -> None:
    document = a_document()
    files = {name: Path(put(tmp_path, name, name.encode())) for name in ("psutil/a.so", "libffi.so", "b.so")}
    found = [
        Software("psutil", "7", "", None, ("psutil/a.so",)),
        Software("libffi8", "3-1", "pkg:deb/debian/libffi8@3-1?arch=amd64", None, ("libffi.so",)),
        Software("b.so", "", "", None, ("b.so",)),
    ]

    sbom.add_native(document, found, files)

    parts = {part["name"]: part for part in document["components"]}
    assert parts["psutil"]["components"] == [
        {
            "bom-ref": "file:psutil/a.so",
            "type": "file",
            "name": "psutil/a.so",
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(b"psutil/a.so").hexdigest()}],
        }
    ]
    assert parts["libffi8"]["version"] == "3-1"
    assert parts["libffi8"]["purl"] == "pkg:deb/debian/libffi8@3-1?arch=amd64"
    assert "version" not in parts["b.so"]
    root = next(entry for entry in document["dependencies"] if entry["ref"] == "root-component")
    assert root["dependsOn"][2:] == ["native:libffi8", "native:b.so"]
    assert {entry["ref"] for entry in document["dependencies"]} >= {"native:libffi8", "native:b.so"}


def test_a_file_that_is_not_in_the_bundle_fails_the_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"lost\.so is not in the bundle"):
        sbom.add_native(a_document(), [Software("Qt", "", "", None, ("lost.so",))], {})


def test_the_list_of_pyinstaller_and_the_folder_of_the_program_are_read(tmp_path: Path) -> None:
    put(tmp_path, "COLLECT-00.toc", b"([('a.so', '/x/a.so', 'BINARY')], False)")
    for name in ("jobdesk/jobdesk", "jobdesk/_internal/a.so", "elsewhere/c.so"):
        put(tmp_path / "dist", name)

    assert collected_entries(tmp_path) == [("a.so", "/x/a.so", "BINARY")]
    assert sbom.bundle_files(tmp_path / "dist").keys() >= {"a.so", "jobdesk"}
    assert "c.so" not in sbom.bundle_files(tmp_path / "dist")


def test_licences_of_a_program_hold_those_of_libraries_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licence = Path(put(tmp_path, "copyright", b"Permission is granted to libffi.\n"))
    monkeypatch.setattr("release.licences.native_software", lambda _: [Software("libffi8", "3", "", licence, ())])
    monkeypatch.setattr("release.licences._bootloader", lambda: shipped_python()[0])

    text = write_licences([], tmp_path / "made" / "licences.txt").read_text(encoding="utf-8")

    for sentence in (
        "libffi8 3: see its text",
        "Permission is granted to libffi.",
        "PYTHON SOFTWARE FOUNDATION LICENSE",
    ):
        assert sentence in text
    assert text.startswith("JobDesk consists of")


def shipped_python() -> list[Any]:
    """Return Python among the components of a program."""
    from release.licences import _python

    return [_python()]


def test_each_component_of_a_program_has_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("release.licences._bootloader", lambda: shipped_python()[0])

    found = shipped_components([])

    assert found[0].name == "JobDesk"
    assert [part.name for part in found if not part.texts] == []
