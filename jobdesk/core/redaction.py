r"""Masks what looks like a secret in what is shown, printed, copied or exported.

Python's own interface and the control channel carry the truth; every way out to people and files masks it here. The
rules prefer one mask too many to one too few. The expressions are compiled at the first use, since neither the command
line nor the engine should pay for them at its start.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache

# Only for the checker: the command line loads this, and importing typing is a tenth of its start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from jobdesk.core.job import Job

MASK = "\N{BULLET}" * 8
"""Stands in the place of a secret."""
MASKED = f"holds {MASK}, which JobDesk shows in the place of a secret; give the secret itself"
"""Why a masked text is not accepted."""

_WORDS = (
    "token(?!i[sz]|s(?![a-z]))|secret|passw|passphrase|pwd|credential|auth(?!or(?!i[sz]))|cookie|session|dsn|bearer"
    r"|(?<![a-z])pass(?![a-z])"
)
_SCHEMES = frozenset({"basic", "bearer", "digest", "token", "negotiate"})
_KEY = "(?<!mon)(?<!tur)(?<!don)(?<!hoc)key(?!board|word|frame|stone|note|map|s?tone)"
_NO_NUMBER = "(?i)passw|secret|pwd|passphrase|credential"
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&'"]+)"""
# A blank of a template, or a variable that a shell fills in, names a secret and is none.
_REFERENCE = r"""["']?(?:\{[a-z_][a-z0-9_]*\}|\$\w+|\$\{\w+\}|\$\(.*|%\w+%)["']?"""
_HEADER = (
    r"(?i)\b((?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40})"
    r"""["']?\s{0,9}:\s{0,9}["']?)((?:\w{1,30}\s{1,9}(?=\S))?)([^'"\r\n]+)"""
)
_KNOWN = (
    r"\b(?:sk-[\w-]{16,}|[sr]k_(?:live|test)_\w{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abeprs]-[\w-]{10,}"
    r"|xapp-[\w-]{10,}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|glpat-[\w-]{16,}"
    r"|npm_\w{30,}|hf_\w{20,}|pypi-\w[\w-]{30,}|dop_v1_\w{30,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)"
)
# Most texts hold none of these, and are returned at once.
_HINTS = (
    *("token", "secret", "pass", "pwd", "credential", "auth", "cookie", "session", "dsn", "bearer", "key", "://", "-u"),
    *("--proxy-u", "sk-", "sk_", "rk_", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_", "xox", "xapp-", "akia"),
    *("asia", "aiza", "ya29", "gocspx", "glpat", "npm_", "hf_", "pypi-", "dop_", "sg.", "eyj"),
)
_SHORTEST_REPEATED = 6
_SHORTEST_ENCODED = 8
_CACHED_LETTERS = 300
_RECORD_TEXTS = ("name", "error", "notes", "reason", "stopping", "notices", "progress", "attempts", "tags", "problem")


class _Masker:
    """Masks texts and remembers what it masked."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def hide(self, value: str) -> str:
        """Return the mask for a value, with the quotes that stand around it; a reference stays."""
        if not value or value.lower() in _SCHEMES or _compiled(_REFERENCE).fullmatch(value):
            return value
        quote = value[0] if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0] else ""
        if MASK not in value:  # An earlier rule may have masked a part.
            self.found.add(value[1:-1] if quote else value)
        return f"{quote}{MASK}{quote}"

    def text(self, text: str) -> str:
        for expression, replace in _rules():
            text = expression.sub(lambda found: replace(found, self.hide), text)  # noqa: B023 (called at once)
        return text

    def arguments(self, arguments: list[str]) -> list[str]:
        masked: list[str] = []
        last = ""
        for argument in arguments:
            if _names_next(last) and not _is_option(argument):
                masked.append(self.hide(argument))
            elif last in {"-u", "--user", "--proxy-user"} and _compiled(r"[^\s:]+:(?!\d+$).+").fullmatch(argument):
                name, _, password = argument.partition(":")
                masked.append(f"{name}:{self.hide(password)}")
            else:
                masked.append(self.text(argument))
            last = argument
        return masked

    def value(self, value: Any, *, is_secret: bool = False, name: str = "") -> Any:
        """Mask a JSON value, by the names of its members and by how its texts look."""
        if isinstance(value, str):
            return self.hide(value) if is_secret else self.text(value)
        if isinstance(value, dict):
            # A blank of a template has its name as a member, and what may fill it in others.
            blank = value.get("name") if "default" in value else None
            is_blank = isinstance(blank, str) and is_secret_name(blank)
            return {
                key: self.value(
                    member,
                    is_secret=is_secret or is_secret_name(key) or (is_blank and key in {"default", "choices"}),
                    name=key,
                )
                for key, member in value.items()
            }
        if isinstance(value, (list, tuple)):
            if not is_secret and all(isinstance(part, str) for part in value):
                return self.arguments(list(value))
            return [self.value(part, is_secret=is_secret, name=name) for part in value]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_number and is_secret and _compiled(_NO_NUMBER).search(name):
            return self.hide(str(value))
        return value


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Callable[[str], str]], str]], ...]:
    """Return expressions, each with what makes the masked text of a match and of the function that hides a value."""
    key_in_text = (
        r"(?:(?:api|access|secret|private|signing|encryption|account|license|auth|master)[-_. ]?|(?<=[a-z0-9][-_.]))"
        rf"{_KEY}s?(?![a-z])|(?<![a-z0-9])key(?==)"
    )
    names = f"(?:{_WORDS}|{key_in_text})"
    # An error's own name is no secret's: "TokenError: it has expired".
    rest = r"(?!\w{0,60}(?:error|exception|warning|failure|failed|invalid|expired|missing)\b)[\w.-]{0,60}"
    parts: list[tuple[str, Callable[[re.Match[str], Callable[[str], str]], str]]] = [
        (
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)",
            lambda found, hide: hide(found[0]),
        ),
        (
            r"""(?<=://)(?:[^\s/'"]{1,400}|[^\s/'"@:\[]{0,200}:(?!\d+/)[^\s'"@]{1,200})(?=@)""",
            _hide_login,
        ),
        (
            _HEADER,
            lambda found, hide: found[1] + _scheme(found[2], hide) + hide(found[3]),
        ),
        (r"(?i)\b(bearer\s{1,9})(?=\S{0,60}\d|\S{24})([\w.~+/=-]{8,})", lambda found, hide: found[1] + hide(found[2])),
        (
            _KNOWN,
            lambda found, hide: hide(found[0]),
        ),
        (
            rf"(?i)(?<!\S)(--?[\w-]{{0,60}}(?:{_WORDS}|{_KEY})[\w-]{{0,60}}\s{{1,9}})(?!-)({_VALUE})",
            lambda found, hide: found[1] + hide(found[2]),
        ),
        (
            r"""(?<!\S)((?:-u|--user|--proxy-user)[ =]{1,9}[^\s:'"]{1,200}:)(?!\d+(?!\S))([^\s'"]+)""",
            lambda found, hide: found[1] + hide(found[2]),
        ),
        (
            rf"""(?i)({names}{rest}["']?(?:\s{{0,9}}=>?\s{{0,9}}|:=\s{{0,9}}|:(?!//)))({_VALUE})""",
            lambda found, hide: found[1] + hide(found[2]),
        ),
        (
            # After a colon and a space a sentence may go on: "key: must be text".
            rf"""(?i)({names}{rest}["']?\s{{0,9}}:\s{{1,9}})(?=["']|\S{{0,200}}\d|\S{{1,200}}\s{{0,9}}(?:$|[\n,;}}\])]))({_VALUE})""",
            lambda found, hide: found[1] + hide(found[2]),
        ),
    ]
    return tuple((re.compile(expression, re.DOTALL), replace) for expression, replace in parts)


