"""Use cases of privacy: what is kept about a person, for themselves; whether any, for an admin."""

from dataclasses import dataclass

from lti_tool.learning.evidence import Audience
from lti_tool.learning.refusals import MissingError
from lti_tool.store import privacy
from lti_tool.store.database import Transaction
from lti_tool.store.privacy import Amount, Amounts
from lti_tool.store.tables import Person

__all__ = ["Kept", "KeptAbout", "Privacy"]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept about whoever asks."""

    reference: str
    """What the people who run the tool find them by; no secret."""
    subject: str
    """What the platform calls them."""
    name: str | None
    is_anonymous: bool
    """Whether the platform named nobody, so that nothing of this outlasts the visit."""
    is_test: bool
    """Whether the platform calls them a preview student."""
    amounts: Amounts
    private: Amount
    submitted: Amount
    withdrawn: Amount

    @property
    def has_work(self) -> bool:
        """Whether they have done anything here, beside coming."""
        amounts = self.amounts
        pieces = self.private.number + self.submitted.number + self.withdrawn.number
        return bool(amounts.attempts.number or pieces or amounts.files.number)


@dataclass(frozen=True, kw_only=True)
class KeptAbout:
    """Whether anything is kept about somebody else, and nothing of what."""

    reference: str | None
    """``None``: nothing is kept."""


class Privacy:
    """Says what is kept. It changes nothing."""

    def __init__(self, *, reading: Transaction) -> None:
        self._reading = reading

    def is_about(self, subject: str, *, tenant_id: int, person_id: int) -> bool:
        """Whether the platform means this person by this ``sub``."""
        with self._reading() as session:
            found = privacy.find_subject(session, subject, tenant_id=tenant_id)
            return found is not None and found.id == person_id

    def own(self, *, tenant_id: int, person_id: int) -> Kept:
        """What is kept about whoever asks. Raises :class:`MissingError`."""
        with self._reading() as session:
            person = privacy.find_person(session, person_id, tenant_id=tenant_id)
            if person is None:
                raise MissingError("Nothing is kept about you any more.")
            amounts = privacy.count_kept(session, tenant_id=tenant_id, person_id=person_id)
            return Kept(
                reference=_reference(person),
                subject=person.subject,
                name=person.name,
                is_anonymous=person.is_anonymous,
                is_test=person.is_test,
                amounts=amounts,
                private=amounts.evidence[Audience.PRIVATE],
                submitted=amounts.evidence[Audience.SUBMITTED],
                withdrawn=amounts.evidence[Audience.WITHDRAWN],
            )

    def about(self, subject: str, *, tenant_id: int) -> KeptAbout:
        """Whether anything is kept about somebody of this tenant, for whoever answers for it."""
        with self._reading() as session:
            person = privacy.find_subject(session, subject, tenant_id=tenant_id)
            return KeptAbout(reference=_reference(person) if person else None)


def _reference(person: Person) -> str:
    return f"tenant {person.tenant_id}, person {person.id}"
