"""The Windows package: what can be checked without Windows, and there the starter and the setup helper themselves.

packaging/windows/prove.sh runs the rest under wine: the programs, their installation, update and removal.
"""

import importlib.util
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WINDOWS = ROOT / "packaging" / "windows"
SETUP = (WINDOWS / "setup.nsi").read_text("utf-8")
HELPER = (WINDOWS / "setup_helper.c").read_text("utf-8")
COMPLETE, RETIRED = ".complete", ".retired"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"windows_{name}", WINDOWS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- The order of versions, compiled for this system ---

ORDER = """\
#include <stdio.h>
#include <stdlib.h>
#include "version_order.h"
int main(int count, char **words) {
    wchar_t names[2][256];
    for (int i = 0; i < 2; i++) mbstowcs(names[i], words[i + 1], 256);
    int order = is_app_folder(names[0]) && is_app_folder(names[1]) ? compare_app_folders(names[0], names[1]) : 9;
    printf("%d", count == 3 ? (order > 0) - (order < 0) + 10 * (order == 9) : 99);
    return 0;
}
"""


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler for this system")
    folder = tmp_path_factory.mktemp("order")
    (folder / "order.c").write_text(ORDER)
    program = folder / "order.exe"
    subprocess.run([compiler, f"-I{WINDOWS}", "-o", program, folder / "order.c"], check=True)
    return program


def compare(order: Path, left: str, right: str) -> int:
    return int(subprocess.check_output([order, left, right]))


def test_versions_are_ordered_as_python_orders_them(order: Path) -> None:
    rising = ["0.1.0", "0.2.0.dev1", "0.2.0a1", "0.2.0a2", "0.2.0b1", "0.2.0rc2", "0.2.0rc10", "0.2.0", "0.2.0-2"]
    rising += ["0.2.0-10", "0.2.0.post1", "0.2.1", "0.10.0", "1.0", "1.0.1", "10.0", "99999999999999999999.0"]
    for left, right in itertools.combinations(rising, 2):
        assert compare(order, f"app-{left}", f"app-{right}") == -1, (left, right)
        assert compare(order, f"app-{right}", f"app-{left}") == 1, (left, right)


@pytest.mark.parametrize(("left", "right"), [("0.2", "0.2.0"), ("0.2.0", "0.02.0"), ("1", "1.0.0.0")])
def test_versions_that_are_equal(order: Path, left: str, right: str) -> None:
    assert compare(order, f"app-{left}", f"app-{right}") == 0


@pytest.mark.parametrize("name", ["app-", "app-data", "application", "0.1.0", "bin"])
def test_other_folders_are_no_versions(order: Path, name: str) -> None:
    assert compare(order, name, "app-1") == 11


# --- The script of the installer ---


def section(*names: str) -> str:
    """Return the text of all sections with these names."""
    sections = dict(re.findall(r"^Section (.*?)$(.*?)^SectionEnd$", SETUP, re.MULTILINE | re.DOTALL))
    return "\n".join(sections[name] for name in names)


INSTALL = ('"${APP}" section_app', '/o "$(path_option)" section_path')
UNINSTALL = ('"un.${APP}" section_un_app', '"-un.rest"')


def test_every_key_that_is_written_is_removed() -> None:
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', section(*INSTALL)))
    removed = set(re.findall(r'DeleteRegKey HKCU "([^"]+)"', section(*UNINSTALL)))
    assert written
    left = {key for key in written if not any(key == gone or key.startswith(gone + "\\") for gone in removed)}
    assert left == set()


def test_the_list_of_components_holds_only_what_can_be_chosen() -> None:
    # The dash that hides a section stands before the prefix of the uninstaller, else it is part of the name.
    assert not re.findall(r'^Section .*"un\.-.*$', SETUP, re.MULTILINE)


def test_the_installer_writes_nothing_for_the_whole_machine() -> None:
    assert "RequestExecutionLevel user" in SETUP
    assert not re.search(r"\bHKLM\b|\bHKCR\b|\bSHCTX\b|SetShellVarContext all", SETUP)


