"""The forms in which programs print how far they are: one piece of output in, what it says of that out.

A form is taken only where its surroundings say that it is progress: a share of something that is measured (a processor,
a disk, coverage) looks the same. Samples of what programs write are in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from jobdesk.core.text import shorten

MOST_LETTERS: Final = 500
"""What stands further right in a line is not looked at."""

_TEXT_LETTERS: Final = 80
_NEAR_LETTERS: Final = 30
_MOST_STEPS: Final = 99_999
_DIGITS: Final = re.compile(r"\d+")

_NUMBER: Final = r"(?P<percent>\d{1,3}(?:[.,]\d{1,4})?)"
_P: Final = rf"{_NUMBER}\ ?%"
_N_T: Final = r"(?P<step>\d{1,12})/(?P<total>\d{1,12})"
_N_OF_T: Final = r"(?P<step>\d{1,12})\ *(?:/|of|out\ of)\ *(?P<total>\d{1,12})(?![\d/%-]|[.:]\d)"
_BAR: Final = r"[\[|(][-#=>.*+o@\ \u2588-\u2595\u2500-\u257f\u25a0-\u25ff\u28c0-\u28ff]{4,200}[\]|)]"
_RICH: Final = r"[\u2501\u2578\u257a]{5,200}"
_SIZE: Final = r"\d[\d.,]{0,18}\ ?[kKMGTP]?i?B?"

_ROUNDS: Final = "step|stage|phase|fold"
_THINGS: Final = (
    "part|pass|round|iteration|iter|batch|chunk|page|file|frame|image|item|trial|block|segment|record|row|test|case"
    "|module|package|layer|job|video|track|sample|shard|tile|document|url|link|folder|disc|chapter|scene|target|task"
)

_MEASURED: Final = re.compile(
    r"(?<![A-Za-z0-9_])(?:cpus?|gpus?|cores?|mem|memory|ram|swap|vram|heap|disks?|storage|space|battery|usage|used|using"
    r"|usr|sys|idle|iowait|util\w*|load|cov|coverage|branch|hits?|cache|volume|humidity|temp|temperature|fan|brightness"
    r"|signal|confidence|accuracy|acc|score|precision|recall|probability|similarity|match|matching|rate|ratio|quota|free"
    r"|full|off|discount|threshold|loss|capacity|health|charged?|charging|remaining|quality|saved|saving|smaller"
    r"|reduction|compressed|compression|increase|decrease|faster|slower)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""Words beside which a share is a measure and no progress."""

