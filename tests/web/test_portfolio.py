"""The portfolio at a glance: what is counted, where each number leads, whose it is."""

import re

from sqlalchemy import delete, update

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.exchange.case import write_framework
from lti_tool.store import frameworks
from lti_tool.store.tables import Framework, FrameworkAssociation, FrameworkItem
from tests.builders import ACTIVITY, MEI, SAM, TEACHER, Browser, place
from tests.learning.sound import FRAMEWORK
from tests.store.rows import NOW
from tests.web.portfolios import ELSEWHERE, file_under, keep, numbers, row
from tests.web.refusals import assert_refused, words

PAGES = ("/portfolio", "/portfolio/timeline", "/portfolio/activities")


def test_somebody_new_is_told_what_a_portfolio_is_and_what_to_do_first(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)

    page = browser.get("/portfolio")

    assert "Your portfolio keeps what you do as evidence" in words(page)
    assert f'href="{browser.visit}/activity"' in page.text
    assert row(page.text, "System working") == ["0", "0", "0"]
    assert "Nothing here yet" in words(browser.get("/portfolio/timeline"))
    browser.do_activity()
    assert "Your portfolio keeps" not in words(browser.get("/portfolio"))


def test_what_was_passed_is_counted_as_accepted_where_it_belongs(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()

    page = browser.get("/portfolio").text

    assert row(page, "Complex multimorbidity") == ["0", "0", "1"]
    assert row(page, "Environmental sustainability") == ["0", "0", "0"]
    assert "Leadership: 1 piece" in words(browser.get("/portfolio"))


def test_what_was_not_passed_is_shown_as_not_yet_in_a_column_of_its_own(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity(right=False)

    page = browser.get("/portfolio").text

    assert row(page, "Complex multimorbidity") == ["0", "0", "0", "1"]
    assert "Not yet</th>" in page


def test_every_number_leads_to_as_many_pieces(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    for audience in ("private", "submitted", "withdrawn"):
        for state in ("proposed", "accepted", "not_yet"):
            piece = keep(tool, f"{audience} {state}", audience=audience)
            file_under(tool, piece, "D1", state=state)
            file_under(tool, piece, "T1", state=state, use="tagged")

    found = numbers(browser.get("/portfolio").text)

    assert len(found) > 5
    assert 6 in [number for _, number in found]  # of the theme
    for address, number in found:
        page = browser.client.get(address)
        said = f"{number} {'piece' if number == 1 else 'pieces'}"
        assert f'<h2 class="nhsuk-heading-m">{said}</h2>' in page.text, address


def test_what_was_chosen_to_be_shown_stands_under_its_outcome(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    for number in range(11):
        piece = keep(tool, f"Shown {number}")
        file_under(
            tool, piece, "PO1", use="mapped", is_showcased=True, reason=f"It changed me, {number}."
        )

    page = browser.get("/portfolio").text

    shown = page[page.index("Showcase</h3>") : page.index("Still open, and")]
    assert "Champion a person-centred approach" in shown
    assert "Shown 10" in shown
    assert "It changed me, 10." in shown
    assert "Shown 0<" not in shown
    more = re.search(r'href="([^"]+)">All 11<', shown)
    assert more is not None
    assert "11 pieces" in words(browser.client.get(more[1].replace("&amp;", "&")))


def test_pieces_of_no_item_or_of_one_that_is_gone_are_not_lost(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    keep(tool, "Nowhere")
    file_under(tool, keep(tool, "Under what is gone"), "D2")
    with tool.database.transaction() as session:
        gone = {"identifier": "00000000-0000-4000-8000-000000000000", "is_current": False}
        session.execute(update(FrameworkItem).where(FrameworkItem.code == "D2").values(gone))

    page = browser.get("/portfolio")

    assert "1 piece belongs to no domain yet" in words(page)
    former = page.text[page.text.index("No longer in your curriculum") :]
    assert row(former, "System working") == ["1", "0", "0", "0"]
    assert "Filed under System working" in words(browser.get("/portfolio/timeline"))


def test_each_curriculum_has_tables_of_its_own(browser: Browser, tool: Tool, link: Link) -> None:
    with tool.database.transaction() as session:
        filing = frameworks.Filing(framework=FRAMEWORK, document=write_framework(FRAMEWORK))
        frameworks.record(session, filing, now=NOW)
    browser.launch(SAM, link)
    file_under(tool, keep(tool, "A course on sepsis"), "O1", use="mapped")

    page = browser.get("/portfolio")

    assert words(page).count("Evidence by domain") == 2
    assert row(page.text, "O1") == ["1", "0", "0"]
    assert "Domains: sample" in browser.get("/portfolio/activities").text
    assert "1 piece " in words(browser.client.get(numbers(page.text)[0][0]))


def test_where_no_curriculum_was_loaded_evidence_is_kept_all_the_same(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    keep(tool, "Kept")
    with tool.database.transaction() as session:
        for table in (FrameworkAssociation, FrameworkItem, Framework):
            session.execute(delete(table))

    for path in PAGES:
        assert browser.get(path).status_code == 200
    assert "No curriculum has been loaded here yet" in words(browser.get("/portfolio"))


def test_only_learners_have_a_portfolio_and_only_their_own(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    keep(tool, "A course on sepsis")

    other = browser.another()
    other.launch(MEI, link)
    for path in PAGES:
        page = words(other.get(path))
        assert "sepsis" not in page
        assert "Accepted 1" not in page
    assert "Nothing here yet" in words(other.get("/portfolio/timeline"))
    teacher = browser.another()
    teacher.launch(TEACHER, link)
    for path in PAGES:
        assert_refused(teacher.get(path), 403)
    assert "My portfolio" not in teacher.get("/preview").text


def test_a_portfolio_spans_the_courses_of_its_tenant(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()

    browser.launch(SAM, place(platform, course="3", activity=ELSEWHERE))

    assert row(browser.get("/portfolio").text, "Complex multimorbidity") == ["0", "0", "1"]
    opens_here = browser.get("/portfolio/activities").text
    assert f'href="{browser.visit}/activities/{ACTIVITY}"' in opens_here
    assert f'href="{browser.visit}/activities/{ELSEWHERE}"' not in opens_here


def test_the_header_leads_learners_to_their_portfolio_and_says_when_they_are_there(
    browser: Browser, link: Link
) -> None:
    def header(path: str) -> str:
        page = browser.get(path).text
        return page[page.index("<header") : page.index("</header>")]

    browser.launch(SAM, link)

    assert f'href="{browser.visit}/portfolio">My portfolio' in header("/activity")
    assert 'aria-current="page"' in header("/portfolio")
    assert 'aria-current="true"' in header("/portfolio/timeline")
    assert "aria-current" not in header("/activity")


def test_what_was_opened_from_the_portfolio_counts_and_only_its_learner_sees_it(
    browser: Browser, platform: Platform
) -> None:
    browser.launch(SAM, place(platform, activity=ELSEWHERE))
    browser.get(f"/activities/{ACTIVITY}")
    page = browser.post(f"/activities/{ACTIVITY}/attempts")
    while "/parts/" in page.request.path:
        page = browser.post(
            page.request.path.removeprefix(browser.visit), browser.answers(right=True)
        )
    browser.post(page.request.path.removeprefix(browser.visit))

    assert row(browser.get("/portfolio").text, "Complex multimorbidity") == ["1", "0", "0"]
    assert "Only you can see it" in words(browser.get("/portfolio/timeline"))
