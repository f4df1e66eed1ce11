"""The pages for people, over real HTTP and without a browser."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from demo.platform import Platform
from demo.server import serve

HOME = Path(__file__).parents[2]


def test_a_course_admin_gets_the_picker_and_a_learner_does_not(tool: Any) -> None:
    assert "Add activities" in tool.browser.get("/as/3/courses/2").text
    assert "Add activities" not in tool.browser.get("/as/4/courses/2").text
    assert tool.browser.get("/as/4/courses/2/pick").status_code == 403
    assert tool.browser.get("/as/4/courses/2/gradebook").status_code == 403


def test_the_gradebook_shows_score_feedback_and_completion(tool: Any, item: dict[str, Any]) -> None:
    tool.post_score(tool.platform.place("2", item), comment="<b>Well</b> done", scoreGiven=7.5)

    page = tool.browser.get("/as/3/courses/2/gradebook").text
    assert "7.5 / 10" in page
    assert "&lt;b&gt;Well&lt;/b&gt; done" in page
    own = tool.browser.get("/as/4/courses/2/grades").text
    assert "7.5 out of 10" in own
    assert "Completed" in own
    assert "7.5" not in tool.browser.get("/as/5/courses/2/grades").text


def test_an_activity_can_be_removed_after_a_question(tool: Any, item: dict[str, Any]) -> None:
    link = tool.platform.place("2", item)
    page = f"/as/3/courses/2/activities/{link.id}/remove"

    assert "Remove it" in tool.browser.get(page).text
    assert tool.browser.post(page, headers={"Origin": "http://evil.example"}).status_code == 403
    assert tool.browser.post(page).status_code == 303
    assert tool.platform.links == {}
    assert tool.browser.get(page).status_code == 404


def test_the_page_of_switches_sets_them_and_shows_the_log(tool: Any, item: dict[str, Any]) -> None:
    tool.post_score(tool.platform.place("2", item))
    form = {"family": "moodle", "failures": "2", "status": "429", "key_set_down": "1"}

    assert tool.browser.post("/switches", data=form).status_code == 303
    assert tool.platform.faults.statuses == [429, 429]
    assert tool.platform.faults.key_set_status == 503
    assert "/lineitem/scores" in tool.browser.get("/switches").text
    tool.browser.post("/switches/once", data={"deed": "mend"})
    assert tool.platform.faults.statuses == []
    assert tool.browser.post("/switches", data={"failures": "many"}).status_code == 400


def test_unknown_people_and_places_get_a_page(tool: Any) -> None:
    for path in ("/as/99", "/as/3/courses/99", "/as/3/courses/2/activities/1", "/nowhere"):
        answer = tool.browser.get(path)
        assert answer.status_code == 404
        assert "Page not found" in answer.text


def test_it_serves_on_a_free_port_and_says_where() -> None:
    platform = Platform()
    with serve(platform) as base_url:
        assert platform.issuer == base_url
        assert "Sam Okafor" in requests.get(base_url, timeout=60).text


def test_it_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo", "--port", "0", "--state", str(tmp_path / "state")]
    process = subprocess.Popen(  # noqa: S603 - our own module, no input from outside
        command, cwd=HOME, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            base_url = process.stdout.readline().strip()
            state = requests.get(f"{base_url}/control/state", timeout=60).json()
        finally:
            process.terminate()
            code = process.wait(timeout=60)

    assert state["connection"]["launch_url"] == "http://localhost:8010/lti/launch"
    assert code == 0
