"""Two runs side by side: what is compared, what is marked, and how one gets there."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from jobdesk.core.job import JobStatus
from jobdesk.core.output import baseline_run
from jobdesk.core.output.log_diff import MOST_LINES
from jobdesk.ui.detail.facts import Verdict
from jobdesk.ui.detail.view import CONFIG
from jobdesk.ui.dialogs.compare.logs import compare_runs, read_end
from jobdesk.ui.dialogs.compare.model import LABEL, MARK, OTHER, THIS
from jobdesk.ui.dialogs.compare.rows import SIGN, Row, compare_jobs, where_they_differ
from jobdesk.ui.dialogs.compare.window import CompareWindow
from jobdesk.ui.model.job_cache import Roster
from jobdesk.ui.text.plain_text import isolated
from tests.ui.conftest import WAIT_MS

if TYPE_CHECKING:
    from jobdesk.core.job import Job
    from tests.ui.conftest import Hands, MakeJob, OpenDesk

pytestmark = pytest.mark.gui

CODE = """
import sys
for number in range(20):
    print("line", number)
print(sys.argv[1])
sys.exit(sys.argv[1] == "bad")
"""


def run(desk: OpenDesk, word: str, status: str, **config: Any) -> Job:
    """Run something to its end, and have the window know it."""
    job = desk.manager.submit_job({"command": [sys.executable, "-c", CODE, word], **config}, name="suite")
    return desk.wait_status(job.id, status)


def select(desk: OpenDesk, *jobs: Job) -> None:
    table = desk.window.table
    desk.qtbot.waitUntil(lambda: all(desk.window.model.row_of(job.id) is not None for job in jobs))
    table.select_job(jobs[0].id)
    flags = QItemSelectionModel.SelectionFlag
    for job in jobs[1:]:
        row = desk.window.model.row_of(job.id)
        assert row is not None
        table.selectionModel().select(desk.window.model.index(row, 0), flags.Select | flags.Rows)


def opened() -> CompareWindow:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, CompareWindow) and one.isVisible())


def rows_of(this: Job, other: Job, *verdicts: Verdict) -> dict[str, Row]:
    from datetime import UTC, datetime

    pair = (verdicts[0], verdicts[1]) if verdicts else (Verdict(), Verdict())
    return {row.label: row for row in compare_jobs(this, other, pair, datetime.now(UTC))}


def config(**members: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode({"command": ["make"], **members}))


# -- which run is compared with


def test_the_last_good_run_is_told_anew_when_it_changes(make_job: MakeJob) -> None:
    roster = Roster()
    failed = make_job(9, JobStatus.FAILED, name="build", started="2026-01-31T10:09:00.000Z")
    roster.put(failed)

    def put(number: int, status: JobStatus, **fields: Any) -> int | None:
        values = {"name": "build", "started": f"2026-01-31T10:0{number}:00.000Z", **fields}
        roster.put(make_job(number, status, **values))
        found = roster.last_good_run(failed)
        return None if found is None else found.number

    assert roster.last_good_run(failed) is None
    assert put(5, JobStatus.RUNNING) is None
    assert put(5, JobStatus.COMPLETED) == 5
    assert put(7, JobStatus.COMPLETED, name="other") == 5
    assert put(7, JobStatus.COMPLETED) == 7
    assert put(8, JobStatus.COMPLETED, name="other", rerun_of=failed.id) == 8
    assert put(8, JobStatus.COMPLETED, deleted="2026-01-31T11:00:00.000Z") == 7
    roster.remove(make_job(7).id)
    found = roster.last_good_run(failed)
    assert found is not None
    assert found.number == 5
    early = make_job(9, JobStatus.FAILED, name="build", started="2026-01-31T10:01:00.000Z")
    roster.put(early)
    assert roster.last_good_run(early) is None


def test_a_change_that_concerns_others_looks_for_nothing(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = Roster()
    failed = make_job(9, JobStatus.FAILED, name="build", started="2026-01-31T10:09:00.000Z")
    roster.put(failed)
    roster.last_good_run(failed)
    monkeypatch.setattr(baseline_run, "last_good_run", lambda *_: pytest.fail("looked for once more"))
    for status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.COMPLETED):
        roster.put(make_job(10, status, name="other"))
        roster.put(make_job(11, status, name="build") if status is not JobStatus.COMPLETED else make_job(12, status))
        assert roster.last_good_run(failed) is None


# -- what is compared


def test_only_what_differs_is_marked(make_job: MakeJob) -> None:
    this = make_job(21, raw_config=config(command=["make", "all"], cwd="/a"), tags=("b", "a"), priority=1)
    other = make_job(17, name="job 21", raw_config=config(cwd="/a"), tags=("a", "b"))
    rows = rows_of(this, other)

    assert {label for label, row in rows.items() if row.differs} == {"Command", "Priority"}
    assert (rows["Command"].this, rows["Command"].other) == ("make all", "make")
    assert rows["Tags"].this == "a, b"


def test_what_only_one_of_them_has_differs(make_job: MakeJob) -> None:
    this = make_job(21, raw_config=config(env={"A": "1", "B": "2"}))
    other = make_job(17, raw_config=config(env={"A": "1", "C": "3"}, cwd="/a"))
    rows = rows_of(this, other)

    assert not rows["Environment: A"].differs
    assert (rows["Environment: B"].this, rows["Environment: B"].other) == ("2", "")
    assert (rows["Environment: C"].this, rows["Environment: C"].other) == ("", "3")
    assert rows["Folder"].differs


def test_secrets_are_masked_and_still_compared(make_job: MakeJob) -> None:
    same, this, other = (
        make_job(number, raw_config=config(command=["x", f"--token={value}"], env={"API_KEY": value}))
        for number, value in ((1, "s3cret-1"), (2, "s3cret-1"), (3, "s3cret-2"))
    )
    rows = rows_of(this, other)

    assert rows["Environment: API_KEY"].differs
    assert rows["Command"].differs
    assert rows["Environment: API_KEY"].other.endswith("(another value)")
    assert not any("s3cret" in row.this + row.other for row in rows.values())
    assert not rows_of(this, same)["Environment: API_KEY"].differs


def test_measured_amounts_differ_only_by_more_than_a_little(make_job: MakeJob) -> None:
    done = JobStatus.COMPLETED
    this = make_job(2, done, duration_s=134.0, cost_usd=0.42, peak_memory_bytes=900_000_000)
    other = make_job(1, done, duration_s=100.0, cost_usd=0.41, peak_memory_bytes=880_000_000)
    rows = rows_of(this, other, Verdict(cpu_s=0.2), Verdict(cpu_s=0.02))

    assert (rows["Took"].differs, rows["Took"].change) == (True, "+34 %")
    assert rows["Cost"].this == "$0.42"
    assert [rows[label].differs for label in ("Cost", "Most memory", "Processor time")] == [False] * 3
    assert rows_of(other, this)["Took"].change == "\N{MINUS SIGN}25 %"


def test_when_they_started_is_told_but_is_no_difference(make_job: MakeJob) -> None:
    rows = rows_of(make_job(2, started="2026-01-31T10:00:00.000Z"), make_job(1, started="2026-01-30T10:00:00.000Z"))
    assert rows["Started"].this != rows["Started"].other
    assert not rows["Started"].differs


def test_of_long_texts_that_differ_that_place_is_shown() -> None:
    long = "x" * 500
    this, other = where_they_differ(f"{long}--seed=1{long}", f"{long}--seed=22{long}")
    assert "--seed=1" in this
    assert "--seed=22" in other
    assert len(this) < 80
    assert where_they_differ(long, long) == (long, long)
    assert where_they_differ(long, long + "y")[1].endswith("xy")
    assert where_they_differ("", long)[0] == ""


# -- the logs


def test_the_end_of_a_log_is_read_as_it_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    log.write_bytes(b"\x1b[31mred\x1b[0m\n 10 %\r 20 %\r100 %\nsame\nsame\nlast")
    end = read_end(log)
    assert end.lines == ["red", "100 %", "same  × 2", "last"]
    assert end.is_whole

    log.write_bytes(b"".join(b"%d\n" % number for number in range(MOST_LINES + 5)))
    end = read_end(log)
    assert (len(end.lines), end.lines[0], end.is_whole) == (MOST_LINES, "5", False)


def test_of_a_large_log_only_the_last_part_is_read(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    with log.open("wb") as file:
        file.truncate(3 << 30)
        file.seek(0, 2)
        file.write(b"\nsecond to last\nlast\n")
    assert read_end(log).lines[-2:] == ["second to last", "last"]


def test_a_missing_log_and_a_cancelled_comparison(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    log.write_text("x\n")
    compared = compare_runs(log, tmp_path / "none", lambda: False)
    assert compared is not None
    assert compared.lines is None
    assert [end.is_missing for end in compared.ends] == [False, True]
    assert compare_runs(log, log, lambda: True) is None


# -- the window


def test_the_header_of_a_failed_job_leads_to_the_comparison(desk: OpenDesk) -> None:
    good = run(desk, "good", "completed", env={"MODE": "a"})
    bad = run(desk, "bad", "failed", env={"MODE": "b"})
    select(desk, bad)
    header = desk.window.detail.header
    desk.qtbot.waitUntil(lambda: header._next.text() == "Compare with Last Good Run")
    header._next.click()
    window = opened()

    assert window.windowTitle() == f"Compare #{bad.number} with #{good.number}"
    model = window.rows
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in (THIS, OTHER)]
    assert titles == [f"This run #{bad.number}", f"Last good run #{good.number}"]
    marked = {row.label for row in model.rows if row.differs}
    assert {"Command", "Environment: MODE", "State", "Exit code"} <= marked
    desk.qtbot.waitUntil(lambda: window.diff.starts != [])
    text = window.diff.toPlainText().split("\n")
    assert text == ["⋮ 17 lines are the same", *(f"  line {number}" for number in (17, 18, 19)), "- good", "+ bad"]
    assert window.words.text().startswith("1 difference")
    window.close()


def test_a_failed_job_without_a_good_run_offers_none_and_says_why(desk: OpenDesk) -> None:
    bad = run(desk, "bad", "failed")
    select(desk, bad)
    desk.qtbot.waitUntil(lambda: desk.window.detail.job is not None)
    action = desk.window.actions_["compare_good"]

    assert not desk.window.detail.header._next.isVisible()
    assert not action.isEnabled()
    assert action.statusTip() == "Compare with Last Good Run: no earlier run of it has completed"
    desk.window.detail.show_tab(CONFIG)
    assert not desk.window.detail.body._compare.isVisible()


def test_the_config_tab_and_the_menu_lead_there(desk: OpenDesk) -> None:
    run(desk, "good", "completed")
    last = run(desk, "good", "completed")
    select(desk, last)
    desk.window.detail.show_tab(CONFIG)
    desk.qtbot.waitUntil(desk.window.detail.body._compare.isVisible)
    assert not desk.window.detail.header._next.isVisible()
    desk.window.detail.body._compare.click()
    window = opened()
    desk.qtbot.waitUntil(lambda: window.words.text().startswith("The logs are the same."))
    assert window.diff.isHidden()
    window.close()

    menu = QMenu()
    desk.window.menus.fill(menu, ("compare>",), [last])
    assert [action.text() for action in entries(menu)] == [
        "Compare with Last &Good Run",
        "Compare with the &Other Selected Job",
    ]
    assert entries(menu)[1].statusTip().endswith("select two jobs")


def entries(menu: QMenu) -> list[QAction]:
    submenu = menu.findChild(QMenu)
    assert submenu is not None
    return submenu.actions()


def test_two_selected_jobs_are_compared_the_newer_one_first(desk: OpenDesk) -> None:
    one, two = run(desk, "good", "completed"), run(desk, "bad", "failed")
    select(desk, one, two)
    action = desk.window.actions_["compare_two"]
    assert action.isEnabled()
    action.trigger()
    window = opened()
    titles = [window.rows.headerData(column, Qt.Orientation.Horizontal) for column in (THIS, OTHER)]
    assert titles == [f"#{two.number} suite", f"#{one.number} suite"]
    assert desk.window.actions_["compare_good"].statusTip().endswith("select only one job")
    window.show_other.click()
    assert [job.id for job in desk.window.table.selected_jobs()] == [one.id]
    window.close()


def test_only_differences_and_what_is_read_aloud_and_copied(desk: OpenDesk) -> None:
    run(desk, "good", "completed")
    select(desk, run(desk, "bad", "failed"))
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    model = window.rows
    assert window.count.text() == f"{model.count_different} of {model.count} differ"
    assert window.only.isChecked()

    assert all(row.differs or row.is_heading for row in model.rows)
    assert [row.label for row in model.rows][:2] == ["Config", "Command"]
    spoken = [model.data(model.index(1, column), Qt.ItemDataRole.AccessibleTextRole) for column in (MARK, LABEL, THIS)]
    assert spoken[:2] == ["differs", "Command"]
    assert str(spoken[2]).startswith("Command: ")
    window.table.selectRow(1)
    window._copy_rows()
    assert QGuiApplication.clipboard().text().split("\t")[:2] == [SIGN, "Command"]
    window.only.click()
    assert not all(row.differs or row.is_heading for row in model.rows)
    window.close()


def test_from_right_to_left_a_command_stays_as_it_is(desk: OpenDesk, qapp: QApplication) -> None:
    run(desk, "good", "completed")
    select(desk, run(desk, "bad", "failed"))
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    command = next(at for at, row in enumerate(window.rows.rows) if row.label == "Command")
    shown = window.rows.data(window.rows.index(command, THIS))
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        turned = window.rows.data(window.rows.index(command, THIS))
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert turned == "\n".join(isolated(line) for line in shown.split("\n"))
    window.close()


def test_keys_go_from_difference_to_difference(desk: OpenDesk, hands: Hands) -> None:
    code = "import sys\nfor number in range(60): print(sys.argv[1] if number in (0, 30, 59) else number)"
    jobs = [
        desk.wait_status(
            desk.manager.submit_job({"command": [sys.executable, "-c", code, w]}, name="x").id, "completed"
        )
        for w in ("old", "new")
    ]
    select(desk, jobs[1])
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    desk.qtbot.waitUntil(lambda: len(window.diff.starts) == 3)
    assert window.place.text() == "1 of 3"
    assert window.diff.textCursor().block().text() == "- old"
    seen = []
    for modifier in [Qt.KeyboardModifier.NoModifier] * 3 + [Qt.KeyboardModifier.ShiftModifier] * 2:
        hands.press(window, Qt.Key.Key_F8, modifier)
        seen.append((window.place.text(), window.diff.textCursor().block().text()))
    assert [place for place, _ in seen] == ["2 of 3", "3 of 3", "1 of 3", "3 of 3", "2 of 3"]
    assert {text for _, text in seen} == {"- old"}
    desk.desk.theme.changed.emit()
    assert window.place.text() == "2 of 3"
    assert window.diff.textCursor().block().text() == "- old"
    window.close()


def test_a_log_that_is_gone_is_said(desk: OpenDesk) -> None:
    good = run(desk, "good", "completed")
    bad = run(desk, "bad", "failed")
    Path(good.logs_path).unlink()
    select(desk, bad)
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    words = f"The log of #{good.number} is gone. There is nothing to compare."
    desk.qtbot.waitUntil(lambda: window.words.text() == words)
    assert not window.next.isVisible()
    window.close()


def test_it_can_be_stopped_and_done_again(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    run(desk, "good", "completed")
    select(desk, run(desk, "bad", "failed"))
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    desk.qtbot.waitUntil(lambda: window.diff.starts != [])
    waits = threading.Event()
    monkeypatch.setattr(
        "jobdesk.ui.dialogs.compare.window.compare_runs", lambda *_: waits.wait(WAIT_MS / 1000) and None
    )
    window.compare()
    desk.qtbot.waitUntil(window.stop_button.isVisible)
    assert window.words.text() == "Comparing the logs"
    window.stop_button.click()
    waits.set()
    monkeypatch.undo()
    assert not window.stop_button.isVisible()
    assert window.words.text() == "Stopped before the logs were compared."
    window.again.click()
    desk.qtbot.waitUntil(lambda: window.diff.starts != [])
    window.stop()
    assert window.diff.starts
    window.close()


def test_what_jobs_say_is_shown_as_it_is(desk: OpenDesk) -> None:
    code = "import sys; print('<b>\\u202e' + sys.argv[1])"
    env = {"PYTHONIOENCODING": "utf-8"}
    commands = [{"command": [sys.executable, "-c", code, word], "env": env} for word in ("<i>a", "<i>b")]
    jobs = [desk.manager.submit_job(command, name="<u>a\u202e") for command in commands]
    for job in jobs:
        desk.wait_status(job.id, "completed")
    select(desk, max(jobs, key=lambda job: (desk.shown(job.id).started or "", job.number)))
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    desk.qtbot.waitUntil(lambda: window.diff.starts != [])
    assert sorted(line[2:] for line in window.diff.toPlainText().split("\n")) == ["<b>\\u202e<i>a", "<b>\\u202e<i>b"]
    window.only.click()
    assert window.rows.data(window.rows.index(1, THIS)) == "<u>a\\u202e"
    window.close()


def test_changed_settings_are_named_first_and_numbers_are_no_differences(desk: OpenDesk) -> None:
    code = """
import os
for epoch in range(1, 31):
    print(f"epoch {epoch} loss {float(os.environ.get('LR', '1')) / epoch:.5f}")
    if epoch == 20 and "LR" in os.environ: raise ValueError("NaN in gradient")
"""
    command = {"command": [sys.executable, "-c", code]}
    good = desk.wait_status(desk.manager.submit_job(command, name="train").id, "completed")
    bad = desk.manager.submit_job({**command, "env": {"LR": "0.01"}}, name="train")
    select(desk, desk.wait_status(bad.id, "failed"))
    desk.window.actions_["compare_good"].trigger()
    window = opened()
    assert window.count.text().endswith("differ  \N{MIDDLE DOT}  LR: 0.01, before unset")
    assert good.started is not None

    desk.qtbot.waitUntil(lambda: window.place.text() == "1 of 1")
    text = window.diff.toPlainText().split("\n")
    assert text[0] == "\N{VERTICAL ELLIPSIS} 17 lines are the same but for numbers"
    assert text[1].startswith("\N{ALMOST EQUAL TO} epoch 18 loss ")
    assert window.diff.textCursor().block().text() == "- epoch 21 loss 0.04762"
    assert text[-1] == "+ ValueError: NaN in gradient"
    window.close()
