"""Takes one job from its start to its verdict; runs on whatever pool it is given."""

from __future__ import annotations

import contextlib
import logging
import os
import random
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from jobdesk.core.errors import FolderLostError, InvalidConfigError
from jobdesk.core.job import Job, JobResult, JobStatus, Reason, ReasonCode
from jobdesk.core.jobs.attempts import Again, Signs, may_go_on, next_attempt, what_follows
from jobdesk.core.jobs.input_request import MOST_BYTES
from jobdesk.core.output.progress import Progress
from jobdesk.core.timing.times import format_time
from jobdesk.engine.execution.job_events import Reports
from jobdesk.engine.execution.job_result import conclude, start_failure
from jobdesk.engine.execution.launch_plans import plan_job
from jobdesk.engine.execution.retry_evidence import read_signs
from jobdesk.engine.execution.silences import Silence, UsualSilences
from jobdesk.engine.execution.watcher import SOONEST_READ_S, FolderWatcher, Watch
from jobdesk.engine.runtime import clock
from jobdesk.engine.storage.ledger import Ledger, utc_now
from jobdesk.engine.storage.settings import Settings
from jobdesk.executors.base import Executor, Observation, Phase
from jobdesk.executors.local import read_events, request_pause
from jobdesk.jobdir.folder import JobFolder, is_feed_cut, open_plain, write_whole
from jobdesk.jobdir.verdict import PASSING

if TYPE_CHECKING:
    from jobdesk.engine.execution.output_progress import Printed

_log = logging.getLogger(__name__)
NOT_RESPONDING_S = 15.0
_LOOK_S = 5.0
_LOOK_WITHOUT_HINTS_S = 0.1
_SELDOMEST_READ_S = 4.0
_START_PATIENCE_S = 3.0
"""How long a supervisor may take to lock its folder before another one is started; two do no harm."""
_MOST_STARTS = 5
_NO_SUPERVISOR = "No supervisor could be started; see: jobdesk doctor"
_FEED_CUT = "Its input may be incomplete: the run command that fed it ended before all of it was passed on"
_MOST_FAULTS = 5
_PAUSE_AFTER_FAULT_S = 1.0
_PAUSE_AFTER_FAULTS_S = 60.0


class _NotStarted(msgspec.Struct, frozen=True):
    """An attempt of which nothing has run, for a reason that passes."""

    problem: str


