"""Launches that name nobody: a visit to read, of which nothing is kept and which nobody shares."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, Base, Enrolment, Evidence, Person, Visit
from lti_tool.web.current import Who
from tests.builders import DEEP_LINKING, SAM, TEACHER, Browser, SetClock, place
from tests.web.refusals import assert_refused, words

REVIEW = "LtiSubmissionReviewRequest"
IDENTITY = ("sub", "name", "given_name", "family_name", "email")


def unnamed(claims: dict[str, Any]) -> None:
    for name in IDENTITY:
        claims.pop(name, None)


def how_many(tool: Tool, table: type[Base]) -> int:
    with tool.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def tidy(tool: Tool) -> None:
    tasks = tool.engine._queue._registry.periodic_tasks  # noqa: SLF001  # nobody waits an hour
    (task,) = (one for one in tasks if type(one).__name__ == "tidy")
    task.execute()


@pytest.mark.parametrize("who", [SAM, TEACHER])
def test_whoever_is_not_named_reads_the_activity_and_is_told_why(
    browser: Browser, link: Link, who: str
) -> None:
    assert browser.launch(who, link, change=unnamed).status_code == 303

    page = browser.get("/")
    assert page.status_code == 200
    assert page.request.path.endswith("/preview")
    told = words(page)
    assert "Your learning platform did not say who you are" in told
    assert "Nothing you do is kept" in told
    assert "sign in to your learning platform and open it again" in told
    assert "What learners do" in told
    for secret in ("Right:", "Your role in this course", "Signed in as", "My portfolio"):
        assert secret not in told


@pytest.mark.parametrize("who", [SAM, TEACHER])
@pytest.mark.parametrize("page", ["/activity", "/portfolio", "/scores", "/course", "/picker"])
def test_no_page_that_keeps_or_shows_work_opens_for_whoever_is_not_named(
    browser: Browser, link: Link, who: str, page: str
) -> None:
    browser.launch(who, link, change=unnamed)

    assert_refused(browser.get(page), 403, says="did not say who you are")


@pytest.mark.parametrize("who", [SAM, TEACHER])
def test_every_page_for_a_role_is_closed_to_whoever_is_not_named(
    browser: Browser, tool: Tool, link: Link, who: str
) -> None:
    """Walks all routes, so that a new page cannot be forgotten here."""
    browser.launch(who, link, change=unnamed)
    tried = 0
    for rule in tool.app.url_map.iter_rules():
        admitted = getattr(tool.app.view_functions[rule.endpoint], "admits", None)
        if admitted not in {Who.LEARNER, Who.INSTRUCTOR, Who.BUILDER, Who.PICKER}:
            continue
        path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule.partition("<visit>")[2])
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = browser.client.open(f"{browser.visit}{path}", method=method)
            assert answer.status_code == (403 if method == "GET" else 400), rule.rule
            tried += 1
    assert tried > 30


def test_whoever_is_not_named_can_begin_nothing(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(TEACHER, link, change=unnamed)
    browser.get("/")
    paths = ("/attempts", "/activities/medicines-that-add-up/attempts", "/portfolio/evidence")

    # The preview has no form: the token is one of the visit's own all the same.
    for path in paths:
        assert browser.post(path).status_code in {400, 403, 404, 405}
    assert browser.client.post(f"{browser.visit}/link", data={"activity": "x"}).status_code == 400
    assert (how_many(tool, Attempt), how_many(tool, Evidence)) == (0, 0)


def test_two_who_are_not_named_are_two_and_never_anybody_else(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    for _ in range(2):
        other = browser.another()
        other.launch(SAM, link, change=unnamed)
        assert other.get("/").status_code == 200

    with tool.database.reading() as session:
        people = session.scalars(select(Person).order_by(Person.id)).all()
        assert [person.is_anonymous for person in people] == [False, True, True]
        assert len({person.subject for person in people}) == 3
        assert [person.name for person in people[1:]] == [None, None]


def test_nothing_of_whoever_is_not_named_outlasts_the_visit(
    browser: Browser, tool: Tool, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    early = browser.another()
    early.launch(SAM, link, change=unnamed)
    clock.advance(hours=6)
    late = browser.another()
    late.launch(SAM, link, change=unnamed)
    assert (how_many(tool, Person), how_many(tool, Enrolment)) == (3, 3)

    clock.advance(hours=6, seconds=1)
    tidy(tool)

    assert_refused(early.get("/preview"), 403, says="This visit has ended")
    assert late.get("/preview").status_code == 200
    assert [how_many(tool, table) for table in (Person, Enrolment, Visit)] == [2, 2, 1]

    clock.advance(hours=12, seconds=1)
    browser.launch(TEACHER, link)  # the next launch tidies too

    with tool.database.reading() as session:
        assert not session.scalars(select(Person).where(Person.is_anonymous)).all()


@pytest.mark.parametrize("name", [name for name in IDENTITY if name != "sub"])
def test_somebody_who_is_described_but_not_named_is_refused(
    browser: Browser, tool: Tool, link: Link, name: str
) -> None:
    def change(claims: dict[str, Any]) -> None:
        kept = claims[name]
        unnamed(claims)
        claims[name] = kept

    assert_refused(browser.launch(SAM, link, change=change), 403, says="did not say who you are")
    assert how_many(tool, Person) == 0


def test_whoever_builds_the_course_picks_without_being_named(
    browser: Browser, tool: Tool, clock: SetClock
) -> None:
    opened = browser.launch(TEACHER, message_type=DEEP_LINKING, change=unnamed)
    assert opened.status_code == 303
    page = browser.get("/")
    assert "Add activities" in words(page)
    assert "did not say who you are" not in words(page)
    assert browser.pick("medicines-that-add-up").status_code == 200

    clock.advance(hours=12, seconds=1)
    tidy(tool)
    assert how_many(tool, Person) == 0


def test_a_portfolio_link_says_that_it_needs_to_know_who_one_is(
    browser: Browser, link: Link
) -> None:
    def change(claims: dict[str, Any]) -> None:
        unnamed(claims)
        claims[LTI + "custom"] = {"page": "portfolio"}

    browser.launch(SAM, link, change=change)

    page = browser.get("/")
    assert page.status_code == 200
    assert "did not say who you are" in words(page)
    assert "Your role in this course" not in words(page)


# ---- people whom the platform names, and says nothing else of

NOT_SAID = ("name", "given_name", "family_name", "email")
NO_PLACE = ("context", "launch_presentation", "tool_platform")


def bare(claims: dict[str, Any]) -> None:
    for name in NOT_SAID:
        claims.pop(name)
    for name in NO_PLACE:
        claims.pop(LTI + name, None)


def test_all_works_for_people_of_whom_nothing_is_said(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link, change=bare)
    pages = [browser.get("/")]
    result = browser.do_activity()
    assert "passed" in words(result)
    pages += [result]
    pages += [
        browser.get(path)
        for path in ("/activity", "/portfolio", "/portfolio/timeline", "/portfolio/evidence/1")
    ]
    another = browser.another()
    another.launch("5", link, change=bare)
    another.do_activity()

    teaching = browser.another()
    teaching.launch(TEACHER, link, change=bare)
    pages += [
        teaching.get(path)
        for path in ("/", "/course", "/scores", "/review/queue", "/review/evidence/1")
    ]
    teaching.launch(TEACHER, link, message_type=REVIEW, change=bare)
    pages += [teaching.get("/"), teaching.get("/privacy")]
    pages += [browser.get("/portfolio/evidence/1"), browser.get("/privacy")]
    assert "An instructor" in words(pages[-2])
    picking = browser.another()
    picking.launch(TEACHER, message_type=DEEP_LINKING, change=bare)
    pages += [picking.get("/"), picking.pick("medicines-that-add-up")]

    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        assert not re.search(r"\bNone\b|\bnull\b|Signed in as", words(page)), page.request.path


def test_instructors_can_tell_nameless_learners_apart_on_every_page(
    browser: Browser, link: Link
) -> None:
    for person in (SAM, "5"):
        learner = browser.another()
        learner.launch(person, link, change=bare)
        learner.do_activity()
    browser.launch(TEACHER, link, change=bare)

    for path in ("/scores", "/review/queue?shown=all", "/review/learners"):
        shown = re.findall(r"Learner \d+", words(browser.get(path)))
        assert sorted(set(shown)) == ["Learner 1", "Learner 2"], path


# ---- preview students

TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def as_test_user(claims: dict[str, Any]) -> None:
    claims[LTI + "roles"].append(TEST_USER)


def test_a_preview_student_does_all_that_learners_do_and_counts_as_none(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link, change=as_test_user)
    assert "passed" in words(browser.do_activity())
    assert browser.get("/portfolio").status_code == 200

    browser.launch(TEACHER, link)
    assert "Sam Okafor (preview student)" in words(browser.get("/scores"))
    assert "Sam Okafor (preview student)" in words(browser.get("/review/queue?shown=all"))
    assert "Nobody has submitted anything yet" in words(browser.get("/course"))

    browser.launch(SAM, link)
    browser.launch(TEACHER, link)
    assert "preview student" not in words(browser.get("/scores"))
    assert "1 learner has submitted" in words(browser.get("/course"))


def test_being_a_test_user_gives_no_role_in_the_course(
    browser: Browser, platform: Platform
) -> None:
    browser.launch(
        TEACHER, place(platform), change=lambda c: c.update({LTI + "roles": [TEST_USER]})
    )

    assert "Your role in this course lets you read" in words(browser.get("/"))
