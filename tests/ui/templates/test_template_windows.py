"""Templates: made from a job, run with values, a job per file; an import is shown whole and needs a tick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from jobdesk.core.jobs.template import Parameter, Template
from jobdesk.ui.templates.editor import TemplateEditor
from jobdesk.ui.templates.form import TemplateForm
from jobdesk.ui.templates.importer import TemplateImport
from jobdesk.ui.templates.text import blank_name, what_it_runs
from jobdesk.ui.templates.window import TemplateWindow

if TYPE_CHECKING:
    from tests.ui.conftest import Hands, OpenDesk

SHOW = [sys.executable, "-c", "import sys; print(sys.argv[1:])", "{input}", "{mode}"]
TEMPLATE = Template(
    name="Show",
    config={"kind": "command", "command": SHOW},
    parameters=(
        Parameter(name="input", type="file"),
        Parameter(name="mode", type="choice", choices=("fast", "good"), default="good"),
    ),
    job_name="Show {input}",
)


def test_a_selected_part_becomes_a_blank(desk: OpenDesk) -> None:
    job = desk.manager.create_job({"command": ["ffmpeg", "-i", "my film.mov", "out.mp4"]}, name="Encode")
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    desk.window.actions_["save_template"].trigger()
    editor = desk.window.findChild(TemplateEditor)
    assert isinstance(editor, TemplateEditor)
    command = editor.fields["command"].editor
    assert isinstance(command, QPlainTextEdit)
    cursor = command.textCursor()
    start = command.toPlainText().index("my film.mov")
    cursor.setPosition(start)
    cursor.setPosition(start + len("my film.mov"), cursor.MoveMode.KeepAnchor)
    command.setTextCursor(cursor)
    editor.make_blank.click()

    made = editor.template()
    assert made.config["command"] == ["ffmpeg", "-i", "{my_film}", "out.mp4"]
    assert made.parameters == (Parameter(name="my_film", type="file", default="my film.mov"),)
    editor.save_button.click()
    desk.qtbot.waitUntil(lambda: [one.name for one in desk.manager.list_templates()] == ["Encode"])
    desk.qtbot.waitUntil(lambda: desk.window.history.undo_text == "Save Template Encode")
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: desk.manager.list_templates() == [])


def test_what_is_typed_in_braces_can_be_made_a_blank(desk: OpenDesk, hands: Hands) -> None:
    job = desk.manager.create_job({"command": ["awk", "{print}"]}, name="Lines")
    desk.shown(job.id)
    desk.window.table.select_job(job.id)
    desk.window.actions_["save_template"].trigger()
    editor = desk.window.findChild(TemplateEditor)
    assert isinstance(editor, TemplateEditor)
    assert editor.ask_typed.text() == "Make {print} a blank"
    editor.fields["command"].set_raw("wc {mode}")
    hands.type(editor.fields["command"].editor, "{input_file} {input_file} ")
    assert editor.ask_typed.text() == "Make {input_file} a blank"
    editor.ask_typed.click()
    assert editor.ask_typed.text() == "Make {mode} a blank"
    editor.ask_typed.click()
    assert editor.ask_typed.isHidden()
    assert editor.template().parameters == (Parameter(name="input_file", type="file"), Parameter(name="mode"))
    editor.fields["command"].set_raw("wc {input_file} {mode} {words}")
    editor.fields["name"].set_raw("{not_here}")
    assert editor.ask_typed.text() == "Make {words} a blank"
    assert len(editor.template().parameters) == 2


def test_a_template_of_a_job_wishes_what_the_job_wished(desk: OpenDesk) -> None:
    wishes: dict[str, Any] = {"queue": "night", "priority": 2, "tags": ("x",), "needs": {"gpu": 1.0}, "notify": "never"}
    job = desk.manager.create_job({"command": ["true"]}, name="Kept", policy={"retry": {"limit": 2}}, **wishes)
    desk.window.dialogs.templates.make_of([job])
    editor = desk.window.findChild(TemplateEditor)
    assert isinstance(editor, TemplateEditor)
    editor.save()
    desk.qtbot.waitUntil(lambda: bool(desk.manager.list_templates()))
    assert desk.manager.run_template("Kept").wishes() == job.wishes()


def test_files_are_a_job_each_and_stay_one_argument(desk: OpenDesk, tmp_path: Path) -> None:
    desk.manager.save_template(TEMPLATE)
    files = (str(tmp_path / "a; touch hacked"), str(tmp_path / "$(b)"))
    desk.window.dialogs.templates.run(TEMPLATE, files)
    form = desk.window.findChild(TemplateForm)
    assert isinstance(form, TemplateForm)
    assert form.submit_button.text() == "Run 2 Jobs"
    form.submit()
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 2)
    for job, path in zip(reversed(desk.manager.list_jobs()), files, strict=True):
        desk.wait_status(job.id, "completed")
        assert desk.manager.read_log(job.id).strip() == repr([path, "good"])
        assert job.name == f"Show {path}"


def test_jobs_of_many_files_can_be_told_apart(desk: OpenDesk) -> None:
    template = msgspec.structs.replace(TEMPLATE, job_name="")
    desk.window.dialogs.templates.run(template, ("/films/one.mov", "/films/two & 3.mov"))
    form = desk.window.findChild(TemplateForm)
    assert isinstance(form, TemplateForm)
    form.submit()
    desk.qtbot.waitUntil(lambda: len(desk.manager.list_jobs()) == 2)
    assert {job.name for job in desk.manager.list_jobs()} == {"Show: one.mov", "Show: two & 3.mov"}


def test_what_is_typed_takes_the_place_of_the_default(desk: OpenDesk, hands: Hands) -> None:
    parameters = (Parameter(name="input", type="file", default="my film.mov"), *TEMPLATE.parameters[1:])
    desk.window.dialogs.templates.run(msgspec.structs.replace(TEMPLATE, parameters=parameters), ())
    form = desk.window.findChild(TemplateForm)
    assert isinstance(form, TemplateForm)
    desk.qtbot.waitUntil(form.isActiveWindow)
    hands.type(form.editors["input"], "other.mov")
    assert form.values()[0]["input"] == "other.mov"


def test_a_missing_file_is_said_beside_its_blank(desk: OpenDesk) -> None:
    desk.window.dialogs.templates.run(TEMPLATE, ())
    form = desk.window.findChild(TemplateForm)
    assert isinstance(form, TemplateForm)
    form.submit()

    assert form._problems["input"].text() == "Needs a file."
    assert desk.manager.list_jobs() == []


def test_an_import_is_shown_whole_needs_a_tick_and_runs_nothing(desk: OpenDesk, tmp_path: Path) -> None:
    evil = Template(
        name="Show",
        config={
            "kind": "command",
            "command": ["sh", "-c", "touch /tmp/x\u202e"],
            "cwd": "/srv",
            "env": {"LD_PRELOAD": "/tmp/evil.so"},
        },
        parameters=(Parameter(name="name", title="The film"),),
        job_name="Film {name}",
        notify="always",
    )
    path = tmp_path / "t.json"
    path.write_bytes(msgspec.json.encode(evil))
    desk.manager.save_template(TEMPLATE)
    desk.window.dialogs.templates.import_file(str(path))
    desk.qtbot.waitUntil(lambda: desk.window.findChild(TemplateImport) is not None)
    window = desk.window.findChild(TemplateImport)
    assert isinstance(window, TemplateImport)
    text = window.content.toPlainText()
    for part in ("sh -c 'touch /tmp/x\\u202e'", "/srv", "LD_PRELOAD=/tmp/evil.so", "Film {name}", "The film", "Always"):
        assert part in text
    window.import_button.click()
    assert len(desk.manager.list_templates()) == 1
    window.tick.setChecked(True)
    window.import_button.click()
    # It does not take the place of the one that is there.
    desk.qtbot.waitUntil(lambda: [one.name for one in desk.manager.list_templates()] == ["Show", "Show 2"])
    assert desk.manager.list_jobs() == []


def test_a_file_that_is_no_template_is_said_and_nothing_else(desk: OpenDesk, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"name": "x", "config": ["true"]}')
    desk.window.dialogs.templates.import_file(str(path))
    desk.qtbot.waitUntil(lambda: "cannot be read" in desk.window.notices.text)


def test_the_list_runs_deletes_and_exports(desk: OpenDesk, tmp_path: Path) -> None:
    desk.manager.save_template(TEMPLATE)
    desk.window.dialogs.templates.show_list()
    window = desk.window.findChild(TemplateWindow)
    assert isinstance(window, TemplateWindow)
    desk.qtbot.waitUntil(lambda: window.list.count() == 1)
    desk.window.dialogs.templates.export_to(TEMPLATE, str(tmp_path / "out.json"))
    desk.qtbot.waitUntil((tmp_path / "out.json").exists)
    window.delete_button.click()
    desk.qtbot.waitUntil(lambda: window.list.count() == 0)
    desk.window.history.undo()
    desk.qtbot.waitUntil(lambda: window.list.count() == 1)
    window.run_button.click()
    desk.qtbot.waitUntil(lambda: desk.window.findChild(TemplateForm) is not None)
    form = desk.window.findChild(TemplateForm)
    assert isinstance(form, TemplateForm)
    assert not isinstance(form.editors["input"], QLineEdit)  # Several files fit in.


def test_blanks_get_names_of_their_own() -> None:
    assert blank_name("/data/Film 1.mov", []) == "film_1"
    assert blank_name("123", ["value"]) == "value_2"
    assert ("Folder", "Your own for new jobs") in what_it_runs(TEMPLATE)
