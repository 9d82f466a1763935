"""What the command line accepts: its verbs, each with its options and one line of help."""

from __future__ import annotations

import argparse
import sys

from jobdesk import __version__

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

Parser = argparse.ArgumentParser
_OF_COMMANDS = {"jobdesk run", "jobdesk submit", "jobdesk schedule add"}
_STATUSES = ("queued", "running", "completed", "failed", "cancelled")
_WITH_COMMAND = _OF_COMMANDS | {"jobdesk edit", "jobdesk schedule edit"}


def parse(words: list[str], command: list[str] | None = None) -> argparse.Namespace:
    """Read a command line; `verb` in the result names the verb, `command` is what a job runs.

    Only the parser of the verb that is asked for is built: building all of them takes as long as listing jobs.

    Args:
        words: What stands before ``--``.
        command: What stands behind it; None if there is none.

    Raises:
        SystemExit: The line is wrong (2), or asks for help or the version (0); what to say has been said.
    """
    asked = words[0] if words and words[0] in _VERBS else None
    if words and asked is None and not words[0].startswith("-"):
        print(f"jobdesk: there is no verb {words[0]!r}; see: jobdesk --help", file=sys.stderr)
        raise SystemExit(2)
    options, unknown = make_parser(asked).parse_known_args(words)
    options.command = command
    verb = f"jobdesk {options.verb}" + (f" {options.deed}" if options.verb == "schedule" else "")
    if not unknown and command and verb not in _WITH_COMMAND:
        unknown = command
    if unknown:
        _refuse(verb, unknown)
    return options


