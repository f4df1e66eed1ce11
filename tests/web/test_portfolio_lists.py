"""The portfolio's lists: its timeline, what waits, and the activities that would fill its gaps."""

import re

from sqlalchemy import select, update

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.store.tables import ActivityListing, FrameworkItem
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
    kept = keep(tool, "")

    for path in ("/portfolio", "/portfolio/timeline"):
        page = browser.get(path).text
        waiting = page[page.index('id="unfinished"') : page.index("</section>")]
        assert f'href="{browser.visit}/activity"' in waiting
        assert f'href="{browser.visit}/activities/{ELSEWHERE}"' in waiting
        assert f'href="{browser.visit}/portfolio/evidence/{kept}"' in waiting
        assert "Certificate without a title" in waiting
    assert 'id="unfinished"' not in browser.get("/portfolio/timeline?words=x").text


def test_a_gap_names_what_would_fill_it_and_where_that_opens(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)

    page = browser.get("/portfolio").text

    gaps = page[page.index("Nothing yet, and what would help") :]
    assert f'href="{browser.visit}/activity">Medicines that add up</a>' in gaps
    assert "in this course: opens here" in gaps
    assert f'href="{browser.visit}/activities/{ELSEWHERE}"' in gaps
    assert "sends no score to your course" in gaps
    browser.do_activity()
    left = browser.get("/portfolio").text
    domains = left[left.index("Nothing yet, and") : left.index("Outcomes with nothing yet")]
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

    assert "12 activities" in found("")
    assert "Sample: not yet reviewed by a clinician." in found("")
    assert "2 activities" in found(f"domain={d6}")
    assert "Environmental sustainability Show all" in found(f"domain={d6}")
    assert "1 activity" in found(f"domain={d6}&kind=delivered&longest=30&words=inhalers")
    assert "No activity fits" in found(f"domain={d6}&longest=15")
    assert "Up to 2 hours Up to 4 hours Up to 8 hours" in found("longest=480")
    assert "No activity fits" in found("domain=no-such-item")
    assert "No activity fits" in found(f"domain={d6}&theme={t1}&outcome=x")
    assert "12 activities" in found("kind=nonsense&longest=-1&page=0&words=%00")


def test_a_reviewed_activity_is_no_sample(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    with tool.database.transaction() as session:
        session.execute(update(ActivityListing).values(needs_review=False))

    assert "Sample:" not in browser.get("/portfolio/activities").text
