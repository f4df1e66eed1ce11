"""Mutated tokens, logins, forms and addresses: never a 500, never a hang."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import (
    DEEP_LINKING,
    RESOURCE_LINK,
    SAM,
    TEACHER,
    Browser,
    connect,
    place,
)
from tests.fuzz import hostile
from tests.web.cookies import given as given_cookies
from tests.web.initiations import a_launch

LONGEST = timedelta(seconds=10)
Example = TypeVar("Example")


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
    """Somebody with a registered platform, visits of several kinds, and no manners."""

    tool: Tool
    platform: Platform
    link: Link
    faults: Faults
    browser: Browser = field(init=False)
    visits: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By kind: the path of a visit and the token of its forms."""
    cookies: list[str] = field(default_factory=list)
    asked: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self.browser = Browser(self.tool, self.platform, self.tool.app.test_client())
        for kind, person, message, page in (
            ("learner", SAM, RESOURCE_LINK, "/activity"),
            ("teacher", TEACHER, RESOURCE_LINK, "/preview"),
            ("picker", TEACHER, DEEP_LINKING, "/picker"),
        ):
            opened = self.browser.launch(person, self.link, message_type=message)
            text = self.browser.get(page).text
            token = text.partition('name="csrf_token"')[2].partition('value="')[2]
            self.visits[kind] = (self.browser.visit, token.partition('"')[0])
            got = self.browser.client.get(f"{self.browser.visit}{page}")
            cookies = {**given_cookies(opened), **given_cookies(got)}
            self.cookies += [f"{name}={one.value}" for name, one in cookies.items()]
        self.browser.visit = self.visits["learner"][0]
        self.browser.get("/activity")
        self.browser.post("/attempts")

    def check(self, answer: TestResponse) -> None:
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        assert not self.faults.seen
        for name, value in answer.headers:
            (name + value).encode("latin-1")
        answer.close()

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
        self.check(answer)
        if answer.status_code == 303:
            self.asked = None
            self.check(self.browser.client.get(answer.location, follow_redirects=True))
        elif "deployment-waiting" in answer.text or "not been approved" in answer.text:
            self.asked = None

    def launch(self, example: tuple[Any, str, dict[str, Any]]) -> None:
        changes, message_type, headers = example
        claims = self.platform.claims(
            TEACHER if message_type == DEEP_LINKING else SAM,
            self.link,
            nonce=self.login()["nonce"],
            message_type=message_type,
        )
        self.post_token(self.platform.sign(hostile.changed(claims, changes), headers=headers))

    def launch_bytes(self, payload: bytes) -> None:
        self.post_token(self.platform.sign(payload))

    # ---- logins and everything else

    def initiate(self, example: tuple[list[tuple[str, str]], str, str | None]) -> None:
        form, method, destination = example
        sound = [] if len(form) > 6 else [("iss", self.platform.issuer), ("login_hint", "4")]
        body = hostile.encoded([*form, *sound])
        self.send(method, "/lti/login", body, {"Sec-Fetch-Dest": destination or "document"})

    def request(self, example: tuple[str, str, str, str, Any, bytes]) -> None:
        method, kind, segment, page, form, junk = example
        visit, token = self.visits[kind]
        address = f"{visit}{page}".replace("*", hostile.quoted(segment))
        body = hostile.encoded([*form, ("csrf_token", token)]) + junk
        cookie = "; ".join([*self.cookies, f"__Host-visit-{'a' * 24}={junk.decode('latin-1')}"])
        cookie = "".join(letter for letter in cookie if letter.isprintable())
        self.send(method, address, body, {"Cookie": cookie})

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


PAGES = (
    "/", "/activity", "/attempts", "/attempts/*/parts/p4", "/attempts/1/parts/*",
    "/attempts/1/check", "/attempts/1/parts/p4", "/attempts/1/parts/p4/draft",
    "/attempts/*/result", "/attempts/*/score",
    "/attempts/1/result", "/preview", "/picker", "/scores", "/*", "/../*/activity", "/attempts/1/*",
    "/portfolio", "/portfolio/timeline", "/portfolio/activities",
    "/picker/choice", "/picker/details", "/picker/activities/*", "/picker/choice?page=*",
)  # fmt: skip
METHODS = st.sampled_from(["GET", "POST", "POST", "HEAD", "OPTIONS", "PUT"])

TARGETS: dict[str, tuple[str, st.SearchStrategy[Any], int]] = {
    "tokens with changed claims": (
        "launch",
        st.tuples(
            hostile.changes,
            st.sampled_from([RESOURCE_LINK, DEEP_LINKING, "LtiSubmissionReviewRequest"]),
            st.one_of(st.just({}), st.just({}), hostile.headers),
        ),
        3000,
    ),
    "tokens of any bytes": ("launch_bytes", hostile.payload_bytes, 1000),
    "tokens that are none": ("post_token", hostile.tokens, 1000),
    "logins": (
        "initiate",
        st.tuples(
            hostile.forms,
            st.sampled_from(["GET", "POST"]),
            st.sampled_from([None, "iframe", "iframe", "document"]),
        ),
        2500,
    ),
    "forms and addresses": (
        "request",
        st.tuples(
            METHODS,
            st.sampled_from(["learner", "learner", "teacher", "picker"]),
            hostile.texts,
            st.sampled_from(PAGES),
            hostile.forms,
            st.binary(max_size=20),
        ),
        2500,
    ),
}


@pytest.fixture
def attacker(tool: Tool, platform: Platform) -> Iterator[Attacker]:
    connect(tool, platform)
    faults = Faults()
    root = logging.getLogger("lti_tool")
    root.addHandler(faults)
    yield Attacker(tool, platform, place(platform), faults)
    root.removeHandler(faults)


def run(check: Callable[[Example], None], examples: st.SearchStrategy[Example], most: int) -> None:
    @settings(
        max_examples=most,
        deadline=LONGEST,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def once(example: Example) -> None:
        check(example)

    once()


@pytest.mark.parametrize("target", TARGETS)
def test_a_few_hostile_requests_end_in_no_fault_of_ours(attacker: Attacker, target: str) -> None:
    verb, examples, _ = TARGETS[target]
    run(getattr(attacker, verb), examples, 40)


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_ten_thousand_hostile_requests_end_in_no_fault_of_ours(
    attacker: Attacker, target: str
) -> None:
    verb, examples, most = TARGETS[target]
    run(getattr(attacker, verb), examples, most)
