"""Who somebody is in a course, and what that lets them do."""

from collections.abc import Set as AbstractSet
from enum import StrEnum


class Role(StrEnum):
    """A role in one course (never a role in the institution or the system)."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    CONTENT_DEVELOPER = "content_developer"
    ADMINISTRATOR = "administrator"
    MENTOR = "mentor"


_TEACHING = frozenset({Role.INSTRUCTOR, Role.ADMINISTRATOR})
_BUILDING = _TEACHING | {Role.CONTENT_DEVELOPER}


def may_attempt(roles: AbstractSet[Role]) -> bool:
    """Whether somebody with these roles does activities for evidence and a score."""
    return Role.LEARNER in roles and not roles & _TEACHING


def may_teach(roles: AbstractSet[Role]) -> bool:
    """Whether somebody with these roles sees the course's learners and their scores."""
    return bool(roles & _TEACHING)


def may_build(roles: AbstractSet[Role]) -> bool:
    """Whether somebody with these roles chooses activities for the course."""
    return bool(roles & _BUILDING)


def instructor_name(name: str | None) -> str:
    """What learners and colleagues read of an instructor, also of one without a name."""
    return name or "An instructor"


def learner_name(name: str | None, number: int, *, is_test: bool) -> str:
    """What instructors read of a learner: without a name a number, the same on every page.

    A preview student is called one, so that nobody takes their work for a learner's.
    """
    shown = name or f"Learner {number}"
    return f"{shown} (preview student)" if is_test else shown
