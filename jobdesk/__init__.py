"""JobDesk runs long jobs from your own machine, and loses none of them.

Scripts start here: ``from jobdesk import get_job_manager``; a job that is Python tells how far it is by
``from jobdesk import report``. The names below are imported when they are first
asked for, so that ``import jobdesk`` costs a command line nothing.
"""

# Only for the checker: whoever imports this pays for nothing else.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from jobdesk.core.job import Job as Job
    from jobdesk.core.job import JobStatus as JobStatus
    from jobdesk.core.jobs.template import Parameter as Parameter
    from jobdesk.core.jobs.template import Template as Template
    from jobdesk.engine.manager import JobManager as JobManager
    from jobdesk.engine.manager import get_job_manager as get_job_manager
    from jobdesk.kinds.python_runner import report as report

__version__ = "0.1.0"
__all__ = ["Job", "JobManager", "JobStatus", "Parameter", "Template", "get_job_manager", "report"]

_HOMES = {
    "Job": "jobdesk.core.job",
    "JobStatus": "jobdesk.core.job",
    "JobManager": "jobdesk.engine.manager",
    "Parameter": "jobdesk.core.jobs.template",
    "Template": "jobdesk.core.jobs.template",
    "get_job_manager": "jobdesk.engine.manager",
    "report": "jobdesk.kinds.python_runner",
}


def __dir__() -> list[str]:
    """Name what can be imported, also before it is: who explores in a shell sees it."""
    return __all__


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'jobdesk' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
