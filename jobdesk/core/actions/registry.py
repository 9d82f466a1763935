"""The list of all requests, by the names under which the control channel carries them."""

from __future__ import annotations

from typing import Any, Final

from jobdesk.core.actions.base import Request
from jobdesk.core.actions.removal import ArchiveJobs, DeleteJobs, RestoreJobs

_ALL: tuple[type[Request[Any]], ...] = (
    ArchiveJobs,
    DeleteJobs,
    RestoreJobs,
)
ACTIONS: Final[dict[str, type[Request[Any]]]] = {request.__name__: request for request in _ALL}