def _hide_login(found: re.Match[str], hide: Callable[[str], str]) -> str:
    _, colon, password = found[0].partition(":")
    if colon:
        hide(password)  # It may reappear without the name before it.
    return hide(found[0])


def _scheme(scheme: str, hide: Callable[[str], str]) -> str:
    """Return the scheme of an authorization header; a word that is none belongs to the secret."""
    return scheme if scheme.strip().lower() in _SCHEMES or not scheme else hide(scheme)


def is_secret_name(name: str) -> bool:
    """Tell whether what stands under a name is likely a secret."""
    return bool(_compiled(f"(?i)(?:{_WORDS}|{_KEY})").search(name))


def _names_next(option: str) -> bool:
    """Tell whether the argument after an option is a secret."""
    return option.startswith("-") and "=" not in option and len(option) > 2 and is_secret_name(option)


def _is_option(argument: str) -> bool:
    return argument.startswith("--") or (argument.startswith("-") and len(argument) == 2)


def mask_text(text: str, values: Iterable[str] = ()) -> str:
    """Mask what looks like a secret anywhere in a text.

    Args:
        text: The text.
        values: Secrets that are known; they are masked as they are, and encoded as in an address or in base64.
    """
    for value in values:
        for form in _forms(value):
            text = text.replace(form, MASK)
    if len(text) <= _CACHED_LETTERS:
        return _mask_short(text)
    return _Masker().text(text) if _may_hold_secrets(text) else text


