"""Use cases of deep linking: find and choose activities, say how they are to be there, answer."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.choices import (
    Choice,
    Chosen,
    PlacedPage,
    Step,
    arranged,
    retyped,
    settled,
    with_chosen,
    without,
)
from lti_tool.learning.evidence import towards
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.frameworks import Framework, Use
from lti_tool.learning.listings import Wanted
from lti_tool.learning.refusals import FieldsError, MissingError, RefusalError
from lti_tool.services.deep_linking.asked import Asked, find_asked
from lti_tool.services.deep_linking.shown import (
    PAGE_LENGTH,
    Cover,
    Details,
    Option,
    Picker,
    Previewed,
    Search,
    choosable,
    covers_of,
    detail,
    options_of,
    placeable,
    wanted_of,
)
from lti_tool.services.deep_linking.signing import SignedAnswer, Signing
from lti_tool.store import activities, choices, frameworks, listings
from lti_tool.store.database import Transaction

__all__ = [
    "DeepLinking",
    "Details",
    "Picker",
    "Previewed",
    "Search",
    "SignedAnswer",
    "Signing",
]


class DeepLinking:
    """Lets a course admin choose activities, and tells the platform which."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        signing: Signing,
        families: Mapping[str, FamilyRules],
        read_activity: Callable[[str], Activity],
        read_framework: Callable[[str], Framework],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._signing = signing
        self._families = families
        self._read_activity = read_activity
        self._read_framework = read_framework

    # ---- what the pages show

    def picker(self, visit_id: str, search: Search, *, tenant_id: int) -> Picker:
        """What can be chosen in this visit; raises :class:`MissingError`."""
        with self._reading() as session:
            asked = find_asked(session, visit_id, tenant_id=tenant_id)
            read = self._frameworks(session)
            known = _known(session, asked)
            wanted = wanted_of(search, read.values())
            found, number = _found(session, wanted, search.number)
            return Picker(
                takes_links=asked.settings.takes_links,
                several=asked.settings.accept_multiple,
                takes_columns=asked.settings.accept_line_item,
                found=tuple(
                    choosable(listing, read, asked.choice, known) for listing in found.listings
                ),
                total=found.total,
                number=number,
                pages=-(-found.total // PAGE_LENGTH),
                placeable=tuple(placeable(search, wanted, asked.choice, known)),
                chosen=len(asked.choice),
                covers=_covers(session, read, known, asked.choice),
                frameworks=tuple(Option(value=one.code, text=one.title) for one in read.values()),
                domains=options_of(read.values(), Use.FILED),
                outcomes=options_of(read.values(), Use.MAPPED),
                themes=options_of(read.values(), Use.TAGGED),
            )

    def preview(self, visit_id: str, code: str, *, tenant_id: int) -> Previewed:
        """An activity as a learner will see it; raises :class:`MissingError`."""
        with self._reading() as session:
            asked = find_asked(session, visit_id, tenant_id=tenant_id)
            framework = self._framework_of(session, code)
            row = activities.find_newest(session, code)
            if framework is None or row is None:
                raise _not_there()
            activity = self._read_activity(row.document)
            return Previewed(
                activity=activity,
                towards=towards(activity, framework),
                is_chosen=code in _codes(asked.choice),
                chosen=len(asked.choice),
                several=asked.settings.accept_multiple,
            )

    def details(self, visit_id: str, *, tenant_id: int) -> Details:
        """What was chosen, in order; raises :class:`MissingError`."""
        with self._reading() as session:
            asked = find_asked(session, visit_id, tenant_id=tenant_id)
            limits = asked.limits(self._families)
            codes = _codes(asked.choice)
            listed = listings.find_all(session, codes)
            known = _known(session, asked)
            return Details(
                details=tuple(detail(one, listed, limits) for one in asked.choice),
                limits=limits,
                advice=asked.rules(self._families).advice,
                covers=_covers(session, self._frameworks(session), known, asked.choice),
            )

    # ---- choosing

    def choose(self, visit_id: str, code: str, *, tenant_id: int) -> None:
        """Choose one more, or another one; raises :class:`MissingError`."""
        with self._transaction() as session:
            asked = self._to_change(session, visit_id, tenant_id)
            is_page = any(page.code == code for page in PlacedPage)
            if not is_page and self._framework_of(session, code) is None:
                raise _not_there()
            several = asked.settings.accept_multiple
            choices.keep(asked.visit, with_chosen(asked.choice, code, several=several))

    def remove(self, visit_id: str, code: str, *, tenant_id: int) -> None:
        """Choose one less."""
        self._change(visit_id, tenant_id, lambda choice: without(choice, code))

    def arrange(
        self, visit_id: str, typed: Iterable[Chosen], *, step: Step, code: str, tenant_id: int
    ) -> None:
        """Keep what was typed for what is chosen, right or not, then do a step with one of them.

        Nothing is lost by a mistake.
        """
        self._change(
            visit_id, tenant_id, lambda choice: arranged(retyped(choice, typed), step, code)
        )

    # ---- answering

    def answer(self, visit_id: str, *, tenant_id: int) -> SignedAnswer:
        """Sign what is chosen, and record that it was handed to the platform.

        Everything but the choice comes from the request that the platform signed. Raises
        :class:`FieldsError` with a sentence for each field that is not right, and
        :class:`RefusalError` for a choice that cannot be.
        """
        with self._transaction() as session:
            asked = self._to_change(session, visit_id, tenant_id)
            _check_number(asked)
            listed = listings.find_all(session, _codes(asked.choice))
            chosen = settled(asked.choice, listed, asked.limits(self._families))
            choices.record(
                session,
                [one.code for one in chosen if one.page is None],
                tenant_id=tenant_id,
                context_id=asked.visit.context_id,
                now=self._signing.clock(),
            )
            return self._signing.signed(asked, chosen)

    def cancel(self, visit_id: str, *, tenant_id: int) -> SignedAnswer:
        """Sign that nothing was chosen, which leaves the course as it is."""
        with self._reading() as session:
            asked = find_asked(session, visit_id, tenant_id=tenant_id)
            return self._signing.signed(asked, ())

    def _change(self, visit_id: str, tenant_id: int, change: Callable[[Choice], Choice]) -> None:
        with self._transaction() as session:
            asked = self._to_change(session, visit_id, tenant_id)
            choices.keep(asked.visit, change(asked.choice))

    def _to_change(self, session: Session, visit_id: str, tenant_id: int) -> Asked:
        choices.find_to_change(session, visit_id, tenant_id=tenant_id)
        return find_asked(session, visit_id, tenant_id=tenant_id)

    def _frameworks(self, session: Session) -> dict[str, Framework]:
        return {
            row.code: self._read_framework(row.document) for row in frameworks.list_all(session)
        }

    def _framework_of(self, session: Session, code: str) -> Framework | None:
        """The framework of an activity that can be begun."""
        listing = listings.find_all(session, [code]).get(code)
        if listing is None or listing.is_retired:
            return None
        row = frameworks.find(session, listing.framework)
        return self._read_framework(row.document) if row else None


def _found(session: Session, wanted: Wanted, number: int) -> tuple[listings.Found, int]:
    """One page of what is found, or the last where there are not so many."""
    found = listings.search(session, wanted, most=PAGE_LENGTH, skip=(number - 1) * PAGE_LENGTH)
    if found.listings or not found.total:
        return found, number
    last = -(-found.total // PAGE_LENGTH)
    skip = (last - 1) * PAGE_LENGTH
    return listings.search(session, wanted, most=PAGE_LENGTH, skip=skip), last


def _known(session: Session, asked: Asked) -> choices.Known:
    visit = asked.visit
    return choices.known(session, tenant_id=visit.tenant_id, context_id=visit.context_id)


def _covers(
    session: Session, read: Mapping[str, Framework], known: choices.Known, choice: Choice
) -> tuple[Cover, ...]:
    listed = listings.find_all(session, {*known.codes, *_codes(choice)})
    return covers_of(read.values(), listed.values(), known)


def _codes(choice: Choice) -> tuple[str, ...]:
    return tuple(one.code for one in choice)


def _check_number(asked: Asked) -> None:
    if not asked.settings.takes_links:
        raise RefusalError("Your platform takes no activities from here.")
    if not asked.choice:
        raise FieldsError({"choice": "Choose an activity, or cancel"})
    if len(asked.choice) > 1 and not asked.settings.accept_multiple:
        raise RefusalError("Your course takes one activity at a time. Please choose one.")


def _not_there() -> MissingError:
    return MissingError("This activity is no longer in the library.")
