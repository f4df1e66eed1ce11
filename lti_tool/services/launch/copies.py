"""Copies: what a link takes over at its first launch from the one that it was copied from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.lti.claims import Launch
from lti_tool.lti.histories import CONTEXT_HISTORY, LINK_HISTORY, history_of
from lti_tool.store import links, listings
from lti_tool.store.launches import Place
from lti_tool.store.tables import Context, ResourceLink


@dataclass(frozen=True, kw_only=True)
class Origins:
    """What a launch says that its link and its course were copied from, the newest first."""

    links: tuple[str, ...]
    contexts: tuple[str, ...]

    @property
    def are_said(self) -> bool:
        """Whether anything was copied, as far as the platform says."""
        return bool(self.links or self.contexts)


def origins_of(launch: Launch) -> Origins:
    """Read what a launch says about copies."""
    return Origins(
        links=history_of(launch.custom, LINK_HISTORY),
        contexts=history_of(launch.custom, CONTEXT_HISTORY),
    )


def carry_marks(session: Session, place: Place, context: Context, origins: Origins) -> None:
    """Carry over what was picked for the course that this one was copied from."""
    sources = links.find_copied_contexts(session, place, origins.contexts)
    for source in sources[:1]:
        links.carry_chosen(session, source, context)


def take_over(session: Session, place: Place, link: ResourceLink, origins: Origins) -> None:
    """Let a new link that names nothing usable open what the one opened that it was copied from.

    What it names stays its name. No attempt and no evidence comes with it.
    """
    if link.page is not None or _usable(session, link.activity_code):
        return
    source = links.find_copied(session, place, origins.links)
    if source is None:
        source = _relinked_in(session, place, origins.contexts, link.activity_code)
    if source is None:
        return
    if link.activity_code is None:
        link.activity_code, link.relinked_code = source.activity_code, source.relinked_code
        link.page = source.page
    else:
        usable = _usable(session, source.activity_code)
        link.relinked_code = usable or source.relinked_code


def _relinked_in(
    session: Session, place: Place, history: Sequence[str], code: str | None
) -> ResourceLink | None:
    """Find where the same code was given another activity; some platforms name no link's origin."""
    if code is None:
        return None
    sources = links.find_copied_contexts(session, place, history)
    found = (links.find_relinked(session, source, activity_code=code) for source in sources)
    return next((link for link in found if link is not None), None)


def _usable(session: Session, code: str | None) -> str | None:
    """The code, if it can be used."""
    found = listings.find_all(session, [code]).get(code) if code else None
    return code if found is not None and not found.is_retired else None
