"""The portfolio's lists: its timeline, what waits, and the activities that would fill its gaps."""

import re

from sqlalchemy import select, update

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store.tables import ActivityListing, Attempt, FrameworkItem, ResourceLink
from tests.builders import SAM, Browser
from tests.web.portfolios import ELSEWHERE, keep
from tests.web.refusals import words


def test_the_timeline_says_in_plain_words_who_sees_a_piece(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    keep(tool, "A course on sepsis")

    page = words(browser.get("/portfolio/timeline"))

    assert "You and the instructors of Generalist skills, autumn cohort can see it" in page
    assert "Filed under Person-centred practice, Complex multimorbidity" in page
    assert "Only you can see it" in page
    assert "Not filed under any domain yet" in page
    assert page.index("Medicines that add up") < page.rindex("A course on sepsis")


def test_the_timeline_is_narrowed_by_words_sort_and_standing(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    keep(tool, "A course on sepsis")

    def found(asked: str) -> str:
        return words(browser.get(f"/portfolio/timeline?{asked}"))

    assert "1 piece " in found("words=SEPSIS+course")
    assert "No piece fits all of that." in found("words=sepsis&sort=activity")
    assert "1 piece " in found("sort=activity&state=accepted")
    assert "No piece fits all of that." in found("item=no-such-item")
    assert "2 pieces " in found("state=nonsense&sort=nonsense&page=nonsense&item=")
    assert "No piece fits" in found("words=%00%F0%9F&item=%00&showcased=1")


def test_what_was_begun_or_kept_to_oneself_waits_on_top(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    browser.post("/attempts")
    browser.get(f"/activities/{ELSEWHERE}")
    browser.post(f"/activities/{ELSEWHERE}/attempts")
    kept = keep(tool, "", revision=1)

    for path in ("/portfolio", "/portfolio/timeline"):
        page = browser.get(path).text
        waiting = page[page.index('id="unfinished"') : page.index("</section>")]
        assert f'href="{browser.visit}/activity"' in waiting
        assert f'href="{browser.visit}/activities/{ELSEWHERE}"' in waiting
        assert f'href="{browser.visit}/portfolio/evidence/{kept}"' in waiting
        assert "Certificate without a title" in waiting
    assert 'id="unfinished"' not in browser.get("/portfolio/timeline?words=x").text


def test_what_was_begun_in_another_course_is_named_with_it_and_without_a_link(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    browser.post("/attempts")
    with tool.database.transaction() as session:
        old = session.scalars(select(ResourceLink)).one()
        beside = ResourceLink(
            tenant_id=old.tenant_id,
            context_id=old.context_id,
            deployment_id=old.deployment_id,
            external_id="beside",
            title="Beside",
            activity_code=old.activity_code,
        )
        session.add(beside)
        session.flush()
        session.execute(update(Attempt).values(resource_link_id=beside.id))

    for path in ("/portfolio", "/portfolio/timeline"):
        page = browser.get(path)
        waiting = page.text[page.text.index('id="unfinished"') : page.text.index("</section>")]
        assert "<li>Medicines that add up <span" in waiting
        assert "Begun in Generalist skills, autumn cohort: open it there to go on." in waiting
        assert "Your portfolio keeps what you do" not in words(page)


def test_a_gap_says_when_what_would_fill_it_was_submitted(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.do_activity(right=False)

    page = words(browser.get("/portfolio"))

    gaps = page[page.index("Still open, and what would help") :]
    assert "Complex multimorbidity" in gaps, "what was not shown yet stays open"
    assert "in this course: opens here. You last submitted it on" in gaps


def test_a_gap_names_what_would_fill_it_and_where_that_opens(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)

    page = browser.get("/portfolio").text

    gaps = page[page.index("Still open, and what would help") :]
    assert f'href="{browser.visit}/activity">Medicines that add up</a>' in gaps
    assert "in this course: opens here" in gaps
    assert f'href="{browser.visit}/activities/{ELSEWHERE}"' in gaps
    assert "no score is sent for it. Only the activity marked “in this course” opens there" in gaps
    browser.do_activity()
    left = browser.get("/portfolio").text
    domains = left[left.index("Still open, and") : left.index("Outcomes still open")]
    assert "Complex multimorbidity</h4>" not in domains
    assert "System working</h4>" in domains


def test_a_gap_that_much_would_fill_names_a_few_and_leads_to_all(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    page = browser.get("/portfolio").text
    more = re.search(
        r'href="([^"]+/portfolio/activities\?outcome=[^"]+)">All (\d+) activities', page
    )

    assert more is not None
    assert f"{more[2]} activities" in words(browser.client.get(more[1]))
    with tool.database.transaction() as session:
        session.execute(update(ActivityListing).values(is_retired=True))
    assert "No activity here is for this yet" in browser.get("/portfolio").text
    assert "0 activities" in browser.get("/portfolio/activities").text


def test_activities_are_browsed_and_searched(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    with tool.database.reading() as session:
        d6, t1 = (
            session.scalars(
                select(FrameworkItem.identifier).where(FrameworkItem.code == code)
            ).one()
            for code in ("D6", "T1")
        )

    def found(asked: str) -> str:
        return words(browser.get(f"/portfolio/activities?{asked}"))

    assert "13 activities" in found("")
    assert "Sample: not yet reviewed by a clinician." in found("")
    assert "2 activities" in found(f"domain={d6}")
    assert "Environmental sustainability Show all" in found(f"domain={d6}")
    assert "1 activity" in found(f"domain={d6}&kind=delivered&longest=30&words=inhalers")
    assert "No activity fits" in found(f"domain={d6}&longest=15")
    assert "Up to 2 hours Up to 4 hours Up to 8 hours" in found("longest=480")
    assert "No activity fits" in found("domain=no-such-item")
    assert "No activity fits" in found(f"domain={d6}&theme={t1}&outcome=x")
    assert "13 activities" in found("kind=nonsense&longest=-1&page=0&words=%00")


def test_a_reviewed_activity_is_no_sample(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    with tool.database.transaction() as session:
        session.execute(update(ActivityListing).values(needs_review=False))

    assert "Sample:" not in browser.get("/portfolio/activities").text