class Worker:
    """The way of one attempt from its start, or from wherever an earlier engine left it, to its verdict."""

    def __init__(
        self,
        job: Job,
        folder: JobFolder,
        executor: Executor,
        ledger: Ledger,
        watcher: FolderWatcher,
        stop: threading.Event,
        settings: Settings,
        usual_silences: UsualSilences,
    ) -> None:
        self._job = job
        self._folder = folder
        self._executor = executor
        self._ledger = ledger
        self._watcher = watcher
        self._stop = stop
        self._settings = settings
        self._reports = Reports(folder, spent_usd=job.attempts[-1].cost_usd if job.attempts else None)
        self._printed: Printed | None = None
        self._silence = Silence(job.id, ledger, usual_silences)
        self._has_seen_all = False
        self._was_laid_out: bool | None = False
        self._holds_earlier: bool | None = None
        self._cannot_read_log = False
        self._starts = 0
        self._started_last = self._ordered_at = self._start_after = 0.0
        self._beat = (0.0, 0.0)

    def take_over(self) -> None:
        """Go on with an attempt that an earlier engine has begun."""
        # A task is laid out only when it starts: that engine may have been killed before.
        self._was_laid_out = None if self._job.parent is not None else True

    def __call__(self) -> None:
        """Work until the attempt has ended, or until the engine closes; the job itself then goes on.

        A fault of ours ends only a try: the next one follows after a pause, as long as the engine lives.
        """
        faults = 0
        while not self._stop.is_set() and self._is_current():
            try:
                self._work()
            except FolderLostError:
                return  # The job goes on under its supervisor; whose folder it is in looks after it.
            except Exception as error:  # noqa: BLE001
                faults += 1
                with contextlib.suppress(Exception):  # For want of memory even this may fail.
                    self._note_fault(error, faults)
                self._stop.wait(_PAUSE_AFTER_FAULTS_S if faults >= _MOST_FAULTS else _PAUSE_AFTER_FAULT_S * faults)
            else:
                return

    def _is_current(self) -> bool:
        job = self._ledger.get(self._job.id)
        return job is not None and job.status is JobStatus.RUNNING and job.attempt == self._job.attempt

    def _note_fault(self, error: Exception, count: int) -> None:
        _log.error("The worker of job %s failed; it tries again", self._job.id, exc_info=error)
        if count == _MOST_FAULTS:
            text = f"JobDesk fails to look after it and tries again every minute ({type(error).__name__}: {error})"
            self._say(ReasonCode.NOT_RESPONDING, text)

    def _work(self) -> None:
        watch = self._watcher.watch(self._job.id, self._folder)
        try:
            result = self._follow(watch)
        finally:
            # Before the end is told: the worker of another attempt may come as soon as it is.
            self._watcher.unwatch(self._job.id)
        if isinstance(result, _NotStarted):
            self.put_back(result.problem)
        elif result is not None:
            self._end(result)

    def _follow(self, watch: Watch) -> JobResult | _NotStarted | None:
        is_told = False
        while True:
            watch.wake.clear()
            watch.has_news = False
            if self._stop.is_set():  # Only now: the engine's end wakes once, and what came before was just taken back.
                return None
            try:
                seen = self._observe()
            except OSError as error:  # As when no descriptor is free: for that nobody may give the job up.
                _log.warning("Job %s cannot be looked at now: %s", self._job.id, error)
                watch.wake.wait(_LOOK_S)
                continue
            if seen.started and not is_told:
                is_told = True
                self._tell_started(seen.started)
            if seen.phase is Phase.ENDED:
                return self._conclude(seen.verdict or {}, watch)
            if seen.phase is Phase.GONE:
                text = "Its folder was removed; how it ended is unknown"
                reason = {"code": ReasonCode.UNSUPERVISED.value, "text": text}
                return self._conclude({**(seen.verdict or {}), "reason": reason}, watch)
            if seen.phase is Phase.ALIVE:
                self._starts = 0
                self._executor.backoff.clear(self._job.id)
                self._judge_responsiveness(seen.beat)
                self._silence.judge(watch)
                self._judge_log(watch)
            elif seen.phase is Phase.CUT_OFF:
                self._follow_without_folder()
            else:
                outcome = self._start(is_lost=seen.phase is Phase.LOST)
                if outcome is not None:
                    return outcome
            self._sleep(watch, self._pause_s(seen.phase))

    def _last_output(self, verdict: dict[str, Any]) -> str:
        """Return the end of what the job wrote, if it ended by itself with a code that says that it failed."""
        code = verdict.get("exit_code")
        if not isinstance(code, int) or code <= 0 or verdict.get("stopped_by"):
            return ""
        try:
            with open_plain(self._folder.log) as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - MOST_BYTES))
                return log.read(MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""  # Only a hint is lost.

    def _conclude(self, verdict: dict[str, Any], watch: Watch) -> JobResult:
        if self._is_stop_wanted():
            verdict = self._executor.end_leftovers(verdict)
        job = self._ledger.get(self._job.id) or self._job
        result = conclude(job, verdict, read_events(self._folder), self._last_output(verdict))
        silence_s = self._silence.longest_s(watch) if self._has_seen_all else None
        notices = result.notices
        if not verdict.get("stopped_by") and _FEED_CUT not in job.notices and is_feed_cut(self._folder):
            notices = (*notices, _FEED_CUT)
        return msgspec.structs.replace(result, longest_silence_s=silence_s, notices=notices)

    def _follow_without_folder(self) -> None:
        """Say that the folder is gone, and stop the job if that was asked for: no file can ask its supervisor."""
        self._say(ReasonCode.NOT_RESPONDING, "Its folder was removed while it runs: its log is lost, its end unknown")
        if self._is_stop_wanted():
            self._executor.stop(self._job.id)

    def _is_stop_wanted(self) -> bool:
        job = self._ledger.get(self._job.id)
        return job is not None and (job.cancelled or job.stopping is not None)

    def _sleep(self, watch: Watch, pause_s: float) -> None:
        """Sleep until something may have happened; if that is only more output, see how far the job is by it."""
        end_s = time.monotonic() + pause_s
        while watch.wake.wait(max(0.0, end_s - time.monotonic())):
            watch.wake.clear()
            if watch.has_news:
                return
            if watch.reads_log:
                self._read_log(watch)

    def _read_log(self, watch: Watch) -> None:
        """See how far the job is by what it printed; the longer that says nothing new, the less often."""
        try:
            if self._printed is None:
                from jobdesk.engine.execution.output_progress import (
                    Printed,  # Late: its expressions take 10 ms, and maybe no job runs.
                )

                self._printed = Printed(self._folder)
            progress = self._printed.take()
        except Exception:  # noqa: BLE001 (progress is a comfort; without it the job is followed all the same)
            _log.exception("The progress that job %s prints cannot be read", self._job.id)
            self._cannot_read_log = True
            watch.reads_log = False
            return
        if progress is None:
            watch.read_every_s = min(_SELDOMEST_READ_S, 1.5 * watch.read_every_s)
        else:
            watch.read_every_s = SOONEST_READ_S
            self._ledger.observe(self._job.id, progress=progress)

    def _judge_log(self, watch: Watch) -> None:
        """Have the log read for how far the job is, unless it says so itself or that is not wished."""
        is_wished = self._settings.flag("read_progress")
        watch.reads_log = is_wished and not self._reports.has_progress and not self._cannot_read_log
        job = self._ledger.get(self._job.id)
        if not is_wished and job is not None and job.progress is not None and job.progress.is_printed:
            self._ledger.observe(job.id, progress=None)

    def _observe(self) -> Observation:
        if self._holds_earlier is None:
            self._holds_earlier = self._executor.holds_earlier(self._job)
            if not self._holds_earlier:
                self._deliver_requests()
        if self._holds_earlier:
            return Observation(Phase.ABSENT)
        self._deliver_missed()
        seen = self._executor.observe(self._job.id, was_laid_out=self._was_laid_out)
        reported = self._reports.take()
        if reported:
            self._ledger.observe(self._job.id, **reported)
        return seen

    def _deliver_requests(self) -> None:
        """Leave the requests in the folder that are on record but not there.

        They went away with the files of an earlier attempt, or an engine died between the two. One that is there and
        not on record is taken back.
        """
        holds_pause = self._folder.pause.exists()  # Before the record is read: it is written first.
        job = self._ledger.get(self._job.id) or self._job
        try:
            if job.cancelled or job.stopping is not None:
                self._executor.cancel(job.id)
                return
            is_settled = not (job.is_paused or holds_pause)
            while not is_settled:
                request_pause(self._folder, is_paused=job.is_paused)
                now = self._ledger.get(job.id) or job
                # A resume in between would be undone, and be on record all the same.
                is_settled, job = now.is_paused == job.is_paused, now
        except OSError as error:
            _log.warning("A request could not be left in the folder of job %s: %s", job.id, error.strerror)

    def _deliver_missed(self) -> None:
        """Leave a request to stop that could not be left when it was made, as in a folder that was shut for a while."""
        job = self._ledger.get(self._job.id)
        if job is not None and (job.cancelled or job.stopping is not None) and not self._folder.is_stop_requested():
            self._deliver_requests()

    def _pause_s(self, phase: Phase) -> float:
        if not self._watcher.has_hints:
            return _LOOK_WITHOUT_HINTS_S
        return _LOOK_S if phase is Phase.ALIVE else 0.25

    def _start(self, *, is_lost: bool) -> JobResult | _NotStarted | None:
        """Have the job started, or looked after again; a failure is a result."""
        now = time.monotonic()
        if now < self._start_after:
            return None
        refusal = self._executor.take_refusal(self._job.id) if self._starts else None
        if refusal is None and self._starts and now - self._started_last < _START_PATIENCE_S:
            return None
        if refusal is not None or self._starts >= _MOST_STARTS:
            return self._give_up_start(refusal or _NO_SUPERVISOR, is_lost=is_lost)
        if not is_lost and not self._starts:
            try:
                self._prepare()
            except BlockingIOError:
                return None  # The supervisor of the attempt before is about to end.
            except InvalidConfigError as error:
                return self._could_not_start(str(error))
            except OSError as error:
                text = f"Cannot prepare its folder: {error.strerror or error}"
                return self._give_up_start(text) if error.errno in PASSING else self._could_not_start(text)
        if not self._starts:
            self._ordered_at = now
        try:
            self._executor.start(self._job.id)
        except OSError as error:
            return self._give_up_start(f"Cannot prepare the process: {error.strerror or error}", is_lost=is_lost)
        self._starts += 1
        self._started_last = now
        return None

    def _prepare(self) -> None:
        plan = plan_job(self._job, self._settings, self._executor)
        self._executor.prepare(self._job, plan, self._settings.number("grace_s"))
        self._has_seen_all = self._was_laid_out = True
        if self._holds_earlier:
            self._holds_earlier = False
            self._deliver_requests()

    def _give_up_start(self, problem: str, *, is_lost: bool = False) -> JobResult | _NotStarted | None:
        """Put back what has never run; go on trying, after a pause, with what may have."""
        self._starts = 0
        try:
            # What waits in the queue must not run, when a machine that thrashes gets to it at last.
            if self._executor.withdraw(self._job.id, self._ordered_at):
                return _NotStarted(problem)
        except OSError as error:
            if not is_lost and error.errno not in PASSING:
                return self._could_not_start(f"Cannot write to its folder: {error.strerror or error}")
        if is_lost:
            verdict = self._executor.judge_lost(self._job.id)
            if verdict is not None:
                job = self._ledger.get(self._job.id) or self._job
                return conclude(job, verdict, read_events(self._folder), self._last_output(verdict))
            self._say(ReasonCode.NOT_RESPONDING, f"Nothing looks after it now ({problem}); it goes on")
            if self._is_stop_wanted():
                self._executor.stop(self._job.id)
        self._start_after = time.monotonic() + self._executor.backoff.next_s(self._job.id)
        return None

    def _could_not_start(self, problem: str) -> JobResult:
        reason = start_failure(self._ledger.get(self._job.id) or self._job, problem)
        return JobResult(status=JobStatus.FAILED, reason=reason, error=reason.text)

    def put_back(self, problem: str) -> None:
        """Put a job that has never run back into the queue, to be tried again after a pause; or end it if it may not.

        It keeps its place, and who waits for it goes on waiting.

        Args:
            problem: Why it could not be started, in words.
        """
        moment = clock.now() + timedelta(seconds=self._executor.backoff.next_s(self._job.id))

        def compute(job: Job) -> dict[str, Any] | None:
            if job.status is not JobStatus.RUNNING or job.cancelled or job.stopping is not None:
                return None
            reason = Reason(ReasonCode.MACHINE_BUSY, problem)
            return {
                "status": JobStatus.QUEUED,
                "reason": Reason(ReasonCode.HELD, "Held by you") if job.is_paused else reason,
                "not_before": format_time(moment),
                "started": None,
                "paused_s": 0.0,
                "paused_at_s": None,
            }

        if self._ledger.change(self._job.id, compute, must=True) is None and self._is_stop_wanted():
            job = self._ledger.get(self._job.id) or self._job
            by_user = Reason(ReasonCode.BY_USER, "Cancelled by you before it started")
            is_cancelled = job.cancelled or job.stopping is None
            status = JobStatus.CANCELLED if is_cancelled else JobStatus.FAILED
            self._finish(JobResult(status=status, reason=by_user if is_cancelled else job.stopping))

    def _say(self, code: ReasonCode, text: str) -> None:
        """Show what is wrong beside a running job; no verdict, and taken back once its supervisor responds."""
        reason = Reason(code, text)

        def compute(job: Job) -> dict[str, Any] | None:
            is_said = job.reason == reason or job.is_paused or job.status is not JobStatus.RUNNING
            return None if is_said else {"reason": reason}

        self._ledger.change(self._job.id, compute, durable=False, must=True)

    def _tell_started(self, started: str) -> None:
        self._ledger.change(
            self._job.id,
            lambda job: None if job.started == started else {"started": started},
            durable=False,
            must=True,
        )

    def _judge_responsiveness(self, beat: float) -> None:
        """Say when a supervisor has shown no life for long; it is no verdict and is taken back when it wakes."""
        now = time.monotonic()
        if beat != self._beat[0]:
            self._beat = (beat, now)
        is_silent = now - self._beat[1] > NOT_RESPONDING_S

        def compute(job: Job) -> dict[str, Any] | None:
            is_said = job.reason is not None and job.reason.code == ReasonCode.NOT_RESPONDING
            if job.status is not JobStatus.RUNNING or job.is_paused or is_said == is_silent:
                return None
            reason = Reason(
                ReasonCode.NOT_RESPONDING, "Its supervisor does not respond: stopped, or the computer slept"
            )
            return {"reason": reason if is_silent else None}

        self._ledger.change(self._job.id, compute, durable=False, must=True)

    def _end(self, result: JobResult) -> None:
        """Put the job back into the queue if another attempt follows; else this was its end."""
        job = self._ledger.get(self._job.id) or self._job
        now = clock.now()
        try:
            signs, notices = read_signs(self._folder, job, result, now)
        except Exception:  # noqa: BLE001 (what cannot be searched must not keep the job from its end)
            _log.exception("The end of job %s could not be searched for what calls for another attempt", job.id)
            signs, notices = Signs(), ("Its log could not be searched for what calls for another attempt",)
        ended = msgspec.structs.replace(result, finished=_end_of(job, result), notices=(*result.notices, *notices))
        again = what_follows(job, ended, signs, now, random.random)
        if again is None or not self._try_again(job, ended, again):
            self._finish(ended)

    def _try_again(self, job: Job, ended: JobResult, again: Again) -> bool:
        # Before it is told: as soon as it is, the next attempt may begin, and move the files of this one.
        write_summary(self._folder, msgspec.structs.replace(job, **next_attempt(job, ended, again)))
        changed = self._ledger.change(
            self._job.id, lambda now: next_attempt(now, ended, again) if may_go_on(now, ended) else None, must=True
        )
        return changed is not None

    def _finish(self, result: JobResult) -> None:
        job = self._ledger.change(
            self._job.id,
            lambda job: {
                **{name: getattr(result, name) for name in result.__struct_fields__},
                "started": result.started or job.started,
                "finished": _end_of(job, result),
                "notices": (*job.notices, *result.notices),
                "progress": _final_progress(job, result),
            },
            # The verdict itself is durable, and read again if this record of it is lost.
            durable=result.status is JobStatus.FAILED and result.exit_code is None,
            must=True,
        )
        if job is not None:
            write_summary(self._folder, job)


def write_summary(folder: JobFolder, job: Job) -> None:
    """Write run_summary.json, the result as people and scripts read it; the list can be rebuilt from it."""
    try:
        write_whole(folder.summary, msgspec.json.encode(job))
    except FileNotFoundError:
        pass  # It has no folder: a task that never started, or whose folder somebody removed.
    except OSError as error:
        _log.warning("run_summary.json of job %s could not be written: %s", job.id, error.strerror)


def _end_of(job: Job, result: JobResult) -> str:
    """Return when an attempt ended; never before its start, whatever was done to the clock meanwhile."""
    return max(result.finished or utc_now(), result.started or job.started or "")


def _final_progress(job: Job, result: JobResult) -> Progress | None:
    """Return how far a job came; what was printed last is no news of one that has completed."""
    is_past = result.status is JobStatus.COMPLETED and job.progress is not None and job.progress.is_printed
    return None if is_past else job.progress
