"""How these tests meet the tool: launches of a real platform, and in short what came of each.

A line is shown by comparing what came of many variants with what should have: the reason is part of
it, since a launch that is refused for another fault than its own shows nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from demo.authentication import Launch
from demo.claims import LTI, override
from demo.courses import Link
from demo.keys import KeyPair
from demo.platform import Platform
from demo.server import serve
from tests.builders import RESOURCE_LINK, SAM, Browser, a_registration
from tests.web.refusals import REFERENCE, VISIT

Claims = dict[str, Any]
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
OPENED = "opened"
_REASON = re.compile(r"^request\.refused .* reason=(\S+) ")


@dataclass(kw_only=True)
class Meeting:
    """One browser, one activity in a course, and the log, which says why something was refused."""

    browser: Browser
    link: Link
    log: pytest.LogCaptureFixture = field(repr=False)

    def initiation(self, person: str = SAM, **changes: str | None) -> dict[str, str]:
        """The parameters of a login; None takes one away."""
        begun = self.browser.platform.begin(self._launch(person, RESOURCE_LINK))
        return {name: value for name, value in (begun | changes).items() if value is not None}

    def initiate(self, method: str = "POST", **changes: str | None) -> TestResponse:
        """Send such a login to the tool."""
        return self.send(self.initiation(**changes), method)

    def send(
        self, parameters: Mapping[str, str], method: str = "POST", **more: Any
    ) -> TestResponse:
        """Send the parameters of a login by one of the two methods."""
        if method == "GET":
            return self.browser.client.get("/lti/login", query_string=parameters, **more)
        return self.browser.client.post("/lti/login", data=parameters, **more)

    def begin(self, person: str = SAM, message_type: str = RESOURCE_LINK) -> dict[str, str]:
        """Begin a login: what the tool asks the platform."""
        return self.browser.begin_login(self._launch(person, message_type))

    def claims(self, asked: Mapping[str, str], person: str = SAM, /, **changes: Any) -> Claims:
        """What the platform would sign as its answer; None takes a claim away."""
        claims = self.browser.platform.claims(person, self.link, nonce=asked["nonce"])
        return override(claims, changes)

    def form(self, asked: Mapping[str, str], claims: Any, **signing: Any) -> dict[str, str]:
        """The form that carries these claims, signed by the platform."""
        return {"state": asked["state"], "id_token": self.browser.platform.sign(claims, **signing)}

    def launch(self, person: str = SAM, /, **changes: Any) -> str:
        """Launch with claims changed: what came of it."""
        asked = self.begin(person)
        return self.arrive(self.form(asked, self.claims(asked, person, **changes)))

    def launch_with(self, change: Callable[[Claims], Any], **signing: Any) -> str:
        """Launch with claims that ``change`` has spoilt, or other ones that it gives."""
        asked = self.begin()
        claims = self.claims(asked)
        changed = change(claims)
        return self.arrive(self.form(asked, claims if changed is None else changed, **signing))

    def launch_token(self, make: Callable[[Claims], str]) -> str:
        """Launch with a token that is made otherwise than platforms make them."""
        asked = self.begin()
        return self.arrive({"state": asked["state"], "id_token": make(self.claims(asked))})

    def arrive(self, form: Mapping[str, str]) -> str:
        """Post a launch: what came of it."""
        return self.outcome(self.browser.arrive(dict(form)))

    def outcome(self, answer: TestResponse) -> str:
        """Whether a visit was opened, or with which status and reason a page says that none was."""
        if answer.status_code == 303 and "/v/" in answer.location:
            return OPENED
        assert answer.status_code in {400, 401, 403, 404, 405, 409, 413, 422, 503}, answer.text
        assert REFERENCE.search(answer.text), answer.text
        assert "Traceback" not in answer.text
        assert "eyJ" not in VISIT.sub("", answer.text)
        assert not [c for c in answer.headers.getlist("Set-Cookie") if "__Host-visit-" in c]
        return f"{answer.status_code} {self.reasons()[-1]}"

    def reasons(self) -> list[str]:
        """The reasons that the log gives, one for each refusal."""
        found = (_REASON.search(record.getMessage()) for record in self.log.records)
        return [each[1] for each in found if each]

    def roles(self, *uris: str) -> str:
        """Launch with these roles and nothing else: what they open, in the words of `rights`."""
        assert self.launch(roles=list(uris)) == OPENED
        return self.rights()

    def rights(self) -> str:
        """What the latest visit may do: ``does`` activities, ``teaches``, or ``reads`` only."""
        opened = {
            path: self.browser.client.get(f"{self.browser.visit}{path}").status_code == 200
            for path in ("/activity", "/scores", "/preview")
        }
        shows_answers = "Right:" in self.browser.get("/preview").text
        assert opened["/preview"]
        assert shows_answers is opened["/scores"]
        assert not (opened["/activity"] and opened["/scores"])
        return "does" if opened["/activity"] else "teaches" if opened["/scores"] else "reads"

    def _launch(self, person: str, message_type: str) -> Launch:
        return Launch(
            person_id=person,
            course_id=self.link.course_id,
            message_type=message_type,
            link_id=self.link.id if message_type == RESOURCE_LINK else None,
        )


def asked_in(answer: TestResponse) -> dict[str, str]:
    """What an authentication request asks, each parameter once."""
    assert answer.status_code == 302, answer.text
    pairs = parse_qsl(urlsplit(answer.location).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs), pairs
    return dict(pairs)


def all_of(names: Iterable[str], outcome: str) -> dict[str, str]:
    """The same outcome for each of these."""
    return dict.fromkeys(names, outcome)


def nulls(*names: str) -> Callable[[Claims], None]:
    """Send these claims of the standard as ``null``."""

    def change(claims: Claims) -> None:
        claims.update({LTI + name: None for name in names})

    return change


@contextmanager
def speaking_as(platform: Platform, *, client_id: str, deployment_id: str) -> Iterator[None]:
    """Let the platform launch for another client of its, from another deployment."""
    before = platform.client_id, platform.deployment_id
    platform.client_id, platform.deployment_id = client_id, deployment_id
    yield
    platform.client_id, platform.deployment_id = before


@contextmanager
def another_platform(meeting: Meeting, pair: KeyPair) -> Iterator[Platform]:
    """A second platform that the tool knows, on a socket of its own, which signs with this key."""
    other = Platform(issuer="http://127.0.0.1", clock=meeting.browser.platform.clock)
    other.key_pairs = [pair]
    with serve(other):
        meeting.browser.tool.platforms.add(a_registration(other))
        yield other
