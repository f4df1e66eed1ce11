"""The demo platform on a real socket, the tool's own key, and a clock that can be moved."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.courses import LineItem
from demo.platform import Platform
from demo.server import serve
from lti_tool.learning.scores import Score
from lti_tool.lti import key_set_turns
from lti_tool.lti.claims import Launch
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.launch import ExpectedLogin, LaunchVerifier
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import LineItemRef, ScoreService
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession, open_session
from tests.lti.copies import CopiesOfAll
from tests.lti.gradebook import BOTH, PLAIN, Send, score
from tests.sparing import PLATFORM_KEY

LEARNER, INSTRUCTOR = "4", "3"
LOOPBACK = ("127.0.0.0/8",)

Resolve = Callable[[dict[str, list[str]]], None]


@dataclass
class Clock:
    """Runs with the real one (PyJWT in the demo platform has no other), and can be moved ahead."""

    ahead: timedelta = field(default_factory=timedelta)
    stands_at: datetime | None = None

    def __call__(self) -> datetime:
        return (self.stands_at or datetime.now(UTC)) + self.ahead

    def stop(self) -> None:
        """Let time pass only when it is moved, where no demo platform has to agree."""
        self.stands_at = datetime.now(UTC)

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A launch in the making: one pending login, and the platform that answers it."""

    platform: Platform
    verifier: LaunchVerifier
    expected: ExpectedLogin

    def claims(self, person: str = LEARNER, **changes: Any) -> dict[str, Any]:
        return self.platform.claims(person, nonce=self.expected.nonce, **changes)

    def verify(self, claims: Any, **headers: Any) -> Launch:
        return self.verify_token(self.platform.sign(claims, headers=headers))

    def verify_token(self, token: str) -> Launch:
        return self.verifier.verify(
            {"id_token": token, "state": self.expected.state}, self.expected
        )


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody give up waiting because a machine is busy; a test of a limit sets it itself."""
    monkeypatch.setattr(key_set_turns, "MOMENT_SECONDS", 60.0)
    monkeypatch.setattr(key_set_turns, "PATIENCE_SECONDS", 60.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> ToolKeys:
    return ToolKeys.open(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def session() -> Iterator[PlatformSession]:
    with open_session(allow_insecure_http=True, private_networks=LOOPBACK) as session:
        yield session


@pytest.fixture
def platform(keys: ToolKeys) -> Iterator[Platform]:
    platform = Platform()
    platform.key_pairs = [PLATFORM_KEY]
    platform.connect_tool("http://tool.test/lti/login", "http://tool.test/lti/launch", "unused")
    platform.tool_keys.cached = dict(keys.key_set())
    with serve(platform):
        yield platform


def registration_with(platform: Platform, **changes: Any) -> Registration:
    terms: dict[str, Any] = {
        "id": 1,
        "issuer": platform.issuer,
        "client_id": platform.client_id,
        "auth_login_url": platform.addresses.authentication,
        "auth_token_url": platform.addresses.token,
        "auth_audience": None,
        "jwks_url": platform.addresses.key_set,
    }
    return Registration(**(terms | changes))


@pytest.fixture
def registration(platform: Platform) -> Registration:
    return registration_with(platform)


@pytest.fixture
def shelf() -> CopiesOfAll:
    return CopiesOfAll()


@pytest.fixture
def key_sets(session: PlatformSession, clock: Clock, shelf: CopiesOfAll) -> KeySets:
    return KeySets(session, clock, shelf)


@pytest.fixture
def arrival(platform: Platform, registration: Registration, key_sets: KeySets) -> Arrival:
    return Arrival(
        platform=platform,
        verifier=LaunchVerifier(key_sets),
        expected=ExpectedLogin(
            registration=registration,
            state="the-state",
            nonce="the-nonce",
            trusts=lambda audience: audience == "https://tool.test",
        ),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def tokens(session: PlatformSession, keys: ToolKeys, clock: Clock) -> AccessTokens:
    return AccessTokens(session, keys, clock)


@pytest.fixture
def service(session: PlatformSession, tokens: AccessTokens) -> ScoreService:
    return ScoreService(session, tokens)


@pytest.fixture
def column(platform: Platform) -> LineItemRef:
    platform.family = "moodle"
    platform.line_items["9"] = LineItem(id="9", course_id="2", label="A", score_maximum=10)
    return LineItemRef(url=platform.addresses.line_item("2", "9"), scopes=BOTH)


@pytest.fixture
def send(service: ScoreService, registration: Registration, column: LineItemRef) -> Send:
    def send_it(sent: Score | None = None, subject: str = LEARNER) -> None:
        service.send(registration, column, subject, sent or score(), PLAIN)

    return send_it


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Answer for names; each asking takes the next answer, the last one for ever."""

    def answer_with(names: dict[str, list[str]]) -> None:
        def getaddrinfo(host: str, port: int, *_: object) -> list[Any]:
            addresses = names.get(host, [host])
            found = (addresses.pop(0) if len(addresses) > 1 else addresses[0]).split()
            families = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in found]
            return [
                (family, socket.SOCK_STREAM, 6, "", (each, port))
                for family, each in zip(families, found, strict=True)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return answer_with
