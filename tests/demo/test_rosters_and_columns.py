"""Rosters and line items: filters, pages, media types."""

import json
from typing import Any

MANY = "application/vnd.ims.lis.v2.lineitemcontainer+json"
ONE = "application/vnd.ims.lis.v2.lineitem+json"
ROSTER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def test_the_roster_comes_in_pages(tool: Any) -> None:
    tool.platform.page_size = 3
    first = tool.get(tool.platform.addresses.memberships("2"), ROSTER)
    url = first.headers["Link"].partition(">")[0].removeprefix("<")
    second = tool.get(url, ROSTER)

    found = [each["user_id"] for each in first.json["members"] + second.json["members"]]
    assert sorted(found) == ["2", "3", "4", "5"]
    assert "Link" not in second.headers


def test_moodle_uses_short_roles_and_forgets_the_filter_on_the_next_page(moodle: Any) -> None:
    url = moodle.platform.addresses.memberships("2") + "?role=Learner&limit=1"
    answer = moodle.get(url, ROSTER)

    assert answer.json["members"][0]["roles"] == ["Learner"]
    assert "role=" not in answer.headers["Link"]


def test_the_roster_wants_its_media_type_and_a_known_activity(tool: Any) -> None:
    url = tool.platform.addresses.memberships("2")

    assert tool.get(url, "application/json").status_code == 400
    assert tool.get(url + "?rlid=99", ROSTER).status_code == 404


def test_columns_can_be_found_by_what_was_picked(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    tool.platform.place("2", item | {"lineItem": {"scoreMaximum": 1, "resourceId": "other"}})
    url = tool.platform.addresses.line_items("2")

    found = tool.get(f"{url}?resource_id=hand-hygiene&tag=check", MANY).json
    assert [each["resourceLinkId"] for each in found] == [link.id]


def test_moodle_wants_the_exact_accept_header(moodle: Any) -> None:
    url = moodle.platform.addresses.line_items("2")

    assert moodle.get(url, MANY).status_code == 200
    for accept in ("*/*", "application/json", f"{MANY}, */*", f"{MANY};q=0.9"):
        assert moodle.get(url, accept).status_code == 400


def test_a_column_is_made_changed_and_deleted(tool: Any) -> None:
    url = tool.platform.addresses.line_items("2")
    wanted = {"label": "Portfolio", "scoreMaximum": 10, "resourceId": "p", "tag": "t"}
    made = tool.browser.post(url, data=json.dumps(wanted), content_type=ONE, headers=tool.bearer())
    assert made.status_code == 201

    changed = tool.browser.put(
        made.json["id"],
        data=json.dumps({"label": "Portfolio", "scoreMaximum": 20}),
        content_type=ONE,
        headers=tool.bearer(),
    )
    assert (changed.json["resourceId"], changed.json["scoreMaximum"]) == ("", 20)

    assert tool.browser.delete(made.json["id"], headers=tool.bearer()).status_code == 204
    assert tool.get(made.json["id"], ONE).status_code == 404


def test_a_column_of_a_foreign_activity_is_refused(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("3", item)
    wanted = {"label": "X", "scoreMaximum": 1, "resourceLinkId": link.id}
    made = tool.browser.post(
        tool.platform.addresses.line_items("2"),
        data=json.dumps(wanted),
        content_type=ONE,
        headers=tool.bearer(),
    )

    assert made.status_code == 403


def test_moodle_writes_a_link_header_that_strict_parsers_miss(
    moodle: Any, item: dict[str, Any]
) -> None:
    for _ in range(2):
        moodle.platform.place("2", item)
    answer = moodle.get(moodle.platform.addresses.line_items("2") + "&limit=1", MANY)

    header = answer.headers["Link"].encode("latin-1").decode()
    assert "rel=\u201cnext\u201d" in header
    assert "&amp;" in header


def test_only_learners_have_a_place_in_the_gradebook(tool: Any, item: dict[str, Any]) -> None:
    tool.platform.place("2", item)

    assert {row.person_id for row in tool.platform.gradebook("2")} == {"4", "5"}
