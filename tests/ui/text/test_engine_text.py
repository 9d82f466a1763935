"""Every sentence that the engine, the kinds and the supervisors can say is known in the language of the window."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobdesk.core.errors import InvalidConfigError, JobNotFoundError, StoreError
from jobdesk.ui.text.cost_text import amount_text
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.error_text import place_of, refusal_text
from jobdesk.ui.text.number_text import native_keys, size_text

PACKAGE = Path(__file__).resolve().parents[3] / "jobdesk"
# What only scripts and the command line can be told: the window asks for none of it.
NOT_OF_THE_WINDOW = {
    "job_id",
    "tail",
    "limit",
    "status",
    "timeout_s",
    "exit_code",
    "error",
    "policy",
    "limits",
    "quiet",
}
# One of a few words stands where this has a value, and each has a form of its own.
ONE_OF_A_FEW = {"#7 7 7", "must be a 7, not 7", "needs a 7"}
# What keeps a name that nobody uses out of settings and limits.
OF_NAMES = re.compile(r"is no (limit|setting|such rule); known are .*")
SAYING = {"InvalidConfigError": 0, "InvalidValueError": 1, "Reason": 1, "DataFolderError": 1, "_reason": 1}


def said_in(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        place = SAYING.get(name)
        if place is None or len(call.args) <= place:
            continue
        about = call.args[0] if place else call.args[1] if len(call.args) > 1 else None
        if isinstance(about, ast.Constant) and about.value in NOT_OF_THE_WINDOW:
            continue
        text = example(call.args[place])
        if " " in text and text not in ONE_OF_A_FEW and not OF_NAMES.fullmatch(text):
            yield text


def example(node: ast.expr) -> str:
    """A text as it may read; where only a value stands, there is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)  # type: ignore[misc]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


SAID = sorted(
    {
        text
        for room in ("core", "engine", "executors", "kinds", "ui")
        for path in (PACKAGE / room).rglob("*.py")
        for text in said_in(path)
    }
)


def test_there_are_sentences() -> None:
    assert len(SAID) > 60


@pytest.mark.parametrize("text", SAID)
def test_a_sentence_is_known(text: str, german: None) -> None:
    assert engine_text(text) != text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Exit code 3", "Exit-Code 3"),
        ("Parked until 18:00:05: usage limit", "Geparkt bis 18:00:05: usage limit"),
        (
            "Parked until 18:00: exit code 75 (no sooner, as it parked 3 times in a row)",
            "Geparkt bis 18:00: Exit-Code 75 (nicht früher, da 3-mal hintereinander geparkt)",
        ),
        ("Ran longer than 1.5 times the usual 2 h", "Lief länger als das 1.5-Fache der üblichen 2 h"),
        ("Retry 2 of 5", "Wiederholung 2 von 5"),
        (
            "2 of 2 running (#1, #2), next; gpu is paused",
            "2 von 2 laufen (#1, #2), dieser als Nächster; gpu ist angehalten",
        ),
        ("gpu: quiet hours until 07:00", "gpu: Ruhezeit bis 07:00"),
        ("Held: #3 Build failed", "Zurückgehalten: #3 Build fehlgeschlagen"),
        ("Cannot run /x: Permission denied", "/x lässt sich nicht ausführen: keine Berechtigung"),
        ("what a job said of itself: nothing", "what a job said of itself: nothing"),
        ("one; two", "one; two"),
        ("Waits for #1 a or #2 b and 3 more to end", "Wartet, bis #1 a oder #2 b und 3 weitere endet"),
        ("Waits for #1 a; #1 a is in the trash", "Wartet auf #1 a; #1 a liegt im Papierkorb"),
        ("default: on battery", "Standard: Akkubetrieb"),
        ("Resume default", "Standard fortsetzen"),
    ],
)
def test_what_stands_in_a_sentence_is_translated_with_it(text: str, words: str, german: None) -> None:
    assert engine_text(text) == words


def test_errors_are_told_in_the_language_of_the_window(german: None) -> None:
    assert place_of(InvalidConfigError("is empty; say what to run", "command")) == (
        "command",
        "Ist leer; geben Sie an, was laufen soll.",
    )
    assert place_of(JobNotFoundError("99"))[1] == "Es gibt keinen Auftrag 99."
    text = refusal_text(StoreError("/x", "No space left on device"))
    assert text.startswith("In /x konnte nicht gespeichert werden: kein Platz mehr auf dem Datenträger.")
    assert refusal_text(PermissionError(13, "Permission denied", "/x")) == "keine Berechtigung"


def test_numbers_and_keys_are_written_as_they_are_read(german: None) -> None:
    assert (size_text(1), size_text(4_100), size_text(842_000_000)) == ("1 Byte", "4,1 kB", "842 MB")
    assert (amount_text(0.042), amount_text(0.00001)) == ("0,04 $", "< 0,0001 $")
    assert native_keys("Shift+F8, P") == "Umschalt+F8, P"
    assert native_keys("Ctrl++  Ctrl+0") == "Strg++  Strg+0"
