"""What tests build: settings, a registration, a browser that launches, answers and submits."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import HOME, Tool
from lti_tool.services.platforms import NewRegistration
from lti_tool.settings import Settings

CONTENT = HOME / "config"
ACTIVITY = "medicines-that-add-up"
BASE_URL = "http://localhost"
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
TEACHER, SAM, MEI = "3", "4", "5"
COURSE, OTHER_COURSE = "2", "3"


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=250_000)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def settings_for(folder: Path, **given: Any) -> Settings:
    """Settings of a tool whose all is in one folder, and which may reach loopback."""
    values: dict[str, Any] = {
        "base_url": BASE_URL,
        "secret_key": "not a secret, this is for tests only",
        "database_url": f"sqlite:///{folder / 'tool.sqlite'}",
        "queue_url": f"sqlite:///{folder / 'queue.sqlite'}",
        "keys_dir": folder / "keys",
        "files_dir": folder / "files",
        "allow_insecure_http": True,
        "private_networks": ("127.0.0.0/8", "::1/128"),
        "retry_first_seconds": 1,
        "retry_cap_seconds": 60,
    }
    return Settings(**{**values, **given})


def a_registration(platform: Platform, **given: Any) -> NewRegistration:
    """What the operator is told by this platform's admin."""
    values: dict[str, Any] = {
        "issuer": platform.issuer,
        "client_id": platform.client_id,
        "deployment_ids": (platform.deployment_id,),
        "auth_login_url": platform.addresses.authentication,
        "auth_token_url": platform.addresses.token,
        "jwks_url": platform.addresses.key_set,
        "name": "Demo LMS",
        "family": platform.family,
    }
    return NewRegistration(**{**values, **given})


def connect(tool: Tool, platform: Platform, **given: Any) -> None:
    """Make tool and platform known to each other, without a server for the tool."""
    tool.platforms.add(a_registration(platform, **given))
    base_url = given.get("base_url", BASE_URL)
    platform.connect_tool(
        login_url=f"{base_url}/lti/login",
        launch_url=f"{base_url}/lti/launch",
        jwks_url=f"{base_url}/lti/jwks.json",
    )
    platform.tool_keys.fetch = lambda _url: tool.keys.key_set()


def place(
    platform: Platform, *, course: str = COURSE, activity: str = ACTIVITY, points: int = 8
) -> Any:
    """An activity in a course, as deep linking would have put it there."""
    return platform.place(
        course,
        {
            "type": "ltiResourceLink",
            "url": f"{BASE_URL}/lti/launch",
            "title": "Medicines that add up",
            "custom": {"activity": activity},
            "lineItem": {"scoreMaximum": points, "label": "Medicines", "resourceId": activity},
        },
    )


def take_column(platform: Platform, link: Link) -> Link:
    """Let an activity be one that was added without a column."""
    platform.line_items.pop(link.line_item_id or "")
    platform.links[link.id] = replace(link, line_item_id=None)
    return platform.links[link.id]


@dataclass
class Browser:
    """A browser without scripts: keeps cookies, follows redirects by hand, sends forms."""

    tool: Tool
    platform: Platform
    client: FlaskClient
    visit: str = ""
    """The path of the latest visit, such as ``/v/abc``."""
    last: TestResponse | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Open everything at the top of a tab, as a browser says of itself."""
        self.client.environ_base["HTTP_SEC_FETCH_DEST"] = "document"

    @classmethod
    def at(cls, tool: Tool, platform: Platform) -> Self:
        """A browser at a tool that knows the platform."""
        connect(tool, platform)
        return cls(tool, platform, tool.app.test_client())

    def another(self) -> "Browser":
        """A second browser: it shares no cookie with this one."""
        return Browser(self.tool, self.platform, self.tool.app.test_client())

    def begin_login(self, launch: Launch) -> dict[str, str]:
        """Start a launch at the platform and let the tool answer it: the request it makes."""
        answer = self.client.post("/lti/login", data=self.platform.begin(launch))
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.location).query))

    def launch(
        self,
        person: str = SAM,
        link: Any = None,
        *,
        course: str = COURSE,
        message_type: str = RESOURCE_LINK,
        change: Callable[[dict[str, Any]], Any] | None = None,
        headers: dict[str, Any] | None = None,
    ) -> TestResponse:
        """Launch as the platform does; ``change`` may spoil the claims, ``headers`` the token's."""
        asked = self.begin_login(
            Launch(
                person_id=person,
                course_id=link.course_id if link else course,
                message_type=message_type,
                link_id=link.id if link else None,
            )
        )
        if change is None and headers is None:
            form = dict(self.platform.authenticate(asked).fields)
        else:
            claims = self.platform.claims(
                person,
                link,
                nonce=asked["nonce"],
                message_type=message_type,
                course_id=link.course_id if link else course,
            )
            claims = (change(claims) if change else None) or claims
            form = {
                "state": asked["state"],
                "id_token": self.platform.sign(claims, headers=headers),
            }
        return self.arrive(form)

    def arrive(self, form: dict[str, str]) -> TestResponse:
        """Post a launch to the tool, and remember the visit that it opens."""
        answer = self.client.post("/lti/launch", data=form)
        if answer.status_code == 303:
            self.visit = answer.location.rstrip("/")
        return answer

    def get(self, path: str) -> TestResponse:
        """Get a page of the visit, following redirects."""
        self.last = self.client.get(f"{self.visit}{path}", follow_redirects=True)
        return self.last

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form of the page that was got last, with its token, following redirects."""
        filled = {"csrf_token": self._token(), **(data or {})}
        answer = self.client.post(f"{self.visit}{path}", data=filled, follow_redirects=True, **more)
        if 'name="csrf_token"' in answer.text:
            self.last = answer
        return answer

    def _token(self) -> str:
        assert self.last is not None, "get a page first: its form has the token"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.last.text)
        return html.unescape(token.group(1)) if token else ""

    def pick(self, *codes: str) -> TestResponse:
        """Choose these in the picker that was launched, one after the other, and add them."""
        self.get("/picker")
        for code in codes:
            assert self.post("/picker/choice", {"add": code}).status_code == 200
        return self.post("/picker")

    def do_activity(self, *, right: bool = True) -> TestResponse:
        """Start, go through every part, answer all right or all wrong, submit: the result page.

        Only the first part's page is got: who tests the pages in between walks through them.
        """
        self.get("/activity")
        page = self.post("/attempts")
        filled = {"csrf_token": self._token(), **self.answers(right=right)}
        path = page.request.path
        while "/parts/" in path:
            path = urlsplit(self.client.post(path, data=filled).location).path
        return self.post(path.removeprefix(self.visit))

    def answers(self, *, right: bool) -> dict[str, list[str]]:
        """Answers to all questions of the shipped activity."""
        activity = self.tool.library.preview(ACTIVITY).activity
        return {
            question.key: [o.key for o in question.options if o.is_right is right]
            if right
            else [next(o.key for o in question.options if not o.is_right)]
            for question in activity.questions
        }

    def deliver(self) -> int:
        """Do the worker's work until nothing is due: how many scores were looked at."""
        return self.tool.deliveries.deliver_due()
