"""What is deleted for good but resists: it is told, tried again, and not counted as gone."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobdesk.core.job import Job
from jobdesk.engine.manager import JobManager
from tests.faults.desks import Desk, wait_until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount what cannot be removed")


@pytest.fixture
def mount() -> Iterator[Callable[[Path], None]]:
    """Mount something on a folder, which then cannot be removed; it may move with what it is in."""

    def mounted() -> list[str]:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
        return [path for name, path, *_ in map(str.split, lines) if name == "jobdesk-leftover"]

    def mount_on(place: Path) -> None:
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "jobdesk-leftover", str(place)], check=True)

    def unmount(_: Path | None = None) -> None:
        for path in mounted():
            subprocess.run(["umount", path], check=True)

    mount_on.undo = unmount  # type: ignore[attr-defined]
    yield mount_on
    unmount()


def ended(manager: JobManager) -> Job:
    job = manager.wait_job(manager.submit_job({"command": ["true"]}).id, 30)
    assert job is not None
    return job


@pytest.mark.parametrize("way", ["trash", "archive"])
def test_what_resists_is_told_and_goes_as_soon_as_it_can(
    desk: Desk, mount: Callable[[Path], None], caplog: pytest.LogCaptureFixture, way: str
) -> None:
    run_logs = desk.folder.run_logs
    manager = desk.manager()
    free, held = ended(manager), ended(manager)
    mount(run_logs / held.id / "held")
    for job in (free, held):
        if way == "archive":
            assert manager.archive_job(job.id)
        assert manager.delete_job(job.id)
    if way == "trash":
        assert manager.empty_trash() == 1
    assert f"{held.id} cannot be removed" in caplog.text
    assert free.id not in caplog.text
    assert manager.get_job(held.id) is None
    # Were the list lost now, nobody would come back from the dead.
    assert [path.name for path in run_logs.iterdir()] == ["removed"]
    manager.close(hand_over=False)
    mount.undo()  # type: ignore[attr-defined]
    manager = desk.manager()
    manager.hold()
    wait_until(lambda: not any(run_logs.iterdir()), "the next engine removes it")
