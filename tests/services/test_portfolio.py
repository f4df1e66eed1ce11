"""A portfolio by its use cases: what a learner reads after doing things."""

import pytest

from lti_tool.learning.evidence import Audience
from lti_tool.learning.frameworks import Use
from lti_tool.learning.listings import Wanted
from lti_tool.learning.portfolio import Sought, Standing, Tally
from lti_tool.services.portfolio import OverviewPage, Owner, Portfolio, VisitActivity
from tests.builders import ACTIVITY, MEI, SAM
from tests.services.course import Course


@pytest.fixture
def portfolio(course: Course) -> Portfolio:
    return course.services.portfolio


def whose(course: Course, person: str = SAM) -> tuple[Owner, VisitActivity]:
    learner = course.learner(person)
    return (
        Owner(tenant_id=learner.tenant_id, person_id=learner.person_id),
        VisitActivity(
            resource_link_id=learner.resource_link_id, activity_code=learner.activity_code
        ),
    )


def tallies(page: OverviewPage) -> dict[str, Tally]:
    (one,) = page.frameworks
    rows = (*(domain.filed for domain in one.covered.domains), *one.covered.outcomes)
    return {row.item.code: row.tally for row in rows}


def test_an_empty_portfolio_lists_every_domain_and_outcome_as_a_gap(
    course: Course, portfolio: Portfolio
) -> None:
    page = portfolio.overview(*whose(course))
    (one,) = page.frameworks

    assert page.is_empty
    assert page.at == course.clock.now
    assert len(one.domain_gaps) == 6
    assert len(one.outcome_gaps) == 5 + 7
    assert all(gap.total >= len(gap.listings) > 0 for gap in one.domain_gaps)
    assert all(gap.covered.item.code in gap.listings[0].filed for gap in one.domain_gaps)
    assert max(len(gap.listings) for gap in one.outcome_gaps) == 3


def test_what_was_done_is_covered_and_leaves_the_gaps(course: Course, portfolio: Portfolio) -> None:
    course.submit(course.learner(SAM))
    course.submit(course.learner(SAM), right=0)

    page = portfolio.overview(*whose(course))
    (one,) = page.frameworks

    assert not page.is_empty
    assert tallies(page)["D1"] == Tally(accepted=1), "the better of two tries of one activity"
    assert tallies(page)["D2"] == Tally()
    assert "D1" not in {gap.covered.item.code for gap in one.domain_gaps}
    assert one.showcases == ()
    assert portfolio.overview(*whose(course, MEI)).is_empty


def test_something_begun_waits_and_an_empty_portfolio_is_so_no_longer(
    course: Course, portfolio: Portfolio
) -> None:
    course.attempts.start(course.learner(SAM))

    page = portfolio.overview(*whose(course))

    (draft,) = page.unfinished.drafts
    assert (draft.activity_code, draft.is_unplaced, draft.is_here) == (ACTIVITY, False, True)
    assert draft.touched_at == course.clock.now
    assert not page.is_empty


def test_what_was_begun_in_a_course_is_told_of_wherever_one_comes_from(
    course: Course, portfolio: Portfolio
) -> None:
    course.attempts.start(course.learner(SAM))
    owner, _ = whose(course)

    page = portfolio.overview(owner, VisitActivity(resource_link_id=None, activity_code=None))

    (draft,) = page.unfinished.drafts
    assert (draft.is_here, draft.course_title) == (False, "Generalist skills, autumn cohort")
    assert not page.is_empty


def test_a_gap_says_of_an_activity_that_it_was_submitted_before(
    course: Course, portfolio: Portfolio
) -> None:
    course.submit(course.learner(SAM), right=0)

    (one,) = portfolio.overview(*whose(course)).frameworks

    gap = next(gap for gap in one.domain_gaps if gap.covered.item.code == "D1")
    assert gap.submitted == {ACTIVITY: course.clock.now}


def test_the_timeline_tells_of_a_piece_what_it_is_and_how_far_it_has_come(
    course: Course, portfolio: Portfolio
) -> None:
    course.submit(course.learner(SAM))

    page = portfolio.timeline(*whose(course), Sought())

    (piece,) = page.pieces
    assert piece.audience is Audience.SUBMITTED
    assert piece.course_title == "Generalist skills, autumn cohort"
    assert [one.code for one in piece.of(Use.FILED)] == ["D1", "D3"]
    assert {one.standing for one in piece.belongs} == {Standing.ACCEPTED}
    assert page.unfinished is not None
    narrowed = portfolio.timeline(*whose(course), Sought(words="nothing of that name"))
    assert (narrowed.pieces, narrowed.unfinished) == ((), None)


def test_a_page_past_the_end_is_the_last_page(course: Course, portfolio: Portfolio) -> None:
    course.submit(course.learner(SAM))

    timeline = portfolio.timeline(*whose(course), Sought(), 7)
    activities = portfolio.activities(Wanted(), 7)

    assert (timeline.paging.number, len(timeline.pieces)) == (1, 1)
    assert (activities.paging.number, len(activities.activities)) == (1, 13)


def test_activities_are_wanted_by_the_identifiers_of_items(
    course: Course, portfolio: Portfolio
) -> None:
    page = portfolio.overview(*whose(course))
    item = page.frameworks[0].covered.domains[5].filed.item

    found = portfolio.activities(Wanted(items=(item.identifier,)))

    assert found.chosen == (item,)
    assert {one.domains for one in found.activities} == {(item.abbreviated,)}
    assert portfolio.activities(Wanted(items=("unknown", item.identifier))).activities == ()
    assert portfolio.activities(Wanted(items=("unknown",))).activities == ()
