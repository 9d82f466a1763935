"""Links to jobs, as ``jobdesk:job/ID`` or, to a line of the log, ``jobdesk:job/ID#L120``."""

from __future__ import annotations

import re

import msgspec

from jobdesk.core.errors import InvalidLinkError
from jobdesk.core.ids import is_job_id

SCHEME = "jobdesk:"
# Programs that hand links over may write the scheme in capitals, or slashes as in links to the web.
_LINK = re.compile(r"(?i:jobdesk):(?://)?job/(?P<id>[0-9a-z]+)/?(?:#L(?P<line>[1-9][0-9]{0,14}))?")


class JobLink(msgspec.Struct, frozen=True):
    """Where a link leads.

    Attributes:
        job_id: The job's id.
        line: A line of its log, counted from 1; None is the job as a whole.
    """

    job_id: str
    line: int | None = None

    @property
    def text(self) -> str:
        """The link itself."""
        return f"{SCHEME}job/{self.job_id}" + ("" if self.line is None else f"#L{self.line}")


def is_link(text: str) -> bool:
    """Tell whether a text is meant as a link, a good one or not."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse_link(text: str) -> JobLink:
    """Read a link.

    Raises:
        InvalidLinkError: It leads to no job.
    """
    found = _LINK.fullmatch(text)
    if found is None or not is_job_id(found["id"]):
        raise InvalidLinkError(text)
    return JobLink(found["id"], None if found["line"] is None else int(found["line"]))
