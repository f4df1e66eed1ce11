"""The pages of the picker over HTTP, without scripts: searching, choosing, arranging."""

import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from demo.claims import DEEP_LINKING_SETTINGS
from lti_tool.app.building import Tool
from lti_tool.store.tables import ActivityListing
from tests.builders import ACTIVITY, DEEP_LINKING, SAM, TEACHER, Browser
from tests.services.content import content_folder, shipped_text
from tests.web.refusals import assert_refused, words

ILL = "the-work-of-being-ill"


@pytest.fixture
def picking(browser: Browser) -> Browser:
    """A course admin whose picker is open."""
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    browser.get("/picker")
    return browser


def add(browser: Browser, *codes: str, search: str = "") -> TestResponse:
    for code in codes:
        answer = browser.post(f"/picker/choice{search}", {"add": code})
    return answer


def arrange(browser: Browser, step: str, *codes: str, **typed: Any) -> TestResponse:
    """Send the details of these, each with the same that was typed."""
    fields = {f"{what}-{code}": value for what, value in typed.items() for code in codes}
    return browser.post("/picker/details", {"item": [*codes], "step": step, **fields})


def order(page: TestResponse) -> list[str]:
    return re.findall(r'name="item" value="([^"]*)"', page.text)


def test_each_activity_says_what_helps_to_choose(picking: Browser) -> None:
    page = words(picking.get("/picker?q=medicines+that+add"))

    assert "1 activity found" in page
    assert "25 minutes · 8 points · Delivered" in page
    assert "Domains: Person-centred practice; Complex multimorbidity." in page
    assert "Sample: not yet reviewed by a clinician" in page
    assert "This course covers 0 of 6 domains Missing: Person-centred practice;" in page


def test_a_search_without_scripts_stays_when_something_is_chosen(picking: Browser) -> None:
    search = "?q=medicines&kind=delivered&longest=30"
    page = picking.get(f"/picker{search}")
    assert "2 set" in words(page)
    assert f'action="{picking.visit}/picker/choice{search.replace("&", "&amp;")}"' in page.text

    answer = picking.client.post(
        f"{picking.visit}/picker/choice{search}&_external=1&visit=x&next=//evil.example",
        data={"csrf_token": token_of(page), "add": ACTIVITY},
    )

    assert answer.location == f"{picking.visit}/picker{search}#choose-{ACTIVITY}"
    page = picking.get(f"/picker{search}")
    assert 'value="medicines"' in page.text
    assert "1 chosen" in words(page)
    assert f'name="remove" value="{ACTIVITY}"' in page.text


def token_of(page: TestResponse) -> str:
    rest = page.text.partition('name="csrf_token"')[2].partition('value="')[2]
    return rest.partition('"')[0]


@pytest.mark.parametrize(
    "search",
    ["?page=0", "?page=-1", "?page=x", "?page=٣", "?page=99999999", "?kind=x&longest=7&domain=x"],
)
def test_a_search_that_makes_no_sense_finds_everything(picking: Browser, search: str) -> None:
    page = picking.get(f"/picker{search}")
    assert page.status_code == 200
    assert "13 activities found" in words(page)
    assert 'name="add"' in page.text


def test_long_activities_can_be_found_by_their_length(picking: Browser) -> None:
    page = words(picking.get("/picker?longest=240"))
    assert "Up to 60 minutes Up to 2 hours Up to 4 hours Up to 8 hours" in page
    assert "4 hours ·" in page
    assert "8 hours ·" not in page
    assert "8 hours ·" in words(picking.get("/picker?longest=480"))


def test_where_nothing_fits_there_is_a_way_on(picking: Browser) -> None:
    page = picking.get("/picker?q=unheard+of+\0" + "x" * 500)
    assert "No activity fits." in words(page)
    assert "clear the search" in words(page)


def test_buttons_name_what_they_do_it_to(picking: Browser) -> None:
    page = words(add(picking, ACTIVITY))
    assert "Remove Medicines that add up" in page
    assert "Preview Medicines that add up" in page
    assert "Add My portfolio" in page