def test_no_script_names_a_version() -> None:
    from jobdesk import __version__

    for path in [*WINDOWS.glob("*.nsi"), *WINDOWS.glob("*.c"), *WINDOWS.glob("*.rc")]:
        assert __version__ not in path.read_text("utf-8"), path


def test_the_old_version_is_asked_to_stop_before_the_new_one_is_the_newest() -> None:
    text = section(INSTALL[0])
    assert text.index("check ") < text.index("'stop ") < text.index("'activate ")


def test_the_shortcut_has_the_id_that_the_app_gives_itself() -> None:
    app = (ROOT / "jobdesk" / "ui" / "app" / "application.py").read_text("utf-8")
    given = re.search(r'SetCurrentProcessExplicitAppUserModelID\("([^"]+)"\)', app)
    assert given
    assert f'#define APP_ID L"{given[1]}"' in HELPER


def test_texts_are_in_both_languages_and_differ() -> None:
    texts = re.findall(r'^!insertmacro text (\w+) "(.+?)" "(.+?)"$', SETUP, re.MULTILINE)
    assert len(texts) == SETUP.count("!insertmacro text ")
    assert [name for name, english, german in texts if english == german] == []


def test_the_script_compiles(tmp_path: Path) -> None:
    makensis = shutil.which("makensis")
    if not makensis:
        pytest.skip("makensis is not installed")
    installer = load("installer")
    programs, tools = tmp_path / "programs", tmp_path / "tools"
    programs.mkdir()
    tools.mkdir()
    files = [
        programs / "JobDesk.exe",
        *(tools / f"{name}.exe" for name in ("starter", "console_starter", "setup_helper")),
    ]
    for path in files:
        path.write_text("a program")
    context = installer.Context(ROOT)
    context.work = tmp_path / "work"
    (tmp_path / "work").mkdir()
    installer.compile_setup(context, programs, tools, tmp_path / "a-setup.exe")
    assert (tmp_path / "a-setup.exe").read_bytes().startswith(b"MZ")


# --- What the build makes ---


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("0.2.0rc1", (0, 2, 0, 0)), ("2", (2, 0, 0, 0))],
)
def test_version_in_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert load("installer").four_numbers(version) == numbers


