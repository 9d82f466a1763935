"""What a refusal says: which field of the form it is about, and the sentence to show beside it."""

from __future__ import annotations

from jobdesk.core.errors import InvalidConfigError, InvalidValueError, JobDeskError, JobNotFoundError


def place_of(error: JobDeskError) -> tuple[str, str]:
    """Return which field an error is about, and what it says of it."""
    if isinstance(error, InvalidConfigError):
        return str(error.fields.get("key") or "").split(".")[0].split("[")[0], str(error.fields["problem"])
    if isinstance(error, InvalidValueError):
        return str(error.fields["field"]), str(error.fields["problem"])
    if isinstance(error, JobNotFoundError):
        return "after", f"there is no job {error.fields['job_ref']}"
    return "", str(error)


def sentence(problem: str) -> str:
    """Return what is said beside a field of a problem that the kinds or the engine have named."""
    return f"{problem[:1].upper()}{problem[1:]}."
