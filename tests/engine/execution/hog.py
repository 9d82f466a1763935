"""A job with a child, both of which hold 200 MB and use half a second of the processor; then they wait to be let go.

``hog.py FOLDER``: "ready" is printed once both are there; they end when FOLDER/end exists.
"""

import os
import subprocess
import sys
import time

HELD_BYTES = 200_000_000
CPU_S = 0.5

if __name__ == "__main__":
    held = bytearray(b"x") * HELD_BYTES
    while time.process_time() < CPU_S:
        pass
    if len(sys.argv) == 1:
        print("held", flush=True)
        sys.stdin.read()
        sys.exit()
    child = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None and child.stdout is not None  # noqa: PT018
    child.stdout.readline()
    print("ready", os.getpid(), flush=True)
    while not os.path.exists(os.path.join(sys.argv[1], "end")):  # noqa: PTH110, PTH118
        time.sleep(0.02)
    child.stdin.close()
    child.wait()
