"""The colours of the window, light and dark, and each with more contrast: the only place with hex values.

What may stand on what, and how much contrast it then has, is recomputed by a test.
"""

from __future__ import annotations

from typing import Final

import msgspec


class Tokens(msgspec.Struct, frozen=True):
    """One theme's colours, named by their use."""

    window: str
    side: str
    surface: str
    raised: str
    log: str
    hover: str
    seloff: str
    sel: str
    track: str
    line: str
    line2: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    fill: str
    fillhover: str
    onfill: str
    run: str
    done: str
    fail: str
    need: str
    wait: str
    cancel: str
    sched: str
    runsoft: str
    failsoft: str
    donesoft: str
    needsoft: str
    mark: str
    onmark: str
    find: str
    findnow: str
    s1: str
    s2: str
    s3: str
    s4: str


LIGHT: Final = Tokens(
    window="#F3F4F6",
    side="#ECEEF1",
    surface="#FFFFFF",
    raised="#FFFFFF",
    log="#FCFCFD",
    hover="#F3F5F8",
    seloff="#E6E8EC",
    sel="#DFE8FA",
    track="#E9ECF0",
    line="#E0E3E8",
    line2="#CBD0D8",
    edge="#808894",
    text="#1A1D21",
    text2="#464E5A",
    text3="#606975",
    accent="#2A5BD0",
    fill="#2A5BD0",
    fillhover="#224CB0",
    onfill="#FFFFFF",
    run="#1F62C9",
    done="#17754A",
    fail="#BE2D28",
    need="#8A5600",
    wait="#566070",
    cancel="#5E6672",
    sched="#6D48B8",
    runsoft="#CFE0FA",
    failsoft="#FBE3E1",
    donesoft="#D9EEE3",
    needsoft="#FBECCF",
    mark="#CFE0FA",
    onmark="#1A1D21",
    find="#FFE08A",
    findnow="#FFB84D",
    s1="#2A5BD0",
    s2="#0B7A84",
    s3="#8247B8",
    s4="#8F6200",
)

DARK: Final = Tokens(
    window="#202328",
    side="#1B1E22",
    surface="#17191D",
    raised="#262A30",
    log="#141619",
    hover="#1F2227",
    seloff="#2A2E35",
    sel="#253657",
    track="#2A2E35",
    line="#2C3037",
    line2="#3A4049",
    edge="#747D89",
    text="#E3E6EA",
    text2="#B1B8C2",
    text3="#9AA2AE",
    accent="#84ACFF",
    fill="#3B69D6",
    fillhover="#3360CC",
    onfill="#FFFFFF",
    run="#84ACFF",
    done="#62C795",
    fail="#FF8A80",
    need="#EBB45C",
    wait="#A4ADBA",
    cancel="#98A1AD",
    sched="#BFA3F5",
    runsoft="#2B4373",
    failsoft="#341E1F",
    donesoft="#1D3A2C",
    needsoft="#40331A",
    mark="#2B4373",
    onmark="#E3E6EA",
    find="#5C4B14",
    findnow="#8A5F00",
    s1="#84ACFF",
    s2="#4FC1CB",
    s3="#C79BF0",
    s4="#D9B25A",
)


def with_high_contrast(tokens: Tokens) -> Tokens:
    """Return a theme for whoever asks the system for more contrast: lines that are seen, and nothing told by a tint."""
    return msgspec.structs.replace(
        tokens,
        line=tokens.edge,
        line2=tokens.edge,
        text3=tokens.text2,
        runsoft=tokens.track,
        failsoft=tokens.log,
        donesoft=tokens.surface,
        needsoft=tokens.surface,
        mark=tokens.fill,
        onmark=tokens.onfill,
    )
