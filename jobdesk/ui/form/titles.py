"""What a form and its main button are called: the button says the deed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from jobdesk.core.job import Job
from jobdesk.core.timing.schedule import Schedule
from jobdesk.ui.form.mode import FormMode
from jobdesk.ui.form.preview.preview import FormLook
from jobdesk.ui.form.preview.start_text import AT, EVERY, HELD, NOW, TURN
from jobdesk.ui.text.plain_text import literal


def form_title(mode: FormMode, described: Job | Schedule | None) -> str:
    """Return the title of a form that edits, or begins as, a job or a schedule."""
    titles = {
        FormMode.NEW: _tr("New Job"),
        FormMode.EDIT: _tr("Edit %1"),
        FormMode.RERUN: _tr("Rerun %1 with Changes"),
        FormMode.COPY: _tr("New Job from %1"),
    }
    if described is None:
        return titles[FormMode.NEW]
    return titles[mode].replace("%1", f"#{described.number}" if isinstance(described, Job) else literal(described.name))


def starts_of(mode: FormMode, described: Job | Schedule | None) -> frozenset[str]:
    """Return the ways to start that make sense: what waits already is not held, and a schedule stays one."""
    if mode is FormMode.EDIT and described is not None:
        return frozenset({TURN, AT} if isinstance(described, Job) else {AT, EVERY})
    return frozenset({TURN, NOW, AT, EVERY, HELD})


def deed_text(mode: FormMode, start: str, look: FormLook) -> str:
    """Return what the main button does.

    Args:
        mode: What the form is for.
        start: How the job starts.
        look: What the form comes to.
    """
    count = look.array.count
    if mode is FormMode.EDIT:
        return _tr("Save")
    if start == EVERY or (start == AT and count <= 1):
        return _tr("Schedule")
    if count > 1:
        return QCoreApplication.translate("JobForm", "Add %n Jobs", "", count).replace("%n", str(count))
    if start == HELD:
        return _tr("Add and Hold")
    return _tr("Run Now") if start == NOW or look.starts_at_once else _tr("Add to Queue")


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobForm", text)
