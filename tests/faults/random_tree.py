"""A job that grows a random tree of processes; each of them notes itself in a file that JobDesk knows nothing of.

Run as ``python random_tree.py WITNESS SEED``. Some leave the session, some clear their environment, some lose their
parent, some ignore what asks them to end, and some go on forking.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path


def note(witness: str) -> None:
    """Append pid and start time of this process to the witness."""
    stat = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    descriptor = os.open(witness, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    os.write(descriptor, f"{os.getpid()} {stat[19]}\n".encode())
    os.close(descriptor)


def live(witness: str, choose: random.Random, depth: int) -> None:
    """Be one process of the tree, and make those below it."""
    note(witness)
    if choose.random() < 0.4:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    for _ in range(choose.randint(1, 3) if depth < 3 else 0):
        seed = choose.random()
        if os.fork() == 0:
            child = random.Random(seed)
            if child.random() < 0.5:
                os.setsid()
            if child.random() < 0.3 and os.fork():
                os._exit(0)
            if child.random() < 0.5:
                time.sleep(child.uniform(0, 0.1))
            if child.random() < 0.5:
                program = [sys.executable, "-I", "-S", __file__, witness, str(child.random()), str(depth + 1)]
                os.execve(sys.executable, program, {})
            live(witness, child, depth + 1)
    if depth and choose.random() < 0.2:
        os._exit(0)
    is_restless = choose.random() < 0.15
    for _ in range(6000):
        time.sleep(0.05)
        if is_restless and os.fork() == 0:
            note(witness)
            time.sleep(300)
            os._exit(0)


if __name__ == "__main__":
    live(sys.argv[1], random.Random(float(sys.argv[2])), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