@pytest.mark.gui
def test_icon_has_all_sizes_and_shows_the_picture(tmp_path: Path) -> None:
    from PySide6.QtGui import QImageReader

    icon = load("icon")
    path = tmp_path / "made" / "jobdesk.ico"
    icon.write_icon(ROOT / "resources" / "icons" / "jobdesk.svg", path)
    reader = QImageReader(str(path))
    sizes = []
    for index in range(reader.imageCount()):
        reader.jumpToImage(index)
        image = reader.read()
        assert not image.isNull()
        sizes.append(image.width())
        assert image.pixelColor(0, 0).alpha() == 0
        middle = image.pixelColor(image.width() // 2, image.height() // 8)
        assert middle.blue() > middle.red()
        assert middle.alpha() == 255
    assert sizes == list(icon.SIZES)


# --- The starter and the helper, on Windows ---


class Install:
    """An install folder with stand-ins for the programs of the app."""

    def __init__(self, root: Path, tools: Path) -> None:
        self.root = root
        self.helper = tools / "setup_helper.exe"
        self.program = tools / "windows_program.exe"
        self.command = root / "bin" / "jobdesk.exe"
        self.command.parent.mkdir(parents=True)
        shutil.copy(tools / "console_starter.exe", self.command)

    def add(self, version: str, marker: str = COMPLETE) -> Path:
        folder = self.root / f"app-{version}"
        (folder / "_internal").mkdir(parents=True)
        (folder / "_internal" / "library.dll").write_text(version)
        (folder / "readme.txt").write_text(version)
        for name in ("JobDesk.exe", "jobdeskc.exe"):
            shutil.copy(self.program, folder / name)
        if marker:
            (folder / marker).touch()
        return folder

    def help(self, *words: object) -> int:
        return subprocess.run([self.helper, *map(str, words)], check=False).returncode

    def started(self) -> str:
        """Return the folder of the program that the starter starts."""
        path, *_ = subprocess.check_output([self.command], stdin=subprocess.DEVNULL, text=True).splitlines()
        assert Path(path).name == "jobdeskc.exe"
        assert Path(path).parents[1] == self.root
        return Path(path).parent.name


@pytest.fixture
def install(tmp_path: Path) -> Install:
    if sys.platform != "win32":
        pytest.skip("needs Windows, or wine: prove.sh runs it")
    given = os.environ.get("JOBDESK_WINDOWS_TOOLS")
    if given:
        return Install(tmp_path / "an install", Path(given))
    compiler = shutil.which("gcc")
    if not compiler or not shutil.which("windres"):
        pytest.skip("no mingw-w64 on the PATH")
    installer = load("installer")
    context = installer.Context(ROOT)
    context.work = tmp_path / "work"
    tools = installer.compile_tools(context)
    source = Path(__file__).with_name("windows_program.c")
    subprocess.run([compiler, "-o", tools / "windows_program.exe", source], check=True)
    return Install(tmp_path / "an install", tools)


@pytest.fixture
def running(install: Install) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs by the starter until it reads a line."""
    install.add("0.1.0")
    process = subprocess.Popen([install.command, "5"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert b"app-0.1.0" in process.stdout.readline()
    yield process
    if process.poll() is None:
        process.communicate(b"end\n", timeout=60)


def test_starter_starts_the_newest_complete_version(install: Install) -> None:
    for version in ("0.9.0", "0.10.0"):
        install.add(version)
    install.add("0.11.0", marker="")
    install.add("0.12.0", marker=RETIRED)
    assert install.started() == "app-0.10.0"


def test_starter_passes_arguments_input_and_exit_code(install: Install) -> None:
    install.add("0.1.0")
    words = ["37", "a b", "", 'say "hi"', "100%", "back\\", "c&d^e"]
    done = subprocess.run([install.command, *words], input="given\n", text=True, capture_output=True, check=False)
    assert done.stdout.splitlines()[1:] == [*(f"<{word}>" for word in words), "read given"]
    assert done.returncode == 37


def test_starter_without_a_version_says_so(install: Install) -> None:
    done = subprocess.run([install.command], text=True, capture_output=True, check=False)
    assert done.returncode == 125
    assert "Install JobDesk again" in done.stderr


def test_starter_removes_what_was_retired_and_nothing_else(install: Install) -> None:
    install.add("0.1.0", marker=RETIRED)
    install.add("0.2.0", marker="")
    install.add("0.3.0")
    (install.root / "own.txt").touch()
    assert install.started() == "app-0.3.0"
    assert sorted(path.name for path in install.root.iterdir()) == ["app-0.2.0", "app-0.3.0", "bin", "own.txt"]


def test_retired_version_in_use_stays_whole_until_its_end(install: Install, running: subprocess.Popen[bytes]) -> None:
    old = install.root / "app-0.1.0"
    install.add("0.2.0", marker="")
    assert install.help("activate", install.root, "app-0.2.0") == 0
    files = sorted(path.name for path in old.rglob("*"))
    assert files == [RETIRED, "JobDesk.exe", "_internal", "jobdeskc.exe", "library.dll", "readme.txt"]
    assert install.started() == "app-0.2.0"
    assert sorted(path.name for path in old.rglob("*")) == files
    assert b"read end" in running.communicate(b"end\n", timeout=60)[0]
    assert running.returncode == 5
    # An ended process frees its program's file a little later.
    deadline = time.monotonic() + 60
    while old.exists() and time.monotonic() < deadline:
        assert install.started() == "app-0.2.0"
    assert not old.exists()


def test_version_installed_again_gets_a_folder_of_its_own(install: Install) -> None:
    assert install.help("prepare", install.root, "0.1.0") == 0
    install.add("0.1.0")
    assert install.help("prepare", install.root, "0.1.0") == 2
    install.add("0.1.0-2")
    assert install.help("prepare", install.root, "0.1.0") == 3
    assert install.started() == "app-0.1.0-2"


def test_installation_that_was_cut_short_is_removed_by_the_next(install: Install) -> None:
    install.add("0.1.0")
    cut = install.add("0.2.0", marker="")
    assert install.help("prepare", install.root, "0.2.0") == 0
    assert not cut.exists()
    assert install.started() == "app-0.1.0"


def test_older_version_that_is_installed_later_is_the_one_that_starts(install: Install) -> None:
    install.add("0.2.0")
    install.add("0.1.0", marker="")
    assert install.help("activate", install.root, "app-0.1.0") == 0
    assert install.started() == "app-0.1.0"


def test_check_finds_a_missing_and_a_short_file(install: Install) -> None:
    folder = install.add("0.1.0", marker="")
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    assert install.help("check", install.root, folder.name, len(files), size) == 0
    (folder / "readme.txt").write_text("")
    assert install.help("check", install.root, folder.name, len(files), size) == 1
    (folder / "readme.txt").unlink()
    assert install.help("check", install.root, folder.name, len(files), size) == 1


def test_running_program_is_replaced(install: Install, running: subprocess.Popen[bytes], tmp_path: Path) -> None:
    other = tmp_path / "other.exe"
    other.write_bytes(b"another program")
    assert install.help("place", other, install.command) == 0
    assert install.command.read_bytes() == other.read_bytes()
    assert running.poll() is None


def test_folder_that_links_elsewhere_is_removed_without_what_it_leads_to(install: Install, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "own.txt").touch()
    old = install.add("0.1.0", marker=RETIRED)
    made = subprocess.run(["cmd", "/c", "mklink", "/j", old / "_internal" / "link", outside], check=False).returncode
    if made:
        pytest.skip("no junctions here")
    install.add("0.2.0")
    assert install.started() == "app-0.2.0"
    assert not old.exists()
    assert (outside / "own.txt").exists()


@pytest.fixture
def user_path() -> Iterator[list[tuple[str, int]]]:
    """The user's PATH in the registry, put back afterwards; the list is what it was."""
    if sys.platform != "win32":
        pytest.skip("needs Windows, or wine: prove.sh runs it")
    winreg: Any = importlib.import_module("winreg")

    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_ALL_ACCESS) as key:
        try:
            former = [winreg.QueryValueEx(key, "Path")]
        except FileNotFoundError:
            former = []
        yield former
        if former:
            winreg.SetValueEx(key, "Path", 0, former[0][1], former[0][0])
        else:
            try:
                winreg.DeleteValue(key, "Path")
            except FileNotFoundError:
                return