def _may_hold_secrets(text: str) -> bool:
    """Tell quickly that a text holds no secret; JSON of a text is as good as the text."""
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)


@lru_cache(maxsize=4096)
def _mask_short(text: str) -> str:
    return _Masker().text(text) if _may_hold_secrets(text) else text


def mask_job_text(job: Job, text: str) -> str:
    """Mask what looks like a secret in a text about a job, and the secrets of the job's config."""
    return mask_text(text, _values_in(bytes(job.raw_config))) if text else text


@lru_cache(maxsize=512)
def _values_in(raw_config: bytes) -> tuple[str, ...]:
    if not _may_hold_secrets(raw_config.decode("utf-8", "replace")):
        return ()
    return secret_values(json.loads(raw_config))


def mask_arguments(arguments: list[str]) -> list[str]:
    """Mask the secrets in a command's arguments, also those that follow an option's name."""
    return _Masker().arguments(arguments)


def mask_member(name: str, value: Any) -> Any:
    """Mask a member of a config or of an environment, by its name and by how it looks."""
    return _Masker().value(value, is_secret=is_secret_name(name), name=name)


def mask_config(config: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a config with its secrets masked, also where they stand a second time."""
    masked: dict[str, Any] = _mask_everywhere(_Masker().value(config), secret_values(config))
    return masked


def secret_values(config: dict[str, Any]) -> tuple[str, ...]:
    """Return the secrets of a config that are long enough to be recognized elsewhere, the longest first."""
    masker = _Masker()
    masker.value(config)
    values = {part for value in masker.found for part in (value, value.strip()) if len(part) >= _SHORTEST_REPEATED}
    return tuple(sorted(values, key=lambda value: (-len(value), value)))


def mask_document(document: Any) -> Any:
    """Return a JSON document, such as jobs or schedules, with the secrets of all in it masked.

    In a record that has a config, the secrets of the config are masked wherever else they stand.
    """
    if isinstance(document, list):
        return [mask_document(part) for part in document]
    if isinstance(document, str):
        return mask_text(document)
    if not isinstance(document, dict):
        return document
    config = document.get("config")
    if not isinstance(config, dict):
        return {key: mask_document(member) for key, member in document.items()}
    if not _may_hold_secrets(json.dumps(document)):
        return document
    values = secret_values(config)
    masked = {key: mask_document(member) for key, member in document.items() if key == "runs"}
    for key in _RECORD_TEXTS:
        if key in document:
            masked[key] = _mask_everywhere(document[key], values)
    for key in ("result_summary", "policy", "extra", "parameters"):
        if key in document:
            masked[key] = _mask_everywhere(_Masker().value(document[key]), values)
    masked["config"] = mask_config(config)
    return {key: masked.get(key, member) for key, member in document.items()}


def find_mask(value: Any, where: str = "") -> str | None:
    """Return where in a JSON value the mask of a secret stands; None if nowhere."""
    if isinstance(value, str):
        return where if MASK in value else None
    if isinstance(value, dict):
        parts = [(f"{where}.{key}" if where else key, member) for key, member in value.items()]
    elif isinstance(value, (list, tuple)):
        parts = [(f"{where}[{index}]", member) for index, member in enumerate(value)]
    else:
        return None
    return next((found for name, member in parts if (found := find_mask(member, name)) is not None), None)


def _mask_everywhere(value: Any, values: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return mask_text(value, values)
    if isinstance(value, dict):
        return {key: _mask_everywhere(member, values) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask_everywhere(member, values) for member in value]
    return value


@lru_cache(maxsize=256)
def _forms(value: str) -> tuple[str, ...]:
    """Return the ways in which a secret may be written: as it is, as in an address, and within base64."""
    forms = {value}
    if len(value) >= _SHORTEST_ENCODED:
        from base64 import b64encode
        from urllib.parse import quote, quote_plus

        forms |= {quote(value, safe=""), quote(value), quote_plus(value)}
        data = value.encode("utf-8", "surrogatepass")
        for before in range(3):
            # Which letters stand for a byte depends on how many come before it; those that also hold a neighbour's
            # bits are left out.
            coded = b64encode(bytes(before) + data).decode().rstrip("=")
            bits = 8 * (before + len(data))
            inner = coded[-(-8 * before // 6) : bits // 6]
            forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))
