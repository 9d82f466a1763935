"""Progress that programs print: what they write is understood, and what only looks like it is not taken for it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobdesk.core.output.progress import Progress
from jobdesk.core.output.progress_parser import PrintedProgress
from jobdesk.core.output.progress_patterns import Reading, readings

# What the programs wrote into a file, shortened, here and there with another number. Not captured, but written by hand
# after how the program is known to write: ROBOCOPY, APT_FANCY, KERAS_2, KERAS_3 (after its source), LIGHTNING, DOCKER,
# the second half of HANDBRAKE, the lines of PIP, RICH and ALIVE before their last one, the counts of RSYNC_FILES.
TQDM = (
    "\rtrain:   0%|          | 0/40 [00:00<?, ?it/s]\rtrain:  12%|█▎        | 5/40 [00:00<00:00, 49.42it/s]"
    "\rtrain:  38%|███▊      | 15/40 [00:00<00:00, 48.85it/s]"
)
TQDM_BYTES = "\r  0%|          | 0.00/4.00M [00:00<?, ?B/s]\r 11%|█         | 421k/4.00M [00:00<00:00, 4.13MB/s]"
CMAKE = (
    "[  6%] Building C object CMakeFiles/l.dir/f1.c.o\n[ 86%] Linking C static library libl.a\n[ 86%] Built target l\n"
)
NINJA = "ninja: Entering directory `n'\n[1/15] Building C object l.dir/f1.c.o\n[12/15] Building C object l.dir/f8.c.o\n"
CTEST = (
    "    Start 1: t1\n1/9 Test #1: t1 ...............................   Passed    0.07 sec\n"
    "    Start 2: t2\n2/9 Test #2: t2 ...............................   Passed    0.05 sec\n"
)
PYTEST = (
    "pt/test_a1.py .......................................................... [ 32%]\n"
    "..                                                                       [ 33%]\n"
)
PYTEST_LOUD = (
    "pt/test_a1.py::test_x[0] \x1b[32mPASSED\x1b[0m\x1b[32m                                          [  0%]\x1b[0m\n"
    "pt/test_a1.py::test_x[1] \x1b[31mFAILED\x1b[0m\x1b[31m                                          [  1%]\x1b[0m\n"
)
PYTEST_COUNT = "............................. [ 69/180]\n.................F........... [138/180]\n"
FFMPEG = (
    "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'in.mp4':\n  Duration: 00:00:20.00, start: 0.000000, bitrate: 197 kb/s\n"
    "frame=   90 fps=0.0 q=29.0 size=       0KiB time=00:00:02.93 bitrate=   0.1kbits/s speed=5.86x    \r"
    "frame=  231 fps=231 q=29.0 size=       0KiB time=00:00:07.50 bitrate=   0.1kbits/s speed=7.63x    \r"
)
FFMPEG_PROGRESS = (
    "  Duration: 00:00:20.00, start: 0.000000, bitrate: 197 kb/s\nout_time_us=2766667\nout_time_ms=2766667\n"
    "out_time=00:00:02.766667\nprogress=continue\nout_time_us=7500000\nout_time_ms=7500000\nprogress=continue\n"
)
RSYNC = (
    "\r         32,768   0%    0.00kB/s    0:00:00  \r      3,000,000   1%  707.44MB/s    0:00:00 (xfr#1, to-chk=59/61)"
    "\r      6,000,000   3%  812.97MB/s    0:00:00 (xfr#2, to-chk=58/61)"
)
RSYNC_FILES = "".join(
    f"{number}.bin\n\r         32,768   1%    0.00kB/s    0:00:00  \r      3,000,000 100%  943.26MB/s    0:00:00"
    f" (xfr#{number}, to-chk={20 - number}/20)\n"
    for number in range(1, 6)
)
WGET = (
    " 29300K .......... .......... .......... .......... .......... 10%  618M 2s\n"
    "146450K .......... .......... .......... .......... .......... 50%  580M 1s\n"
)
WGET_BAR = (
    "\rbig.bin                0%[                    ]       0  --.-KB/s               "
    "\rbig.bin               23%[===>                ]  66.56M   100MB/s               "
)
CURL = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
    "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
    "\r 24  286M   24 69.9M    0     0  99.9M      0  0:00:02 --:--:--  0:00:02 99.9M"
    "\r 59  286M   59  169M    0     0  99.9M      0  0:00:02  0:00:01  0:00:01 99.9M"
)
CURL_BAR = (
    "\r##                                                                         3.5%"
    "\r############################################################              84.2%"
)
GIT = (
    "Cloning into 'gc'...\nremote: Counting objects:   0% (1/402)        \r"
    "remote: Counting objects:   1% (5/402)        \r"
    "remote: Counting objects: 100% (402/402), done.        \nReceiving objects:   4% (17/402)\r"
    "Receiving objects:  96% (386/402)\r"
)
CARGO = (
    "   Compiling c1 v0.1.0 (/w/c1)\n    Building [                             ] 0/6: c1                          \r"
    "   Compiling c3 v0.1.0 (/w/c3)\n    Building [===>                         ] 1/6: c3                          \r"
    "   Compiling c2 v0.1.0 (/w/c2)\n    Building [========>                    ] 2/6: c2                          \r"
)
SEVEN_ZIP = (
    "  0%\b\b\b\b    \b\b\b\b  1% + big.bin\b\b\b\b\b\b\b\b\b\b\b\b\b\b              \b\b\b\b\b\b\b\b\b\b\b\b\b\b"
    " 42% + big.bin\b\b\b\b\b\b\b\b\b\b\b\b\b\b              \b\b\b\b\b\b\b\b\b\b\b\b\b\b"
)
ROBOCOPY = "\t  New File  \t\t  10.0 m\tfile.bin\r  0.0%  \r  9.9%  \r 45.2%  "
ARIA2 = (
    "[#bedfc8 48KiB/286MiB(0%) CN:1 DL:63KiB ETA:1h16m36s]\nFILE: /tmp/w/ar\n\n"
    "[#bedfc8 65MiB/286MiB(23%) CN:1 DL:31MiB ETA:7s]\n"
)
YT_DLP = (
    "[generic] in: Downloading webpage\n[download] Destination: yt.bin\n"
    "\r[download]   0.2% of  482.44KiB at  Unknown B/s ETA Unknown"
    "\r[download]  52.9% of  482.44KiB at   62.22MiB/s ETA 00:00"
)
HANDBRAKE = "\rEncoding: task 1 of 2, 13.00 %\rEncoding: task 1 of 2, 50.00 % (80.12 fps, avg 75.00 fps, ETA 00h05m12s)"
RESTIC = (
    "[0:00] 8.27%  4 files 14.188 MiB, total 60 files 171.661 MiB, 0 errors ETA 0:02\n/w/many/13.bin\n"
    "[0:00] 43.10%  24 files 73.995 MiB, total 60 files 171.661 MiB, 0 errors ETA 0:01\n"
)
DPKG = "(Reading database ... \r(Reading database ... 5%\r(Reading database ... 45%\r"
APT_FANCY = (
    "\x1b7\x1b[24;0f\x1b[42m\x1b[30mProgress: [ 20%]\x1b[49m\x1b[39m [########..................] \x1b8"
    "\x1b7\x1b[24;0f\x1b[42m\x1b[30mProgress: [ 40%]\x1b[49m\x1b[39m [############..............] \x1b8\x1b7\x1b[24;0f"
)
PIP_RAW = "Progress 0 of 16918164\nProgress 4229541 of 16918164\n"
PIP = (
    "\r     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 0.0/16.9 MB ? eta -:--:--"
    "\r     ━━━━━━━━╸━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 8.45/16.9 MB 134.9 MB/s eta 0:00:01"
)
RICH = "\rWorking ━━━╸━━━━━━━━━━━━━━━━━━━━━━━━━   10% 0:00:03\rWorking ━━━━━━╸━━━━━━━━━━━━━━━━━━━━━━   20% 0:00:02"
PROGRESSBAR = (
    "  0% (0 of 30) |                          | Elapsed Time: 0:00:00 ETA: --:--:--\n"
    " 10% (3 of 30) |##                         | Elapsed Time: 0:00:00 ETA: 0:00:00\n"
)
ALIVE = "\r|████            | 5/30 [17%] in 0.1s (49.38/s) \r|████████        | 15/30 [50%] in 0.3s (49.38/s) "
KERAS_2 = (
    "Epoch 1/10\n  1/100 [..............................] - ETA: 9s - loss: 2.3 - accuracy: 0.1000"
    "\b\b\b\b\b\b\r 45/100 [============>.................] - ETA: 3s - loss: 0.3000 - accuracy: 0.9000\b\b\b\b"
)
KERAS_3 = (
    "Epoch 1/10\n\r\x1b[1m 1/100\x1b[0m \x1b[37m━━━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[1m9s\x1b[0m 90ms/step - loss: 2.3010"
    "\b\b\b\b\b\r\x1b[1m 45/100\x1b[0m \x1b[32m━━━━━━━━━\x1b[0m\x1b[37m━━━━━━━━━━━\x1b[0m"
    " \x1b[1m3s\x1b[0m 60ms/step - loss: 0.3010"
)
LIGHTNING = (
    "\rEpoch 3:   0%|          | 0/1000 [00:00<?, ?it/s]"
    "\rEpoch 3:  45%|████▌     | 450/1000 [00:10<00:12, 44.20it/s, v_num=0, train_loss=0.302]"
)
DOCKER = "Step 2/10 : COPY . /src\n ---> 5c8ae1a\nStep 3/10 : RUN make\n ---> Running in 1ab2\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TQDM, (0.375, 15, 40, "train")),
        (TQDM_BYTES, (0.11, None, None, "")),
        (CMAKE, (0.86, None, None, "Built target l")),
        (NINJA, (0.8, 12, 15, "Building C object l.dir/f8.c.o")),
        (CTEST, (2 / 9, 2, 9, "t2")),
        (PYTEST, (0.33, None, None, "")),
        (PYTEST_LOUD, (0.01, None, None, "")),
        (PYTEST_COUNT, (138 / 180, 138, 180, "")),
        (FFMPEG, (0.375, None, None, "")),
        (FFMPEG_PROGRESS, (0.375, None, None, "")),
        (RSYNC, (0.03, None, None, "")),
        (RSYNC_FILES, (0.25, 5, 20, "")),
        (WGET, (0.5, None, None, "")),
        (WGET_BAR, (0.23, None, None, "big.bin")),
        (CURL, (0.59, None, None, "")),
        (CURL_BAR, (0.842, None, None, "")),
        (GIT, (386 / 402, 386, 402, "Receiving objects")),
        (CARGO, (2 / 6, 2, 6, "Building")),
        (SEVEN_ZIP, (0.42, None, None, "big.bin")),
        (ROBOCOPY, (0.452, None, None, "")),
        (ARIA2, (0.23, None, None, "")),
        (YT_DLP, (0.529, None, None, "")),
        (HANDBRAKE, (0.25, None, None, "")),
        (RESTIC, (0.431, None, None, "")),
        (DPKG, (0.45, None, None, "Reading database")),
        (APT_FANCY, (0.4, None, None, "Progress")),
        (PIP_RAW, (0.25, None, None, "")),
        (PIP, (0.5, None, None, "")),
        (RICH, (0.2, None, None, "Working")),
        (PROGRESSBAR, (0.1, 3, 30, "")),
        (ALIVE, (0.5, 15, 30, "")),
        (KERAS_2, (0.045, 1, 10, "Epoch")),
        (KERAS_3, (0.045, 1, 10, "Epoch")),
        (LIGHTNING, (0.45, 450, 1000, "Epoch 3")),
        (DOCKER, (0.2, 3, 10, "Step")),
    ],
)
@pytest.mark.parametrize("size", [10_000, 7, 1])
def test_what_programs_print_is_understood_however_it_comes(
    text: str, expected: tuple[float, int | None, int | None, str], size: int
) -> None:
    reader = PrintedProgress()
    progress = None
    for start in range(0, len(text), size):
        progress = reader.take(text[start : start + size])
    assert progress is not None
    fraction, step, total, words = expected
    assert progress.fraction == pytest.approx(fraction)
    assert (progress.step, progress.total, progress.text) == (step, total, words)
    assert progress.is_printed


@pytest.mark.parametrize(
    ("line", "fraction"),
    [
        ("Epoch 12/50", 11 / 50),  # Alone it stands where the epoch begins, with its loss where it ends.
        ("Epoch [12/50], Step [100/600], Loss: 0.2", 12 / 50),
        ("2026-01-31 10:00:00 INFO Epoch 12/50 train_loss=0.3 accuracy=45%", 12 / 50),
        ("Step 3 of 10", 0.2),
        ("step 300/1000: loss 0.45", 0.3),
        ("Fold 2/5 done", 0.4),
        ("[3/10] Converting a.flac", 0.3),
        ("(3/10) Installing vim", 0.3),
        ("(3 of 10)", 0.3),
        ("3 of 10", 0.3),
        ("3 of 10 files copied", 0.3),
        ("Processing 3 of 10", 0.3),
        ("Processing file 3 of 10", 0.3),
        ("Processed 450/1000 images", 0.45),
        ("page 3/10", 0.3),
        ("Batch 45/100 loss: 0.33", 0.45),
        ("Progress: 45.2%", 0.452),
        ("progress=45%", 0.45),
        ("45% complete", 0.45),
        ("Uploading: 45%", 0.45),
        ("Copying files... 45%", 0.45),
        ("[####----]  45%  00:00:05", 0.45),
        ("copying  45 %  [###########              ]", 0.45),
        ("[ 45%] Building CXX object cpu/usage.cc.o", 0.45),
        ("[12/340] Linking error/retry.o", 12 / 340),
        ("Fortschritt: [#####     ] 45,5 %", 0.455),
    ],
)
def test_one_line_says_how_far_it_is(line: str, fraction: float) -> None:
    (reading,) = readings(line)
    assert reading.fraction == pytest.approx(fraction)


NO_PROGRESS = """\
CPU usage 45%
CPU: [#########     ] 45%
cpu0 [||||||      45%]
mem [########        ] 45%
coverage: 85%
TOTAL     1200    180    85%
jobdesk/core/job.py      120      3    98%   12-14
battery 40%
Battery: [####      ] 40%
Charging: 40%
memory: 45% used
[ 45%] memory
disk usage [ 45%]
disk_usage: 45% done
/dev/sda1        50G   20G   30G  40% /
Filesystem      Size  Used Avail Use% Mounted on
accuracy: 0.93 (93%)
Top-1 accuracy 45.2%
loss 0.3 (45%)
humidity 45%
hit rate: 45% done
temperature 45 %
quality 45 %
50% off today
compressed by 45%
saved 45%
drop 45% of frames
docker: 45%
%45
100%25
45%
45 % of them
http://x/%20/3/10
HTTP/1.1 200 OK
[GC (Allocation Failure) 45%->30%]
[libx264 @ 0x561c44ecc080] i16 v,h,dc,p: 56% 35%  2%  8%
[libx264 @ 0x561c44ecc080] ref P L0: 63.9%  1.6% 19.5% 15.0%
3/4 inch
1/2 cup
24/7 support
on 3/10 we met
updated 3/10/2026
3/10/2026 12:00 begun
2026/03/10 12:00
/usr/lib/3/10/x
home/user/3/10
load 1/2/3
0/1 0/0 1/1
192.168.0.1/24
10.0.0.0/8 dev eth0
chr1:100-200 3/10
retry 1/3
Retry (1/3)
[2/5] retrying in 3 s
attempt 2 of 5
Attempt [2/5] failed
trying 2 of 5
tests passed (3/10)
(3/10) failed
2 of 3 replicas ready
3 of 10 tests failed
worker 3/10 online
nodes 3/10 available
error 3/10
ratio 3/10
score 3/10
rating: 3/10
version 3/10
1/1
[1/1] alone
5 of 3 done
Step 12/10
100/0
growth of 3% on 4 of May
seq=3 ttl=64 time=0.045 ms
rtt min/avg/max = 1/2/3 ms
real 0m3.45s
time=12ms
Duration: 3 days
a 1 b 2""".splitlines()


@pytest.mark.parametrize("line", NO_PROGRESS)
def test_what_only_looks_like_progress_is_none(line: str) -> None:
    assert [reading for reading in readings(line) if reading.fraction is not None] == []


def read(*lines: str) -> Progress | None:
    return PrintedProgress().take("".join(f"{line}\n" for line in lines))


def fraction_of(progress: Progress | None) -> float | None:
    return None if progress is None else progress.fraction


def test_one_number_says_nothing_and_neither_does_one_that_does_not_rise() -> None:
    assert read("[ 45%] Building") is None
    assert read("[ 45%] Building", "[ 45%] Built") is None
    assert read("[ 45%] Building", "[ 30%] Building") is None
    assert fraction_of(read("[ 45%] Building", "[ 46%] Building")) == 0.46


def test_counts_of_different_totals_are_not_one_that_rises() -> None:
    assert read("(3/10) one thing", "(9/12) another") is None


def test_what_goes_up_and_down_is_a_measure() -> None:
    assert read(*(f"Working: {percent}%" for percent in (40, 45, 38, 47, 44, 52, 49, 60))) is None


def test_a_bar_that_begins_again_is_the_next_one() -> None:
    assert fraction_of(read(*(f"Progress: {percent}%" for percent in (10, 60, 100, 3)))) == 0.03


def test_what_counts_the_whole_is_shown_and_not_what_begins_again_with_each_part() -> None:
    lines = [
        line
        for file in range(1, 5)
        for line in (f"[{file}/8] file {file}.wav", *(f"Progress: {percent}%" for percent in (0, 50, 100)))
    ]
    progress = read(*lines)
    assert progress is not None
    assert (progress.step, progress.total) == (4, 8)


def _laps(form: str, laps: int, last: tuple[int, ...] = (10, 50, 90, 100)) -> str:
    """Write a bar that begins anew with each lap; the last lap comes as far as `last` says."""
    done = (10, 50, 90, 100)
    return "".join(
        f"\r{form.format(lap=lap, percent=percent)}"
        for lap in range(1, laps + 1)
        for percent in (last if lap == laps else done)
    )


BAR = "{percent:3}%|####      | {percent}/100 [00:01<00:09, 99.0it/s]"


def test_a_bar_within_an_epoch_is_a_part_of_that_epoch() -> None:
    text = "".join(f"Epoch {epoch}/10\n{_laps(BAR, 1, (10, 90))}\n" for epoch in range(1, 4))
    reader = PrintedProgress()
    progress = reader.take(text)
    assert progress is not None
    assert progress.fraction == pytest.approx(0.29)
    assert (progress.step, progress.total, progress.text) == (3, 10, "Epoch")
    assert not reader.is_cyclic


@pytest.mark.parametrize(
    ("text", "fraction", "step", "total"),
    [
        # The first lap already: the name of the bar says how many there are.
        (_laps("Epoch {lap}/5: " + BAR, 1, (10, 50, 94)), 0.188, 1, 5),
        (_laps("Epoch {lap}/5: " + BAR, 4, (10, 80)), 0.76, 4, 5),
        # Two bars of tqdm, one below the other.
        (
            "".join(
                f"\rEpochs:  {20 * epoch}%|##  | {epoch}/5 [00:09<00:36, 9s/it]"
                + _laps("train: " + BAR, 1, (0, 50, 80))
                for epoch in range(3)
            ),
            0.56,
            2,
            5,
        ),
        # In the first lap of the inner one already.
        ("\rEpochs:   0%|    | 0/5 [00:00<?, ?it/s]\n" + _laps("train: " + BAR, 1, (0, 50, 80)), 0.16, 0, 5),
        # Each file is named when it begins.
        (
            "".join(
                f"\n[{file}/8] file {file}.wav\n" + _laps("Progress: {percent}%", 1, (0, 50, 100)) for file in (1, 2, 3)
            ),
            0.375,
            3,
            8,
        ),
    ],
)
def test_rounds_and_the_bar_within_them_are_put_together(text: str, fraction: float, step: int, total: int) -> None:
    reader = PrintedProgress()
    progress = reader.take(text)
    assert progress is not None
    assert progress.fraction == pytest.approx(fraction)
    assert (progress.step, progress.total) == (step, total)
    assert not reader.is_cyclic


def test_several_bars_in_each_round_say_nothing_of_how_far_it_is() -> None:
    reader = PrintedProgress()
    one_epoch = _laps("train: " + BAR, 1) + _laps("val: " + BAR, 1)
    fractions = [fraction_of(reader.take(f"\nEpoch {epoch}/4\n{one_epoch}")) for epoch in (1, 2, 3)]
    assert fractions == pytest.approx([0, 0.25, 0.5])


def test_a_bar_that_began_anew_has_no_known_end() -> None:
    reader = PrintedProgress()
    reader.take(_laps(BAR, 1, (10, 50, 90)))
    assert not reader.is_cyclic
    reader.take(_laps(BAR, 2, (10, 20)))
    assert reader.is_cyclic


def test_what_has_ended_makes_way_for_what_comes_after_it() -> None:
    build = [f"[{percent:3}%] Building" for percent in range(0, 101, 10)]
    tests = [f"tests/test_{number}.py ......   [ {number}0%]" for number in range(1, 4)]
    assert fraction_of(read(*build, *tests)) == 0.3


def test_a_film_is_measured_by_the_longest_of_its_inputs_and_the_next_one_anew() -> None:
    reader = PrintedProgress()
    head = "Input #0, mov, from 'a':\n  Duration: 00:00:10.00, start: 0, bitrate: 1 kb/s\n"
    audio = "Input #1, wav, from 'b':\n  Duration: 00:00:05.00, bitrate: 1 kb/s\n"
    line = "size= 0KiB time=00:00:0{}.00 bitrate= 0.1kbits/s\r"
    assert fraction_of(reader.take(head + audio + line.format(1) + line.format(2))) == 0.2
    assert fraction_of(reader.take(head.replace("10", "04") + line.format(0) + line.format(1))) == 0.25


def test_a_film_of_unknown_length_says_nothing() -> None:
    assert read("  Duration: N/A, bitrate: N/A", *(f"time=00:00:0{second}.00 bitrate= 1" for second in (1, 2))) is None


def test_a_line_that_is_cut_waits_for_its_end() -> None:
    reader = PrintedProgress()
    reader.take("Epoch 1/50 loss\nEpoch 2/50 loss\nEpoch 3/5")
    progress = reader.take("0 loss\n")
    assert progress is not None
    assert (progress.step, progress.total) == (3, 50)


def test_what_was_left_out_cuts_the_first_line() -> None:
    reader = PrintedProgress()
    reader.take("[10/500] a\n[11/500] b\n[12/5")
    progress = reader.take("3/500] torn\n[80/500] c\n", is_cut=True)
    assert progress is not None
    assert (progress.step, progress.total) == (80, 500)


printable = st.text(st.sampled_from("0123456789/% .:[]()|#=>-\r\n\b\x1bofstepEpoching━█٣"), max_size=300)


@given(st.lists(printable | st.text(max_size=100), max_size=8))
@example(["\x1b]" + "0" * 400, "\x1b[" * 200])
@example(["9" * 400 + "%", "99999999999999/99999999999999"])
def test_no_text_breaks_it(texts: list[str]) -> None:
    reader = PrintedProgress()
    for text in texts:
        progress = reader.take(text)
        assert progress is None or (progress.fraction is not None and 0 <= progress.fraction <= 1)


REPEATED = (
    *(
        "3/10 ",
        "[",
        "█",
        "1",
        "ing ",
        "45% ",
        "\x1b[",
        "\x1b]",
        ".",
        " ",
        "(",
        "#",
        "a 1 of 2 ",
        "ing a b 1/",
        "9%|",
        "\r1%",
    ),
    *("1%[=", "1/", "━━━━━ ", "\b", "[ 1%] ", "Step 1/", " 1 1 1:1", "k=1/ to-ch", "a" * 50 + "ing "),
)


@pytest.mark.parametrize("unit", REPEATED)
def test_whatever_is_repeated_is_read_at_once(unit: str) -> None:
    """A search that goes wrong takes hours for this, not seconds: the limit of a test's time tells."""
    reader = PrintedProgress()
    for _ in range(20):
        reader.take(unit * 4000)
        reader.take((unit * 500)[:499] + "\n")


def test_only_so_many_forms_are_remembered() -> None:
    reader = PrintedProgress()
    lines = "".join(f"[{number % 7 + 1}/{number}] x\n" for number in range(8, 5000))
    for start in range(0, len(lines), 1000):
        reader.take(lines[start : start + 1000])
    assert len(reader._tracks) <= 32


def test_a_reading_is_compared_by_what_it_says() -> None:
    assert list(readings("Epoch 2/4")) == [
        Reading(form="epoch", rank=0, fraction=0.25, step=2, total=4, text="Epoch", label="Epoch")
    ]
