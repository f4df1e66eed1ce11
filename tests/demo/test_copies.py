"""A course is copied as Moodle restores one: same contents, new ids, nobody's grades."""

from pathlib import Path
from typing import Any

from demo.claims import LTI

HISTORY = {"link_history": "$ResourceLink.id.history", "context_history": "$Context.id.history"}


def histories(tool: Any, link: Any) -> dict[str, str]:
    claims = tool.platform.claims("4", link, nonce="n")
    return {name: claims[LTI + "custom"][name] for name in HISTORY}


def copied(tool: Any, course_id: str = "2") -> tuple[Any, Any]:
    """Copy a course: the copy, and the one activity in it."""
    course = tool.platform.copy_course(course_id)
    (link,) = [each for each in tool.platform.links.values() if each.course_id == course.id]
    return course, link


def test_a_copy_has_the_same_activity_with_new_ids_and_no_grade(
    tool: Any, item: dict[str, Any]
) -> None:
    source = tool.platform.place("2", item)
    tool.post_score(source)

    course, link = copied(tool)

    assert (link.title, link.url, link.custom) == (source.title, source.url, source.custom)
    before, after = (tool.platform.line_items[one.line_item_id] for one in (source, link))
    assert (after.resource_id, after.tag, after.score_maximum) == ("hand-hygiene", "check", 10)
    assert after.resource_link_id == link.id
    assert not {link.id, link.line_item_id, course.id} & {source.id, before.id, "2", "3"}
    assert {row.score for row in tool.platform.gradebook(course.id)} == {None}
    assert 7 in {row.score for row in tool.platform.gradebook("2")}


def test_a_launch_from_a_copy_of_a_copy_says_where_it_came_from(
    tool: Any, item: dict[str, Any]
) -> None:
    first = tool.platform.place("2", {**item, "custom": HISTORY})
    assert set(histories(tool, first).values()) == {""}

    second_course, second = copied(tool)
    _, third = copied(tool, second_course.id)

    assert histories(tool, second) == {"link_history": first.id, "context_history": "2"}
    assert histories(tool, third) == {
        "link_history": f"{second.id},{first.id}",
        "context_history": f"{second_course.id},2",
    }


def test_moodle_does_not_know_where_a_link_came_from(moodle: Any, item: dict[str, Any]) -> None:
    moodle.platform.place("2", {**item, "custom": HISTORY})

    _, link = copied(moodle)

    assert histories(moodle, link) == {
        "link_history": "$ResourceLink.id.history",
        "context_history": "2",
    }


def test_a_course_admin_copies_a_course_by_a_button_and_a_learner_does_not(
    tool: Any, item: dict[str, Any]
) -> None:
    tool.platform.place("2", item)
    assert "Copy course" in tool.browser.get("/as/3/courses/2").text
    assert "Copy course" not in tool.browser.get("/as/4/courses/2").text
    assert tool.browser.post("/as/4/courses/2/copy").status_code == 403

    page = tool.browser.post("/as/3/courses/2/copy", follow_redirects=True)

    assert "This is the copy." in page.text
    assert "Hand hygiene" in page.text
    assert "(copy)" in tool.browser.get("/as/3").text


def test_another_process_copies_a_course_over_the_controls(tool: Any) -> None:
    made = tool.browser.post("/control/copy", json={"course_id": "3"})

    assert made.json["history"] == ["3"]
    assert made.json["id"] in {
        one["id"] for one in tool.browser.get("/control/state").json["courses"]
    }
    assert tool.browser.post("/control/copy", json={"course_id": "99"}).status_code == 404


def test_a_restart_keeps_copies_and_starting_afresh_ends_them(
    make: Any, item: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "state.json"
    before = make(state_file=file)
    before.platform.place("2", item)
    course, link = copied(before)

    after = make(state_file=file)
    assert after.platform.courses[course.id] == course
    assert after.platform.links[link.id] == link

    after.platform.reset()
    assert set(after.platform.courses) == {"2", "3"}