_TRIED: Final = re.compile(
    r"(?<![A-Za-z0-9_])(?:re-?tr(?:y|ies|ying)|attempts?|tries|try|trying|fail(?:ed|ures?|s|ing)?|errors?|warnings?"
    r"|passed|broken|ready|healthy|online|offline|available|skipped|invalid|missing|rejected|dropped|lost|replicas?|nodes?"
    r"|workers?|slots?|score|rat(?:ed?|ing)|stars?|out|backoff|reconnect\w*)(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
"""Words beside which a count says how something went and not how far it is."""

_COUNT: Final = re.compile(r"\d *(?:/|of) *\d|\d out of \d|k=\d")
_HAS_BAR: Final = re.compile(r"[\[|(][-#=>.*+o@ \u2588-\u2595\u2500-\u257f\u25a0-\u25ff\u28c0-\u28ff]{4}")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of output says.

    Attributes:
        form: Which form it has.
        rank: How telling that form is: what counts whole rounds first, then what one program is known to print, then
            shares and counts that anything may print.
        fraction: From 0 to 1; None if `seconds` say it.
        step: Steps done, where they are counted.
        total: Steps in all.
        text: What is done now, for people.
        label: What tells this one from others of its form; numbers in it do not.
        seconds: How far a film is.
        length_s: How long a film is; None if this says nothing of that.
        begins: Whether another film begins.
    """

    form: str
    rank: int
    fraction: float | None = None
    step: int | None = None
    total: int | None = None
    text: str = ""
    label: str = ""
    seconds: float | None = None
    length_s: float | None = None
    begins: bool = False


class _Form(msgspec.Struct, frozen=True):
    name: str
    rank: int
    pattern: re.Pattern[str]
    needs: str = ""
    unlike: tuple[re.Pattern[str], ...] = ()
    is_rewritten: bool = False
    goes_on: bool = False
    of: int = 0


_SHARE, _STEPS, _BARS = range(3)


def _of(pattern: re.Pattern[str]) -> int:
    """Tell what a piece must contain at all to have a form: looked for once for all of them."""
    return _SHARE if "percent" in pattern.groupindex else _STEPS


def _of_one(
    name: str, rank: int, pattern: str, needs: str = "", *, is_rewritten: bool = False, goes_on: bool = False
) -> _Form:
    """Make a form that one program, or one library, prints.

    Args:
        name: Its name.
        rank: How telling it is.
        pattern: Verbose. Its groups: `percent`, or `step` and `total`, or `left` and `total`, or `n` and `t`, which may
            be sizes; `part` of `parts`, on which the share is spread; `text` is shown, `id` tells it from others,
            `name` and `unit` do both.
        needs: What each such piece contains; looked for before.
        is_rewritten: Whether it counts only where its line is written over.
        goes_on: Whether the piece may have another form too.
    """
    compiled = re.compile(pattern, re.VERBOSE)
    return _Form(name, rank, compiled, needs, (), is_rewritten, goes_on, _of(compiled))


def _of_any(name: str, rank: int, pattern: str, needs: str = "", *unlike: re.Pattern[str]) -> _Form:
    """Make a form that anything may print: it is none beside the words of `unlike`."""
    compiled = re.compile(pattern, re.VERBOSE | re.IGNORECASE)
    of = _BARS if _BAR in pattern else _of(compiled)
    return _Form(name, rank, compiled, needs, unlike, of=of)


_FORMS: Final = (
    # "train:  45%|####5     | 450/1000 [00:10<00:12, 44.2it/s]"; PyTorch Lightning writes the same.
    _of_one(
        "tqdm", 2, rf"^(?P<name>.{{0,120}}?)\ *{_P}\|[^|]{{0,400}}\|\ *(?P<n>[\d.]+\w?)/(?P<t>[\d.]+\w?)\ \[\d", "%|"
    ),
    # git: "Receiving objects:  45% (450/1000)".
    _of_one("git", 2, rf"^(?:remote:\ )?(?P<name>[A-Z][\w\ -]{{2,50}}):\ +{_P}\ \({_N_T}\)", "% ("),
    # "  3,000,000   1%  707.44MB/s    0:00:00 (xfr#1, to-chk=59/61)"; the share is of one file, or of all.
    _of_one(
        "rsync files",
        3,
        r"\(xfe?r\#\d+,\ to-ch(?:ec)?k=(?P<left>\d{1,12})/(?P<total>\d{1,12})\)",
        "to-ch",
        goes_on=True,
    ),
    _of_one("rsync", 2, rf"^\ *{_SIZE}\ +{_P}\ +[\d.,]+[kKMGT]?B/s\ +\d+:\d\d:\d\d", "B/s"),
    # "292750K .......... .......... 99%  580M 0s", and as a bar.
    _of_one("wget", 2, rf"^\ *\d+[KM]\ [.,\ ]{{10,80}}\ ?{_P}", "%"),
    _of_one("wget bar", 2, rf"^(?P<name>\S.{{0,120}}?)\ +{_P}\[[=<>+\ ]{{4,200}}\]", "%["),
    # What "curl -#" writes.
    _of_one("curl bar", 2, rf"^\#{{1,300}}\ *{_P}$", "#"),
    # "[#bedfc8 65MiB/286MiB(23%) CN:1 DL:31MiB ETA:7s]".
    _of_one("aria2", 2, rf"^\[\#(?P<id>[0-9a-f]{{6}})\ {_SIZE}/{_SIZE}\({_P}\)", "[#"),
    # "[download]  52.9% of  482.44KiB at   62.22MiB/s ETA 00:00".
    _of_one("yt-dlp", 2, rf"^\[download\]\ +{_P}\ of\ ", "[download]"),
    # "Encoding: task 1 of 2, 45.20 % (80.12 fps, avg 75.00 fps, ETA 00h05m12s)".
    _of_one("HandBrake", 2, rf"^Encoding:\ task\ (?P<part>\d{{1,3}})\ of\ (?P<parts>\d{{1,3}}),\ {_P}", "Encoding:"),
    # "[0:00] 8.27%  4 files 14.188 MiB, total 60 files 171.661 MiB, 0 errors ETA 0:02".
    _of_one("restic", 2, rf"^\[[\d:]+\]\ {_P}\ \ ", "] "),
    # "    Building [=====>      ] 45/100: serde".
    _of_one("cargo", 2, rf"^\ *(?P<name>[A-Z][a-z]+)\ \[[=>\ ]{{3,200}}\]\ {_N_T}", "] "),
    # "450/1000 [=======>......] - ETA: 3s", "450/1000 ━━━━━━━━━━━━━━━━━━━━ 10s 12ms/step".
    _of_one("Keras", 2, rf"^\ *{_N_T}\ (?:\[[=>.]{{5,200}}\]|\u2501{{5,200}})(?:\ |$)", "/"),
    # "   ━━━━━━━━╸━━━ 4.5/16.9 MB 134.9 MB/s eta 0:00:01", "Working ━━━━╸━━━  45% 0:00:03".
    _of_one("pip", 2, rf"^\ *{_RICH}\ (?P<n>[\d.]+)/(?P<t>[\d.]+)\ (?:[kMGT]?B|bytes)\ ", "\u2501"),
    _of_one("rich", 2, rf"^(?P<name>[^\u2501]{{0,80}}?)\ *{_RICH}\ +{_P}", "\u2501"),
    # " 45% + big.bin" of 7z, " 45.2%" of robocopy.
    _of_one("7z", 2, rf"^\ *{_P}\ (?:\d+\ )?[-+U=.]\ (?P<text>\S.{{0,120}})", "% ", is_rewritten=True),
    _of_one("alone", 5, rf"^\ *{_P}$", "%", is_rewritten=True),
    # "3/9 Test #3: t3 ...............   Passed    0.05 sec".
    _of_one("ctest", 2, rf"^\ *{_N_T}\ Test\ +\#\d+:\ (?P<text>\S{{1,80}})", " Test "),
    # "Epoch 12/50", "Epoch [12/50] loss: 0.3", and Docker's "Step 3/10 : RUN make".
    _of_any("epoch", 0, rf"(?<![\w/.-])(?P<unit>epochs?)\ *[:\#]?\ *[\[(]?\ *{_N_OF_T}[\])]?(?P<rest>.*)"),
    _of_any(
        "round", 1, rf"(?<![\w/.-])(?P<unit>{_ROUNDS})\ *[:\#]?\ *[\[(]?\ *{_N_OF_T}[\])]?(?P<rest>.*)", "", _TRIED
    ),
    # "45% (9 of 20) |####   |", "|####| 9/20 [45%]", "copying  45 %  [####   ]", "[####   ]  45%".
    _of_any(
        "share, bar",
        3,
        rf"^(?P<name>[^|%\[]{{0,60}}?)[:\ ]*\[?\ *{_P}\]?\ *(?:\({_N_OF_T}\))?\ *{_BAR}",
        "%",
        _MEASURED,
    ),
    _of_any(
        "bar, share", 3, rf"^(?P<name>[^|%\[]{{0,60}}?)[:\ ]*{_BAR}\ *(?:{_N_OF_T})?\ *[\[(]?\ *{_P}", "%", _MEASURED
    ),
    # "[ 45%] Building C object f.o" of CMake; "a.py .......   [ 45%]" and "...... [ 69/180]" of pytest.
    _of_any("[share]", 3, rf"^\ *\[\ *{_P}\ *\](?P<text>.*)", "%", _MEASURED),
    _of_any("[share] last", 3, rf"\ \[\ *{_P}\]$", "%", _MEASURED),
    _of_any("[count] last", 3, rf"^[.sxXFE]+\ *\[\ *{_N_T}\]$", "/"),
    # "Progress: 45.2%", "45 % complete", "Reading package lists... 45%", pip's raw "Progress 262144 of 16918164".
    _of_any(
        "progress", 4, rf"(?<![\w-])(?:progress|completed?|done|finished)\ ?[:=]?\ {{0,3}}[\[(]?\ ?{_P}", "%", _MEASURED
    ),
    _of_any("complete", 4, rf"(?<![\w.,-]){_P}\ (?:complete|completed|done|finished|processed)(?!\w)", "%", _MEASURED),
    _of_any("dots", 4, rf"^\(?(?P<name>[a-z][\w\ ]{{2,50}}?)\ ?\.\.\.\ ?{_P}$", "...", _MEASURED),
    _of_any("doing", 4, rf"(?<![\w/.-])(?P<name>[a-z]{{2,20}}ing(?:\ [a-z]{{1,20}}){{0,2}}):?\ +{_P}$", "%", _MEASURED),
    _of_any("progress of", 4, rf"^progress:?\ {_N_OF_T}", "", _MEASURED, _TRIED),
    # Counts: ninja's "[12/340] Building", "(3/10)", "File 3 of 10", "Processing 3/10", "3 of 10 files".
    _of_any("[count]", 4, rf"^\ *\[\ *{_N_T}\](?P<text>\ .*|$)", "/", _TRIED, _MEASURED),
    _of_any("(count)", 5, rf"(?<!\S)[\[(]\ *{_N_OF_T}\ *[\])](?![^\s:.,])", "", _TRIED, _MEASURED),
    _of_any("thing", 5, rf"(?<![\w/.-])(?P<unit>{_THINGS})s?\ *[:\#]?\ *[\[(]?\ *{_N_OF_T}", "", _TRIED),
    _of_any(
        "deed", 5, rf"(?<![\w/.-])(?P<name>[a-z]{{2,20}}(?:ing|ed))(?:\ [a-z]{{1,20}}){{0,2}}:?\ {_N_OF_T}", "", _TRIED
    ),
    _of_any("count of", 5, r"^\ *(?P<step>\d{1,12})\ of\ (?P<total>\d{1,12})(?:\ [a-z]|$)", " of ", _TRIED, _MEASURED),
)

_BARS_WITH_NAMES: Final = frozenset({"tqdm", "rich", "share, bar", "bar, share"})
_NAMED_ROUND: Final = re.compile(
    rf"(?<![\w/.-])(?P<unit>epoch|{_ROUNDS}|round)s?[ :#]*[\[(]?{_N_OF_T}[\])]?", re.IGNORECASE
)

# " 24  286M   24 69.9M    0     0  99.9M      0  0:00:02 --:--:--  0:00:02 99.9M".
_METER: Final = _of_one(
    "curl", 2, rf"^\ *{_NUMBER}\ +{_SIZE}\ +\d+\ +{_SIZE}\ +\d+\ +(?:{_SIZE}\ +){{3}}(?:[-\d]+:[-\d:]+\ +){{2}}"
)

_DURATION: Final = re.compile(r"^ *Duration: (\d{1,4}):(\d\d):(\d\d(?:\.\d+)?), ")
_TIME: Final = re.compile(r"(?:^|\s)time=(\d{1,4}):(\d\d):(\d\d(?:\.\d+)?)\s+bitrate=")
_OUT_TIME: Final = re.compile(r"^out_time_(?:us|ms)=(\d{1,15})$")
"""ffmpeg counts microseconds under both names."""


def readings(piece: str, *, is_rewritten: bool = False) -> Iterator[Reading]:
    """Tell what a piece of output says of progress: mostly nothing, seldom two things.

    Args:
        piece: A line, or what stands between two carriage returns; without escape sequences.
        is_rewritten: Whether it is written over by what comes next, or was written over another.
    """
    piece = piece[:MOST_LETTERS].rstrip()
    has_share = "%" in piece
    has_count = ("/" in piece or "of" in piece) and _COUNT.search(piece) is not None
    if not has_share:
        said = _film(piece) or (_meter(piece) if not has_count else None)
        if said is not None:
            yield said
            return
    if has_share or has_count:
        has_bar = has_share and _HAS_BAR.search(piece) is not None
        yield from _any_form(piece, {_SHARE: has_share, _STEPS: has_count, _BARS: has_bar}, is_rewritten)


def _round_of(name: str) -> Reading | None:
    """Read the round that stands in a bar's name, such as "Epoch 3/5": what the bar shows is only a part of it."""
    match = _NAMED_ROUND.search(name)
    if match is None:
        return None
    step, total = int(match["step"]), int(match["total"])
    if not 1 <= step <= total or total < 2:
        return None
    unit = match["unit"].capitalize()
    fraction = (step - 1) / total
    return Reading(
        form="named round", rank=0, fraction=fraction, step=step, total=total, text=unit, label=match["unit"]
    )


def _any_form(piece: str, has: dict[int, bool], is_rewritten: bool) -> Iterator[Reading]:
    for form in _FORMS:
        if not has[form.of] or form.needs not in piece or (form.is_rewritten and not is_rewritten):
            continue
        match = form.pattern.search(piece)
        if match is None:
            continue
        reading = _read(form, match)
        if reading is not None:
            outer = _round_of(match["name"]) if form.name in _BARS_WITH_NAMES else None
            if outer is not None:
                yield outer
            yield reading
        if not form.goes_on:
            return


def _meter(piece: str) -> Reading | None:
    """Read curl's meter, which shows shares without their sign."""
    if not piece.lstrip()[:1].isdigit() or piece.count(":") < 4:
        return None
    match = _METER.pattern.match(piece)
    return None if match is None else _read(_METER, match)


def _film(piece: str) -> Reading | None:
    """Read what ffmpeg says: how long a film is, once, and how far it is, often."""
    said: dict[str, Any] = {}
    if "=" not in piece and ": " not in piece and not piece.startswith("Input"):
        return None
    if piece.startswith("Input #0,"):
        said = {"begins": True}
    elif (match := _DURATION.match(piece)) is not None:
        said = {"length_s": _clock_s(match)}
    elif (match := _TIME.search(piece)) is not None:
        said = {"seconds": _clock_s(match)}
    elif (match := _OUT_TIME.match(piece)) is not None:
        said = {"seconds": int(match[1]) / 1e6}
    return Reading(form="ffmpeg", rank=2, **said) if said else None


def _clock_s(match: re.Match[str]) -> float:
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])