def test_what_is_chosen_may_be_left_out_again(picking: Browser) -> None:
    add(picking, ACTIVITY)
    page = picking.post("/picker/choice", {"remove": ACTIVITY})
    assert "0 chosen" in words(page)


def test_marks_tell_what_the_course_has(picking: Browser) -> None:
    picking.pick(ACTIVITY)
    picking.launch(TEACHER, message_type=DEEP_LINKING)
    today = picking.tool.app.jinja_env.filters["local_date"](picking.platform.clock())
    page = words(picking.get("/picker?q=medicines"))
    assert f"Sent to your course on {today}, not opened from it yet" in page
    assert "This course covers 0 of 6 domains, 2 with what nobody has opened yet" in page


def test_the_strip_tells_the_choice_from_what_the_course_has(picking: Browser) -> None:
    add(picking, ACTIVITY)
    for path in ("/picker", "/picker/details"):
        page = words(picking.get(path))
        assert "With your choice this course would cover 2 of 6 domains" in page
        assert "It covers 0 now. Missing:" in page
        assert "This course covers" not in page
    assert "Check the item that you add" in page


def test_frameworks_can_be_told_apart_where_there_are_several(
    picking: Browser, tool: Tool, tmp_path: Path
) -> None:
    page = picking.get("/picker").text
    assert 'name="framework"' not in page
    assert "<optgroup" not in page

    folder = content_folder(
        tmp_path, shipped_text().replace("framework: enhance", "framework: two")
    )
    renamed = (folder / "frameworks" / "enhance.json").read_text().replace('"enhance"', '"two"')
    (folder / "frameworks" / "two.json").write_text(renamed.replace('"enhance: ', '"Two: '))
    file = folder / "activities" / f"{ACTIVITY}.md"
    file.write_text(file.read_text().replace(f"code: {ACTIVITY}", "code: of-two"))
    tool.library.load(folder)

    page = picking.get("/picker").text
    assert 'name="framework"' in page
    assert '<optgroup label="Two: ' in page
    found = words(picking.get("/picker?framework=two"))
    assert "1 activity found" in found
    assert "13 activities found" in words(picking.get("/picker?framework=enhance"))
    assert "1 activity found" in words(picking.get("/picker?domain=two/D1"))
    assert "would cover 2 of 6 domains of Two: " in words(add(picking, "of-two", ILL))


def test_a_preview_shows_what_learners_see_and_hides_the_answers(picking: Browser) -> None:
    page = picking.get(f"/picker/activities/{ACTIVITY}?q=medicines&page=1")

    assert page.status_code == 200
    assert "Show the answer to question 1" in words(page)
    shown = re.sub(
        r"<details(?! class=\"nhsuk-details nhsuk-expander).*?</details>",
        "",
        page.text,
        flags=re.DOTALL,
    )
    assert "Right:" in page.text
    assert "Right:" not in shown
    assert f'href="{picking.visit}/picker?q=medicines&amp;page=1#choose-{ACTIVITY}"' in page.text
    chosen = picking.post("/picker/choice?q=medicines", {"add": ACTIVITY})
    assert "1 chosen" in words(chosen)
    assert "Remove Medicines that add up" in words(picking.get(f"/picker/activities/{ACTIVITY}"))


def test_every_shipped_activity_can_be_previewed(picking: Browser) -> None:
    codes = re.findall(r'name="add" value="([a-z0-9-]+)"', picking.get("/picker").text)
    assert len(codes) == 13
    for code in codes:
        assert picking.get(f"/picker/activities/{code}").status_code == 200


@pytest.mark.parametrize("code", ["no-such-activity", "page.portfolio", "UPPER", "x" * 300])
def test_what_is_not_in_the_library_has_no_preview(picking: Browser, code: str) -> None:
    assert_refused(picking.get(f"/picker/activities/{code}"), 404)


