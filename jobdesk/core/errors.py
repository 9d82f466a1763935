"""The errors of JobDesk: one root, each message made from typed fields."""

from __future__ import annotations

from jobdesk.core.text import show_literally

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class JobDeskError(Exception):
    """Something JobDesk could not do; its text says what happened, to which job, and what to do.

    Attributes:
        code: A stable word for the error, used on the control channel and in JSON.
        fields: The values that the message was made of, enough to make the error again elsewhere.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.fields = fields


class JobNotFoundError(JobDeskError):
    """No job has this id, number or prefix."""

    code = "job_not_found"

    def __init__(self, job_ref: str) -> None:
        super().__init__(f"No job {job_ref!r}. List the jobs with: jobdesk list", job_ref=job_ref)


class AmbiguousJobError(JobDeskError):
    """A prefix fits more than one job."""

    code = "ambiguous_job"

    def __init__(self, job_ref: str, matches: list[str]) -> None:
        shown = ", ".join(matches[:5]) + (", ..." if len(matches) > 5 else "")
        super().__init__(
            f"{job_ref!r} fits {len(matches)} jobs ({shown}). Give more characters, or the number.",
            job_ref=job_ref,
            matches=matches,
        )


class LogUnreadableError(JobDeskError):
    """The log of a job is there, but cannot be read."""

    code = "log_unreadable"

    def __init__(self, number: int, path: str, problem: str) -> None:
        super().__init__(
            f"The log of job #{number} cannot be read: {problem}. The file: {path}",
            number=number,
            path=path,
            problem=problem,
        )


class ScheduleNotFoundError(JobDeskError):
    """No schedule has this id or name."""

    code = "schedule_not_found"

    def __init__(self, schedule_ref: str) -> None:
        super().__init__(
            f"No schedule {schedule_ref!r}. List them with: jobdesk schedule list", schedule_ref=schedule_ref
        )


class InvalidConfigError(JobDeskError, ValueError):
    """A job's config cannot be used."""

    code = "invalid_config"

    def __init__(self, problem: str, key: str | None = None) -> None:
        where = f'"{show_literally(key)}": ' if key else ""
        super().__init__(f"Config not accepted: {where}{problem}", problem=problem, key=key)


class InvalidTransitionError(JobDeskError):
    """A job's status cannot change this way."""

    code = "invalid_transition"

    def __init__(self, job_id: str, old: str, new: str, why: str = "") -> None:
        hint = f" {why}" if why else ""
        super().__init__(
            f"Job {job_id} is {old} and cannot become {new}.{hint}", job_id=job_id, old=old, new=new, why=why
        )


class UnreadableJobError(JobDeskError):
    """The record of a job cannot be understood, so that the job cannot be changed."""

    code = "unreadable_job"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Job #{number} cannot be changed: this JobDesk does not understand its record, and keeps it as it is. "
            "A newer JobDesk may have written it: update this one.",
            number=number,
        )


class CyclicDependencyError(JobDeskError, ValueError):
    """A job was told to wait for one that waits for it."""

    code = "cyclic_dependency"

    def __init__(self, number: int, way: list[int]) -> None:
        shown = " waits for ".join(f"#{step}" for step in way)
        super().__init__(
            f"#{number} cannot wait for #{way[0]}: {shown if len(way) > 1 else 'that is the job itself'}.",
            number=number,
            way=way,
        )


class UnknownFieldError(JobDeskError):
    """A job has no such field, or it is not for the user to set."""

    code = "unknown_field"

    def __init__(self, field: str, allowed: list[str]) -> None:
        super().__init__(
            f"A job has no field {field!r} that can be set. These can: {', '.join(allowed)}.",
            field=field,
            allowed=allowed,
        )


class InvalidValueError(JobDeskError, ValueError):
    """A field was given a value that it cannot hold."""

    code = "invalid_value"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", field=field, problem=problem)


class InvalidLinkError(JobDeskError, ValueError):
    """A link leads to no job."""

    code = "invalid_link"

    def __init__(self, link: str) -> None:
        super().__init__(
            f"{show_literally(link[:200])} is no link to a job. Links are written as jobdesk:job/ID or "
            "jobdesk:job/ID#L120, with the id of the job.",
            link=link,
        )


class NotAllDoneError(JobDeskError):
    """Something was asked of many jobs, and some of them refused; to all others that could be it was done."""

    code = "not_all_done"

    def __init__(self, done: list[str], problems: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(problems.values())), done=done, problems=problems)

    @property
    def done(self) -> list[str]:
        """Ids of the jobs to which it was done."""
        done: list[str] = self.fields["done"]  # type: ignore[assignment]
        return done

    @property
    def problems(self) -> dict[str, str]:
        """What went wrong, by the ids of the jobs that refused."""
        problems: dict[str, str] = self.fields["problems"]  # type: ignore[assignment]
        return problems


class DataFolderError(JobDeskError):
    """The data folder cannot be used."""

    code = "data_folder"

    def __init__(self, folder: str, problem: str, remedy: str) -> None:
        super().__init__(
            f"The data folder {folder} cannot be used: {problem}. {remedy}",
            folder=folder,
            problem=problem,
            remedy=remedy,
        )


