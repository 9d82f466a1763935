r"""Extracts the texts of the window into the translation catalogues, and compiles these: ``packaging/translate.py``.

Run it after a text was added or changed, then fill what it lists as untranslated in
``resources/translations/jobdesk_de.ts`` and run it again. Qt's own ``lupdate`` is not asked: it neither knows
``\N{...}`` nor the tables of settings and kinds, whose texts are translated where they are shown.

``--check`` changes nothing, and fails if a text is missing or a compiled catalogue is older than its source.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate: Qt finds it by its context, its source and what tells it from an equal one."""

    context: str
    source: str
    comment: str = ""
    is_counted: bool = False


@dataclass(frozen=True)
class Catalogue:
    """One language; English holds only what depends on a number."""

    language: str
    forms: int
    only_counted: bool = False

    @property
    def source(self) -> Path:
        """What people edit."""
        return FOLDER / f"jobdesk_{self.language}.ts"

    @property
    def compiled(self) -> Path:
        """What the app loads."""
        return FOLDER / f"jobdesk_{self.language}.qm"


CATALOGUES = (Catalogue("de", 2), Catalogue("en", 2, only_counted=True))


def main(arguments: list[str] | None = None) -> int:
    """Bring the catalogues up to date, and return the exit code."""
    parser = argparse.ArgumentParser(description="Extracts the window's texts and compiles the translations.")
    parser.add_argument("--check", action="store_true", help="change nothing, and fail if anything is out of date")
    check = parser.parse_args(arguments).check
    texts = extract(ROOT / "jobdesk")
    is_good = True
    for catalogue in CATALOGUES:
        wanted = [text for text in texts if text.is_counted or not catalogue.only_counted]
        known = read(catalogue.source)
        entries = {text: known.get(text, ()) for text in wanted}
        missing = [text for text, forms in entries.items() if not is_translated(text, forms, catalogue)]
        content = render(entries, catalogue)
        if check:
            is_current = catalogue.source.exists() and catalogue.source.read_text(encoding="utf-8") == content
            is_good &= is_current and catalogue.compiled.read_bytes() == compile_catalogue(content)
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            catalogue.source.write_text(content, encoding="utf-8", newline="\n")
            catalogue.compiled.write_bytes(compile_catalogue(content))
        is_good &= not missing
        print(f"{catalogue.language}: {len(wanted)} texts, {len(missing)} not translated")
        for text in missing:
            print(f"  {text.context}: {text.source!r}")
    return 0 if is_good or not check else 1


# -- what there is to translate


def extract(package: Path) -> list[Text]:
    """Return all texts of the window, sorted."""
    texts: set[Text] = set(_table_texts())
    for path in sorted((package / "ui").rglob("*.py")):
        texts.update(_Reader().read(ast.parse(path.read_text(encoding="utf-8"), str(path))))
    counted = {(text.context, text.source, text.comment) for text in texts if text.is_counted}
    return sorted(text for text in texts if text.is_counted or (text.context, text.source, text.comment) not in counted)


class _Reader:
    """Finds the calls that translate in one module."""

    def __init__(self) -> None:
        self._texts: set[Text] = set()
        self._shorthands: dict[str, str] = {}

    def read(self, module: ast.Module) -> set[Text]:
        self._shorthands = dict(_shorthands(module))
        self._visit(module, "")
        return self._texts

    def _visit(self, node: ast.AST, owner: str) -> None:
        if isinstance(node, ast.ClassDef):
            owner = node.name
        if isinstance(node, ast.Call):
            self._take(node, owner)
        for child in ast.iter_child_nodes(node):
            self._visit(child, owner)

    def _take(self, call: ast.Call, owner: str) -> None:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        is_method = isinstance(call.func, ast.Attribute)
        if name in {"translate", "QT_TRANSLATE_NOOP"}:
            words = [_literal(argument) for argument in call.args[:3]]
            if len(words) < 2 or not words[0] or not words[1]:
                return
            self._add(words[0], words[1], words[2] if len(words) > 2 else "", len(call.args) > 3)
        elif name == "Field" and not is_method:
            for keyword in call.keywords:
                if keyword.arg in {"title", "hint"} and _literal(keyword.value):
                    self._add("Kinds", _literal(keyword.value), "", is_counted=False)
        elif (name == "tr" and is_method) or name == "QT_TR_NOOP":
            self._take_short(call, owner)
        elif not is_method and name in self._shorthands:
            self._take_short(call, self._shorthands[name])

    def _take_short(self, call: ast.Call, context: str) -> None:
        source = _literal(call.args[0]) if call.args else ""
        if source:
            comment = _literal(call.args[1]) if len(call.args) > 1 else ""
            is_counted = len(call.args) > 2 or any(keyword.arg == "n" for keyword in call.keywords)
            self._add(context, source, comment, is_counted)

    def _add(self, context: str, source: str, comment: str, is_counted: bool) -> None:
        self._texts.add(Text(context, source, comment, is_counted or "%n" in source))


