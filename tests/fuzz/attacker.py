"""Somebody with a registered platform, visits of every kind, and no manners."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import ACTIVITY, DEEP_LINKING, SAM, TEACHER, Browser
from tests.fuzz import hostile
from tests.web.initiations import a_launch
from tests.web.tenants import WORDS, Tenant, token_of


class Faults(logging.Handler):
    """What was logged as our own fault."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())


@dataclass
class Attacker:
    """Sends examples, and checks that each of them gets an answer that is no fault of ours."""

    tool: Tool
    platform: Platform
    link: Link
    faults: Faults
    browser: Browser
    settle: Callable[[], Tenant]
    """Lets people come and do a bit of everything, for whoever needs their visits."""
    checked: int = 0
    """How many examples have been answered so far."""
    visits: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """By kind: the path of a visit, the token of its forms, and its cookie."""
    pages: list[str] = field(default_factory=list)
    known: dict[str, Sequence[str | int]] = field(default_factory=dict)
    """By parameter, what leads somewhere in an address."""
    asked: dict[str, str] | None = None

    def open_visits(self) -> None:
        """Have visits of every kind; no part of any example, which has to be quick."""
        tenant = self.settle()
        learner = tenant.visits["learner"]
        learner.get(f"/activities/{ACTIVITY}")
        assert learner.post(f"/activities/{ACTIVITY}/attempts").status_code == 200
        for kind, visitor in tenant.visits.items():
            name = f"__Host-visit-{visitor.visit.removeprefix('/v/')}"
            token = token_of(visitor)
            cookie = visitor.client.get_cookie(name)
            assert cookie
            self.visits[kind] = (visitor.visit, token, f"{name}={cookie.value}")
        self.known = {**tenant.ids(self.tool), **WORDS}
        self.known["part_key"] = [f"p{number}" for number in range(1, 7)]
        self.pages = sorted(
            rule.rule.removeprefix("/v/<visit>")
            for rule in self.tool.app.url_map.iter_rules()
            if rule.rule.startswith("/v/<visit>/")
        )

    def check(self, answer: TestResponse) -> None:
        with answer:
            assert answer.status_code < 500 or answer.status_code == 503, answer.text
            assert not self.faults.seen
            for name, value in answer.headers:
                (name + value).encode("latin-1")
        self.checked += 1

    # ---- launches

    def login(self) -> dict[str, str]:
        """A login that waits: the last one, unless a launch has spent it."""
        if self.asked is None:
            self.asked = self.browser.begin_login(a_launch(self.link))
        return self.asked

    def post_token(self, token: str) -> None:
        answer = self.browser.client.post(
            "/lti/launch",
            data=hostile.encoded([("state", self.login()["state"]), ("id_token", token)]),
            content_type="application/x-www-form-urlencoded",
        )
        if answer.status_code == 303:
            self.asked = None
            landing = self.browser.client.get(answer.location, follow_redirects=True)
            assert landing.status_code < 500, landing.text
        elif "deployment-waiting" in answer.text or "not been approved" in answer.text:
            self.asked = None
        self.check(answer)

    def launch(self, example: tuple[Any, str, dict[str, Any], dict[str, Any]]) -> None:
        changes, message_type, more, headers = example
        claims = self.platform.claims(
            SAM if message_type not in {DEEP_LINKING, *hostile.ABOUT_SOMEBODY} else TEACHER,
            self.link,
            nonce=self.login()["nonce"],
            message_type=message_type,
        )
        sent = hostile.changed({**claims, **more}, changes)
        self.post_token(self.platform.sign(sent, headers=headers))

    def launch_bytes(self, payload: bytes) -> None:
        self.post_token(self.platform.sign(payload))

    # ---- logins and everything else

    def initiate(self, example: tuple[list[tuple[str, str]], str, str | None]) -> None:
        form, method, destination = example
        sound = [] if len(form) > 6 else [("iss", self.platform.issuer), ("login_hint", "4")]
        body = hostile.encoded([*form, *sound])
        self.send(method, "/lti/login", body, {"Sec-Fetch-Dest": destination or "document"})

    def request(self, example: tuple[str, str, int, str | int, Any, bytes]) -> None:
        """Any page of any visit; a segment that is a number is one of those that lead somewhere."""
        method, kind, page, segment, form, junk = example
        visit, token, own = self.visits[kind]

        def fill(place: re.Match[str]) -> str:
            if isinstance(segment, str):
                return hostile.quoted(segment)
            known = self.known[place[1]]
            return str(known[segment % len(known)]) if known else "1"

        path = re.sub(r"<(?:\w+:)?(\w+)>", fill, self.pages[page % len(self.pages)])
        body = hostile.encoded([*form, ("csrf_token", token)]) + junk
        cookie = f"{own}; __Host-visit-{'a' * 24}={junk.decode('latin-1')}"
        cookie = "".join(letter for letter in cookie if letter.isprintable())
        self.send(method, visit + path, body, {"Cookie": cookie})

    def send(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> None:
        client = self.tool.app.test_client(use_cookies=False)
        form = "application/x-www-form-urlencoded"
        if method == "GET":
            answer = client.get(f"{address}?{body.decode('latin-1')}", headers=headers)
        else:
            answer = client.open(
                address, method=method, data=body, content_type=form, headers=headers
            )
        self.check(answer)
