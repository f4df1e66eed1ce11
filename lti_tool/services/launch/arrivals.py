"""Arrivals: a launch is verified, its login spent, a visit opened."""

import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.families import FamilyRules, family_at, family_called, rules_of
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.claims import Launch
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.launch import ExpectedLogin, LaunchVerifier, peek_state
from lti_tool.lti.platform_errors import refuse_platform_error
from lti_tool.lti.registrations import Registration
from lti_tool.services.launch.admission import check_in_use, check_launch
from lti_tool.services.launch.audiences import trusted_by
from lti_tool.services.launch.concerning import concerning, plain, saying
from lti_tool.services.launch.logins import hashed, login_key
from lti_tool.services.launch.noting import note_opened
from lti_tool.services.launch.people import (
    link_former,
    oddity_of,
    record_enrolment,
    record_person,
)
from lti_tool.services.launch.places import record_context, record_link
from lti_tool.services.launch.visits import VISIT_LASTS
from lti_tool.store import launches, logins, registrations, visits
from lti_tool.store.database import Transaction
from lti_tool.store.former import Seal
from lti_tool.store.tables import PendingLogin, Visit
from lti_tool.store.tables import Registration as RegistrationRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What launches are measured against."""

    base_url: str
    """Where this tool is: a launch leads to no other place."""
    families: Mapping[str, FamilyRules]
    """The rules of each family of platforms, by its name."""
    seal: Seal
    """What opens the secrets of LTI 1.1."""


class Arrivals:
    """Verifies who comes from which platform, and opens visits for them."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        verifier: LaunchVerifier,
        terms: Terms,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._verifier = verifier
        self._terms = terms

    def accept_launch(self, form: Mapping[str, str], proof_of: Callable[[str], str | None]) -> str:
        """Verify a launch, then spend its login and open a visit; gives the visit's id.

        ``proof_of`` gives what the browser holds for a login key. Verified first and spent last: a
        forged launch cannot burn a login, a replayed one cannot pass twice. Raises
        :class:`LaunchRejectedError`.
        """
        self.refuse_error(form, proof_of)
        state_hash = hashed(peek_state(form))
        proof = proof_of(login_key(state_hash))
        expected, hand_over = self._expected(form, state_hash, proof)
        registration = expected.registration
        with _concerning(registration):
            launch = self._verifier.verify(form, expected)
            with saying(launch):
                check_launch(launch, base_url=self._terms.base_url)
                with self._transaction() as session:
                    if not logins.spend(session, state_hash):
                        raise _unknown_state()
                    visit_id = self._open_visit(session, registration.id, launch, hand_over)
                if visit_id is None:
                    raise _waiting_deployment(registration, launch)
                return visit_id

    def refuse_error(self, form: Mapping[str, str], proof_of: Callable[[str], str | None]) -> None:
        """Raise :class:`PlatformRefusedError` if the platform itself said no to a login.

        That is the reason, whatever else is wrong; and since it opens nothing, nobody has to prove
        anything. The login tells which platform it was, and whether this browser began it.
        """
        if not form.get("error"):
            return
        state_hash = hashed(form.get("state", ""))
        with self._reading() as session:
            login = logins.find(session, state_hash, now=self._clock())
            registration = login and registrations.get(session, login.registration_id)
            agreement = agreement_of(registration) if registration else None
        is_answer = login is not None and _proves(login, proof_of(login_key(state_hash)))
        with _concerning(agreement) if agreement else nullcontext():
            refuse_platform_error(form, is_answer=is_answer)

    def _expected(
        self, form: Mapping[str, str], state_hash: str, proof: str | None
    ) -> tuple[ExpectedLogin, str | None]:
        with self._reading() as session:
            login = logins.find(session, state_hash, now=self._clock())
            if login is None:
                raise _unknown_state()
            registration = registrations.get(session, login.registration_id)
            agreement = agreement_of(registration)
            with _concerning(agreement):
                check_in_use(registration)
        if not _proves(login, proof):
            with _concerning(agreement):
                raise LaunchRejectedError(
                    "browser-without-proof",
                    "Your browser did not send back the cookie that this tool gave it a moment "
                    "ago. Go back to your course and open the activity again, in a new tab if you "
                    "can.",
                )
        expected = ExpectedLogin(
            registration=agreement,
            state=form["state"],
            nonce=login.nonce,
            trusts=trusted_by(
                self._reading, issuer=agreement.issuer, base_url=self._terms.base_url
            ),
        )
        return expected, login.hand_over

    def _open_visit(
        self, session: Session, registration_id: int, launch: Launch, hand_over: str | None
    ) -> str | None:
        now = self._clock()
        registration = registrations.get(session, registration_id)
        if registration.family is None:
            self._learn_family(registration, launch)
        deployment = registrations.record_deployment(
            session, registration_id, launch.deployment_id, now=now
        )
        check_in_use(registration, deployment)
        if deployment is None:
            _log_full_list(registration)
            return None
        if deployment.tenant_id is None:
            return None
        place = launches.Place(tenant_id=deployment.tenant_id, deployment=deployment)
        person = record_person(session, place, launch, now=now)
        context = record_context(session, place, launch)
        link = record_link(session, place, context, launch, now=now)
        record_enrolment(session, person, context, launch, now=now)
        visit = Visit(
            **_said_of_the_visit(launch, hand_over),
            id=secrets.token_urlsafe(24),
            tenant_id=place.tenant_id,
            deployment_id=deployment.id,
            person_id=person.id,
            context_id=context.id,
            resource_link_id=link.id if link else None,
            opened_at=now,
            used_at=now,
            ends_at=now + VISIT_LASTS,
        )
        visits.add(session, visit, now=now)
        former = link_former(session, registration, person, launch, seal=self._terms.seal)
        notes = [note for note in (oddity_of(launch), former) if note]
        note_opened(session, visit, deployment, " ".join(notes) or None)
        return visit.id

    def _learn_family(self, registration: RegistrationRow, launch: Launch) -> None:
        families = self._terms.families
        registration.family = family_called(families, launch.platform_family) or family_at(
            families, registration.auth_token_url, registration.jwks_url
        )
        if registration.auth_audience is None:
            rules = rules_of(families, registration.family)
            registration.auth_audience = rules.token_audience or None


