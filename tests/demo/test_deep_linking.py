"""What a picker hands back is checked before anything is placed."""

from typing import Any

import pytest

from demo import claims

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def opened(tool: Any) -> dict[str, Any]:
    written: dict[str, Any] = tool.platform.claims(
        "3", nonce="n", course_id="2", message_type=claims.DEEP_LINKING
    )
    return written


def hand_back(tool: Any, request: dict[str, Any], token: str) -> Any:
    url = request[claims.DEEP_LINKING_SETTINGS]["deep_link_return_url"]
    return tool.browser.post(url, data={"JWT": token})


def test_picked_activities_appear_in_the_course_with_their_columns(
    tool: Any, item: dict[str, Any]
) -> None:
    request = opened(tool)
    answer = hand_back(tool, request, tool.picked(request, item, item | {"title": "Handover"}))

    assert answer.status_code == 200
    assert "2 activities were added" in answer.text
    course = tool.browser.get("/as/3/courses/2").text
    assert "Hand hygiene" in course
    assert "Handover" in course
    assert [each.score_maximum for each in tool.platform.line_items.values()] == [10, 10]


def test_an_item_without_a_line_item_gets_no_column(tool: Any, item: dict[str, Any]) -> None:
    del item["lineItem"]
    link = tool.platform.place("2", item)

    assert link.line_item_id is None
    assert "lineitem" not in tool.platform.claims("4", link, nonce="n")[claims.AGS_ENDPOINT]


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"aud": "http://127.0.0.1:8020/mod/lti/token"},
        {"exp": 1_500_000_000},
        {"nonce": None},
        {claims.LTI + "deployment_id": "2"},
        {claims.LTI + "message_type": "LtiResourceLinkRequest"},
        {claims.LTI + "version": None},
        {DL + "data": "changed"},
        {DL + "content_items": [{"type": "html", "html": "<p>"}]},
        {DL + "content_items": "all"},
    ],
)
def test_an_answer_that_breaks_the_standard_places_nothing(
    tool: Any, item: dict[str, Any], changes: dict[str, Any]
) -> None:
    request = opened(tool)
    answer = hand_back(tool, request, tool.picked(request, item, **changes))

    assert 400 <= answer.status_code < 500
    assert tool.platform.links == {}


def test_one_bad_item_of_several_places_none(tool: Any, item: dict[str, Any]) -> None:
    request = opened(tool)
    bad = item | {"custom": {"activity": 3}}

    assert hand_back(tool, request, tool.picked(request, item, bad)).status_code == 400
    assert tool.platform.links == {}


def test_a_picker_is_answered_once(tool: Any, item: dict[str, Any]) -> None:
    request = opened(tool)

    assert hand_back(tool, request, tool.picked(request, item)).status_code == 200
    assert hand_back(tool, request, tool.picked(request, item)).status_code == 400
    assert len(tool.platform.links) == 1


@pytest.mark.parametrize("maximum", [12.5, 0, 150, True, "10"])
def test_moodle_wants_a_whole_maximum_or_silently_takes_its_own(
    moodle: Any, item: dict[str, Any], maximum: object
) -> None:
    odd = item | {"lineItem": {"scoreMaximum": maximum}}
    request = opened(moodle)
    assert hand_back(moodle, request, moodle.picked(request, odd)).status_code == 400

    assert hand_back(moodle, request, moodle.picked(request, odd, item)).status_code == 200
    assert [each.score_maximum for each in moodle.platform.line_items.values()] == [100, 10]


def test_moodle_sends_no_data_and_names_odd_parameters_twice(
    moodle: Any, item: dict[str, Any]
) -> None:
    assert "data" not in opened(moodle)[claims.DEEP_LINKING_SETTINGS]

    link = moodle.platform.place("2", item | {"custom": {"Dot.Name": True, "two": "a\nb"}})
    assert link.custom == {"Dot.Name": "1", "dot_name": "1", "two": "a"}


OPENS, DUE = "2027-05-03T09:00:00+01:00", "2027-05-31T23:59:00+01:00"
DATED = {
    "available": {"startDateTime": OPENS},
    "submission": {"startDateTime": OPENS, "endDateTime": DUE},
}


def test_dates_are_kept_and_shown_in_the_course(tool: Any, item: dict[str, Any]) -> None:
    request = opened(tool)
    due_only = item | {"submission": {"endDateTime": DUE}}
    hand_back(tool, request, tool.picked(request, item | DATED, item, due_only))

    dates = [(link.opens, link.due) for link in tool.platform.links.values()]
    assert dates == [(OPENS, DUE), ("", ""), ("", DUE)]
    course = tool.browser.get("/as/3/courses/2").text
    assert "Opens 3 May 2027 at 09:00, due 31 May 2027 at 23:59" in course
    assert course.count("due 31 May 2027") == 2


@pytest.mark.parametrize("date", ["tomorrow", "2027-05-03T09:00:00", 7])
def test_a_date_without_a_zone_is_refused(tool: Any, item: dict[str, Any], date: object) -> None:
    request = opened(tool)
    odd = item | {"submission": {"endDateTime": date}}

    assert hand_back(tool, request, tool.picked(request, odd)).status_code == 400
    assert tool.platform.links == {}


def test_moodle_takes_no_dates(moodle: Any, item: dict[str, Any]) -> None:
    link = moodle.platform.place("2", item | DATED)
    assert (link.opens, link.due) == ("", "")


def test_another_process_places_activities_over_the_controls(
    moodle: Any, item: dict[str, Any]
) -> None:
    asked = {"course_id": "3", "items": [item, {**item, "title": "Handover"}]}
    made = moodle.browser.post("/control/place", json=asked).json
    assert [each["title"] for each in made] == [item["title"], "Handover"]
    assert {link.course_id for link in moodle.platform.links.values()} == {"3"}
    nowhere = moodle.browser.post("/control/place", json={**asked, "course_id": "99"})
    assert nowhere.status_code == 404
    for items in (None, item, ["an item"], [{**item, "type": "html"}]):
        refused = moodle.browser.post("/control/place", json={"course_id": "3", "items": items})
        assert refused.status_code == 400
    assert len(moodle.platform.links) == 2
