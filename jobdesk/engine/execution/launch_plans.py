"""The process that a job asks for, with what its submitter and the settings say where its config says nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import msgspec

from jobdesk.core.errors import InvalidConfigError
from jobdesk.core.job import ARRAY_KIND, Job
from jobdesk.core.jobs.launch_plan import LaunchPlan
from jobdesk.engine.storage.settings import Settings
from jobdesk.executors.base import Executor
from jobdesk.kinds.python import PythonKind
from jobdesk.kinds.registry import kind_of


def plan_job(job: Job, settings: Settings, executor: Executor) -> LaunchPlan:
    """Turn a job's config into the process to start.

    Raises:
        InvalidConfigError: It cannot be run.
    """
    config, defaults = job.config, settings.defaults()
    kind = kind_of(config)
    if isinstance(kind, PythonKind) and not config.get("interpreter"):
        found = executor.find_python(job, defaults.interpreter)
        defaults = msgspec.structs.replace(defaults, interpreter=found)
    folder = job.submit_folder
    plan = kind.plan(config, msgspec.structs.replace(defaults, folder=folder or defaults.folder))
    check_folder(config, folder)
    if plan.cwd is None or folder is None:
        return plan
    return msgspec.structs.replace(plan, cwd=os.path.join(folder, os.path.expanduser(plan.cwd)))  # noqa: PTH111, PTH118


def check_folder(config: Mapping[str, Any], folder: str | None) -> None:
    """Refuse a relative folder where nobody knows in which folder it begins.

    Args:
        config: A job's, or that of an array.
        folder: The submitter's folder.

    Raises:
        InvalidConfigError: It is relative, and `folder` is None.
    """
    task = config.get("task") if config.get("kind") == ARRAY_KIND else config
    cwd = task.get("cwd") if isinstance(task, Mapping) else None
    if folder is None and isinstance(cwd, str) and cwd and not os.path.isabs(os.path.expanduser(cwd)):  # noqa: PTH111, PTH117
        problem = f"{cwd!r:.80} is relative, and to which folder is not known: give the whole path"
        raise InvalidConfigError(problem, "cwd")
