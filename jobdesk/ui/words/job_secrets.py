"""Masks what looks like a secret in what is shown or copied of a job: rather one too many than one too few."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\N{BULLET}" * 8
_NAMES: Final = "key|token|secret|passw|pwd|passphrase|credential|auth(?!or)|cookie|session|dsn|bearer"
_NAME: Final = re.compile(f"(?i)({_NAMES})")
_USERINFO: Final = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_HEADER: Final = re.compile(
    r"(?i)\b((?:proxy-)?authorization\s*:\s*(?:\w+\s+)?|x-api-key\s*:\s*|cookie\s*:\s*|bearer\s+)([^\s'\"]+)"
)
_ASSIGNED: Final = re.compile(rf"(?i)(?P<name>[\w.-]{{0,60}}(?:{_NAMES})[\w.-]{{0,60}}[=:]\s*)(?!//)[^\s,;&'\"]+")
_KNOWN: Final = re.compile(
    r"\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}"
    r"|glpat-[\w-]{16,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)"
)


def is_secret_name(name: str) -> bool:
    """Tell whether what stands under a name is likely a secret."""
    return bool(_NAME.search(name))


def mask_text(text: str) -> str:
    """Mask what looks like a secret anywhere in a text."""
    text = _USERINFO.sub(MASK, text)
    text = _HEADER.sub(lambda found: found[1] + MASK, text)
    text = _KNOWN.sub(MASK, text)
    return _ASSIGNED.sub(lambda found: found["name"] + MASK, text)


def mask_arguments(arguments: list[str]) -> list[str]:
    """Mask the secrets in a command's arguments, also those that follow an option's name."""
    masked: list[str] = []
    is_value_secret = False
    for argument in arguments:
        if is_value_secret and not argument.startswith("-"):
            masked.append(MASK)
            is_value_secret = False
            continue
        is_value_secret = argument.startswith("--") and "=" not in argument and is_secret_name(argument)
        masked.append(mask_text(argument))
    return masked
