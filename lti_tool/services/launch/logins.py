"""Logins: a platform's initiation is answered, the browser given proof that it was here."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.errors import LaunchRejectedError, UnknownRegistrationError
from lti_tool.lti.login import Initiation, parameters_of, read_initiation, start_login
from lti_tool.services.launch.admission import check_in_use
from lti_tool.services.launch.concerning import concerning, unproven
from lti_tool.store import logins, registrations
from lti_tool.store.database import Transaction
from lti_tool.store.tables import PendingLogin, Registration

LOGIN_LASTS = timedelta(minutes=10)
HAND_OVER = "hand_over"
"""The parameter by which a tab of its own says which frame opened it."""
_HAND_OVER = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True)
class KnownPlatform:
    """The platform an initiation comes from, as far as a page has to know it."""

    name: str
    frame_origins: tuple[str, ...]
    login_url: str
    asks: Mapping[str, str]
    """What it asks, as far as we read that: to begin again with."""

    @property
    def own_origins(self) -> tuple[str, ...]:
        """Where the platform's pages are: its frames, and its login."""
        login = urlsplit(self.login_url)
        return tuple(dict.fromkeys([*self.frame_origins, f"{login.scheme}://{login.netloc}"]))


@dataclass(frozen=True, kw_only=True)
class LoginRedirect:
    """Where the browser goes next, and what it has to keep to prove that it came from here."""

    url: str
    login_key: str
    proof: str


class Logins:
    """Starts logins for the platforms that are registered."""

    def __init__(
        self, *, transaction: Transaction, reading: Transaction, clock: Clock, redirect_uri: str
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._redirect_uri = redirect_uri

    def known_platform(self, parameters: Mapping[str, str]) -> KnownPlatform:
        """Who an initiation says it comes from; raises :class:`LaunchRejectedError`."""
        with _named(parameters), self._reading() as session:
            initiation = read_initiation(parameters)
            registration = _registration_of(session, initiation)
            return KnownPlatform(
                name=registration.name,
                frame_origins=tuple(registration.frame_origins),
                login_url=registration.auth_login_url,
                asks={**parameters_of(initiation), **_hand_over_in(parameters)},
            )

    def start_login(self, parameters: Mapping[str, str]) -> LoginRedirect:
        """Answer a platform's initiation; raises :class:`LaunchRejectedError`."""
        with _named(parameters):
            hand_over = _hand_over_in(parameters).get(HAND_OVER)
            return self._start(read_initiation(parameters), hand_over)

    def _start(self, initiation: Initiation, hand_over: str | None) -> LoginRedirect:
        proof = secrets.token_urlsafe(32)
        now = self._clock()
        with self._transaction() as session:
            registration = _registration_of(session, initiation)
            started = start_login(
                agreement_of(registration), initiation, redirect_uri=self._redirect_uri
            )
            login = PendingLogin(
                state_hash=hashed(started.state),
                registration_id=registration.id,
                nonce=started.nonce,
                proof_hash=hashed(proof),
                hand_over=hand_over,
                ends_at=now + LOGIN_LASTS,
            )
            logins.add(session, login, now=now)
        return LoginRedirect(
            url=started.redirect_url, login_key=login_key(login.state_hash), proof=proof
        )


def _hand_over_in(parameters: Mapping[str, str]) -> dict[str, str]:
    hand_over = parameters.get(HAND_OVER, "")
    return {HAND_OVER: hand_over} if _HAND_OVER.fullmatch(hand_over) else {}


def _named(parameters: Mapping[str, str]) -> AbstractContextManager[None]:
    names = {
        "issuer": parameters.get("iss"),
        "client_id": parameters.get("client_id"),
        "deployment_id": parameters.get("lti_deployment_id"),
    }
    return concerning(**unproven(names))


def _registration_of(session: Session, initiation: Initiation) -> Registration:
    if initiation.client_id is not None:
        found = registrations.find(session, initiation.issuer, initiation.client_id)
        candidates = [found] if found is not None else []
    else:
        candidates = list(registrations.list_of_issuer(session, initiation.issuer))
        if len(candidates) > 1 and initiation.deployment_id is not None:
            candidates = [
                row
                for row in candidates
                if registrations.find_deployment(session, row.id, initiation.deployment_id)
            ]
    if len(candidates) > 1:
        candidates = [row for row in candidates if row.retired_at is None] or candidates[:1]
    if len(candidates) == 1:
        check_in_use(candidates[0])
        return candidates[0]
    if not candidates:
        raise UnknownRegistrationError(
            "registration-unknown",
            "This tool does not know the platform you come from. Whoever looks after your "
            "platform has to register it here first.",
        )
    raise LaunchRejectedError(
        "client-ambiguous",
        "Several customers share your platform's address, and the link does not say which one "
        "you belong to: it has to send a client_id.",
    )


def hashed(secret: str) -> str:
    """What is kept of a secret that a browser holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def login_key(state_hash: str) -> str:
    """The name under which a browser keeps its proof of one login."""
    return state_hash[:16]