def _read(form: _Form, match: re.Match[str]) -> Reading | None:
    """Make a reading of a match; None if its numbers, or the words around it, say that it is no progress."""
    found = {key: value for key, value in match.groupdict().items() if value is not None}
    if any(words.search(part) for words in form.unlike for part in _around(match, found)):
        return None
    step, total = _steps(found)
    if step is not None and total is not None:
        if step > total or total < 2:
            return None
        # A heading is printed where its round begins, measures of it where it ends.
        is_heading = "rest" in found and (not found["rest"].strip(" .:") or found["rest"].startswith(" : "))
        fraction = max(0, step - is_heading) / total
    elif "n" in found:
        fraction = _share(found) if "percent" in found else _quotient(found["n"], found["t"])
    else:
        fraction = _share(found)
    if "parts" in found:
        fraction = (int(found["part"]) - 1 + fraction) / max(1, int(found["parts"]))
    if not 0 <= fraction <= 1:
        return None
    if total is not None and total > _MOST_STEPS:
        step = total = None  # These are bytes.
    label = found.get("unit") or found.get("name") or ""
    text = shorten((label or found.get("text", "")).strip(" :-"), _TEXT_LETTERS)
    if "unit" in found:
        text = text.capitalize()
    label = _DIGITS.sub("", found.get("id") or label)[:_TEXT_LETTERS]
    return Reading(form=form.name, rank=form.rank, fraction=fraction, step=step, total=total, text=text, label=label)


def _around(match: re.Match[str], found: dict[str, str]) -> tuple[str, ...]:
    """Return what stands near a match, where words would say that it is something else."""
    if "text" in found:
        # What is being done; the files of it may be called anything.
        return (" ".join(word for word in found["text"].split()[:2] if word.isalpha()),)
    start, end = match.span("total" if "total" in found else "percent")
    first = match.start("step") if "step" in found else start
    before, after = match.string[max(0, first - _NEAR_LETTERS) : first], match.string[end : end + _NEAR_LETTERS]
    return found.get("name", ""), before, after


def _steps(found: dict[str, str]) -> tuple[int | None, int | None]:
    if "step" in found:
        return int(found["step"]), int(found["total"])
    if "left" in found:
        return int(found["total"]) - int(found["left"]), int(found["total"])
    if "n" in found and found["n"].isdecimal() and found["t"].isdecimal():
        return int(found["n"]), int(found["t"])
    return None, None


def _share(found: dict[str, str]) -> float:
    return float(found["percent"].replace(",", ".")) / 100


def _quotient(n: str, t: str) -> float:
    try:
        return float(n) / float(t)
    except (ValueError, ZeroDivisionError):
        return -1.0
