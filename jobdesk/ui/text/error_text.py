"""What a refusal says, in the language of the window: in a sentence, and which field of a form it is about."""

from __future__ import annotations

from jobdesk.core.errors import InvalidConfigError, InvalidValueError, JobDeskError, JobNotFoundError
from jobdesk.ui.text.engine_text import engine_text


def refusal_text(error: Exception) -> str:
    """Say what went wrong, where nothing shows yet what it is about."""
    if isinstance(error, OSError) and error.strerror:
        return engine_text(error.strerror)
    return engine_text(str(error))


def place_of(error: JobDeskError) -> tuple[str, str]:
    """Return the field that an error is about, empty if it is about none, and the sentence to show beside it."""
    if isinstance(error, InvalidConfigError):
        key = str(error.fields.get("key") or "").split(".")[0].split("[")[0]
        return key, sentence(str(error.fields["problem"]))
    if isinstance(error, InvalidValueError):
        return str(error.fields["field"]), sentence(str(error.fields["problem"]))
    if isinstance(error, JobNotFoundError):
        return "after", sentence(f"there is no job {error.fields['job_ref']}")
    return "", refusal_text(error)


def sentence(problem: str) -> str:
    """Make a sentence of a problem that was named in a few words."""
    words = engine_text(problem)
    return f"{words[:1].upper()}{words[1:]}."
