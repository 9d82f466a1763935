"""The command line, run as a user runs it: verbs, exit codes, and one clear line for every mistake."""

import contextlib
import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from tests import programs
from tests.faults.desks import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]
PYTHON = sys.executable


def start(*words: str) -> subprocess.Popen[str]:
    process: subprocess.Popen[str] = subprocess.Popen(
        [PYTHON, "-m", "jobdesk", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    return process


def code(text: str) -> list[str]:
    return [PYTHON, "-c", text]


def test_run_prints_the_log_and_ends_with_the_jobs_code(run: Run) -> None:
    done = run("run", "--name", "N", "--", *code("import sys; print('out'); sys.exit(3)"))
    assert (done.returncode, done.stdout) == (3, "out\n")
    assert done.stderr.splitlines()[-1] == "jobdesk: failed: Exit code 3"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches no single process there")
def test_run_shows_the_log_while_the_job_runs(run: Run) -> None:
    process = start("run", "--", *code("import time; print('first', flush=True); time.sleep(60)"))
    assert process.stdout is not None
    assert process.stdout.readline() == "first\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=300)
    assert process.returncode == 130
    assert json.loads(run("list", "--json").stdout)[0]["status"] == "cancelled"


@pytest.mark.skipif(sys.platform == "win32", reason="no process ends by a signal there")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL"])
def test_run_ends_as_a_shell_would_after_a_signal(run: Run, name: str) -> None:
    number = signal.Signals[name]
    done = run("run", "--", *code(f"import os; os.kill(os.getpid(), {int(number)})"))
    assert done.returncode == 128 + number
    assert name in done.stderr


def test_folder_environment_and_name_are_the_jobs(run: Run, tmp_path: Path) -> None:
    words = ["--cwd", str(tmp_path), "--env", "A=b=c", "--name", "named", "--tag", "x", "--queue", "q"]
    done = run("run", *words, "--", *code("import os; print(os.getcwd(), os.environ['A'])"))
    assert done.stdout == f"{tmp_path} b=c\n"
    job = json.loads(run("show", "1", "--json").stdout)
    assert (job["name"], job["tags"], job["queue"]) == ("named", ["x"], "q")


def test_a_shell_line_needs_to_be_asked_for(run: Run) -> None:
    assert run("run", "--shell", "--", "echo a&& echo b").stdout == "a\nb\n"
    assert run("run", "--", *programs.echo("a&& echo b")).stdout == "a&& echo b\n"


def test_options_after_the_dashes_are_the_jobs(run: Run) -> None:
    assert run("run", "--", *programs.echo("--name", "x", "--", "y")).stdout == "--name x -- y\n"


def test_submit_returns_at_once_and_wait_waits(run: Run, tmp_path: Path) -> None:
    may_end = tmp_path / "may end"
    until = f"import os, time\nwhile not os.path.exists({str(may_end)!r}): time.sleep(.05)"
    job_id = run("submit", "--", *code(until)).stdout.strip()
    assert len(job_id) == 12
    waiting = start("wait", job_id, "1")
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.communicate(timeout=1)
    may_end.touch()
    waiting.communicate(timeout=300)
    assert waiting.returncode == 0
    assert json.loads(run("show", job_id, "--json").stdout)["status"] == "completed"
    failing = json.loads(run("submit", "--json", "--", *code("raise SystemExit(1)")).stdout)
    assert failing["number"] == 2
    assert run("wait", "1", "2").returncode == 1


def test_submit_warns_of_a_need_that_can_never_be_met(run: Run) -> None:
    answer = run("submit", "--need", "gpu=1", "--", "true")
    assert answer.returncode == 0
    assert answer.stderr == (
        "jobdesk: job #1 cannot start: No GPU set up on this machine, needs 1 (see: jobdesk why 1)\n"
    )
    assert run("submit", "--need", "cpu=1", "--", *programs.TRUE).stderr == ""
    run("cancel", "1")


def test_wait_ends_when_its_job_is_removed_for_good(run: Run, home: Path) -> None:
    for _ in range(2):
        run("submit", "--hold", "--", "true")
    waiting = start("wait", "1", "2")
    assert waiting.stderr is not None
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        first = engine.ask("find_job", job_ref="1")
        engine.ask("update_job", job_id=first["id"], fields={"status": "failed"})
        lines = iter(waiting.stderr.readline, "")
        assert any(line.startswith("jobdesk: job #1 failed") for line in lines)  # By now it has found both.
        run("delete", "2")
        assert engine.ask("empty_trash") == 1
    _, told = waiting.communicate(timeout=300)
    assert (waiting.returncode, told.splitlines()[-1]) == (1, "jobdesk: job #2 is gone")


def test_run_ends_when_its_job_is_removed_for_good(run: Run, home: Path) -> None:
    run("queue", "q", "--pause")
    running = start("run", "--queue", "q", "--", *programs.TRUE)
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        wait_until(lambda: engine.ask("status")["jobs"] == 1, "the job is there")
        for verb in ("pause", "delete"):
            assert run(verb, "1").returncode == 0
        assert engine.ask("empty_trash") == 1
    _, told = running.communicate(timeout=300)
    assert (running.returncode, told.splitlines()[-1]) == (125, "jobdesk: job #1 is gone")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_show_a_name_gets_all_else(
    run: Run, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    name = "\u65e5\u672c \U0001f600"
    run("submit", "--hold", "--name", name, "--", "true")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    assert json.loads(run("show", "1", "--json").stdout)["name"] == name
    for verb in ("list", "show"):
        shown = run(verb, *(["1"] if verb == "show" else []))
        assert (shown.returncode, shown.stderr) == (0, "")
        assert "\\u65e5\\u672c \\U0001f600" in shown.stdout


def test_logs_tail_and_follow(run: Run) -> None:
    run("run", "--", *code("print('\\n'.join(map(str, range(100))))"))
    assert run("logs", "1", "--tail", "3").stdout == "97\n98\n99\n"
    assert run("logs", "1", "--tail", "0").stdout == ""
    assert run("logs", "1").stdout.count("\n") == 100
    text = "import time\nfor n in range(5): print(n, flush=True); time.sleep(.1)"
    run("submit", "--", *code(text))
    assert run("logs", "2", "--follow").stdout == "0\n1\n2\n3\n4\n"


def test_bytes_of_a_log_pass_unharmed(run: Run, home: Path) -> None:
    job_id = run("submit", "--", *code("import sys; sys.stdout.buffer.write(bytes(range(256)))")).stdout.strip()
    run("wait", job_id)
    raw = subprocess.run([PYTHON, "-m", "jobdesk", "logs", job_id], capture_output=True, check=True).stdout
    assert raw == bytes(range(256)) == (home / "run_logs" / job_id / "job.log").read_bytes()


def test_rerun_runs_again_as_a_new_job(run: Run) -> None:
    run("run", "--name", "twice", "--", *code("print('x')"))
    new_id = run("rerun", "1").stdout.strip()
    run("wait", new_id)
    job = json.loads(run("show", "2", "--json").stdout)
    assert (job["id"], job["name"], job["status"]) == (new_id, "twice", "completed")


def test_pause_and_resume(run: Run) -> None:
    run("submit", "--", *code("import time; time.sleep(60)"))
    assert run("pause", "1").returncode == 0
    assert run("why", "1").stdout == "#1 is running: Paused by you\n"
    again = run("pause", "1")
    assert (again.returncode, again.stderr) == (1, "jobdesk: job #1 is running: there is nothing to pause\n")
    assert json.loads(run("resume", "1", "--json").stdout)["reason"] is None
    assert run("delete", "1").returncode == 1


def test_delete_and_restore(run: Run) -> None:
    run("run", "--", *programs.TRUE)
    assert run("delete", "1").returncode == 0
    assert run("list").stderr == "jobdesk: no jobs\n"
    assert [job["number"] for job in json.loads(run("list", "--trash", "--json").stdout)] == [1]
    assert run("restore", "1").returncode == 0
    assert run("restore", "1").returncode == 1


def test_a_job_reports_with_emit(run: Run) -> None:
    emit = [PYTHON, "-m", "jobdesk", "emit"]
    reports = [*emit, "--step", "3", "--total", "4", "--text", "page 3", "--cost", "0.25"]
    line = f"{programs.shell_line(reports)} && {programs.shell_line([*emit, '--result', '[3]'])}"
    assert run("run", "--shell", "--", line).returncode == 0
    job = json.loads(run("show", "1", "--json").stdout)
    assert job["result_summary"] == [3]
    assert (job["progress"]["fraction"], job["progress"]["text"], job["cost_usd"]) == (0.75, "page 3", 0.25)
    outside = run("emit", "--step", "1")
    assert (outside.returncode, "within a job only" in outside.stderr) == (1, True)


def test_why_tells_what_a_job_waits_for(run: Run) -> None:
    run("submit", "--", *code("import time; time.sleep(60)"))
    run("submit", "--after", "1", "--name", "next", "--", "true")
    assert run("why", "2").stdout.startswith("Waits for #1 ")
    assert run("why", "1").stdout == "#1 is running\n"


def test_lists_are_for_people_and_for_programs(run: Run) -> None:
    run("run", "--name", "<b>a</b>\u2028forged line \u202e", "--", *programs.TRUE)
    lines = run("list").stdout.splitlines()
    assert len(lines) == 2
    assert "<b>a</b>\\u2028forged line \\u202e" in lines[1]
    jobs = json.loads(run("list", "--json", "--status", "completed", "--limit", "5").stdout)
    assert [job["number"] for job in jobs] == [1]
    assert jobs[0]["created_at"].endswith("Z")


def test_serve_until_idle_takes_up_what_was_left(run: Run, home: Path) -> None:
    from jobdesk import JobManager

    manager = JobManager(home / "jobs_state.json")
    job = manager.submit_job({"command": code("import time; time.sleep(.5)")})
    manager.close(hand_over=False)
    serving = start("serve", "--until-idle")
    wait_until((home / "control.json").exists, "it holds the folder")  # Else who asks starts one, and this one ends.
    assert run("wait", job.id).returncode == 0
    assert run("serve").returncode == 1
    if sys.platform == "win32":
        assert run("stop").returncode == 0
    else:
        serving.terminate()
    serving.communicate(timeout=300)
    assert serving.returncode == 0


def test_a_script_that_ends_leaves_its_jobs_running(run: Run) -> None:
    script = (
        "from jobdesk import get_job_manager; m = get_job_manager()\n"
        f"print(m.submit_job({{'command': {programs.script('time.sleep(1)')!r}}}).id)\n"
        f"print(m.submit_job({{'command': {programs.echo('second')!r}}}, after=[1]).id)"
    )
    ids = subprocess.run([PYTHON, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert run("wait", *ids).returncode == 0
    assert run("logs", ids[1]).stdout == "second\n"


def test_run_survives_the_loss_of_its_engine(run: Run, home: Path) -> None:
    process = start("run", "--", *code("import time; print('a', flush=True); time.sleep(2); print('b')"))
    assert process.stdout is not None
    assert process.stdout.readline() == "a\n"
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        psutil.Process(engine.ask("status")["pid"]).kill()
    out, _ = process.communicate(timeout=300)
    assert (process.returncode, out) == (0, "b\n")


def test_doctor_finds_a_sound_installation_and_names_what_is_not(run: Run, home: Path) -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert not home.exists()
    home.mkdir()
    home.chmod(0o757)
    (home / "settings.json").write_text('{"run_limit": 0}')
    findings = {one["check"]: one for one in json.loads(run("doctor", "--json").stdout)}
    if sys.platform != "win32":  # Where a folder has no such modes.
        assert not findings["data folder"]["ok"]
        assert f"chmod go-w {home}" in findings["data folder"]["text"]
    assert "run_limit" in findings["settings"]["text"]
    assert run("doctor").returncode == 1


def test_the_installed_command_is_the_whole_program(home: Path) -> None:
    """Also what stands without a verb: the window, whose options argparse explains."""
    pyproject = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    module, function = pyproject["project"]["scripts"]["jobdesk"].split(":")
    entry = [PYTHON, "-c", f"import sys; from {module} import {function}; sys.exit({function}())"]
    window = subprocess.run([*entry, "--demo", "--help"], capture_output=True, text=True, check=True)
    assert "--open FILE" in window.stdout
    verbs = subprocess.run([*entry, "list"], capture_output=True, text=True, check=True)
    assert verbs.stderr == "jobdesk: no jobs\n"
    assert not home.exists()


def test_a_verb_is_one_also_where_a_folder_is_called_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("list").stderr == "jobdesk: no jobs\n"


def test_usage_says_where_the_command_goes(run: Run) -> None:
    for verb, usage in (
        (["run"], "jobdesk run [options] -- CMD ..."),
        (["edit"], "jobdesk edit JOB [options] [-- NEW CMD ...]"),
        (["schedule", "add"], "jobdesk schedule add [options] -- CMD ..."),
    ):
        assert run(*verb, "--help").stdout.splitlines()[0] == f"usage: {usage}"
    wrong = run("run", "--retries", "x", "--", "true")
    assert len(wrong.stderr.splitlines()) == 2


def test_the_help_of_schedules_offers_nothing_that_is_for_single_jobs(run: Run) -> None:
    offered = run("schedule", "add", "--help").stdout
    assert "--then" in offered
    assert "--after" not in offered
    assert "--hold-if-broken" not in offered
    refused = run("schedule", "add", "--every", "1h", "--after", "1", "--", "true")
    assert refused.stderr == "jobdesk: --after: is for single jobs, not for schedules\n"


def test_show_and_list_tell_what_a_job_reported(run: Run) -> None:
    code = "emit(*sys.argv[1:]); time.sleep(60)"
    words = ("--step", "3", "--total", "4", "--text", "page 3", "--cost", "0.25")
    run("submit", "--", *programs.script(code, *words))
    wait_until(lambda: json.loads(run("show", "1", "--json").stdout)["progress"], "it has reported", 60, 0.1)
    run("edit", "1", "--notes", "ask me")
    assert run("list").stdout.rstrip().endswith("3 of 4, page 3")
    facts = run("show", "1").stdout.splitlines()
    assert "Progress:   3 of 4, page 3" in facts
    assert "Cost:       $0.25" in facts
    assert "Notes:      ask me" in facts


def test_show_says_that_progress_was_read_from_the_output(run: Run) -> None:
    run("submit", "--", *programs.script("say('[ 20%] a'); say('[ 40%] b'); time.sleep(60)"))
    wait_until(lambda: json.loads(run("show", "1", "--json").stdout)["progress"], "it was read", 60, 0.1)
    assert run("list").stdout.rstrip().endswith("  40%, b")
    assert "Progress:   40%, b, read from its output" in run("show", "1").stdout.splitlines()


def test_show_tells_what_an_ended_job_has_used(run: Run) -> None:
    burn = "import time\nheld = bytearray(b'x') * 50_000_000\nwhile time.process_time() < 0.2: pass"
    run("run", "--", sys.executable, "-c", burn)
    facts = dict(line.split(maxsplit=1) for line in run("show", "1").stdout.splitlines())
    assert float(facts["Processor:"].removesuffix(" s")) >= 0.2
    if not programs.IS_WINE:  # Which forgets the memory of what has ended.
        assert facts["Memory:"].endswith(" MB at most")
        assert float(facts["Memory:"].split()[0]) >= 50


def test_a_job_that_could_not_start_has_no_code_that_could_be_unknown(run: Run) -> None:
    run("run", "--", "no-such-program-anywhere")
    assert "Exit code" not in run("show", "1").stdout


def test_run_does_not_end_as_if_nothing_had_run_when_only_a_later_attempt_could_not_start(
    run: Run, tmp_path: Path
) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\nrm "$0"\nexit 3\n')
    program.chmod(0o700)
    done = run("run", "--retries", "1", "--retry-delay", "0", "--", str(program))
    assert done.returncode == 125
    assert f"failed: Attempt 2 could not start: Cannot run {program}" in done.stderr
    assert "Exit code:" not in run("show", "1").stdout


# -- what a user gets wrong


@pytest.mark.parametrize(
    ("words", "expected", "said"),
    [
        (["run", "--", "no-such-program-anywhere"], 127, "Command not found: no-such-program-anywhere"),
        (["run", "--", __file__], 126, f"Cannot run {__file__}: "),
        (["run", "--cwd", "/no/such/folder", "--", "true"], 126, "Cannot enter the folder "),
        (["run"], 2, "say what to run after --"),
        (["run", "--"], 2, "say what to run after --"),
        (["run", "--", ""], 125, '"command": is empty'),
        (["run", "ls", "-l"], 2, "jobdesk run: 'ls -l'? What the job runs goes after --: jobdesk run -- ls -l"),
        (["submit", "--nope", "--", "ls"], 2, "jobdesk submit: '--nope' is not known; see: jobdesk submit --help"),
        (["show", "1", "2"], 2, "jobdesk show: '2' is not known; see: jobdesk show --help"),
        (["cancel", "1", "--", "x"], 2, "jobdesk cancel: 'x' is not known; see: jobdesk cancel --help"),
        (["queue", "default", "--cap", "gpu"], 1, "--cap: takes NAME=AMOUNT, such as gpu=2, not 'gpu'"),
        (["submit", "--need", "gpu=x", "--", "true"], 1, "--need: takes NAME=AMOUNT, such as gpu=2, not 'gpu=x'"),
        (["submit", "--then", "nothing", "--", "ls"], 1, "--then: there is no template 'nothing'"),
        (["run", "--env", "NO_SUCH_VARIABLE", "--", "true"], 2, "--env takes NAME=VALUE"),
        (["run", "--shell", "--", "a", "b"], 2, "give one line"),
        (["submit", "--after", "77", "--", "true"], 1, "No job '77'"),
        (["show", "77"], 1, "No job '77'"),
        (["logs", "../../etc/passwd"], 1, "No job '../../etc/passwd'"),
        (["cancel", "abcdefghijkl"], 1, "No job 'abcdefghijkl'"),
        (["rerun", ""], 1, "No job ''"),
        (["wait"], 2, "required: JOB"),
        (["logs", "1", "--tail", "-1"], 1, "--tail: must be a count"),
        (["list", "--status", "done"], 2, "invalid choice: 'done' (choose from"),
        (["list", "--limit", "x"], 2, "invalid int value"),
        (["frobnicate"], 2, "jobdesk: there is no verb 'frobnicate'; see: jobdesk --help"),
        (["run", "--queue", "", "--", "true"], 125, "queue: is empty"),
    ],
)
def test_a_mistake_gets_one_clear_line(run: Run, words: list[str], expected: int, said: str) -> None:
    done = run(*words)
    assert done.returncode == expected
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="knows no first line of that kind")
def test_a_bad_first_line_is_told_from_a_missing_program(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "tool"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    done = run("run", "--", str(script))
    assert done.returncode == 127
    assert "names an interpreter in its first line that does not exist" in done.stderr


def test_a_job_that_itself_ends_with_127_is_told_apart_by_its_reason(run: Run) -> None:
    assert run("run", "--", *programs.exits(127)).returncode == 127
    assert json.loads(run("show", "1", "--json").stdout)["reason"]["code"] == "exit_code"
    assert run("run", "--", "no-such-program").returncode == 127
    assert json.loads(run("show", "2", "--json").stdout)["reason"]["code"] == "could_not_start"


def test_an_ambiguous_prefix_asks_for_more(run: Run, home: Path) -> None:
    from jobdesk import JobManager

    with JobManager(home / "jobs_state.json") as manager:
        letters = [manager.create_job({"command": ["true"]}).id[0] for _ in range(60)]
    shared = next(letter for letter in letters if letters.count(letter) > 1 and not letter.isdigit())
    done = run("show", shared)
    assert done.returncode == 1
    assert "Give more characters" in done.stderr


def test_cancel_of_a_finished_job_says_so(run: Run) -> None:
    run("run", "--", *programs.TRUE)
    done = run("cancel", "1")
    assert done.returncode == 1
    assert done.stderr == "jobdesk: job #1 has ended already (completed); there is nothing to cancel\n"


def test_a_broken_state_file_is_said_and_nothing_is_lost(run: Run, home: Path) -> None:
    from jobdesk import JobManager

    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]}, name="first")
    with JobManager(home / "jobs_state.json") as manager:
        manager.create_job({"command": ["true"]}, name="second")
    state = home / "jobs_state.json"
    state.write_bytes(state.read_bytes()[:200])
    assert [job["name"] for job in json.loads(run("list", "--json").stdout)] == ["second", "first"]
    assert "jobs_state.json is cut short" in run("doctor").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="has no such folder")
def test_a_data_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBDESK_HOME", "/proc/nowhere/jobdesk")
    process = start("submit", "--", "true")
    _, err = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "The data folder /proc/nowhere/jobdesk cannot be used" in err
    assert "JOBDESK_HOME" in err


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_an_engine_that_cannot_start_says_why(run: Run, home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "elsewhere.json").write_text("{}")
    (home / "jobs_state.json").symlink_to(home / "elsewhere.json")
    done = run("submit", "--", *programs.TRUE)
    assert done.returncode == 1
    assert "jobs_state.json is a link to" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_follows_a_job_is_checked_when_it_is_asked_for(run: Run) -> None:
    script = f"""
from jobdesk import Parameter, Template, get_job_manager
tell = Template(name="tell", config={{"command": {programs.echo("{what}")!r}}}, parameters=(Parameter(name="what"),))
get_job_manager().save_template(tell)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    for value, said in (("other=1", "'tell' has no parameter 'other'"), ("what", "takes NAME=VALUE, not 'what'")):
        refused = run("submit", "--then", "tell", "--then-value", value, "--", "true")
        assert (refused.returncode, f"--then-value: {said}" in refused.stderr) == (1, True)
    assert (
        run("run", "--then", "tell", "--then-value", "what=it was {job_number}", "--", *programs.TRUE).returncode == 0
    )
    assert run("wait", "2").returncode == 0
    assert run("logs", "2").stdout == "it was 1\n"


def test_a_deed_is_done_to_each_job_and_those_that_failed_are_told(run: Run) -> None:
    """The others are seen to all the same; programs get one document for one job, a list for more."""
    run("queue", "--limit", "3")
    for _ in range(3):
        run("submit", "--", *code("import time; time.sleep(60)"))
    paused = run("pause", "1", "nosuch", "2")
    assert (paused.returncode, paused.stdout, len(paused.stderr.splitlines())) == (1, "", 1)
    assert "No job 'nosuch'" in paused.stderr
    resumed = run("resume", "1", "2", "3", "--json")
    assert [job["reason"] for job in json.loads(resumed.stdout)] == [None, None, None]
    assert resumed.returncode == 1
    assert resumed.stderr == "jobdesk: job #3 is running: it is neither paused nor held\n"
    assert run("cancel", "1", "2", "3").returncode == 0
    run("wait", "1", "2", "3")
    gone = run("delete", "1", "2")
    assert (gone.returncode, gone.stdout, gone.stderr) == (0, "", "")
    assert [job["number"] for job in json.loads(run("restore", "1", "2", "--json").stdout)] == [1, 2]
    assert run("archive", "1", "3").returncode == 0
    repeated = run("rerun", "2", "nosuch", "1")
    assert (repeated.returncode, len(repeated.stdout.split())) == (1, 2)
    assert run("cancel", *repeated.stdout.split()).returncode == 0


def test_jobs_that_are_put_first_stand_as_they_were_named(run: Run) -> None:
    run("queue", "--drain")
    for _ in range(4):
        run("submit", "--", *programs.TRUE)
    moved = run("next", "3", "4", "--json")
    assert [job["number"] for job in json.loads(moved.stdout)] == [3, 4]
    run("queue", "--limit", "1", "--resume")
    run("wait", "1", "2", "3", "4")
    started = {job["number"]: job["started_at"] for job in json.loads(run("list", "--json").stdout)}
    assert sorted(started, key=lambda number: started[number]) == [3, 4, 1, 2]


def test_a_deed_on_several_jobs_is_done_to_those_it_can_be_done_to_and_tells_of_the_others(run: Run) -> None:
    for _ in range(3):
        run("submit", "--hold", "--", "true")
    refused = run("cancel", "1", "77", "2", "no/job", "3", "\udcff", "1")
    assert refused.returncode == 1
    lines = refused.stderr.splitlines()
    assert [line.split(". ")[0] for line in lines] == [
        "jobdesk: No job '77'",
        "jobdesk: No job 'no/job'",
        "jobdesk: No job '\\udcff'",
    ]
    assert run("cancel", "1", "2").stderr.count("there is nothing to cancel") == 2
    deleted = run("delete", "3", "1", "--json")
    assert [job["number"] for job in json.loads(deleted.stdout)] == [3, 1]
    assert all(job["deleted_at"] for job in json.loads(deleted.stdout))
    again = run("delete", "1", "2")
    assert (again.returncode, again.stderr.count("in the trash")) == (1, 1)
    assert run("restore", "1", "2", "3").returncode == 0
    repeated = run("rerun", "2", "2", "3")
    assert len(repeated.stdout.split()) == 3
    reruns = [json.loads(run("show", job_id, "--json").stdout)["rerun_of"] for job_id in repeated.stdout.split()]
    assert reruns[0] == reruns[1] != reruns[2]
    assert run("archive", "1", "2", "3").returncode == 0
    assert run("delete", "1", "3").returncode == 0
    assert [job["number"] for job in json.loads(run("list", "--archived", "--json").stdout)] == [2]
