"""The New Job window: built from the fields of the kinds, beside the other windows and not in their way.

The same window edits a queued job, and describes a new one that begins as a copy of another.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jobdesk.core.errors import InvalidConfigError, JobDeskError
from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from jobdesk.kinds.registry import KINDS
from jobdesk.ui import metrics
from jobdesk.ui.bridge import EngineBridge
from jobdesk.ui.field_advice import FieldAdvice
from jobdesk.ui.form_draft import restore_draft, save_draft
from jobdesk.ui.form_field import FormField
from jobdesk.ui.form_mode import FormMode
from jobdesk.ui.form_summary import FormSummary
from jobdesk.ui.handed_over import HandedOver, read_drop
from jobdesk.ui.icons import Icons
from jobdesk.ui.job_making import check_change, make_job
from jobdesk.ui.job_rows import FOLDED, JobRows
from jobdesk.ui.job_state import queue_title
from jobdesk.ui.literal import literal
from jobdesk.ui.number_text import native_keys
from jobdesk.ui.qt import override
from jobdesk.ui.refusals import place_of, refusal_text
from jobdesk.ui.start_forecast import StartForecast, forecast_start
from jobdesk.ui.window_state import WindowState

_LOOK_MS: Final = 2000
_CHANGED_MS: Final = 150


class JobForm(JobRows):
    """Describes a job and submits it.

    Signals:
        submitted: The job that was made.
        edited: The job as it was, and the fields to change on it.
        template_requested: A config and the wishes beside it, to make a template of.
        template_chosen: The name of a template to fill instead.
        imported: The content of a template's file that was dropped.
    """

    submitted = Signal(object)
    edited = Signal(object, object)
    template_requested = Signal(object, object)
    template_chosen = Signal(str)
    imported = Signal(str)

    def __init__(
        self,
        manager: JobManager,
        bridge: EngineBridge,
        state: WindowState,
        icons: Icons,
        parent: QWidget | None = None,
        *,
        mode: FormMode = FormMode.NEW,
        job: Job | None = None,
    ) -> None:
        """Make the window, not shown.

        Args:
            manager: Makes the jobs.
            bridge: Asks it.
            state: Keeps the draft of a new job.
            icons: Icons.
            parent: The main window.
            mode: What it is for.
            job: The job to edit or to begin from.
        """
        super().__init__(bridge, icons, parent, is_queued=mode is FormMode.EDIT)
        self._manager = manager
        self._state = state
        self._mode = mode
        self._job = job
        self._is_busy = False
        self._is_after_shown = False
        self._advice = FieldAdvice(bridge, self._folder, self)
        self._advice.given.connect(self._fit_height)
        self.setAcceptDrops(True)
        self._set_up()
        self._complete()
        self.row_changed.connect(self._on_changed)
        self.row_left.connect(self._on_left)
        self.wish_changed.connect(self._on_start_changed)
        self._restore_draft() if mode is FormMode.NEW else self.choose_kind(next(iter(KINDS)))
        if job is not None:
            self._fill_from(job)
        if job is not None and mode is FormMode.EDIT:
            bridge.ask(lambda: [manager.get_job(job_id) for job_id in job.after], self._on_after)
        self._on_start_changed()

    # -- building

    def _set_up(self) -> None:
        titles = {
            FormMode.NEW: self.tr("New Job"),
            FormMode.EDIT: self.tr("Edit %1"),
            FormMode.RERUN: self.tr("Rerun %1 with Changes"),
            FormMode.COPY: self.tr("New Job from %1"),
        }
        title = titles[FormMode.NEW if self._job is None else self._mode]
        self.setWindowTitle(title.replace("%1", f"#{self._job.number}" if self._job is not None else ""))
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
        bottom.addWidget(template)
        bottom.addStretch()
        bottom.addWidget(close)
        bottom.addWidget(self.submit_button)
        layout.addLayout(bottom)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        QShortcut(QKeySequence("Escape"), self, self.close)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
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
        self._say("")
        for row in self.fields.values():
            row.show_problem("")
        try:
            config = self.config()
        except InvalidConfigError as error:
            self._show_error(error)
            return
        self._is_busy = True
        wishes = self._wishes()
        if self._mode is FormMode.EDIT:
            if not self._is_after_shown:
                del wishes["after"]  # What was not seen yet is not changed either.
            self._bridge.ask(partial(check_change, self._manager, config, wishes), self._on_checked, self._on_refused)
            return
        rerun_of = self._job.id if self._job is not None and self._mode is FormMode.RERUN else ""
        is_released = bool(self.start.currentData())
        work = partial(make_job, self._manager, config, wishes, is_released=is_released, rerun_of=rerun_of)
        self._bridge.ask(work, self._on_created, self._on_refused)

    def fill(self, handed: HandedOver) -> None:
        """Put what was dropped or opened into the fields; nothing is run."""
        if handed.template:
            self.imported.emit(handed.template)
            return
        if handed.kind:
            self.choose_kind(handed.kind)
        self._fill_config(handed.config, _type_in)
        self._fill_wishes(handed.name, handed.queue, handed.priority, handed.tags)

    def show_for_input(self) -> None:
        """Show the window with the keys in its first field."""
        self.show()
        self.raise_()
        self.activateWindow()
        first = KINDS[self.kind].fields[0]
        self.field(first.key).editor.setFocus()
        self._look()
        self._bridge.ask(lambda: [one.name for one in self._manager.list_templates()], self._on_templates)

    def _on_after(self, jobs: list[Job | None]) -> None:
        """Show what a job waits for, as people call it."""
        ids = self._job.after if self._job is not None else ()
        names = [str(job.number) if job is not None else job_id for job, job_id in zip(jobs, ids, strict=True)]
        self.fields["", "after"].set_raw(", ".join(names))
        self._is_after_shown = True

    def _on_checked(self, fields: dict[str, Any]) -> None:
        self._is_busy = False
        if fields["name"] is None:
            fields["name"] = KINDS[self.kind].derive_name(fields["config"])
        self.edited.emit(self._job, fields)
        self.close()

    def _on_created(self, job: Job) -> None:
        self._is_busy = False
        if self._mode is FormMode.NEW:
            for key in [field for field in self.fields if field[1] not in {"cwd", "queue"}]:
                row = self.fields[key]
                row.set_raw(False if row.field.type == "bool" else "")
                row.show_problem("")
            self._save_draft()
        self.submitted.emit(job)
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
        if key in FOLDED:
            self.fold.setChecked(True)
        row.show_problem(problem)
        row.editor.setFocus()
        self._fit_height()
        self._seek_fix(row)

    def _say(self, text: str) -> None:
        self._message.setText(literal(text))
        self._message.setVisible(bool(text))

    # -- reacting

    def _on_start_changed(self) -> None:
        self._soon_timer.start()
        is_held = not self.start.currentData()
        if self._mode is FormMode.EDIT:
            text = self.tr("Save")
        elif is_held:
            text = self.tr("Add and Hold")
        elif self._forecast.starts_now and self._forecast.queues:
            text = self.tr("Run Now")
        else:
            text = self.tr("Add to Queue")
        self.submit_button.setText(text)
        queue = str(self.fields["", "queue"].raw()).strip() or "default"
        if self._forecast.queues:
            self.summary.show_forecast(self._forecast, queue_title(queue), is_held=is_held)

    def _look(self) -> None:
        """Ask the engine when it would start."""
        if not self.isVisible():
            return
        try:
            config: dict[str, Any] | None = self.config()
        except InvalidConfigError:
            config = None
        wishes = self._wishes()
        own = self._job.id if self._job is not None and self._mode is FormMode.EDIT else ""
        ask = partial(forecast_start, self._manager, config, wishes["priority"], wishes["after"], own)
        self._bridge.ask(ask, self._on_forecast, lambda _: None)

    def _on_forecast(self, forecast: StartForecast) -> None:
        self._forecast = forecast
        for key, words in (("queue", forecast.queues), ("tags", forecast.tags), ("after", forecast.jobs)):
            self._words[key].offer(list(words))
        self._on_start_changed()

    def _on_templates(self, names: list[str]) -> None:
        while self.templates.count() > 1:
            self.templates.removeItem(1)
        for name in names:
            self.templates.addItem(literal(name), name)
        self.templates.setVisible(bool(names) and self._mode is FormMode.NEW)

    def _on_template_activated(self, index: int) -> None:
        name = self.templates.itemData(index)
        self.templates.setCurrentIndex(0)
        if name:
            self.template_chosen.emit(name)
            self.close()

    def _on_template_requested(self) -> None:
        try:
            self.template_requested.emit(self.config(), self._wishes())
        except InvalidConfigError as error:
            self._show_error(error)

    def _on_changed(self, row: FormField) -> None:
        if row.problem:
            row.show_problem("")
        self._update_placeholder()
        self._save_draft()
        self._soon_timer.start()

    def _on_left(self, row: FormField) -> None:
        """Check a field when it is left, but say nothing of one that nobody has filled yet."""
        if not row.raw():
            row.show_problem("")
            return
        problem = ""
        try:
            self.config()
        except InvalidConfigError as error:
            key, text = place_of(error)
            problem = text if key == row.field.key else ""
        row.show_problem(problem)
        self._fit_height()
        if not problem:
            self._seek_fix(row)

    def _seek_fix(self, row: FormField) -> None:
        is_program = row is self.fields.get(("command", "command")) and not self._is_shell()
        self._advice.seek(row, is_program=is_program)

    # -- drafts and originals

    def _save_draft(self) -> None:
        if self._mode is FormMode.NEW:
            save_draft(self._state, self.kind, self.fields)

    def _restore_draft(self) -> None:
        kind = restore_draft(self._state, self.fields)
        self.choose_kind(kind if kind in KINDS else next(iter(KINDS)))
        self._show_rows()

    def _fill_from(self, job: Job) -> None:
        """Show a job as it was described."""
        config = job.config
        self.choose_kind(job.kind if job.kind in KINDS else next(iter(KINDS)))
        self._fill_config(config, FormField.set_value)
        try:
            derived = KINDS[self.kind].derive_name(config)
        except (InvalidConfigError, KeyError):
            derived = ""
        queue = "" if job.queue == "default" else job.queue
        self._fill_wishes("" if job.name == derived else job.name, queue, job.priority, job.tags)

    # -- what Qt tells

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        text = "" if paths else event.mimeData().text()
        event.acceptProposedAction()
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


def _type_in(row: FormField, value: Any) -> None:
    """Fill a row as if a person had typed: a command that is one text is then split."""
    if isinstance(value, str):
        row.set_raw(value)
    else:
        row.set_value(value)
