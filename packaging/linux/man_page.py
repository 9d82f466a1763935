"""Makes the manual page from the command line's own parser, so that no second text describes it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator

Parser = argparse.ArgumentParser


def render(parser: Parser, version: str, date: str) -> str:
    """Return the manual page as groff source.

    Args:
        parser: Parser with all verbs.
        version: JobDesk's version.
        date: Date of that version, as 2026-01-31.
    """
    name = parser.prog
    does = (parser.description or "").partition(". ")[0].rstrip(".")
    lines = [
        f'.TH {name.upper()} 1 "{date}" "JobDesk {version}" "User Commands"',
        # Neither justified nor hyphenated: options and commands must stay as they are written.
        ".nh",
        ".ad l",
        ".SH NAME",
        f"{name} \\- {escape(does[:1].lower() + does[1:])}",
        ".SH SYNOPSIS",
        *_synopsis(parser),
        ".SH DESCRIPTION",
        escape(parser.description or ""),
        ".PP",
        escape(parser.epilog or ""),
        ".SH OPTIONS",
        *_options(action for action in parser._actions if action.option_strings),
        ".SH VERBS",
    ]
    for verb in verbs(parser):
        lines += [f".SS {escape(verb.prog)}", *_verb(verb)]
        for part in verbs(verb):
            lines += [f".SS {escape(part.prog)}", *_verb(part)]
    return "\n".join(lines) + "\n"


def _verb(parser: Parser) -> Iterator[str]:
    """Yield a verb's part of the page: usage, text, and options by groups."""
    yield from _synopsis(parser)
    yield ".PP"
    yield escape(parser.description or "")
    for group in parser._action_groups:
        actions = [action for action in group._group_actions if not isinstance(action, _LEFT_OUT)]
        if not actions:
            continue
        if group.title not in {"options", "positional arguments"}:
            yield ".PP"
            yield escape(f"{(group.title or '').rstrip(':').capitalize()}:")
        yield from _options(actions)
    if parser.epilog:
        yield ".PP"
        yield escape(parser.epilog)


# Verbs of their own have parts of their own; that there is a --help needs no line in each of them.
_LEFT_OUT = (argparse._SubParsersAction, argparse._HelpAction)


def verbs(parser: Parser) -> Iterator[Parser]:
    """Yield the parsers of a parser's verbs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _synopsis(parser: Parser) -> Iterator[str]:
    """Yield the usage, which argparse breaks into lines of its own and the page must not."""
    usage = " ".join(parser.format_usage().split()).removeprefix("usage: ")
    name, rest = parser.prog, usage.removeprefix(parser.prog).strip()
    yield f".B {escape(name)}"
    if rest:
        yield escape(rest)


def _options(actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        yield ".TP"
        yield _signature(action)
        # argparse fills in the name of the program and the default value.
        words = {**vars(action), "prog": "jobdesk"}
        yield escape((action.help or "") % words)


def _signature(action: argparse.Action) -> str:
    """Return how an option or argument is written, as --name VALUE."""
    if action.metavar:
        value = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    elif action.choices is not None:
        value = "{" + ",".join(map(str, action.choices)) + "}"
    else:
        value = action.dest.upper()
    if not action.option_strings:
        return f"\\fI{escape(value)}\\fR"
    names = ", ".join(f"\\fB{escape(name)}\\fR" for name in action.option_strings)
    return names if action.nargs == 0 else f"{names} \\fI{escape(value)}\\fR"


def escape(words: str) -> str:
    """Return a text as groff prints it: nothing in it is taken for a command, and a hyphen stays one to copy."""
    text = re.sub(r"\s+", " ", words).strip()
    text = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    )
    return f"\\&{text}" if text.startswith((".", "\\(aq")) else text
