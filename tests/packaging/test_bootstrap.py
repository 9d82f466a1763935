"""The set-up, run for real on a tiny project: its only dependency is a wheel that the test makes itself."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import bootstrap
import pytest

ROOT = Path(__file__).parents[2]

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1"
dependencies = ["leaf"]

[dependency-groups]
dev = ["twig"]
build = ["saw"]

[tool.ruff]
line-length = 100
"""

BACKEND = """\
import sys
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/tiny-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return "tiny-1-py3-none-any.whl"
"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of a tiny project, which finds its packages in a folder and asks no network."""
    root = tmp_path / "clone"
    wheels = tmp_path / "wheels"
    (root / "packaging").mkdir(parents=True)
    wheels.mkdir()
    for name, version in (("leaf", "1.0"), ("leaf", "2.0"), ("twig", "1.0"), ("saw", "1.0")):
        make_wheel(wheels, name, version)
    shutil.copy(ROOT / "packaging" / "bootstrap.py", root / "packaging")
    (root / "packaging" / "constraints.txt").write_text("leaf==1.0\ntwig==1.0\nsaw==1.0\n")
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    return root


def make_wheel(folder: Path, name: str, version: str) -> None:
    """Write a wheel with one empty module in it."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def start_set_up(clone: Path, python: str = sys.executable) -> subprocess.Popen[str]:
    """Start the set-up of a clone as a person would."""
    return subprocess.Popen(
        [python, clone / "packaging" / "bootstrap.py", "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def set_up(clone: Path, python: str = sys.executable) -> tuple[int, str]:
    """Run the set-up and return its exit code and what it said; on stdout that has to be nothing."""
    process = start_set_up(clone, python)
    out, err = process.communicate()
    assert out == ""
    return process.returncode, err


def make_whole(clone: Path, level: str = "run") -> Path:
    """Give a clone what a finished set-up leaves, as far as the stamp looks at it, and return the stamp."""
    parts = bootstrap.Clone(str(clone))
    python = Path(parts.python)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (clone / ".venv" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    parts._write_stamp(level)
    return clone / ".venv" / "jobdesk-setup.txt"


def has_reached(clone: Path, level: str) -> bool:
    return bootstrap.Clone(str(clone)).has_reached(level)


def installed_packages(clone: Path) -> set[str]:
    return {path.name.removesuffix(".dist-info") for path in (clone / ".venv").rglob("*.dist-info")}


def test_set_up_installs_what_is_pinned_in_the_place_of_a_venv_whose_python_is_gone_and_is_done_once(
    clone: Path,
) -> None:
    make_whole(clone)
    (clone / ".venv" / "leftover").touch()
    python = Path(bootstrap.Clone(str(clone)).python)
    python.unlink()
    python.symlink_to(clone / "removed-python")

    code, said = set_up(clone)

    assert (code, has_reached(clone, "run")) == (0, True), said
    assert {"leaf-1.0", "tiny-1"} <= installed_packages(clone)
    assert not (clone / ".venv" / "leftover").exists()
    assert set_up(clone) == (0, "")


@pytest.mark.parametrize(
    ("reached", "expected"),
    [("run", [True, False, False]), ("desk", [True, True, False]), ("tests", [True, True, True])],
)
def test_stamp_holds_for_its_level_and_below(clone: Path, reached: str, expected: list[bool]) -> None:
    make_whole(clone, reached)

    assert [has_reached(clone, level) for level in bootstrap.LEVELS] == expected


def test_finished_set_up_starts_no_process(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_whole(clone)

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)

    assert bootstrap.ensure("run", str(clone)) == bootstrap.Clone(str(clone)).python


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("packaging/constraints.txt", "leaf==1.0", "leaf==2.0"),
        ("pyproject.toml", '"leaf"', '"leaf", "twig"'),
        (".venv/pyvenv.cfg", "3.11.7", "3.12.1"),
    ],
)
def test_changed_input_makes_the_stamp_stale(clone: Path, name: str, old: str, new: str) -> None:
    make_whole(clone)
    path = clone / name

    path.write_text(path.read_text().replace(old, new))

    assert not has_reached(clone, "run")


def test_changed_lint_rule_leaves_the_stamp_valid(clone: Path) -> None:
    make_whole(clone)
    path = clone / "pyproject.toml"

    path.write_text(path.read_text().replace("line-length = 100", "line-length = 110"))

    assert has_reached(clone, "run")


def test_moved_clone_has_no_valid_stamp(clone: Path) -> None:
    make_whole(clone)

    assert not has_reached(clone.rename(clone.with_name("moved")), "run")


def test_torn_stamp_is_none(clone: Path) -> None:
    stamp = make_whole(clone)
    whole = stamp.read_bytes()

    for torn in (b"", whole[:-1], whole[:-1] + b"\xff", b"\n" + whole):
        stamp.write_bytes(torn)
        assert not has_reached(clone, "run")


def test_second_set_up_waits_and_finds_the_work_done(clone: Path) -> None:
    with bootstrap._Lock(str(clone / ".venv.lock")):
        second = start_set_up(clone)
        assert second.stderr is not None
        waiting = second.stderr.readline()
        assert second.poll() is None
        make_whole(clone)

    assert "another set-up of this clone is running; waiting for it" in waiting
    assert second.communicate()[1] == ""
    assert second.returncode == 0


def test_without_a_network_nothing_is_left_and_the_message_says_why(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(clone / "packaging"))

    code, said = set_up(clone)

    assert code == 1
    assert "installing packages failed (exit code 1). Is the network there?" in said
    assert "Traceback" not in said
    assert not (clone / ".venv").exists()


def test_broken_download_is_told_in_pips_words(clone: Path) -> None:
    Path(os.environ["PIP_FIND_LINKS"], "leaf-1.0-py3-none-any.whl").write_bytes(b"PK\x03\x04 cut off")

    code, said = set_up(clone)

    assert code == 1
    assert "ERROR: Wheel 'leaf'" in said
    assert not (clone / ".venv").exists()


def test_build_environment_is_apart_and_holds_only_what_is_shipped_and_the_tools(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_missing_packages", lambda *_, **__: [])

    python = Path(bootstrap.ensure("build", str(clone)))

    assert python.is_relative_to(clone / "build" / "venv")
    found = {path.name.removesuffix(".dist-info") for path in (clone / "build").rglob("*.dist-info")}
    assert {"leaf-1.0", "saw-1.0"} <= found
    assert not found & {"tiny-1", "twig-1.0"}
    assert not (clone / ".venv").exists()
    assert bootstrap.Clone(str(clone), "build").has_reached("build")


def test_tools_are_those_that_are_pinned_for_them_and_stand_apart(clone: Path) -> None:
    (clone / "packaging" / "release").mkdir()
    (clone / "packaging" / "release" / "tools.txt").write_text("# Pinned.\ntwig==1.0\n")

    python = Path(bootstrap.ensure("tools", str(clone)))

    assert python.is_relative_to(clone / "build" / "tools")
    found = {path.name.removesuffix(".dist-info") for path in (clone / "build").rglob("*.dist-info")}
    assert "twig-1.0" in found
    assert not found & {"leaf-1.0", "tiny-1"}
    tools = bootstrap.Clone(str(clone), "tools")
    assert tools.has_reached("tools")
    (clone / "packaging" / "release" / "tools.txt").write_text("twig==2.0\n")
    assert not tools.has_reached("tools")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signal to one process")
def test_interrupted_set_up_leaves_nothing(clone: Path) -> None:
    process = start_set_up(clone)
    while not (clone / ".venv" / "pyvenv.cfg").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]

    assert process.returncode == 1
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not (clone / ".venv").exists()


def test_tests_level_adds_to_a_whole_venv_or_leaves_it_whole(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(clone)
    (clone / ".venv" / "leftover").touch()
    monkeypatch.setattr(bootstrap, "_missing_packages", lambda *_, **__: [])

    with monkeypatch.context() as without_network:
        without_network.setenv("PIP_FIND_LINKS", str(clone / "packaging"))
        with pytest.raises(SystemExit):
            bootstrap.ensure("tests", str(clone))
    assert [has_reached(clone, level) for level in bootstrap.LEVELS] == [True, False, False]

    bootstrap.ensure("tests", str(clone))
    assert has_reached(clone, "tests")
    assert "twig-1.0" in installed_packages(clone)
    assert (clone / ".venv" / "leftover").exists()


def test_without_root_the_apt_line_is_printed(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_missing_packages", lambda *_, **__: ["libegl1", "xvfb"])
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)

    with pytest.raises(SystemExit) as failure:
        bootstrap.ensure("tests", str(clone))

    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb"
    assert line in str(failure.value.code)
    assert not (clone / ".venv").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs system packages")
def test_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "QT_LIBRARIES", {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"})
    monkeypatch.setattr(bootstrap, "_has_fonts", lambda: False)
    monkeypatch.setattr(bootstrap, "_has_python_library", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    def missing(level: str) -> list[str]:
        return bootstrap._missing_packages(level, needs_venv=False)

    assert missing("run") == []
    assert missing("desk") == ["libnowhere1", "fonts-dejavu-core"]
    tools = ["binutils", f"libpython3.{sys.version_info[1]}"]
    assert missing("tests") == ["libnowhere1", "fonts-dejavu-core", "xvfb", "dbus-daemon", *tools]
    assert missing("build") == ["libnowhere1", "fonts-dejavu-core", *tools]


def test_shim_that_starts_nothing_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"python3.{sys.version_info[1]}"
    for folder, script in (
        ("first", "echo 'not found' >&2; exit 127"),
        ("second", f'exec "{sys.executable}" "$@"'),
    ):
        (tmp_path / folder).mkdir()
        shim = tmp_path / folder / name
        shim.write_text(f"#!/bin/sh\n{script}\n")
        shim.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "first"), str(tmp_path / "second")]))

    candidates = list(bootstrap._candidates(str(tmp_path / ".venv")))

    assert [bootstrap._ask(candidate) for candidate in candidates] == [None, sys.executable]


@pytest.mark.parametrize("script", ["packaging/bootstrap.py", "packaging/build.py", "main.py", "tests/__main__.py"])
def test_scripts_parse_on_the_pythons_they_turn_away(script: str) -> None:
    tree = ast.parse((ROOT / script).read_text(encoding="utf-8"), feature_version=(3, 6))

    # Such a Python would evaluate these, and fail: they have to be quoted. Those of a function's own names it does not.
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    local = {id(node) for function in functions for node in ast.walk(function) if isinstance(node, ast.AnnAssign)}
    for node in [node for node in ast.walk(tree) if id(node) not in local]:
        annotations = [getattr(node, "returns", None), getattr(node, "annotation", None)]
        assert not any(isinstance(annotation, ast.Subscript | ast.BinOp) for annotation in annotations)


def test_python_that_does_not_fit_is_told_so(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 98))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))

    with pytest.raises(SystemExit) as failure:
        bootstrap.ensure("run", str(clone))

    assert f"Python 3.98 to 3.99 is needed, this is {sys.version.split()[0]}" in str(failure.value.code)


def old_pythons() -> list[str]:
    """Return what there is of Pythons before 3.11, as they are found under their names or kept by pyenv."""
    found = [shutil.which(f"python3.{minor}") for minor in range(6, 11)]
    kept = Path.home().glob(".pyenv/versions/3.*/bin/python")
    candidates = [path for path in found if path] + [str(path) for path in kept]
    question = "import sys; print(sys.version_info < (3, 11))"
    answers = {
        path: subprocess.run([path, "-c", question], capture_output=True, text=True, check=False).stdout
        for path in candidates
    }
    return [path for path, answer in answers.items() if answer.strip() == "True"]


@pytest.fixture(scope="module")
def olds() -> list[str]:
    """Pythons before 3.11; not searched while tests are collected, since each has to be started."""
    found = old_pythons()
    if not found:
        pytest.skip("no Python before 3.11 on this machine")
    return found


@pytest.mark.skipif(os.name == "nt", reason="the PATH decides less there")
class TestOldPython:
    def test_is_told_what_is_needed(self, olds: list[str], clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(clone))
        for python in olds:
            code, said = set_up(clone, python)

            assert code == 1
            assert "Python 3.11 to 3.13 is needed, this is 3." in said
            assert "Traceback" not in said

    def test_goes_on_with_one_that_fits(self, olds: list[str], clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fitting = clone / f"python3.{sys.version_info[1]}"
        fitting.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        fitting.chmod(0o755)
        monkeypatch.setenv("PATH", str(clone))

        code, said = set_up(clone, olds[0])

        assert (code, has_reached(clone, "run")) == (0, True), said
        # Once that is done, it needs no other Python any more.
        monkeypatch.setenv("PATH", os.devnull)
        assert [set_up(clone, python) for python in olds] == [(0, "")] * len(olds)
