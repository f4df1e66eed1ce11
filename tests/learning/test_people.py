from itertools import chain, combinations

import pytest

from lti_tool.learning.people import Role, learner_name, may_attempt, may_build, may_teach

EVERY_MIX = [
    frozenset(mix)
    for mix in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))
]


@pytest.mark.parametrize(
    ("role", "attempts", "teaches", "builds"),
    [
        (Role.LEARNER, True, False, False),
        (Role.INSTRUCTOR, False, True, True),
        (Role.ADMINISTRATOR, False, True, True),
        (Role.CONTENT_DEVELOPER, False, False, True),
        (Role.MENTOR, False, False, False),
    ],
)
def test_each_role_alone_opens_what_it_should(
    role: Role,
    attempts: bool,  # noqa: FBT001  # a table of cases
    teaches: bool,  # noqa: FBT001  # as above
    builds: bool,  # noqa: FBT001  # as above
) -> None:
    roles = {role}
    assert (may_attempt(roles), may_teach(roles), may_build(roles)) == (attempts, teaches, builds)


def test_somebody_without_a_role_may_do_nothing() -> None:
    assert [may(set()) for may in (may_attempt, may_teach, may_build)] == [False] * 3


@pytest.mark.parametrize("roles", EVERY_MIX, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_nobody_both_teaches_a_course_and_is_scored_in_it(roles: frozenset[Role]) -> None:
    assert not (may_attempt(roles) and may_teach(roles))


@pytest.mark.parametrize("roles", EVERY_MIX, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_whoever_teaches_may_build_too(roles: frozenset[Role]) -> None:
    assert may_build(roles) or not may_teach(roles)


def test_a_learner_who_writes_content_still_does_activities() -> None:
    assert may_attempt({Role.LEARNER, Role.CONTENT_DEVELOPER})


def test_a_learner_who_mentors_still_does_activities_and_sees_nobody_elses() -> None:
    roles = {Role.LEARNER, Role.MENTOR}
    assert may_attempt(roles)
    assert not may_teach(roles)


@pytest.mark.parametrize(
    ("name", "is_test", "shown"),
    [
        ("Sam Okafor", False, "Sam Okafor"),
        (None, False, "Learner 12"),
        ("", False, "Learner 12"),
        ("Sam Okafor", True, "Sam Okafor (preview student)"),
        (None, True, "Learner 12 (preview student)"),
    ],
)
def test_a_learner_is_called_by_name_or_by_a_number_that_stays(
    name: str | None,
    is_test: bool,  # noqa: FBT001  # a table of cases
    shown: str,
) -> None:
    assert learner_name(name, 12, is_test=is_test) == shown