def make_parser(asked: str | None = None) -> Parser:
    """Return the parser of one verb, or of all verbs if none is named."""
    parser = Parser(
        prog="jobdesk",
        description="Runs long jobs from your own machine. Without a verb, the desk opens.",
        epilog="A job is named by its id, its number, or the first characters of its id. Without a verb: --demo shows "
        "the desk with live sample jobs, --open FILE, or FILE alone, fills New Job, a link to a job alone shows that, "
        "--home DIR takes another data folder.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"jobdesk {__version__}")
    verbs = parser.add_subparsers(prog="jobdesk", metavar="VERB", required=True)
    for name, (hint, add_options) in _VERBS.items():
        if asked in {None, name}:
            added = _add_verb(verbs, name, hint)
            added.set_defaults(verb=name)
            add_options(added)
    return parser


def is_verb(word: str) -> bool:
    """Say whether a first word asks for something, whatever else is called so."""
    return word in _VERBS


def _add_verb(verbs: Any, name: str, hint: str, before: str = "") -> Parser:
    """Add a verb; if its hint ends with how it is written, that is its usage, in the place of a dozen lines of options.

    Args:
        verbs: What it is added to.
        name: Its name.
        hint: What it does.
        before: What stands before its name.
    """
    does, _, form = hint.partition(f": {before}{name} ")
    usage = f"jobdesk {before}{name} {form}" if form else None
    added: Parser = verbs.add_parser(
        name, help=hint, description=f"{does}." if form else hint, usage=usage, allow_abbrev=False
    )
    return added


def _refuse(verb: str, unknown: list[str]) -> NoReturn:
    """Say which words nothing can be done with; where a command may follow, its ``--`` has often been forgotten."""
    import shlex  # Late: only for a mistake.

    words = shlex.join(unknown)
    told = f"{words!r} is not known; see: {verb} --help"
    if verb in _OF_COMMANDS and not unknown[0].startswith("-"):
        told = f"{words!r}? What the job runs goes after --: {verb} -- {words}"
    print(f"{verb}: {told}", file=sys.stderr)
    raise SystemExit(2)


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _job(parser: Parser) -> None:
    parser.add_argument("job", metavar="JOB", help="id, number or first characters of the id")


def _job_and_json(parser: Parser) -> None:
    _job(parser)
    _json(parser)


def _jobs(parser: Parser) -> None:
    parser.add_argument("jobs", metavar="JOB", nargs="+", help="id, number or first characters of the id")


def _jobs_and_json(parser: Parser) -> None:
    _jobs(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document; of several jobs a list")


def _job_options(parser: Parser, *, is_new: bool, is_schedule: bool = False) -> None:
    from jobdesk.cli.job_options import add_wishes  # Late: most verbs have no wishes.

    here = "; default: this one" if is_new else ""
    parser.add_argument("--cwd", metavar="D", help=f"folder to start in{here}")
    parser.add_argument(
        "--env",
        metavar="K[=V]",
        action="append",
        default=[],
        help="add a variable, or pass one on that is set here; may be repeated",
    )
    if is_new:
        parser.add_argument(
            "--env-from",
            choices=("engine",),
            help="take the environment of the engine that runs the queue; default: a copy of this one",
        )
    parser.add_argument("--shell", action="store_true", help="the command is one line for the system's shell")
    add_wishes(parser, is_new=is_new, is_schedule=is_schedule)


def _run(parser: Parser) -> None:
    _job_options(parser, is_new=True)
    _raw(parser)
    parser.set_defaults(hold=False, array=[], array_lines=None, at_once=None)


def _submit(parser: Parser) -> None:
    _job_options(parser, is_new=True)
    parser.add_argument("--hold", action="store_true", help="store it, but do not start it before: jobdesk resume JOB")
    parser.add_argument("--stdin", action="store_true", help="read the standard input to its end, for the job")
    from jobdesk.cli.arrays import add_array_options  # Late: most verbs have no arrays.

    add_array_options(parser)
    _json(parser)


def _why(parser: Parser) -> None:
    _job_and_json(parser)
    parser.add_argument("--lift", type=int, metavar="N", help="take away the Nth of the reasons, in the order shown")


def _edit(parser: Parser) -> None:
    _job_and_json(parser)
    _job_options(parser, is_new=False)
    parser.add_argument("--notes", help="for people")
    parser.add_argument("--no-after", action="store_true", help="wait for no other job")
    parser.add_argument("--no-wait", action="store_true", help="wait for no time, retry or parking")


def _queue(parser: Parser) -> None:
    add = parser.add_argument
    add("name", metavar="QUEUE", nargs="?", help="the queue; without one, everything is meant")
    deeds = parser.add_mutually_exclusive_group()
    deeds.add_argument("--pause", action="store_true", help="start nothing, and freeze what runs")
    deeds.add_argument("--drain", action="store_true", help="start nothing; what runs goes on to its end")
    deeds.add_argument("--resume", action="store_true", help="go on, with what was frozen")
    add("--limit", metavar="N", help="run at most N of its jobs at once, or none: no limit of its own")
    add("--cap", metavar="R=N", action="append", help="its jobs use at most N of R, or none; of everything: there is N")
    add("--quiet", metavar="HH:MM-HH:MM", help="start nothing in these hours, or none")
    add("--max-load", metavar="X", help="start nothing above this load a core, or none")
    add("--min-free", metavar="GB", help="start nothing with less free memory, or none")
    add("--keep-days", metavar="N", help="archive ended jobs that are older, or none: keep them in the list")
    add("--keep-count", metavar="N", help="archive the oldest ended jobs beyond so many, or none")
    add("--keep-gb", metavar="X", help="archive the oldest ended jobs beyond this size of logs, or none")
    add("--battery", choices=("yes", "no"), help="whether to start anything on battery")
    _json(parser)


def _cancel(parser: Parser) -> None:
    _jobs_and_json(parser)
    parser.add_argument("--force", action="store_true", help="kill at once, without asking politely first")


def _rerun(parser: Parser) -> None:
    _jobs_and_json(parser)
    parser.add_argument("--failed", action="store_true", help="of an array only the tasks that failed")
    parser.add_argument(
        "--env-from",
        choices=("here", "engine"),
        help="take this environment, or that of the engine that runs the queue; default: that of the first run",
    )


def _list(parser: Parser) -> None:
    parser.add_argument("--status", choices=_STATUSES, help="only queued, running, completed, failed or cancelled ones")
    parser.add_argument("--trash", action="store_true", help="those in the trash instead")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N")
    parser.add_argument("--tasks", action="store_true", help="the tasks of arrays too")
    parser.add_argument("--array", metavar="JOB", help="the tasks of this array")
    parser.add_argument(
        "--archived",
        metavar="TEXT",
        nargs="?",
        const="",
        help="those in the archive instead, with these words; 100 of them",
    )
    _json(parser)


def _logs(parser: Parser) -> None:
    _job(parser)
    parser.add_argument("--tail", type=int, metavar="N", help="only the last N lines")
    parser.add_argument("--follow", "-f", action="store_true", help="go on until the job ends, through all attempts")
    parser.add_argument("--attempt", type=int, metavar="N", help="of its Nth attempt; default: the newest with a log")
    parser.add_argument(
        "--times",
        action="store_true",
        help="before each line when it came, as 2026-01-31T10:00:00+01:00; - where that is not known (26 characters)",
    )
    _raw(parser)


def _raw(parser: Parser) -> None:
    parser.add_argument(
        "--raw", action="store_true", help="all bytes as they are, also on a terminal, which obeys some of them"
    )


def _serve(parser: Parser) -> None:
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")
    parser.add_argument("--quiet", action="store_true", help="say nothing, and be content with another engine")


def _schedule(parser: Parser) -> None:
    from jobdesk.cli.schedules import add_schedule_verbs  # Late: no other verb has these.

    add_schedule_verbs(parser, _add_verb, _job_options)


def _emit(parser: Parser) -> None:
    parser.add_argument("--step", type=int, metavar="N", help="steps done")
    parser.add_argument("--total", type=int, metavar="N", help="steps in all")
    parser.add_argument("--fraction", type=float, metavar="F", help="how far, from 0 to 1")
    parser.add_argument("--text", help="what it does now, or why it parks")
    parser.add_argument("--cost", type=float, metavar="USD", help="the whole cost so far")
    parser.add_argument("--result", metavar="JSON", help="the result: JSON, or else a text")
    parser.add_argument("--park-until", metavar="TIME", help="when this attempt ends, go on at 18:00, 2026-01-31 18:00")
    parser.add_argument("--park-for", metavar="TIME", help="when this attempt ends, go on this much later, such as 30m")
    parser.add_argument("--no-park", action="store_true", help="take a wish to be parked back")


_VERBS: dict[str, tuple[str, Callable[[Parser], None]]] = {
    "run": ("Run a command as a job, show its log, end with its exit code: run [options] -- CMD ...", _run),
    "submit": ("Give a command to the queue and return at once: submit [options] -- CMD ...", _submit),
    "list": ("List jobs, the newest first.", _list),
    "show": ("Show all about one job.", _job_and_json),
    "logs": ("Print a job's log.", _logs),
    "cancel": ("Stop jobs and everything that they started.", _cancel),
    "rerun": ("Run jobs again, as new jobs.", _rerun),
    "pause": ("Freeze all processes of jobs, or hold them while they wait.", _jobs_and_json),
    "resume": ("Let paused or held jobs go on.", _jobs_and_json),
    "archive": ("Move jobs that have ended to the archive: list --archived finds them.", _jobs_and_json),
    "delete": ("Move jobs that have ended to the trash, or delete archived ones for good.", _jobs_and_json),
    "restore": ("Bring jobs back from the trash or the archive.", _jobs_and_json),
    "why": ("Say all that holds a job back, or lift it.", _why),
    "now": ("Start queued jobs at once, over every limit.", _jobs_and_json),
    "next": ("Put waiting jobs before all others.", _jobs_and_json),
    "edit": ("Change a job; what is not named stays: edit JOB [options] [-- NEW CMD ...]", _edit),
    "queue": ("Show or change limits; pause, drain or resume a queue, or everything.", _queue),
    "schedule": ("Have jobs run at a moment, in an interval, or by cron: add, list, show, edit, pause, ...", _schedule),
    "wait": ("Wait until jobs have ended; 0 if all completed.", _jobs),
    "serve": ("Run the queue without a window, until Ctrl-C; submit starts one by itself where none runs.", _serve),
    "stop": ("Close the desk or background engine, and wait for that; running jobs go on, waiting ones stay.", _json),
    "emit": ("From within a job: report progress, cost, a result, or when to try again.", _emit),
    "doctor": ("Check the installation, and say what to do.", _json),
}
