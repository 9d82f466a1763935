"""Links: what is written is read, and what leads to no job is refused in words."""

import pytest

from jobdesk.core.errors import InvalidLinkError
from jobdesk.core.jobs.link import JobLink, is_link, parse_link

ID = "abcdefghijk1"


@pytest.mark.parametrize("link", [JobLink(ID), JobLink(ID, 1), JobLink(ID, 120)])
def test_what_is_written_is_read(link: JobLink) -> None:
    assert is_link(link.text)
    assert parse_link(link.text) == link


def test_how_it_is_written() -> None:
    assert JobLink(ID).text == f"jobdesk:job/{ID}"
    assert JobLink(ID, 120).text == f"jobdesk:job/{ID}#L120"


@pytest.mark.parametrize("text", [f"jobdesk://job/{ID}#L7", f"JobDesk:job/{ID}#L7", f"jobdesk://job/{ID}/#L7"])
def test_what_programs_make_of_a_link_is_read_too(text: str) -> None:
    assert parse_link(text) == JobLink(ID, 7)


@pytest.mark.parametrize(
    "text",
    [
        "jobdesk:",
        "jobdesk:job/",
        "jobdesk:job/short",
        "jobdesk:job/../../etc/passwd",
        f"jobdesk:job/{ID.upper()}",
        f"jobdesk:job/{ID}#L0",
        f"jobdesk:job/{ID}#L-1",
        f"jobdesk:job/{ID}#120",
        f"jobdesk:job/{ID}#L1\n",
        f"jobdesk:job/{ID}#L٣",
        f"jobdesk:job/{ID}#L{'9' * 99}",
        f"jobdesk:queue/{ID}",
        f"https://job/{ID}",
    ],
)
def test_what_leads_to_no_job_is_refused(text: str) -> None:
    with pytest.raises(InvalidLinkError, match="is no link to a job"):
        parse_link(text)


@pytest.mark.parametrize("text", ["jobdesk", "jobs.json", "/tmp/jobdesk:job", "list", ""])
def test_what_is_no_link_at_all(text: str) -> None:
    assert not is_link(text)


def test_the_refusal_is_safe_to_show_and_not_endless() -> None:
    text = str(InvalidLinkError("jobdesk:\u202e\n" + "x" * 5000))
    assert "\u202e" not in text
    assert "\n" not in text
    assert len(text) < 500
