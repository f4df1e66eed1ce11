"""What a link in a course opens: the activity it names, one that stands in for it, or a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.learning.choices import PlacedPage
from lti_tool.learning.listings import Listing


class CodeState(StrEnum):
    """What the library says of an activity's code."""

    USABLE = "usable"
    RETIRED = "retired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The codes of a link: the one that its platform names, and the one chosen in its place."""

    named: str | None
    named_state: CodeState
    relinked: str | None
    relinked_state: CodeState

    @property
    def code(self) -> str | None:
        """The activity that whoever begins today gets.

        What was chosen counts only while the named one cannot be used: a link opens what it says.
        """
        if self.named_state is CodeState.USABLE:
            return self.named
        return self.relinked if self.relinked_state is CodeState.USABLE else None

    @property
    def is_relinked(self) -> bool:
        """Whether another activity stands in for the named one."""
        return self.code is not None and self.code != self.named

    @property
    def retired(self) -> tuple[str, ...]:
        """The codes of this link that nobody begins any more, and that some may have begun."""
        states = ((self.named, self.named_state), (self.relinked, self.relinked_state))
        return tuple(code for code, state in states if code and state is CodeState.RETIRED)

    def code_for(self, *, begun: Collection[str], open: Collection[str]) -> str | None:  # noqa: A002 - the word that pages use
        """The activity for a learner who began some at this link and has left some ``open``.

        Whoever began a retired one may finish it. Where nothing stands in for it, its results stay.
        """
        unfinished = [code for code in self.retired if code in open]
        results = [code for code in self.retired if code in begun and self.code is None]
        return next(iter([*unfinished, *results]), self.code)


def code_state(*, is_retired: bool | None) -> CodeState:
    """The state of a code, of which ``None`` says that the library does not know it."""
    if is_retired is None:
        return CodeState.UNKNOWN
    return CodeState.RETIRED if is_retired else CodeState.USABLE


def page_named(text: str | None) -> PlacedPage | None:
    """The page that a link names, if it is one of ours."""
    return PlacedPage(text) if text is not None and text in {*PlacedPage} else None


def linked(
    named: str | None,
    relinked: str | None,
    *,
    named_retired: bool | None,
    relinked_retired: bool | None,
) -> Linked:
    """Put together what a link names and what the library says of it, as ``code_state`` has it."""
    return Linked(
        named=named,
        named_state=code_state(is_retired=named_retired),
        relinked=relinked,
        relinked_state=code_state(is_retired=relinked_retired),
    )


def linked_of(known: Mapping[str, Listing], *, named: str | None, relinked: str | None) -> Linked:
    """The same, from the listings of both codes."""
    states = [
        known[code].is_retired if code and code in known else None for code in (named, relinked)
    ]
    return linked(named, relinked, named_retired=states[0], relinked_retired=states[1])
