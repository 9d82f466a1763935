"""Standard input for a job: fed on by `run` while the job reads it, or stored whole by `submit --stdin`.

Nothing is read from it before the job has started, and no end of it is waited for unless it is to be stored. The pipe
in the job's folder has a writer for as long as this process lives: at its end, however it comes, the job finds the end.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time

from jobdesk.core.errors import InvalidValueError

# Only for the checker: the command line starts with this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from jobdesk.jobdir.folder import JobFolder

MOST_BYTES = 64 << 20
_AT_A_TIME = 1 << 16
_POLL_S = 0.02


def is_given() -> bool:
    """Tell whether standard input is a pipe, or a file that is not at its end: no terminal, and not /dev/null."""
    mode = _mode()
    if stat.S_ISREG(mode):
        return os.lseek(0, 0, os.SEEK_CUR) < os.fstat(0).st_size
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def holds_data() -> bool:
    """Tell whether standard input holds something now, without waiting for it or taking it."""
    if not is_given() or stat.S_ISREG(_mode()):
        return is_given()
    if sys.platform == "win32":
        return False  # Of a pipe there is no telling there.
    import array
    import fcntl
    import termios

    waiting = array.array("i", [0])
    try:
        fcntl.ioctl(0, termios.FIONREAD, waiting)
    except OSError:
        return False
    return waiting[0] > 0


def _mode() -> int:
    try:
        return 0 if sys.stdin is None else os.fstat(0).st_mode
    except OSError:
        return 0


def store(folder: JobFolder) -> None:
    """Read standard input to its end, and store it in the folder of a job that is about to be submitted.

    Raises:
        InvalidValueError: It is larger than 64 MB.
        OSError: It could not be stored.
    """
    from jobdesk.jobdir.folder import write_private

    data = b"" if sys.stdin is None else sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        problem = "has more than 64 MB; put it into a file and read that: submit --shell -- 'COMMAND < FILE'"
        raise InvalidValueError("--stdin", problem)
    folder.path.mkdir(mode=0o700)
    write_private(folder.stdin, data, sync=True)


def remove(folder: JobFolder) -> None:
    """Remove what was made in the folder of a job that was not submitted after all."""
    if folder.spec.exists():
        return  # Only the answer was lost: there is a job that needs it.
    try:
        folder.stdin.unlink(missing_ok=True)
        folder.fed.unlink(missing_ok=True)
        folder.path.rmdir()
    except OSError:
        return  # It was never made, or the engine has removed it.


class Feed:
    """Hands standard input on to a job on this machine."""

    def __init__(self, folder: JobFolder) -> None:
        """Make the pipe, before the job is submitted.

        Raises:
            OSError: It could not be made.
        """
        from jobdesk.jobdir.folder import FED_WHOLE, take_lock

        self._folder = folder
        self._whole = FED_WHOLE
        folder.path.mkdir(mode=0o700)
        # Held while this process lives: an empty mark that nobody holds is of a feed that was cut short.
        self._mark = take_lock(folder.fed)
        os.mkfifo(folder.stdin, 0o600)
        # For reading too, so that opening does not wait for the job.
        self._hold = os.open(folder.stdin, os.O_RDWR)

    def start(self) -> None:
        """Begin to feed, on a thread that ends with the process."""
        import threading

        threading.Thread(target=self._run, name="stdin", daemon=True).start()

    def close(self) -> None:
        """Take the pipe away if no job has opened it; the job has ended, and reads no further."""
        if not self._folder.started.exists():
            self._folder.stdin.unlink(missing_ok=True)
        self._note_whole()

    def _note_whole(self) -> None:
        """Leave word that the job was not kept from anything that it might have read."""
        if self._mark is not None:
            with contextlib.suppress(OSError):  # A full disk.
                os.pwrite(self._mark, self._whole, 0)

    def _run(self) -> None:
        while not self._folder.started.exists():
            time.sleep(_POLL_S)
        try:
            # The job has it open: from now on a job that closes it, or ends, is noticed.
            pipe = os.open(self._folder.stdin, os.O_WRONLY)
            os.close(self._hold)
            # No later attempt is to find a pipe that is over; the mark tells that there was something to read.
            self._folder.stdin.unlink()
            while data := os.read(0, _AT_A_TIME):
                while data:
                    data = data[os.write(pipe, data) :]
        except BrokenPipeError:
            self._note_whole()  # The job reads no further.
        except OSError:
            return  # Its folder is gone.
        else:
            self._note_whole()  # Before the job finds the end: its own may follow at once.
            os.close(pipe)
