"""The New Job window, built from the fields of the kinds; it edits queued jobs too, and begins as a copy of others."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from jobdesk.core.errors import InvalidConfigError, JobDeskError
from jobdesk.core.job import Job
from jobdesk.core.jobs.array import expand
from jobdesk.core.timing.schedule import Schedule
from jobdesk.kinds.registry import KINDS, kind_of
from jobdesk.ui.dialogs.dialog_context import DialogParts
from jobdesk.ui.dialogs.secondary_window import add_window_keys, show_beside
from jobdesk.ui.form.contents import FormContents, contents_of_job, contents_of_schedule
from jobdesk.ui.form.draft import draft_keys, restore_draft, save_draft
from jobdesk.ui.form.dropped_input import HandedOver, read_drop
from jobdesk.ui.form.field_hints import FieldAdvice, program_words
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.preview.preview import FormLook, job_of_wishes, look_at_form
from jobdesk.ui.form.preview.start_text import NOW
from jobdesk.ui.form.preview.summary import FormSummary
from jobdesk.ui.form.rows.advanced_fields import FOLD_KEYS, is_folded
from jobdesk.ui.form.rows.field import FormField
from jobdesk.ui.form.rows.job_rows import JobRows
from jobdesk.ui.form.submission import Doubt, Submission, check_edit, doubts_about, has_environment, submit
from jobdesk.ui.form.titles import deed_text, form_title, starts_of
from jobdesk.ui.text.engine_text import engine_text
from jobdesk.ui.text.error_text import place_of, refusal_text
from jobdesk.ui.text.job_state import queue_title
from jobdesk.ui.text.number_text import native_keys
from jobdesk.ui.text.plain_text import breakable, literal
from jobdesk.ui.theme import metrics
from jobdesk.ui.widgets.qt import override, take_copy

_LOOK_MS: Final = 2000
_CHANGED_MS: Final = 150


class JobForm(JobRows):
    """Describes a job and submits it.

    Signals:
        submitted: The job that was made.
        scheduled: The schedule that was made or changed.
        edited: The job as it was, and the fields to change on it.
        template_requested: A config and the wishes beside it, to make a template of.
        template_chosen: The name of a template to fill instead.
        imported: The content of a template's file that was dropped.
    """

    submitted = Signal(object)
    scheduled = Signal(object)
    edited = Signal(object, object)
    template_requested = Signal(object, object)
    template_chosen = Signal(str)
    imported = Signal(str)

    def __init__(
        self,
        parts: DialogParts,
        parent: QWidget | None = None,
        *,
        mode: FormMode = FormMode.NEW,
        described: Job | Schedule | None = None,
    ) -> None:
        """Make the window, not shown.

        Args:
            parts: What makes the jobs, knows the others, and keeps the draft of a new one.
            parent: The main window.
            mode: What it is for.
            described: The job or schedule to edit or to begin from.
        """
        self._job = described if isinstance(described, Job) else None
        self._schedule = described if isinstance(described, Schedule) else None
        is_kept = mode is FormMode.RERUN and self._job is not None and self._job.environment is not None
        starts = starts_of(mode, described)
        super().__init__(parts.bridge, parts.icons, parent, starts, has_first_environment=is_kept)
        self._manager = parts.manager
        self._roster = parts.roster
        self._state = parts.state
        self._mode = mode
        self._is_busy = False
        self._doubted: object = None
        self._look_found = FormLook()
        self._advice = FieldAdvice(self._bridge, self._folder, parts.manager, self)
        self._advice.given.connect(self.fit_height)
        self.setAcceptDrops(True)
        self._set_up()
        self._complete()
        self.row_changed.connect(self._on_changed)
        self.row_left.connect(self._on_left)
        self.wish_changed.connect(self._on_start_changed)
        self._restore_draft() if mode is FormMode.NEW else self.choose_kind(next(iter(KINDS)))
        if self._job is not None:
            self._show_contents(contents_of_job(self._job, mode, self._roster.get))
        if self._schedule is not None:
            self._show_contents(contents_of_schedule(self._schedule))
        self._on_start_changed()

    # -- building

    def _set_up(self) -> None:
        self.setWindowTitle(form_title(self._mode, self._job or self._schedule))
        self.submit_button = QPushButton(self)
        self.submit_button.setProperty("isMain", True)
        self.submit_button.setToolTip(native_keys("Ctrl+Enter"))
        self.submit_button.clicked.connect(self.submit)
        close = QPushButton(self.tr("Cancel") if self._mode is FormMode.EDIT else self.tr("Close"), self)
        close.clicked.connect(self.close)
        template = QPushButton(self.tr("Save as Template\N{HORIZONTAL ELLIPSIS}"), self)
        template.clicked.connect(self._on_template_requested)
        self._message = QLabel(self)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setProperty("tone", "fail")
        self._message.hide()
        self.summary = FormSummary(self._icons, self)
        self.summary.setVisible(self._mode is not FormMode.EDIT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[metrics.px(20)] * 4)
        layout.setSpacing(metrics.px(12))
        layout.addLayout(self._make_top_row())
        layout.addWidget(self._make_rows(), 1)
        layout.addWidget(self._message)
        layout.addWidget(self.summary)
        bottom = QHBoxLayout()
        bottom.setSpacing(metrics.px(8))
        bottom.addWidget(template)
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.submit_button)
        layout.addLayout(bottom)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        add_window_keys(self)
        self._look_timer = QTimer(self, interval=_LOOK_MS)
        self._look_timer.timeout.connect(self._look)
        self._soon_timer = QTimer(self, singleShot=True, interval=_CHANGED_MS)
        self._soon_timer.timeout.connect(self._look)
        self.resize(metrics.px(620), metrics.px(420))

    def _make_top_row(self) -> QHBoxLayout:
        row = self._make_kind_row()
        self.templates = QComboBox(self)
        self.templates.setAccessibleName(self.tr("From template"))
        self.templates.addItem(self.tr("From template"))
        self.templates.setVisible(False)
        self.templates.activated.connect(self._on_template_activated)
        row.addWidget(self.templates)
        return row

    # -- doing

    def submit(self) -> None:
        """Make or change the job, or go to the first field that keeps it from that."""
        if self._is_busy:
            return
        is_confirmed = self._is_doubted or self._mode is FormMode.EDIT
        self._say("")
        for row in self.fields.values():
            row.show_problem("")
        try:
            said = self.submission()
        except JobDeskError as error:
            self._show_error(error)
            return
        self._is_busy = True
        if is_confirmed:
            self._hand_over(said)
        else:
            self._bridge.ask(
                partial(doubts_about, self._manager, said), partial(self._on_doubts, said), self._on_refused
            )

    def _on_doubts(self, said: Submission, doubts: list[Doubt]) -> None:
        """Ask before something is queued that will fail, or never start; the same again is the answer."""
        doubts += self._doubts_about_needs(said)
        if not doubts:
            self._hand_over(said)
            return
        self._is_busy = False
        self._doubted = self.typed()
        for doubt in reversed(doubts):
            if is_folded(doubt.key):
                self.fold.setChecked(True)
            self.field(doubt.key).show_problem(*self._doubt_words(doubt))
        questions = {
            "program": self.tr("%1 was not found. Queue the job anyway?"),
            "blank": self.tr("%1 will be used as it stands. Queue the job anyway?"),
            "need": self.tr("%1. Queue the job anyway?"),
        }
        self._say(questions[doubts[0].kind].replace("%1", literal(doubts[0].named)))
        self.field(doubts[0].key).editor.setFocus()
        self._show_look()
        self.fit_height()

    def _doubt_words(self, doubt: Doubt) -> tuple[str, str]:
        if doubt.kind == "blank":
            words = self.tr("%1 stands in braces. Save as Template asks for it at each run.")
            return words.replace("%1", literal(doubt.named)), ""
        if doubt.kind == "need":
            return f"{doubt.named}.", ""
        return program_words(doubt.fix), doubt.fix

    def _doubts_about_needs(self, said: Submission) -> list[Doubt]:
        if not said.wishes["needs"] or said.start == NOW:
            return []  # What starts over all limits waits for nothing.
        job = job_of_wishes(said.wishes, datetime.now(UTC))
        return [Doubt("needs", "need", engine_text(one.text)) for one in self._roster.missing(job)]

    @property
    def _is_doubted(self) -> bool:
        """Whether it was asked if exactly this is meant."""
        return self._doubted is not None and self._doubted == self.typed()

    def _hand_over(self, said: Submission) -> None:
        if self._mode is FormMode.EDIT and self._job is not None:
            self._bridge.ask(partial(check_edit, self._manager, said), self._on_checked, self._on_refused)
        else:
            self._bridge.ask(partial(submit, self._manager, said), self._on_made, self._on_refused)

    def submission(self) -> Submission:
        """Return all that the form says.

        Raises:
            InvalidConfigError: What it runs cannot be read.
            InvalidValueError: Something beside it cannot be read.
        """
        return Submission(
            config=self.config(),
            wishes=self._wishes(),
            start=self.starting.chosen,
            texts=self._texts(),
            folder=self._folder(),
            kept_over=self._kept_over(),
            rerun_of=self._job.id if self._job is not None and self._mode is FormMode.RERUN else None,
            env_from=self._texts().get("env_from", ""),
            checks_program=not self.has_first_path,
            schedule=self._schedule.id if self._schedule is not None and self._mode is FormMode.EDIT else None,
        )

    def fill(self, handed: HandedOver) -> None:
        """Put what was dropped or opened into the fields; nothing is run."""
        if handed.template:
            self.imported.emit(handed.template)
            return
        if handed.kind:
            self.choose_kind(handed.kind)
        self._fill_config(handed.config, FormField.type_in)
        self._fill_wishes(handed.name, handed.queue, handed.priority, handed.tags)

    def show_for_input(self) -> None:
        """Show the window with the keys in its first field."""
        first = self.field(KINDS[self.kind].fields[0].key).editor
        first.setFocus()  # Before it shows: else the field that was left last gets the keys for a moment, and a caret.
        if isinstance(first, QPlainTextEdit):
            first.moveCursor(QTextCursor.MoveOperation.End)  # A draft, or an original, goes on there.
        show_beside(self)
        self._look()
        if self._has_first_environment and self._job is not None:
            self._bridge.ask(partial(has_environment, self._manager, self._job), self._on_first_environment)
        self._bridge.ask(lambda: [one.name for one in self._manager.list_templates()], self._on_templates)

    def _on_checked(self, fields: dict[str, Any]) -> None:
        self._is_busy = False
        if fields["name"] is None:
            fields["name"] = KINDS[self.kind].derive_name(fields["config"])
        self.edited.emit(self._job, fields)
        self.close()

    def _on_made(self, made: Job | Schedule) -> None:
        self._is_busy = False
        if self._mode is FormMode.NEW:
            self._clear()
            self._save_draft()
        (self.scheduled if isinstance(made, Schedule) else self.submitted).emit(made)
        self.close()

    def _on_refused(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, JobDeskError):
            raise error
        self._show_error(error)

    def _show_error(self, error: JobDeskError) -> None:
        """Say what is wrong beside the field that it is about, and go there."""
        key, problem = place_of(error)
        row = self.fields.get((self.kind, key)) or self.fields.get(("", key))
        if row is None:
            self._say(refusal_text(error))
            return
        if is_folded(key):
            self.fold.setChecked(True)
        row.show_problem(problem)
        row.editor.setFocus()
        self.fit_height()
        self._seek_fix(row, is_refused=True)

    def _say(self, text: str) -> None:
        self._message.setText(breakable(text))
        self._message.setVisible(bool(text))

    # -- reacting

    def _on_start_changed(self) -> None:
        self._soon_timer.start()
        self._show_look()

    def _show_look(self) -> None:
        look, now = self._look_found, datetime.now(UTC)
        deed = self.tr("Queue Anyway") if self._is_doubted else deed_text(self._mode, self.starting.chosen, look)
        self.submit_button.setText(deed)
        self.starting.show_look(look.start, look.zone, now)
        if self._folded is not None:
            self._folded.show_array(look.array)
            self._folded.show_resources(look.resources)
            self._folded.show_median(look.forecast)
        if look.forecast is not None:
            queue = str(self.fields["", "queue"].raw()).strip() or "default"
            self.summary.show_look(look, self.starting.chosen, queue_title(queue), now)

    def _look(self) -> None:
        """Ask the engine when it would start, and the disk what it would be."""
        if not self.isVisible():
            return
        config: dict[str, Any] | None = None
        wishes: dict[str, Any] | None = None
        with contextlib.suppress(JobDeskError):
            config = self.config()
        with contextlib.suppress(JobDeskError):
            wishes = self._wishes()
        own = self._job.id if self._job is not None and self._mode is FormMode.EDIT else ""
        start, texts, over = self.starting.chosen, self._texts(), self._kept_over()
        look = partial(look_at_form, self._manager, config, wishes, start, texts, self._folder(), over, own)
        self._bridge.ask(look, self._on_looked, lambda _: None)

    def _on_looked(self, look: FormLook) -> None:
        self._look_found = look.with_blockers(self._roster)
        if look.forecast is not None:
            self._forecast = look.forecast
            offers = {"queue": look.forecast.queues, "tags": look.forecast.tags, "after": look.forecast.jobs}
            for key, words in {**offers, "zone": look.zones}.items():
                self._words[key].offer(list(words))
        self._show_look()

    def _on_first_environment(self, is_kept: bool) -> None:
        if not is_kept:
            self._has_first_environment = False
            self._show_rows()

    def _on_templates(self, names: list[str]) -> None:
        while self.templates.count() > 1:
            self.templates.removeItem(1)
        for name in names:
            self.templates.addItem(literal(name), name)
        self.templates.setVisible(bool(names) and self._mode is FormMode.NEW)
        self.offer_templates(names)

    def _on_template_activated(self, index: int) -> None:
        name = self.templates.itemData(index)
        self.templates.setCurrentIndex(0)
        if name:
            self.template_chosen.emit(name)
            self.close()

    def _on_template_requested(self) -> None:
        try:
            self.template_requested.emit(self.config(), self._wishes())
        except JobDeskError as error:
            self._show_error(error)

    def _on_changed(self, row: FormField) -> None:
        if row.problem:
            row.show_problem("")
        if self._doubted is not None and not self._is_doubted:
            self._doubted = None
            self._say("")
        if row.field.key == "shell":
            self._on_left(self.field("command"))
        self._update_placeholder()
        self._save_draft()
        self._soon_timer.start()

    def _on_left(self, row: FormField) -> None:
        """Check a field when it is left, but say nothing of one that nobody has filled yet."""
        if not row.raw():
            row.show_problem("")
            return
        problem = ""
        for read in (self.config, self._wishes, self._check_start):
            try:
                read()
            except JobDeskError as error:
                key, text = place_of(error)
                problem = text if key == row.field.key else problem
        if self._is_doubted and row.problem and not problem:
            return  # It was asked about, and is as it was.
        if problem or not self._seek_fix(row):
            row.show_problem(problem)
            self.fit_height()

    def _seek_fix(self, row: FormField, *, is_refused: bool = False) -> bool:
        is_program = row is self.fields.get(("command", "command")) and not self._is_shell() and not self.has_first_path
        return self._advice.seek(row, is_program=is_program, is_refused=is_refused)

    # -- drafts and originals

    def _save_draft(self) -> None:
        if self._mode is FormMode.NEW:
            save_draft(self._state, self.kind, self.starting.chosen, self.fields)

    def _restore_draft(self) -> None:
        if draft_keys(self._state) & FOLD_KEYS:
            self.fold.setChecked(True)
        kind, start = restore_draft(self._state, self.fields)
        self.choose_kind(kind if kind in KINDS else next(iter(KINDS)))
        self.starting.choose(start)
        self._show_rows()

    def _show_contents(self, contents: FormContents) -> None:
        """Show a job or a schedule as it was described."""
        config, name = contents.config, contents.name
        kind = kind_of(config)
        self._old_policy = contents.policy
        self.choose_kind(kind.key)
        self._fill_config(config, FormField.set_value)
        with contextlib.suppress(InvalidConfigError, KeyError):
            name = "" if name == kind.derive_name(config) else name
        self._fill_wishes(name, "" if contents.queue == "default" else contents.queue, contents.priority, contents.tags)
        self._fill_texts(contents.texts)
        if contents.kept_over is not None:
            self.fold.setChecked(True)
            self.unfolded().keep_over(contents.kept_over, len(expand(contents.kept_over)))
        self.starting.choose(contents.start)

    # -- what Qt tells

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            take_copy(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        text = "" if paths else event.mimeData().text()
        take_copy(event)
        self._bridge.ask(partial(read_drop, paths, text), self.fill)

    @override
    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._look_timer.start()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._save_draft()
        self._look_timer.stop()
        super().closeEvent(event)
