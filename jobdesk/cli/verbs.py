"""The command line: verbs for people and scripts, all of them fronts on the one engine of a data folder.

Words for people go to standard error wherever standard output may be read by a program. Only argparse and what the
engine's channel needs is imported to list jobs; all else is imported by the verbs that use it.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys

from jobdesk.cli.parser import parse
from jobdesk.core.errors import EngineStartError, EngineUnreachableError, JobDeskError, SystemLimitError
from jobdesk.core.text import show_literally, without_surrogates
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder, default_home

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from typing import Any

EXIT_FAILURE = 1
EXIT_OWN_FAILURE = 125
EXIT_CANNOT_RUN = 126
EXIT_NOT_FOUND = 127
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code.

    Codes: `run` ends with the job's own (128+n for signal n, 126 or 127 if it could not start, 125 if JobDesk failed
    or the code is unknown, 130 after Ctrl-C); else 0, 1 for a failure, 2 for wrong usage; 141 for any verb whose
    output nobody reads any more.
    """
    _fill_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # As standard error does with what the terminal cannot show.
    try:
        code = _run_verb(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return EXIT_BROKEN_PIPE
    return code


def _run_verb(words: list[str]) -> int:
    own, command = _split_command(words)
    try:
        options = parse(own, command)
    except SystemExit:
        sys.stdout.flush()
        raise
    try:
        # For an engine in the background; jobs inherit the environment, and theirs is another matter.
        folder = DataFolder(default_home(), os.environ.pop("JOBDESK_STATE_NAME", "") or "jobs_state.json")
        code = _DO[options.verb](options, folder)
        sys.stdout.flush()
    except JobDeskError as error:
        _say(_masked(str(error)))
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except MemoryError:
        _say(str(SystemLimitError("out of memory")))
    except OSError as error:
        _say(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        _discard_output()
    else:
        return code
    return EXIT_OWN_FAILURE if own[:1] == ["run"] else EXIT_FAILURE


def _fill_streams() -> None:
    """Give standard streams that were closed a file, or the next one that is opened would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 (stays open)


def _discard_output() -> None:
    """Give up what could not be written, which would be tried again at the exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _split_command(words: list[str]) -> tuple[list[str], list[str] | None]:
    """Everything after the first ``--`` is the job's."""
    if "--" not in words:
        return words, None
    at = words.index("--")
    return words[:at], words[at + 1 :]


# -- verbs


def _run(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.cli.log_output import LogOutput
    from jobdesk.engine.execution.log_follower import Follower

    engine = RemoteEngine(folder, _say)
    job, feed = _run_command(options, engine, folder)
    _load_for_wait()
    _say(f"job #{job['number']} {job['id']}")
    _warn_of_vain_wait(job)
    is_interrupted = False
    told: set[tuple[int, str]] = set()
    follower = Follower(
        folder.job(job["id"]),
        lambda: _is_over(engine, job["id"], told),
        attempt=1,
        on_loss=lambda loss: _say_loss(job, loss),
    )
    output = LogOutput(is_raw=options.raw)
    while True:
        try:
            output.write_all(follower.read())
            break
        except KeyboardInterrupt:
            if is_interrupted:
                _say("not waiting any longer; the job is being stopped")
                return EXIT_INTERRUPTED
            is_interrupted = True
            _say("stopping the job; press Ctrl-C again to leave at once")
            engine.ask("cancel_job", job_id=job["id"])
    ended = engine.ask("wait_job", job_id=job["id"])
    if feed is not None:
        feed.close()
    if ended is None:
        _say(f"job #{job['number']} is gone")
        return EXIT_OWN_FAILURE
    return _report_end(ended, folder, is_interrupted=is_interrupted)


def _load_for_wait() -> None:
    """Import what the end of a wait needs, and what starts another engine: an update may remove the files before."""
    for name in ("jobdesk.core.redaction", "jobdesk.engine.ipc.background"):
        importlib.import_module(name)


def _run_command(options: Namespace, engine: RemoteEngine, folder: DataFolder) -> tuple[dict[str, Any], Any]:
    """Submit the job, and feed it the standard input if that is a pipe or a file; returns the job, and its feed."""
    from jobdesk.cli import standard_input
    from jobdesk.core.ids import new_job_id

    if not standard_input.is_given():
        return _submit_command(options, engine, new_job_id()), None
    if sys.platform == "win32":
        _say("the input is not taken: Windows has no pipe for it; use: jobdesk submit --stdin")
        return _submit_command(options, engine, new_job_id()), None
    job_id = new_job_id()
    folder.prepare()
    try:
        feed = standard_input.Feed(folder.job(job_id))
    except OSError as error:
        # Some file systems hold no pipes.
        standard_input.remove(folder.job(job_id))
        _say(f"the input is not taken: {error.strerror}; use: jobdesk submit --stdin")
        return _submit_command(options, engine, job_id), None
    try:
        job = _submit_command(options, engine, job_id)
    except BaseException:
        standard_input.remove(folder.job(job_id))
        raise
    feed.start()
    return job, feed


def _report_end(job: dict[str, Any], folder: DataFolder, *, is_interrupted: bool) -> int:
    """Say how a job ended if that is not plain, and return the exit code that `run` ends with."""
    from jobdesk.engine.execution.log_follower import start_failure_number

    if job["status"] != "completed":
        job = _masked(job)
        _say(f"{job['status']}: {_reason(job) or job['error'] or ''}".rstrip(": "))
    for notice in job["notices"]:
        _say(show_literally(_masked(notice)))
    if is_interrupted:
        return EXIT_INTERRUPTED
    failure, code = start_failure_number(folder.job(job["id"])), job["exit_code"]
    if failure is not None and (job["reason"] or {}).get("code") == "could_not_start":
        return EXIT_NOT_FOUND if failure == 2 else EXIT_CANNOT_RUN
    if code is None:
        return EXIT_OWN_FAILURE
    return int(code) if code >= 0 else 128 - int(code)


def _submit(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.cli import standard_input
    from jobdesk.core.errors import InvalidValueError
    from jobdesk.core.ids import new_job_id

    job_id = new_job_id()
    is_array = bool(options.array) or options.array_lines is not None
    if options.stdin and is_array:
        raise InvalidValueError("--stdin", "is for single jobs, not for arrays")
    try:
        if options.stdin:
            folder.prepare()
            standard_input.store(folder.job(job_id))
        job = _submit_command(options, RemoteEngine(folder, _say), job_id)
    except BaseException:
        if options.stdin:
            standard_input.remove(folder.job(job_id))
        raise
    if not options.stdin and options.array_lines != "-" and standard_input.holds_data():
        _say(f"job #{job['number']} does not get the input; to give it: jobdesk submit --stdin")
    _print_json(job) if options.json else print(job["id"])
    _warn_of_vain_wait(job)
    return 0


def _warn_of_vain_wait(job: dict[str, Any]) -> None:
    """Say of a job that was just queued if it can never start as it is."""
    if job["status"] == "queued" and job["reason"] and job["reason"]["code"] == "resource_missing":
        text = show_literally(job["reason"]["text"])
        _say(f"job #{job['number']} cannot start: {text} (see: jobdesk why {job['number']})")


def _list(options: Namespace, folder: DataFolder) -> int:
    chosen = {"status": options.status, "limit": options.limit}
    if options.archived is not None:
        limit = 100 if options.limit is None else options.limit
        jobs = RemoteEngine(folder).ask("search_archive", **chosen | {"limit": limit}, text=options.archived)
    else:
        array = None if options.array is None else _find_array(options.array, folder)["id"]
        jobs = _look(folder, "list_jobs", **chosen, trash=options.trash, tasks=options.tasks, array=array)
    if not jobs:
        _say_losses(folder)
    if options.json:
        _print_json(jobs)
    elif jobs:
        from jobdesk.cli.tables import job_table

        queued = [job["id"] for job in jobs if job["status"] == "queued"]
        engine = RemoteEngine(folder)
        reasons = engine.ask("reasons", job_ids=queued) if queued and engine.is_running() else {}
        print(job_table(_masked(jobs), _masked(reasons)))
    else:
        _say("no jobs" + (f" that are {options.status}" if options.status else ""))
    return 0


def _say_losses(folder: DataFolder) -> None:
    """Say what the engine has found wrong with the state, and that of an earlier state not all could be read."""
    engine = RemoteEngine(folder)
    notices = engine.ask("status")["notices"] if engine.is_running() else []
    for notice in notices:
        _say(notice)
    if not notices:
        for path in sorted(folder.path.glob(f"{folder.state.stem}.damaged*.json")):
            _say(f"{path} is kept: it was damaged, and what it held was not found elsewhere")


def _find_array(job_ref: str, folder: DataFolder) -> dict[str, Any]:
    from jobdesk.core.errors import InvalidValueError

    job: dict[str, Any] = _look(folder, "find_job", job_ref=job_ref)
    if job["kind"] != "array":
        raise InvalidValueError("--array", f"#{job['number']} is no array")
    return job


def _show(options: Namespace, folder: DataFolder) -> int:
    job = _look(folder, "find_job", job_ref=options.job)
    if options.json:
        _print_json(job)
    else:
        from jobdesk.cli.tables import job_facts

        print(job_facts(_masked(job)))
    return 0


def _logs(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.cli.log_output import LogOutput
    from jobdesk.cli.log_pieces import follow_pieces, missing_log_text, read_pieces
    from jobdesk.core.errors import InvalidValueError
    from jobdesk.engine.execution.log_follower import Follower
    from jobdesk.engine.execution.logs import find_log, tail_start

    if options.tail is not None and options.tail < 0:
        raise InvalidValueError("--tail", "must be a count of lines, 0 or more")
    job = _look(folder, "find_job", job_ref=options.job)
    if job["kind"] == "array":
        _say(f"job #{job['number']} is an array; its tasks have logs: jobdesk list --array {job['number']}")
        return EXIT_FAILURE

    def say(text: str) -> None:
        _say(f"job #{job['number']}: {text}")

    job_folder = folder.job(job["id"])
    log = find_log(job_folder, options.attempt, job["number"])
    offset, is_all = (0, True) if options.tail is None else tail_start(log, options.tail)
    if not is_all:
        say(f"--tail {options.tail} starts later, in the last 16 MB of the log; without --tail all of it is printed")
    output = LogOutput(is_raw=options.raw)
    if options.follow and options.attempt is None and job["status"] in {"queued", "running"}:
        engine = RemoteEngine(folder)
        _load_for_wait()
        follower = Follower(
            job_folder, lambda: _is_over(engine, job["id"]), offset, on_loss=lambda loss: _say_loss(job, loss)
        )
        output.write_all(follow_pieces(follower, say, with_times=options.times))
        return 0
    missing = missing_log_text(log)
    if missing:
        say(missing)
        return EXIT_FAILURE
    output.write_all(read_pieces(log, offset, say, with_times=options.times))
    return 0


def _say_loss(job: dict[str, Any], loss: str) -> None:
    from jobdesk.cli.log_pieces import LOSSES

    _say(f"job #{job['number']}: {LOSSES[loss]}")


def _deed(options: Namespace, folder: DataFolder) -> int:
    """Do something to each of some jobs; what cannot be done to one keeps nobody from the others."""
    from jobdesk.cli.job_verbs import do_deeds

    # Of jobs that are put before all others, the one that is named first is to stand first.
    step = -1 if options.verb == "next" else 1
    found = _find_each(folder, options.jobs[::step])
    answers = iter(do_deeds(options, RemoteEngine(folder), [job for job in found if not isinstance(job, JobDeskError)]))
    documents, worst = [], 0
    for job in found:
        code, document, text = (EXIT_FAILURE, None, str(job)) if isinstance(job, JobDeskError) else next(answers)
        worst = max(worst, code)
        documents += [] if document is None else [document]
        if code:
            _say(_masked(text))
        elif text and not options.json:
            print(text, flush=True)
    if options.json and len(options.jobs) > 1:
        _print_json(documents[::step])
    elif options.json and documents:
        _print_json(documents[0])
    return worst


def _queue_verb(options: Namespace, folder: DataFolder) -> int:
    """Do one of the verbs that concern the queue; their module is imported for them alone."""
    from jobdesk.cli import queues

    do = {
        "why": queues.why,
        "edit": queues.edit,
        "queue": queues.queue,
    }[options.verb]
    return _print_answer(options, do(options, folder))


def _schedule(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.cli.schedules import run_schedule_verb

    return _print_answer(options, run_schedule_verb(options, folder))


def _print_answer(options: Namespace, answer: tuple[int, Any, str]) -> int:
    code, document, text = answer
    if options.json:
        _print_json(document)
    elif code:
        _say(_masked(text))
    elif text:
        print(_masked(text))
    return code


def _wait(options: Namespace, folder: DataFolder) -> int:
    jobs = [_look(folder, "find_job", job_ref=job_ref) for job_ref in options.jobs]
    engine = RemoteEngine(folder)
    _load_for_wait()
    all_completed = True
    for job in jobs:
        ended: dict[str, Any] | None = job
        while ended is not None and ended["status"] in {"queued", "running"}:
            ended = engine.ask("wait_job", job_id=job["id"])
        if ended is None or ended["status"] != "completed":
            all_completed = False
            _say(f"job #{job['number']} " + (f"{ended['status']}: {_masked(_reason(ended))}" if ended else "is gone"))
    return 0 if all_completed else EXIT_FAILURE


def _serve(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.serve import serve

    return serve(folder, until_idle=options.until_idle, quiet=options.quiet)


def _stop(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.cli.stop import stop

    return _print_answer(options, stop(folder))


def _emit(options: Namespace, _: DataFolder) -> int:
    from jobdesk.cli.emit import emit

    problem = emit(options)
    if problem:
        _say(problem)
    return EXIT_FAILURE if problem else 0


def _doctor(options: Namespace, folder: DataFolder) -> int:
    from jobdesk.doctor import examine

    findings = examine(folder)
    if options.json:
        _print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            print(finding)
    return 0 if all(finding.is_good for finding in findings) else EXIT_FAILURE


_DO: dict[str, Callable[[Namespace, DataFolder], int]] = {
    "run": _run,
    "submit": _submit,
    "list": _list,
    "show": _show,
    "logs": _logs,
    "cancel": _deed,
    "rerun": _deed,
    "pause": _deed,
    "resume": _deed,
    "archive": _deed,
    "delete": _deed,
    "restore": _deed,
    "why": _queue_verb,
    "now": _deed,
    "next": _deed,
    "edit": _queue_verb,
    "queue": _queue_verb,
    "schedule": _schedule,
    "wait": _wait,
    "serve": _serve,
    "stop": _stop,
    "emit": _emit,
    "doctor": _doctor,
}


# -- shared by the verbs


def _submit_command(options: Namespace, engine: RemoteEngine, job_id: str) -> dict[str, Any]:
    """Submit what was given; the id is made before, so that asking a second engine makes no second job."""
    from jobdesk.cli.arrays import as_array
    from jobdesk.cli.command import read_command, read_origin
    from jobdesk.cli.job_options import check_templates, wishes_of

    verb = "create_job" if options.hold else "submit_job"
    wishes = wishes_of(options)
    config = as_array(options, read_command(options), wishes)
    if options.then:
        check_templates(options, engine.ask("list_templates"))
    job: dict[str, Any] = engine.ask(verb, config=config, job_id=job_id, **wishes, **read_origin(options))
    return job


def _look(folder: DataFolder, verb: str, **args: Any) -> Any:
    """Ask a running engine; without one read the files, unless jobs there wait for an engine to go on."""
    engine = RemoteEngine(folder)
    if engine.is_running():
        return engine.ask(verb, **args)
    if verb == "list_jobs":
        from jobdesk.engine.storage.list_reader import glance

        jobs = glance(folder, **args)
        if jobs is not None:
            return jobs
    from jobdesk.engine.offline import answer_offline

    found, answer = answer_offline(folder, verb, args, _say)
    return answer if found else engine.ask(verb, **args)


def _find_each(folder: DataFolder, job_refs: list[str]) -> list[dict[str, Any] | JobDeskError]:
    """Return the jobs that ids, numbers or prefixes name, or why one names none."""
    can_be_asked = len(job_refs) > 1 and all(without_surrogates(job_ref) == job_ref for job_ref in job_refs)
    found = _look(folder, "find_jobs", job_refs=job_refs) if can_be_asked else [None] * len(job_refs)

    def find(job_ref: str) -> dict[str, Any] | JobDeskError:
        try:
            job: dict[str, Any] = _look(folder, "find_job", job_ref=job_ref)
        except (EngineStartError, EngineUnreachableError):
            raise
        except JobDeskError as error:
            return error
        return job

    return [job or find(job_ref) for job, job_ref in zip(found, job_refs, strict=True)]


def _is_over(engine: RemoteEngine, job_id: str, told: set[tuple[int, str]] | None = None) -> bool:
    """Tell whether a job has ended; with `told`, say of each wait of it once what it waits for."""
    job = engine.ask("get_job", job_id=job_id)
    if job is not None and job["status"] == "queued" and told is not None:
        wait = (job["attempt"], job["reason"]["code"])
        reason = engine.ask("reasons", job_ids=[job_id]).get(job_id) if wait not in told else None
        if reason is not None:
            told.add(wait)
            _say(f"waits: {show_literally(_masked(reason))}")
    return job is None or job["status"] not in {"queued", "running"}


def _reason(job: dict[str, Any]) -> str:
    return show_literally(job["reason"]["text"]) if job["reason"] else ""


def _print_json(document: Any) -> None:
    # Programs read UTF-8; ASCII is that, too. Of control characters JSON itself escapes only the first 32.
    text = json.dumps(_masked(document), indent=2, ensure_ascii=sys.stdout.encoding.lower() != "utf-8")
    if not text.isascii():
        text = text.translate({code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)})
    print(text)


def _masked(value: Any) -> Any:
    """Return what is about to be printed, with the secrets in it masked."""
    from jobdesk.core.redaction import mask_document  # Late: many verbs print nothing of a job.

    return mask_document(value)


def _say(text: str) -> None:
    print(f"jobdesk: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
