"""What a platform holds: registration, keys, people, courses, activities and grades."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from demo import keeping, keys
from demo.addresses import Addresses
from demo.assertions import TokenDesk, ToolKeys
from demo.authentication import Connection, Launches
from demo.courses import Course, LineItem, Link, all_courses
from demo.deep_linking import Pickings
from demo.families import FAMILIES, Family
from demo.faults import Faults
from demo.gradebook import Gradebook, ScorePost
from demo.keys import KeyPair
from demo.people import Person, everybody


class ServiceRequest(NamedTuple):
    """A request the tool made to one of the platform's services, and what it got."""

    method: str
    path: str
    status: int
    received_at: datetime
    body: str = ""
    answer: str = ""


def _now() -> datetime:
    return datetime.now(UTC)


class Holdings:
    """All that one platform holds; the rules are in ``demo.platform``."""

    def __init__(
        self,
        issuer: str = "http://127.0.0.1:8020",
        family: str = "default",
        *,
        client_id: str = "demo-tool",
        clock: Callable[[], datetime] = _now,
        state_file: Path | None = None,
    ) -> None:
        self.issuer = issuer
        self.family = family
        self.client_id = client_id
        self.deployment_id = "1"
        self.clock = clock
        self.people: dict[str, Person] = everybody()
        self.courses: dict[str, Course] = all_courses()
        self.links: dict[str, Link] = {}
        self.book = Gradebook(clock=clock)
        self.faults = Faults()
        self.requests: list[ServiceRequest] = []
        self.page_size = 50
        self.connection = Connection()
        self.tool_keys = ToolKeys()
        self.desk = TokenDesk(keys=self.tool_keys, clock=clock)
        self.launches = Launches()
        self.pickings = Pickings()
        self.key_pairs: list[KeyPair] = []
        self.next_id = 1
        self.lock = threading.RLock()
        self.state_file = state_file
        keeping.load(self)

    # ---- what is connected, and where things are

    @property
    def rules(self) -> Family:
        """The rules of the family this platform plays."""
        return FAMILIES[self.family]

    @property
    def addresses(self) -> Addresses:
        """Where everything is."""
        return Addresses(issuer=self.issuer, family=self.rules)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom requests for tokens may be made out to."""
        also = self.rules.token_audience
        return (self.addresses.token, also) if also else (self.addresses.token,)

    @property
    def tool_origin(self) -> str:
        """Where the tool's pages are; empty before one is connected."""
        tool = urlsplit(self.connection.launch_url)
        return f"{tool.scheme}://{tool.netloc}" if tool.netloc else ""

    def connect_tool(
        self, login_url: str, launch_url: str, jwks_url: str, target_url: str | None = None
    ) -> None:
        """Register the tool, with what an admin pastes."""
        self.connection = Connection(
            login_url=login_url,
            launch_url=launch_url,
            jwks_url=jwks_url,
            target_url=target_url or launch_url,
        )
        self.tool_keys.url = jwks_url
        self.tool_keys.cached = None

    # ---- keys

    def key_set(self) -> dict[str, Any]:
        """Return the public keys, as the key-set address shows them."""
        self._signing_key()
        return {"keys": [pair.public for pair in self.key_pairs]}

    def rotate_keys(self, *, keep_old: bool = True) -> None:
        """Sign with a new key from now on; the old ones stay published unless told otherwise."""
        with self.lock:
            old = self.key_pairs if keep_old else []
            self.key_pairs = [*old, KeyPair.new()]
            keeping.save(self)

    def sign(
        self,
        token_claims: Mapping[str, Any] | bytes,
        *,
        headers: Mapping[str, Any] | None = None,
        key: RSAPrivateKey | None = None,
    ) -> str:
        """Sign anything with RS256; a header given as None is left out."""
        pair = self._signing_key()
        wanted = {"typ": "JWT", "alg": "RS256", "kid": pair.kid, **(headers or {})}
        kept = {name: value for name, value in wanted.items() if value is not None}
        return keys.sign(token_claims, key or pair.private, kept)

    def _signing_key(self) -> KeyPair:
        with self.lock:
            if not self.key_pairs:
                self.rotate_keys()
            return self.key_pairs[-1]

    # ---- the rest

    @property
    def line_items(self) -> dict[str, LineItem]:
        """The grade columns by id."""
        return self.book.line_items

    @property
    def scores(self) -> list[ScorePost]:
        """The score posts that were accepted, in order."""
        return self.book.scores

    def new_id(self) -> str:
        """Return the next small integer, as Moodle's ids are."""
        number = self.next_id
        self.next_id += 1
        return str(number)

    def keep(self) -> None:
        """Write the state file, if there is one."""
        with self.lock:
            keeping.save(self)