def _shorthands(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Find functions such as ``def _tr(text): return QCoreApplication.translate("Context", text)``."""
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef):
            continue
        parameters = {argument.arg for argument in function.args.args}
        for call in ast.walk(function):
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "attr", getattr(call.func, "id", "")) == "translate"
                and len(call.args) > 1
                and isinstance(call.args[1], ast.Name)
                and call.args[1].id in parameters
                and _literal(call.args[0])
            ):
                yield function.name, _literal(call.args[0])


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _table_texts() -> Iterator[Text]:
    """Return the texts that stand in the tables of rooms without Qt."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from jobdesk.engine.storage.settings import LOGIN_START, SETTINGS
    from jobdesk.kinds.registry import KINDS
    from jobdesk.ui.window.actions import ACTIONS

    for action in ACTIONS.values():
        yield Text("Actions", action.text)
        yield Text("Actions", action.tip)
    for setting in (*SETTINGS.values(), LOGIN_START):
        for text in (setting.title, setting.group, setting.hint, *setting.choices):
            if text:
                yield Text("Settings", text)
    for kind in KINDS.values():
        yield Text("Kinds", kind.title)
        for field in kind.fields:
            for text in (field.title, field.hint):
                if text:
                    yield Text("Kinds", text)


# -- the catalogues


def read(path: Path) -> dict[Text, tuple[str, ...]]:
    """Return what a catalogue holds: the translation's forms of each text, one for those without a number."""
    if not path.exists():
        return {}
    entries = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - the project's own file
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            is_counted = message.get("numerus") == "yes"
            text = Text(name, message.findtext("source") or "", message.findtext("comment") or "", is_counted)
            translation = message.find("translation")
            if translation is not None:
                forms = [form.text or "" for form in translation.iter("numerusform")]
                entries[text] = tuple(forms) if is_counted else (translation.text or "",)
    return entries


def is_translated(text: Text, forms: tuple[str, ...], catalogue: Catalogue) -> bool:
    """Tell whether a text has all its forms."""
    return len(forms) == (catalogue.forms if text.is_counted else 1) and all(forms)


def render(entries: dict[Text, tuple[str, ...]], catalogue: Catalogue) -> str:
    """Write a catalogue as Qt's tools read it."""
    root = ET.Element("TS", version="2.1", language=catalogue.language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for text, forms in sorted(entries.items()):
        if text.context not in contexts:
            contexts[text.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[text.context], "name").text = text.context
        message = ET.SubElement(contexts[text.context], "message", {"numerus": "yes"} if text.is_counted else {})
        ET.SubElement(message, "source").text = text.source
        if text.comment:
            ET.SubElement(message, "comment").text = text.comment
        is_done = is_translated(text, forms, catalogue)
        translation = ET.SubElement(message, "translation", {} if is_done else {"type": "unfinished"})
        if text.is_counted:
            for form in forms or [""] * catalogue.forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0] if forms else ""
    ET.indent(root, " " * 2)
    return '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, encoding="unicode") + "\n"


def compile_catalogue(content: str) -> bytes:
    """Compile a catalogue with the compiler that comes with PySide6.

    Raises:
        subprocess.CalledProcessError: It does not like the catalogue.
    """
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("PySide6")
    with tempfile.TemporaryDirectory() as folder:
        source, compiled = Path(folder) / "c.ts", Path(folder) / "c.qm"
        source.write_text(content, encoding="utf-8")
        program = Path(spec.origin).with_name("lrelease.exe" if sys.platform == "win32" else "lrelease")
        subprocess.run(
            [program, "-silent", "-nounfinished", source, "-qm", compiled], check=True, stdout=subprocess.DEVNULL
        )
        return compiled.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
