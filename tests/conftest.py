"""What holds for every test: the fault runs wait for their flag, and nothing reaches the user's own data."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from jobdesk.core.errors import NotAllDoneError
from jobdesk.engine.ipc.plain_client import RemoteEngine
from jobdesk.engine.storage.data_folder import DataFolder
from jobdesk.jobdir.folder import is_locked
from tests.leftovers import Leftovers

# Also for a pytest that tests/__main__.py did not start: no window on anybody's screen, unless asked for.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Numbers and words are what the tests say they are, whatever language the machine speaks.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

# Neither the speed of the machine nor what an earlier run found decides; what fails is printed for a repetition.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")

if sys.platform != "win32":
    # Whoever runs the tests in a background may have blocked or ignored signals; what the tests start expects none.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)

# Each is where some system looks for a person's data, settings or home.
USER_FOLDERS = {
    "APPDATA": "home/appdata",
    "HOME": "home",
    "JOBDESK_HOME": "jobdesk",
    "LOCALAPPDATA": "home/localappdata",
    "USERPROFILE": "home",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_DATA_HOME": "home/data",
    "XDG_RUNTIME_DIR": "run",
    "XDG_STATE_HOME": "home/state",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--faults`` and ``--chaos``."""
    parser.addoption("--faults", action="store_true", help="run the long fault runs too")
    parser.addoption("--chaos", default="20,900,500", help="seed, seconds and jobs of the run of all faults at once")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the fault runs unless they were asked for."""
    if config.getoption("--faults"):
        return
    faults = [item for item in items if item.get_closest_marker("faults")]
    if faults:
        config.hook.pytest_deselected(items=faults)
        items[:] = [item for item in items if item not in faults]


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Point every folder of the user into a temporary one, whose path is short enough for a socket in it."""
    root = tmp_path_factory.mktemp("u")
    folders = {name: root / folder for name, folder in USER_FOLDERS.items()}
    for name, folder in folders.items():
        # JobDesk creates its own folder when it has something to store, and not before.
        if name != "JOBDESK_HOME":
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    return folders


_LEFTOVERS = Leftovers()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Remember what was there before the test's fixtures begin."""
    _LEFTOVERS.begin()
    yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves something behind when all its fixtures have ended."""
    yield
    left = _LEFTOVERS.end()
    if left:
        pytest.fail("The test left behind:\n" + "\n".join(left), pytrace=False)


NETWORK_PREFIX = "TESTS_NETWORK_"
"""Begins the names under which tests/__main__.py passes proxies, certificates and package indexes."""


@pytest.fixture(autouse=True)
def network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a test that is marked `network` the caller's proxies, certificates and package indexes."""
    if request.node.get_closest_marker("network"):
        for name in [name for name in os.environ if name.startswith(NETWORK_PREFIX)]:
            monkeypatch.setenv(name.removeprefix(NETWORK_PREFIX), os.environ[name])


@pytest.fixture
def home(user_folders: dict[str, Path]) -> Path:
    """The data folder that a command line uses."""
    return user_folders["JOBDESK_HOME"]


@pytest.fixture
def run(home: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Run one command line to its end; afterwards end the engine in the background."""

    def run_one(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "jobdesk", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    yield run_one
    with contextlib.closing(RemoteEngine(DataFolder(home))) as engine:
        if home.exists() and not engine.is_running():
            run_one("list")  # Whose engine is gone, by a kill in the test, gets another one to end its jobs.
        if engine.is_running():
            unfinished = [job["id"] for job in engine.ask("list_jobs") if job["status"] in {"queued", "running"}]
            with contextlib.suppress(NotAllDoneError):
                engine.ask("cancel_jobs", job_ids=unfinished)
            for job_id in unfinished:
                engine.ask("wait_job", job_id=job_id, timeout_s=60)
            engine.ask("stop_engine")
    while is_locked(home / "lock"):
        time.sleep(0.02)
