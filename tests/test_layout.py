"""The house's invariants about imports: each contract fails when broken, and the supervisor stands alone."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONFIG = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
ONE_WAY = "Imports run one way"
NO_QT = "Qt lives in the ui"
ENGINE_ROOMS = "Rooms of the engine"

# Contract, the room that breaks it, and what it must not import: every step of the stairs, taken upwards.
VIOLATIONS = [
    (ONE_WAY, "core", "jobdesk.kinds"),
    (ONE_WAY, "core", "jobdesk.executors"),
    (ONE_WAY, "kinds", "jobdesk.executors"),
    (ONE_WAY, "executors", "jobdesk.kinds"),
    (ONE_WAY, "kinds", "jobdesk.engine"),
    (ONE_WAY, "executors", "jobdesk.engine"),
    (ONE_WAY, "engine", "jobdesk.ui"),
    (ONE_WAY, "ui", "jobdesk.app"),
    (ONE_WAY, "ui", "jobdesk.cli"),
    (NO_QT, "core", "PySide6.QtCore"),
    (NO_QT, "kinds", "PySide6.QtCore"),
    (NO_QT, "executors", "PySide6.QtCore"),
    (NO_QT, "engine", "PySide6.QtCore"),
    (NO_QT, "engine", "shiboken6"),
    (NO_QT, "jobdir", "PySide6.QtCore"),
    (ONE_WAY, "jobdir", "jobdesk.executors"),
    (ENGINE_ROOMS, "engine/runtime", "jobdesk.engine.storage"),
    (ENGINE_ROOMS, "engine/storage", "jobdesk.engine.execution"),
    (ENGINE_ROOMS, "engine/execution", "jobdesk.engine.handlers"),
    (ENGINE_ROOMS, "engine/handlers", "jobdesk.engine.ipc"),
    (ENGINE_ROOMS, "engine/ipc", "jobdesk.engine.arrays"),
]


@pytest.fixture
def copied_project(tmp_path: Path) -> Path:
    """A copy of the package's modules and of their contracts, to be broken."""
    for module in (ROOT / "jobdesk").rglob("*.py"):
        copy = tmp_path / module.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, copy)
    (tmp_path / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a project, whose own package comes before the installed one."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold_for_the_copy_as_it_is(copied_project: Path) -> None:
    result = lint_imports(copied_project)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "room", "forbidden"), VIOLATIONS)
def test_contract_fails_when_broken(copied_project: Path, contract: str, room: str, forbidden: str) -> None:
    with (copied_project / "jobdesk" / room / "__init__.py").open("a", encoding="utf-8") as module:
        module.write(f"\nimport {forbidden}\n")

    result = lint_imports(copied_project)

    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout, result.stdout + result.stderr


def test_module_outside_every_room_breaks_the_contract(copied_project: Path) -> None:
    (copied_project / "jobdesk" / "helpers.py").touch()

    result = lint_imports(copied_project)

    assert result.returncode != 0
    assert f"{ONE_WAY} BROKEN" in result.stdout, result.stdout + result.stderr


def test_every_contract_is_seen_to_fail() -> None:
    contracts = tomllib.loads(CONFIG)["tool"]["importlinter"]["contracts"]

    assert {contract["name"] for contract in contracts} == {name for name, _, _ in VIOLATIONS}


def test_supervisor_finds_all_it_imports_without_site_packages() -> None:
    # It runs as `python -I -S`. So do the modules that it imports, and the packages that they are in.
    waiting = ["jobdesk", "jobdesk.executors", "jobdesk.executors.supervisor.supervisor"]
    seen: set[str] = set()
    strangers = []
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        for imported in imported_modules(ast.parse(source_of(module))):
            if imported.startswith(("jobdesk.executors.", "jobdesk.jobdir.")):
                waiting.append(imported)
            elif imported.split(".")[0] not in sys.stdlib_module_names:
                strangers.append(f"{module} imports {imported}")

    assert {"jobdesk.jobdir.folder", "jobdesk.executors.processes"} <= seen
    assert strangers == []


def source_of(module: str) -> str:
    """Return the source of one of our modules or packages."""
    path = ROOT.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every imported module, but for those that only a type checker imports."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module="jobdesk.executors", names=names):
                yield from (f"jobdesk.executors.{alias.name}" for alias in names)
            case ast.ImportFrom(module=module, level=level):
                yield "." * level + (module or "")
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                yield from imported_modules(ast.Module(orelse, []))
            case _:
                yield from imported_modules(node)


def test_only_one_module_asks_which_program_runs() -> None:
    asked = {"executable", "_base_executable", "frozen"}

    def asks(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return isinstance(node.value, ast.Name) and node.value.id == "sys" and node.attr in asked
        if isinstance(node, ast.ImportFrom):
            return node.module == "sys" and any(name.name in asked for name in node.names)
        return isinstance(node, ast.Constant) and node.value in asked

    found = {
        str(path.relative_to(ROOT / "jobdesk"))
        for path in (ROOT / "jobdesk").rglob("*.py")
        if any(map(asks, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }

    # A packaged program that is taken for a Python does something quite different.
    assert found == {"core/own_program.py"}