def test_details_are_moved_and_removed(picking: Browser) -> None:
    add(picking, ACTIVITY, ILL, "page.portfolio")
    assert "Check the 3 items that you add" in words(picking.get("/picker/details"))

    page = arrange(picking, f"down:{ACTIVITY}")
    assert order(page) == [ILL, ACTIVITY, "page.portfolio"]
    page = arrange(picking, "up:page.portfolio")
    assert order(page) == [ILL, "page.portfolio", ACTIVITY]
    page = arrange(picking, f"dates:{ILL}", ILL, due_on="3 5 2027")
    assert page.text.count('value="3 5 2027"') == 2  # a page has no dates
    page = arrange(picking, f"remove:{ILL}")
    assert order(page) == ["page.portfolio", ACTIVITY]
    assert "Choose one or more" not in words(arrange(picking, "more"))
    assert order(picking.get("/picker/details")) == ["page.portfolio", ACTIVITY]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(picking: Browser) -> None:
    add(picking, ACTIVITY)
    picking.get("/picker/details")
    wrong = {"title": "x" * 300, "points": "12.5", "opens_on": "soon", "due_at": "noon"}

    page = arrange(picking, "add", ACTIVITY, column="1", **wrong)

    assert page.status_code == 422
    said = words(page)
    for sentence in (
        "Medicines that add up: Shorten the title to 255 characters; it has 300",
        "Medicines that add up: Enter points as a whole number from 1 to 1000",
        "Medicines that add up: Enter a real date",
        "Medicines that add up: Enter a time of day",
    ):
        assert sentence in said
    for what, typed in wrong.items():
        assert f'href="#{what}-{ACTIVITY}"' in page.text or what == "due_at"
        for shown in (page, picking.get("/picker/details")):
            field = re.search(rf'<input[^>]* name="{what}-{ACTIVITY}"[^>]*>', shown.text)
            assert field
            assert f'value="{typed}"' in field.group(0)
    page = arrange(picking, "add", ACTIVITY, column="1", title="Week 1", points="5")
    assert "One activity is being added." in words(page)


def test_a_column_that_is_switched_off_stays_off(picking: Browser) -> None:
    add(picking, ACTIVITY)
    picking.get("/picker/details")
    assert re.search(r'name="column-[^"]*"[^>]* checked', picking.last.text if picking.last else "")

    page = arrange(picking, "save", ACTIVITY, points="5")

    assert not re.search(r'name="column-[^"]*"[^>]* checked', page.text)
    assert "no completion will go back" in words(page)


def test_details_say_how_completion_is_set(picking: Browser) -> None:
    add(picking, ACTIVITY)
    assert "completion is set there" in words(picking.get("/picker/details"))


def test_what_is_gone_since_is_said_and_can_be_removed(picking: Browser, tool: Tool) -> None:
    add(picking, ACTIVITY, ILL)
    with tool.database.transaction() as session:
        session.get_one(ActivityListing, ACTIVITY).is_retired = True
    picking.get("/picker/details")

    page = arrange(picking, "add")
    assert page.status_code == 422
    assert "This activity is no longer in the library. Remove it." in words(page)
    arrange(picking, f"remove:{ACTIVITY}")
    assert "One activity is being added." in words(picking.post("/picker"))


def test_a_platform_that_takes_no_links_is_told_so_and_can_only_cancel(browser: Browser) -> None:
    """Rules 73 and 78: nothing is handed over that was not asked for."""

    def change(claims: dict[str, Any]) -> None:
        claims[DEEP_LINKING_SETTINGS]["accept_types"] = ["file", "html"]

    browser.launch(TEACHER, message_type=DEEP_LINKING, change=change)
    page = browser.get("/picker")

    assert "takes no activities from here" in words(page)
    assert re.findall(r'<button[^>]* name="([^"]*)"', page.text) == ["cancel"]
    assert_refused(browser.post("/picker"), 400, says="takes no activities")
    assert "Nothing was chosen." in words(browser.post("/picker", {"cancel": "1"}))


def test_no_page_of_the_picker_is_for_learners(browser: Browser) -> None:
    """Rule 74: only somebody who builds the course."""
    browser.launch(SAM)
    for path in ("/picker", "/picker/details", f"/picker/activities/{ACTIVITY}"):
        assert_refused(browser.get(path), 403)