@pytest.mark.parametrize("own", ["", r"C:\a;;%TEMP%\b;", ";".join(rf"C:\folder\{n:04}" for n in range(1200))])
def test_path_is_extended_and_restored_to_the_byte(
    install: Install, user_path: list[tuple[str, int]], own: str
) -> None:
    winreg: Any = importlib.import_module("winreg")

    def read() -> tuple[str, int]:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment") as key:
            value, kind = winreg.QueryValueEx(key, "Path")
            return value, kind

    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_ALL_ACCESS) as key:
        winreg.SetValueEx(key, "Path", 0, winreg.REG_SZ, own)
    folder = str(install.command.parent)
    for _ in range(2):
        assert install.help("path-add", folder) == 0
        assert read() == (f"{own.rstrip(';') + ';' if own else ''}{folder}", winreg.REG_SZ)
    assert install.help("path-remove", folder.upper() + "\\") == 0
    if own:
        assert read() == (own.rstrip(";"), winreg.REG_SZ)


def test_path_too_long_is_refused_and_kept(install: Install, user_path: list[tuple[str, int]]) -> None:
    winreg: Any = importlib.import_module("winreg")

    own = "C:\\" + "x" * 32750
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_ALL_ACCESS) as key:
        winreg.SetValueEx(key, "Path", 0, winreg.REG_SZ, own)
        assert install.help("path-add", install.command.parent) == 2
        assert winreg.QueryValueEx(key, "Path") == (own, winreg.REG_SZ)
