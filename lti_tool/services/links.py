"""Use cases of links: which activity one opens, and choosing another where it opens none."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.links import CodeState, Linked, linked_of
from lti_tool.learning.listings import Listing, Wanted
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.store import links, listings
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ResourceLink

MOST_FOUND: Final = 10
"""How many activities a search of this page shows."""
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True, kw_only=True)
class Place:
    """The link that a visit came from, in its course."""

    tenant_id: int
    context_id: int
    resource_link_id: int | None


@dataclass(frozen=True, kw_only=True)
class LinkChoice:
    """A link whose named activity cannot be used, and what can be chosen in its place."""

    title: str | None
    """What the course calls the link."""
    named: str | None
    """The code that the platform names, if it looks like one."""
    retired: Listing | None
    """The named activity, where it was one once."""
    stand_in: Listing | None
    """The activity that learners get for now."""
    found: tuple[Listing, ...]
    total: int
    words: str

    @property
    def heading(self) -> str:
        """What somebody who looks for the link would call it."""
        return self.title or (self.retired.title if self.retired else "this link")


class Links:
    """Lets those who build a course choose another activity for a link."""

    def __init__(self, *, transaction: Transaction, reading: Transaction) -> None:
        self._transaction = transaction
        self._reading = reading

    def choice(self, place: Place, words: str = "") -> LinkChoice:
        """What a link names, and what can be chosen for it.

        Raises :class:`MissingError` where there is no link, :class:`PassedError` where the activity
        that it names can be used.
        """
        with self._reading() as session:
            link = _find(session, place)
            known, opens = _opens(session, link)
            _check_needed(opens)
            found = listings.search(session, Wanted(words=words), most=MOST_FOUND)
            return LinkChoice(
                title=link.title,
                named=opens.named if opens.named and _CODE.fullmatch(opens.named) else None,
                retired=known.get(opens.named or ""),
                stand_in=known.get(opens.code or ""),
                found=found.listings,
                total=found.total,
                words=words,
            )

    def choose(self, place: Place, code: str) -> None:
        """Let a link open another activity from now on.

        Raises :class:`MissingError`, and :class:`PassedError` where the activity that the link
        names can be used by now.
        """
        with self._transaction() as session:
            link = _find(session, place)
            _check_needed(_opens(session, link)[1])
            wanted = listings.find_all(session, [code]).get(code)
            if wanted is None or wanted.is_retired:
                raise MissingError("This activity is no longer in the library. Choose another one.")
            link.relinked_code = wanted.code


def _find(session: Session, place: Place) -> ResourceLink:
    found = None
    if place.resource_link_id is not None:
        found = links.find(
            session,
            place.resource_link_id,
            tenant_id=place.tenant_id,
            context_id=place.context_id,
        )
    if found is None or found.page is not None:
        raise MissingError("This visit did not come from a link that opens an activity.")
    return found


def _opens(session: Session, link: ResourceLink) -> tuple[dict[str, Listing], Linked]:
    known = listings.find_all(session, [c for c in (link.activity_code, link.relinked_code) if c])
    return known, linked_of(known, named=link.activity_code, relinked=link.relinked_code)


def _check_needed(opens: Linked) -> None:
    if opens.named_state is CodeState.USABLE:
        raise PassedError(
            "The activity that this link names can be used, so learners get that one. "
            "To use another, change the link in your course."
        )
