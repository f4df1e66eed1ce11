"""The two sites of a journey: the demo LMS at http://127.0.0.1:…, the tool at http://localhost:…."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.courses import Link
from demo.platform import Platform
from demo.server import serve
from lti_tool.app.building import build_tool
from tests.builders import ACTIVITY, a_registration, settings_for
from tests.platforms.servers import free_port, running

TOOL_COMMAND = str(Path(sys.executable).parent / "lti-tool")
COURSE, OTHER_COURSE = "2", "3"
PRIYA, SAM, MEI = "3", "4", "5"
LONG_ENOUGH_TO_BE_SEEN = (503,) * 6
"""So often a gradebook is down until a test has seen that and says otherwise; two failures more,
and its platform would be left alone, which is said in other words."""
NAMES = {PRIYA: "Priya Raman", SAM: "Sam Okafor", MEI: "Mei Lin"}


@dataclass(frozen=True, kw_only=True)
class Lms:
    """The demo LMS, and the addresses that people open in it."""

    platform: Platform
    tool_url: str

    def course(self, person: str, course: str = COURSE) -> str:
        return f"{self.platform.issuer}/as/{person}/courses/{course}"

    def launch(self, person: str, link: Link) -> str:
        """Where a launch begins that fills the tab or frame it is opened in."""
        return f"{self.platform.issuer}/as/{person}/launch/{link.id}?in=window"

    def picker(self, person: str = PRIYA) -> str:
        return f"{self.course(person)}/pick"

    def gradebook(self, course: str = COURSE) -> str:
        return f"{self.course(PRIYA, course)}/gradebook"

    def my_grades(self, person: str, course: str = COURSE) -> str:
        return f"{self.course(person, course)}/grades"

    def place(self, course: str = COURSE, **content_item: Any) -> Link:
        """Put the shipped activity into a course, as deep linking would."""
        item = {
            "type": "ltiResourceLink",
            "url": f"{self.tool_url}/lti/launch",
            "title": "Medicines that add up",
            "custom": {"activity": ACTIVITY},
            "lineItem": {"scoreMaximum": 8, "label": "Medicines", "resourceId": ACTIVITY},
        }
        return self.platform.place(course, {**item, **content_item})

    def break_scores(self, *statuses: int) -> None:
        """Answer the next posts of scores with these."""
        self.platform.faults.statuses = list(statuses)


@contextmanager
def two_sites(folder: Path) -> Iterator[Lms]:
    """Run both, known to each other; the tool, whose all is in the folder, as a process of its own.

    The tool's worker runs inside its server.
    """
    port = free_port()
    tool_url = f"http://localhost:{port}"
    platform = Platform(family="moodle")
    with serve(platform):
        platform.connect_tool(
            login_url=f"{tool_url}/lti/login",
            launch_url=f"{tool_url}/lti/launch",
            jwks_url=f"{tool_url}/lti/jwks.json",
        )
        tool = build_tool(settings_for(folder, base_url=tool_url))
        tool.platforms.add(a_registration(platform))
        tool.close()
        with running(
            [TOOL_COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port)],
            ready_url=f"{tool_url}/readyz",
            log=folder / "tool.log",
            env=_environment(folder, tool_url),
            cwd=folder,
        ):
            yield Lms(platform=platform, tool_url=tool_url)


def _environment(folder: Path, tool_url: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LTI_TOOL_")}
    return kept | {
        "LTI_TOOL_BASE_URL": tool_url,
        "LTI_TOOL_SECRET_KEY": secrets.token_urlsafe(48),
        "LTI_TOOL_DATABASE_URL": f"sqlite:///{folder}/tool.sqlite",
        "LTI_TOOL_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        "LTI_TOOL_KEYS_DIR": str(folder / "keys"),
        "LTI_TOOL_ALLOW_INSECURE_HTTP": "on",
        "LTI_TOOL_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128",
        "LTI_TOOL_RETRY_FIRST_SECONDS": "1",
        "LTI_TOOL_RETRY_CAP_SECONDS": "2",
    }
