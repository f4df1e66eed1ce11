"""A data privacy launch: what is kept about a person, said to them, and to nobody else."""

from typing import Any

import pytest

from demo.authentication import Launch
from demo.claims import DATA_PRIVACY, LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Person
from tests.builders import MEI, SAM, TEACHER, Browser, a_registration
from tests.store.many import counted
from tests.web.refusals import assert_refused, words

ADMIN = "2"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
MOST_STATEMENTS = 20


def ask(browser: Browser, person: str = SAM, about: str | None = None, **changes: Any) -> str:
    """Open a data privacy launch, and give the words of the page that it lands on."""
    named = {LTI + "for_user": {"user_id": about}} if about else {}
    opened = browser.launch(
        person, message_type=DATA_PRIVACY, change=lambda c: c.update({**named, **changes})
    )
    assert opened.status_code == 303, opened.text
    page = browser.get("/")
    assert page.status_code == 200, page.text
    return words(page)


def reference_of(tool: Tool, subject: str) -> str:
    with tool.database.reading() as session:
        person = session.query(Person).filter_by(subject=subject).one()
        return f"tenant {person.tenant_id}, person {person.id}"


def do(browser: Browser, link: Link, person: str = SAM) -> None:
    browser.launch(person, link)
    browser.do_activity()


def test_whoever_comes_for_the_first_time_reads_that_little_is_kept(browser: Browser) -> None:
    page = ask(browser)

    assert "What is kept about you" in page
    assert "Sam Okafor" in page
    assert "0 courses" in page
    for kind in ("Activities", "Evidence", "Files", "Scores", "Who has seen your evidence"):
        assert kind not in page


def test_a_learner_reads_what_is_kept_in_numbers_and_where_to_have_it_erased(
    browser: Browser, tool: Tool, link: Link
) -> None:
    do(browser, link)
    browser.get("/activity")
    browser.post("/attempts")
    browser.get("/portfolio/evidence/new")
    browser.post("/portfolio/evidence/new", {"sort": "project"})
    browser.launch(TEACHER, link)
    browser.get("/review/evidence/1")

    page = ask(browser)

    assert "1 course that you came from" in page
    assert "2 tries , the first from" in page
    assert "1 of them is not submitted, and only you see what is in it" in page
    assert "1 private piece" in page
    assert "1 submitted piece" in page
    assert "1 score , from" in page
    assert "Others have opened your evidence or its files 1 time" in page
    assert f"Reference: {reference_of(tool, SAM)}" in page


def test_both_spellings_of_the_message_open_the_page(browser: Browser) -> None:
    assert "about you" in ask(browser, **{LTI + "message_type": "DataPrivacyLaunchRequest"})


def test_a_learner_who_names_themselves_reads_the_same(browser: Browser) -> None:
    assert "What is kept about you" in ask(browser, about=SAM)


def test_the_page_of_a_visit_from_a_course_leads_to_the_portfolio(
    browser: Browser, link: Link
) -> None:
    do(browser, link)

    assert f'href="{browser.visit}/privacy"' in browser.get("/activity").text
    page = browser.get("/privacy").text

    assert f'href="{browser.visit}/portfolio"' in page
    assert f'href="{browser.visit}/privacy"' not in page
    assert "can be printed or saved as a PDF" in words(browser.get("/privacy"))


def test_an_instructor_reads_what_they_opened_and_nothing_of_learners(
    browser: Browser, link: Link
) -> None:
    do(browser, link)
    browser.launch(TEACHER, link)
    browser.get("/review/evidence/1")

    page = words(browser.get("/privacy"))

    assert "That you opened evidence of learners, 1 time" in page
    assert "Sam Okafor" not in page
    assert "Activities" not in page


def test_an_admin_is_told_whether_anything_is_kept_and_nothing_of_what(
    browser: Browser, tool: Tool, link: Link
) -> None:
    do(browser, link)

    page = ask(browser, ADMIN, about=SAM)

    assert "Something is kept" in page
    assert f"Reference: {reference_of(tool, SAM)}" in page
    for word in ("Sam Okafor", "1 try", "evidence", "Medicines"):
        assert word not in page
    assert "Nothing is kept" in ask(browser, ADMIN, about="never-seen")


def test_a_learner_is_told_nothing_of_somebody_else(browser: Browser, link: Link) -> None:
    do(browser, link)
    refused = browser.launch(
        MEI,
        message_type=DATA_PRIVACY,
        change=lambda c: c.update({LTI + "for_user": {"user_id": SAM}}),
    )

    assert_refused(refused)


def test_whoever_becomes_a_learner_meanwhile_is_refused_by_the_page_too(browser: Browser) -> None:
    context = {LTI + "context": {"id": "2"}}
    ask(browser, ADMIN, about=SAM, **context)
    asking = browser.visit
    ask(browser.another(), ADMIN, **context, **{LTI + "roles": [MEMBERSHIP + "Learner"]})

    assert_refused(browser.client.get(f"{asking}/privacy"), says="not for your role")


@pytest.mark.parametrize("about", [SAM, MEI])
def test_people_of_another_tenant_are_nobody_here(
    browser: Browser, tool: Tool, platform: Platform, link: Link, about: str
) -> None:
    do(browser, link, about)
    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
    begun = platform.begin(Launch(person_id=ADMIN, course_id="", message_type=DATA_PRIVACY))
    other = browser.another()
    answer = other.client.post("/lti/login", data={**begun, "client_id": "second"})
    asked = dict(pair.split("=", 1) for pair in answer.location.partition("?")[2].split("&"))
    claims = platform.claims(
        ADMIN,
        nonce=asked["nonce"],
        aud="second",
        message_type=DATA_PRIVACY,
        for_user={"user_id": about},
    )
    other.arrive({"state": asked["state"], "id_token": platform.sign(claims)})

    assert "Nothing is kept" in words(other.get("/"))


def test_the_page_asks_the_database_a_few_things(browser: Browser, tool: Tool, link: Link) -> None:
    do(browser, link)
    with counted(tool.database.engine) as said:
        assert browser.get("/privacy").status_code == 200

    assert 0 < len(said) < MOST_STATEMENTS
