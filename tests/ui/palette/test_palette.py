"""The palette finds actions, jobs, templates and settings by a few letters; the keys are read off the actions."""

from __future__ import annotations

import gc
import random
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from jobdesk.core.jobs.template import Template
from jobdesk.ui.dialogs.cheat_sheet import CheatSheet
from jobdesk.ui.palette.match import match
from jobdesk.ui.palette.search import PaletteEntry, PaletteSearch

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("re", "Rerun", "Clear Finished"),
        ("set", "Settings", "Reset columns"),
        ("rwc", "Rerun with Changes", "Review archive"),
        ("fol show", "Show in Folder", "Show folders of all jobs that failed"),
    ],
)
def test_what_begins_with_it_fits_better(query: str, better: str, worse: str) -> None:
    best, other = match(query, better), match(query, worse)

    assert best is not None
    assert other is None or best[0] > other[0]


def test_all_words_must_fit_and_the_places_are_told() -> None:
    assert match("rerun job", "Rerun selected job") is not None
    assert match("rerun tomato", "Rerun selected job") is None
    found = match("job", "Rerun job")
    assert found is not None
    assert found[1] == frozenset({6, 7, 8})


@pytest.mark.parametrize("seed", range(3))
def test_thousands_are_found_key_by_key_as_if_each_was_asked(seed: int) -> None:
    """Typed on or taken back, in every order: it is what `match` says of each entry, the best first."""
    rand = random.Random(seed)
    words = [
        "Go",
        "to",
        "\N{LEFT DOUBLE QUOTATION MARK}Encode",
        "cam-7.mov",
        "run_next",
        "Stra\xdfe",
        "\u0130x",
        "c++",
        "[z]",
    ]

    def text() -> str:
        return " ".join(rand.choice(words) for _ in range(rand.randint(0, 5)))

    entries = [
        PaletteEntry(key=str(place), title=text(), target=text(), act=lambda: None, is_enabled=rand.random() < 0.8)
        for place in range(150)
    ]
    search = PaletteSearch(entries)

    def expected(query: str, bonuses: dict[int, float]) -> list[int]:
        scored = []
        for place, entry in enumerate(entries):
            fits, loss = match(query, entry.title), 0.0
            if fits is None and entry.is_enabled:
                fits, loss = match(query, f"{entry.title}  {entry.target}"), 50.0
            if fits is not None:
                gain = bonuses.get(place, 0.0) - (0.0 if entry.is_enabled else 120.0)
                scored.append((-(fits[0] - loss + gain), place))
        return [place for _, place in sorted(scored)[:20]]

    for _ in range(40):
        wished = "".join(rand.choice("goterncam-7 [+sx\xdf") for _ in range(7)) if rand.random() < 0.5 else text()
        bonuses = {rand.randrange(len(entries)): 40.0 - step for step in range(rand.choice([0, 12]))}
        typed = [wished[:length].strip() for length in range(1, len(wished) + 1)]
        for query in filter(None, [*typed, *reversed(typed)]):
            assert search.find(query, bonuses, 20) == expected(query, bonuses), query


def test_it_keeps_nothing_of_the_jobs_when_it_closes(desk: OpenDesk, hands: Hands) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="alpha")
    desk.shown(job.id)
    palette = desk.window.dialogs.palette
    desk.window.dialogs.show_palette()
    hands.type(palette.field, "alph")
    entry = weakref.ref(palette.shown[0].act)
    assert entry() is not None
    hands.press(palette.field, Qt.Key.Key_Escape)
    gc.collect()
    assert entry() is None


def test_it_goes_to_jobs_runs_actions_and_gives_the_focus_back(desk: OpenDesk, hands: Hands) -> None:
    jobs = [desk.manager.create_job({"command": ["true"]}, name=name) for name in ("alpha", "beta")]
    for job in jobs:
        desk.shown(job.id)
    table, palette = desk.window.table, desk.window.dialogs.palette
    desk.window.activateWindow()
    table.select_job(jobs[1].id)
    table.setFocus()
    hands.press(table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(palette.field.hasFocus)
    hands.type(palette.field, "alph")
    assert palette.shown[0].title == "Go to \N{LEFT DOUBLE QUOTATION MARK}alpha\N{RIGHT DOUBLE QUOTATION MARK}"
    assert palette.shown[0].target == "#1, queued"
    hands.press(palette.field, Qt.Key.Key_Return)
    assert [job.id for job in table.selected_jobs()] == [jobs[0].id]
    assert not palette.isVisible()
    assert table.hasFocus()

    palette.open()
    hands.press(palette.field, Qt.Key.Key_Escape)
    assert table.hasFocus()
    palette.open()
    assert palette.shown[0].key == f"job/{jobs[0].id}"  # What was used lately comes first.


def test_ctrl_enter_keeps_it_open_and_a_disabled_action_says_why(desk: OpenDesk, hands: Hands) -> None:
    job = desk.manager.create_job({"command": ["true"]}, name="held")
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    desk.window.actions_["details"].setChecked(True)
    palette = desk.window.dialogs.palette
    palette.open()
    hands.type(palette.field, "details")
    entry = next(one for one in palette.shown if one.title == "Details")
    assert entry.keys == "Ctrl+J"
    hands.press(palette.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert palette.isVisible()
    assert not desk.window.actions_["details"].isChecked()
    palette.field.setText("restore")
    restore = next(one for one in palette.shown if one.title == "Restore")
    assert (restore.is_enabled, restore.target) == (False, "it is not in the trash")


def test_a_job_is_found_before_what_could_be_done_to_it_and_no_excuse_is(desk: OpenDesk, hands: Hands) -> None:
    job = desk.run_python("print('x')", name="my film")
    desk.wait_status(job.id, "completed")
    desk.window.table.select_job(job.id)
    palette = desk.window.dialogs.palette
    palette.open()
    hands.type(palette.field, "film")
    assert palette.shown[0].key == f"job/{job.id}"
    assert "Rerun" in [entry.title for entry in palette.shown]
    palette.field.setText("only a queued job")
    assert [entry.title for entry in palette.shown if not entry.is_enabled] == []


def test_templates_and_settings_are_in_it(desk: OpenDesk, hands: Hands) -> None:
    desk.manager.save_template(Template(name="Encode", config={"kind": "command", "command": ["true"]}))
    desk.window.dialogs.show_palette()
    palette = desk.window.dialogs.palette
    hands.type(palette.field, "encod")
    desk.qtbot.waitUntil(lambda: any(entry.key == "template/Encode" for entry in palette.shown))
    palette.field.setText("jobs at once")
    assert palette.shown[0].key == "setting/run_limit"


def test_the_cheat_sheet_lists_every_key_and_searches(desk: OpenDesk, hands: Hands) -> None:
    desk.window.dialogs.show_cheat_sheet()
    sheet = next(widget for widget in desk.window.findChildren(CheatSheet))
    texts = dict(sheet.texts())
    assert texts["New Job"] == "Ctrl+N"
    assert texts["Command Palette"] == "Ctrl+K  Ctrl+Shift+P"
    for title, keys in (
        ("Show the log, or answer", "Return"),
        ("Tabs of the details", "Alt+1  Alt+2  Alt+3"),
        ("Copy the selection, or all", "Ctrl+Shift+C"),
        ("Run, add or save", "Ctrl+Return"),
        ("Earlier commands", "Alt+Down"),
    ):
        assert texts[title].startswith(keys)
    assert texts["Move to Trash"] == "Del"
    hands.type(sheet.field, "trash")
    assert [text for text, _ in sheet.texts()] == ["Move to Trash"]
