"""Templates in words: what one runs, shown whole, and blanks made from what is selected."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from PySide6.QtCore import QCoreApplication

from jobdesk.core.jobs.template import Parameter, Template, masked_template
from jobdesk.core.redaction import mask_config
from jobdesk.ui.form.preview.policy_words import policy_words
from jobdesk.ui.form.rows.field import command_to_text
from jobdesk.ui.text.job_state import queue_title
from jobdesk.ui.text.limit_text import amounts_text
from jobdesk.ui.text.plain_text import literal, literal_lines

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9_]+")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TemplateText", text)


def what_it_runs(template: Template) -> list[tuple[str, str]]:
    """Return everything that a template's jobs are made of, as titles and texts; only secrets are masked."""
    template = masked_template(template)
    config = template.config
    facts: list[tuple[str, str]] = []
    if "command" in config:
        facts.append((_tr("Command"), command_to_text(config["command"]) or _as_json(config["command"])))
        facts.append((_tr("In a shell"), _tr("Yes") if config.get("shell") else _tr("No")))
    for key, value in config.items():
        if key in {"command", "shell", "env", "cwd"}:
            continue
        facts.append((key.replace("_", " ").capitalize(), value if isinstance(value, str) else _as_json(value)))
    facts.append((_tr("Folder"), str(config.get("cwd") or _tr("Your own for new jobs"))))
    environment = config.get("env")
    if isinstance(environment, dict):
        facts.append((_tr("Environment"), "\n".join(f"{name}={value}" for name, value in environment.items())))
    else:
        facts.append((_tr("Environment"), _tr("Nothing added") if environment is None else _as_json(environment)))
    for blank in template.parameters:
        parts = [blank_title(blank), blank.type, *([_as_json(list(blank.choices))] if blank.choices else [])]
        default = f" = {blank.default}" if blank.default else ""
        facts.append((_tr("Blank {%1}").replace("%1", blank.name), ", ".join(parts) + default))
    if template.job_name:
        facts.append((_tr("Job name"), template.job_name))
    facts.append((_tr("Queue"), f"{queue_title(template.queue)}, {_tr('priority')} {template.priority}"))
    if template.tags:
        facts.append((_tr("Tags"), ", ".join(template.tags)))
    if template.needs:
        facts.append((_tr("Needs"), amounts_text(template.needs)))
    facts += policy_words(template.policy)
    if template.notify:
        facts.append((_tr("Notify me"), _tr("Always") if template.notify == "always" else _tr("Never")))
    return [(literal(title), literal_lines(text)) for title, text in facts]


def headline(template: Template) -> str:
    """Return what a template runs, in short."""
    config = mask_config(template.config)
    if "command" in config:
        return literal(command_to_text(config["command"]))
    what = str(config.get("script") or config.get("function") or _as_json(config))
    return literal(f"{what} {command_to_text(config.get('args'))}".strip())


def blank_name(text: str, taken: list[str]) -> str:
    """Return a name for a blank that stands for a text, unlike those that are taken."""
    last = re.split(r"[/\\]", text.rstrip("/\\"))[-1].lower()
    kind = "file" if "." in last and " " not in last else "value"
    stem = _NOT_IN_NAMES.sub("_", last.rsplit(".", 1)[0]).strip("_")
    name = stem if stem and not stem[0].isdigit() and len(stem) <= 20 else kind
    at, wished = 2, name
    while wished in taken:
        wished, at = f"{name}_{at}", at + 1
    return wished


def type_by_name(name: str) -> str:
    """Guess what kind of blank one is by what it is called."""
    parts = set(name.split("_"))
    if parts & {"folder", "dir", "directory"}:
        return "folder"
    return "file" if parts & {"file", "input", "path"} else "text"


def guess_type(text: str) -> str:
    """Guess what kind of blank a text would be."""
    if text.endswith(("/", "\\")):
        return "folder"
    return "file" if re.search(r"[/\\]|\.[A-Za-z0-9]{1,5}$", text) else "text"


def used_blanks(template: Template) -> list[str]:
    """Return the names in braces that a template's texts hold."""
    return names_in_braces(msgspec.json.encode([template.config, template.job_name]).decode())


def names_in_braces(text: str) -> list[str]:
    """Return the names in braces that a text holds, each once; not all have to be blanks."""
    return list(dict.fromkeys(re.findall(r"\{([a-z_][a-z0-9_]{0,40})\}", text)))


def with_free_name(template: Template, taken: list[str]) -> Template:
    """Return a template under a name that is not taken."""
    name, at = template.name, 2
    while name in taken:
        name, at = f"{template.name} {at}", at + 1
    return msgspec.structs.replace(template, name=name)


def blank_title(blank: Parameter) -> str:
    """Return what a blank is called."""
    return blank.title or blank.name.replace("_", " ").capitalize()


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