class StoreError(JobDeskError):
    """A change could not be written to disk; nothing that was saved before is lost.

    A problem that says after a semicolon what to do about it needs no other advice.
    """

    code = "store"

    def __init__(self, path: str, problem: str) -> None:
        advice = "" if "; " in problem else "; free space or mend the permissions, then try again"
        super().__init__(
            f"Could not save to {path}: {problem}. What was saved before is intact{advice}.",
            path=path,
            problem=problem,
        )


class JobFolderError(StoreError):
    """Nothing could be left in the folder of one job; other jobs are not concerned."""

    code = "job_folder"


class FolderLostError(StoreError):
    """The data folder of an engine was moved, deleted or replaced, or its lock file deleted."""

    code = "folder_lost"

    def __init__(self, folder: str) -> None:
        JobDeskError.__init__(
            self,
            f"The data folder {folder}, or the lock file in it, was moved, deleted or replaced, so nothing more is "
            "saved there. What was saved before is intact, and running jobs go on. Quit JobDesk and open it again.",
            folder=folder,
        )


class StateReadError(StoreError):
    """The stored jobs cannot be read; they are left as they are."""

    code = "state_read"

    def __init__(self, path: str, problem: str) -> None:
        JobDeskError.__init__(
            self, f"Cannot read {path}: {problem}. Nothing there was changed.", path=path, problem=problem
        )


class EngineUnreachableError(JobDeskError):
    """Another program holds the data folder but does not answer."""

    code = "engine_unreachable"

    def __init__(self, folder: str, problem: str, lost: str = "") -> None:
        super().__init__(
            f"Another JobDesk holds {folder} but does not answer ({problem}). "
            "If it hangs, end that program; running jobs go on. Then try again." + (f" {lost}" if lost else ""),
            folder=folder,
            problem=problem,
            lost=lost,
        )


class EngineStalledError(EngineUnreachableError):
    """The engine has taken a request but gives no sign of life."""

    code = "engine_stalled"

    def __init__(self, folder: str, holder: int, verb: str, lost: str = "") -> None:
        process = f"process {holder}" if holder else "its process is not known"
        JobDeskError.__init__(
            self,
            f"The JobDesk that holds {folder} ({process}) gives no sign of life; no answer came to {verb}. "
            f"If it was stopped, let it go on: kill -CONT {holder or 'PROCESS'}. If it hangs, end it: "
            f"kill -KILL {holder or 'PROCESS'}; running jobs go on. Then try again." + (f" {lost}" if lost else ""),
            folder=folder,
            holder=holder,
            verb=verb,
            lost=lost,
        )


class EngineNotStoppedError(JobDeskError):
    """The holder of a data folder was to end, but still runs."""

    code = "engine_not_stopped"

    def __init__(self, folder: str, holder: int, problem: str) -> None:
        process = f"process {holder}" if holder else "its process is not known"
        super().__init__(
            f"The JobDesk that holds {folder} ({process}) still runs: {problem}. "
            "End that program, then try again; running jobs go on.",
            folder=folder,
            holder=holder,
            problem=problem,
        )


class EngineStartError(JobDeskError):
    """No engine could be started in the background."""

    code = "engine_start"

    def __init__(self, folder: str, problem: str, lost: str = "") -> None:
        super().__init__(
            f"No engine could be started on {folder}: {problem.removesuffix('.')}. For a closer look: jobdesk doctor"
            + (f". {lost}" if lost else ""),
            folder=folder,
            problem=problem,
            lost=lost,
        )


class SystemLimitError(JobDeskError):
    """The system has refused a thread, a process or memory."""

    code = "system_limit"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The system gives JobDesk no more threads or memory ({problem}). Raise its limits (ulimit -u, ulimit -v, "
            "or those of the container), or end other programs, then try again; running jobs go on.",
            problem=problem,
        )


class EngineBusyError(JobDeskError):
    """An engine was asked to start on a data folder that another one holds."""

    code = "engine_busy"

    def __init__(self, folder: str, holder: str) -> None:
        super().__init__(
            f"An engine already runs on {folder} ({holder}). Use it as it is, or stop it first.",
            folder=folder,
            holder=holder,
        )


_NOT_UNDERSTOOD = {"unknown_verb", "bad_request"}
"""What an engine says to a client that knows more than it does, as after an update beneath an open window."""
_SENT_UNASKED = {"environment", "submit_folder"}
"""What a client says of a new job by itself: an engine that does not know it is older."""


def _all_errors(root: type[JobDeskError]) -> dict[str, type[JobDeskError]]:
    found = {root.code: root}
    for child in root.__subclasses__():
        found |= _all_errors(child)
    return found


def value_of_answer(answer: dict[str, Any]) -> Any:
    """Return what an engine answered.

    Args:
        answer: The message as it came over the control channel: "ok", or "error" with code, text and fields.

    Raises:
        JobDeskError: The engine refused.
    """
    error = answer.get("error")
    if error is not None:
        raise revive_error(error["code"], error["text"], error.get("fields", {}))
    return answer.get("ok")


def revive_error(code: str, message: str, fields: dict[str, object]) -> JobDeskError:
    """Make an error that crossed the control channel again, as its own class where this version knows it."""
    if code in _NOT_UNDERSTOOD or (code == UnknownFieldError.code and fields.get("field") in _SENT_UNASKED):
        message += " If the JobDesk that runs is older than this one, close it and try again; running jobs go on."
    error_class = _all_errors(JobDeskError).get(code, JobDeskError)
    error = error_class.__new__(error_class)
    JobDeskError.__init__(error, message, **fields)
    return error