def login_key_of(form: Mapping[str, str]) -> str:
    """Under which name the browser keeps its proof of the login that this form answers."""
    return login_key(hashed(peek_state(form)))


def _said_of_the_visit(launch: Launch, hand_over: str | None) -> dict[str, Any]:
    """What a visit keeps of what its launch said."""
    return {
        "message_type": launch.message_type,
        "return_url": launch.return_url,
        "deep_linking": asdict(launch.deep_linking) if launch.deep_linking else None,
        "for_subject": launch.for_user,
        "hand_over": hand_over if launch.deep_linking else None,
    }


def _proves(login: PendingLogin, proof: str | None) -> bool:
    """Tell whether a browser holds what only the one that began this login was given."""
    return proof is not None and hmac.compare_digest(hashed(proof), login.proof_hash)


def _concerning(registration: Registration) -> AbstractContextManager[None]:
    return concerning(issuer=registration.issuer, client_id=registration.client_id)


def _unknown_state() -> LaunchRejectedError:
    return LaunchRejectedError(
        "state-unknown",
        "This link has been used already, or it waited too long. "
        "Go back to your course and open the activity again.",
    )


def _log_full_list(registration: RegistrationRow) -> None:
    said = (registration.issuer, registration.client_id)
    log.warning("deployment.list-full issuer=%r client_id=%r", *said)


def _waiting_deployment(registration: Registration, launch: Launch) -> LaunchRejectedError:
    refusal = LaunchRejectedError(
        "deployment-waiting",
        "Your platform is known here, but this part of it has not been approved yet. "
        "The people who run this tool have to approve it.",
    )
    refusal.about = plain({"deployment_id": launch.deployment_id})
    log.warning(
        "deployment.waiting issuer=%r client_id=%r deployment_id=%r",
        registration.issuer,
        registration.client_id,
        refusal.about["deployment_id"],
    )
    return refusal
