"""Builds JobDesk.app and its disk image, on macOS.

Without the signing secrets (see sign.sh) the app is signed ad hoc, as each program on Apple's processors has to be, and
users allow it once by hand. With them it has a Developer ID, the hardened runtime and a notarization ticket.
"""

from __future__ import annotations

import os
import platform
import plistlib
import re
import struct
import sys
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from build import BuildError, Context
from icons import render

IDENTIFIER: Final = "jobdesk.JobDesk"
"""Names the app to macOS, which keeps permissions and notification settings under it: never change it."""
JOB_TYPE: Final = "jobdesk.job"
MINIMUM: Final = "13.0"
"""Oldest macOS that the wheels of PySide6 6.11 run on."""
_HERE = Path(__file__).resolve().parent
_LANGUAGES: Final = ("en", "de")
# Files, with what a person is told when a job first reads some of them: macOS asks the app that has started the job.
_FOLDERS: Final = ("Desktop", "Documents", "Downloads", "RemovableVolumes", "NetworkVolumes")
_ICON_KINDS: Final = (
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
)
"""Pictures of an .icns, each a PNG of so many pixels; some are for screens of twice the density."""


def build(context: Context) -> list[Path]:
    """Build the app and its disk image.

    Raises:
        BuildError: This is not macOS, or a step failed.
    """
    if sys.platform != "darwin":
        raise BuildError("the app and its disk image can be built on macOS only; the release workflow does so")
    work = context.work / "macos"
    work.mkdir(parents=True, exist_ok=True)
    plist = work / "Info.plist"
    plist.write_bytes(plistlib.dumps(info_plist(context.version)))
    icon = write_icns(context.root / "resources" / "icons" / "jobdesk.svg", work / "JobDesk.icns")
    app = context.freeze(icon=icon, plist=plist)
    image = context.dist / image_name(context.version, platform.machine())
    context.run("/bin/sh", _HERE / "sign.sh", app)
    if os.environ.get("JOBDESK_SMOKE_TEST"):
        # What a signature does not allow shows only now.
        context.run(sys.executable, context.packaging / "smoke.py", app / "Contents" / "MacOS" / "JobDesk")
    context.run("/bin/sh", _HERE / "dmg.sh", app, image, f"JobDesk {context.version}")
    context.run("/bin/sh", _HERE / "sign.sh", image)
    return [app, image]


def image_name(version: str, machine: str) -> str:
    """Return the name of the disk image; only one for Intel's processors names them."""
    return f"JobDesk-{version}.dmg" if machine == "arm64" else f"JobDesk-{version}-{machine}.dmg"


def info_plist(version: str) -> dict[str, Any]:
    """Return what the Info.plist says.

    It sets no variables (LSEnvironment): jobs get those of the user's login shell.

    Args:
        version: JobDesk's version.
    """
    numbers = re.match(r"\d+(\.\d+){0,2}", version)
    if numbers is None:
        raise BuildError(f"the version {version} does not begin with a number")
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": "JobDesk",
        "CFBundleDisplayName": "JobDesk",
        "CFBundleExecutable": "JobDesk",
        "CFBundleIconFile": "JobDesk.icns",
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": numbers[0],  # macOS reads numbers only here.
        "CFBundleDevelopmentRegion": _LANGUAGES[0],
        "CFBundleLocalizations": list(_LANGUAGES),
        "LSMinimumSystemVersion": MINIMUM,
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "NSPrincipalClass": "NSApplication",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
        # Its queue goes on with its windows closed: macOS must not end it as unused, nor without a word.
        "NSSupportsAutomaticTermination": False,
        "NSSupportsSuddenTermination": False,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "JobDesk job",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [JOB_TYPE],
            },
            # Never opened with JobDesk by a double click, but by a drop on its icon, or by choice.
            {
                "CFBundleTypeName": "Script, job file or folder",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["public.script", "public.json", "public.folder"],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": JOB_TYPE,
                "UTTypeDescription": "JobDesk job",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["jobdesk"],
                    "public.mime-type": ["application/x-jobdesk"],
                },
            }
        ],
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": "Link to a JobDesk job",
                "CFBundleTypeRole": "Viewer",
                "CFBundleURLSchemes": ["jobdesk"],
            }
        ],
        **{
            f"NS{name}{_usage_suffix(name)}UsageDescription": "A job that you run uses files here." for name in _FOLDERS
        },
        "NSAppleEventsUsageDescription": "A job that you run controls another app.",
    }


def _usage_suffix(name: str) -> str:
    return "" if name.endswith("Volumes") else "Folder"


def write_icns(svg: Path, target: Path) -> Path:
    """Draw the icon in all sizes that macOS shows, with Qt and without a display.

    Args:
        svg: The picture.
        target: The file to write.

    Raises:
        BuildError: The picture cannot be drawn.
    """
    try:
        pictures = {side: render(svg, side) for _, side in _ICON_KINDS}
    except ValueError as error:
        raise BuildError(str(error)) from None
    entries = b"".join(
        struct.pack(">4sI", kind, 8 + len(pictures[side])) + pictures[side] for kind, side in _ICON_KINDS
    )
    target.write_bytes(struct.pack(">4sI", b"icns", 8 + len(entries)) + entries)
    return target
