"""The switches do what they say."""

from typing import Any


def test_planned_failures_come_in_order_and_record_nothing(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    tool.platform.faults.statuses = [503, 429]
    tool.platform.faults.retry_after = "7"

    first, second, third = (tool.post_score(link) for _ in range(3))

    assert [first.status_code, second.status_code, third.status_code] == [503, 429, 200]
    assert second.headers["Retry-After"] == "7"
    assert len(tool.platform.scores) == 1


def test_a_score_can_be_recorded_and_its_answer_lost(tool: Any, item: dict[str, Any]) -> None:
    tool.platform.faults.record_then_fail = 1

    assert tool.post_score(tool.platform.place("2", item)).status_code == 500
    assert tool.platform.gradebook("2")[0].score == 7


def test_the_key_set_can_be_down(tool: Any) -> None:
    tool.platform.faults.key_set_status = 503
    assert tool.browser.get("/mod/lti/certs").status_code == 503

    tool.platform.faults.key_set_status = None
    assert len(tool.browser.get("/mod/lti/certs").json["keys"]) == 1


def test_answers_can_be_mislabelled(tool: Any) -> None:
    tool.platform.faults.wrong_content_type = True

    assert tool.browser.get("/mod/lti/certs").mimetype == "text/html"


def test_another_process_can_pull_switches_and_read_the_state(
    tool: Any, item: dict[str, Any]
) -> None:
    tool.platform.place("2", item)
    wanted = {"statuses": [500], "family": "moodle"}
    assert tool.browser.post("/control/faults", json=wanted).json["statuses"] == [500]

    state = tool.browser.get("/control/state").json
    assert (state["family"], state["links"][0]["title"]) == ("moodle", "Hand hygiene")
    assert state["gradebook"]["2"][0]["person_id"] == "4"
    assert tool.browser.post("/control/reset", json={}).json["links"] == []


def test_an_unknown_switch_or_value_changes_nothing(tool: Any) -> None:
    for wanted in ({"statuses": [500], "typo": 1}, {"statuses": "500"}, {"family": "unheard-of"}):
        assert tool.browser.post("/control/faults", json=wanted).status_code == 400
    assert tool.platform.faults.statuses == []
    assert tool.browser.post("/control/reset", data={"from": "a form"}).status_code == 415


def test_every_service_request_is_kept_with_its_status(tool: Any, item: dict[str, Any]) -> None:
    tool.post_score(tool.platform.place("2", item))

    seen = [(each.method, each.status) for each in tool.platform.requests]
    assert seen == [("POST", 200), ("POST", 200)]
    assert "Well done" in tool.platform.requests[1].body
