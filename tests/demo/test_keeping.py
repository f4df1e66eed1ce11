"""A restart keeps what was there."""

import stat
from pathlib import Path
from typing import Any

from demo.platform import Platform


def test_a_restart_keeps_keys_activities_and_grades(
    make: Any, item: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "kept" / "state.json"
    before = make(state_file=file)
    key_set = before.platform.key_set()
    link = before.platform.place("2", item)
    before.post_score(link)

    after = make(state_file=file)

    assert after.platform.key_set() == key_set
    assert after.platform.links == {link.id: link}
    assert after.platform.gradebook("2") == before.platform.gradebook("2")
    assert after.platform.scores == before.platform.scores
    assert after.platform.place("2", item).id not in {link.id, link.line_item_id}
    assert after.post_score(link, timestamp="2026-03-02T08:00:00Z").status_code == 409


def test_the_state_file_is_for_its_owner_only_and_written_whole(tmp_path: Path) -> None:
    platform = Platform(state_file=tmp_path / "state.json")
    platform.rotate_keys()

    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_starting_afresh_empties_the_courses_and_keeps_the_keys(
    tool: Any, item: dict[str, Any]
) -> None:
    key_set = tool.platform.key_set()
    tool.post_score(tool.platform.place("2", item))
    tool.platform.reset()

    assert (tool.platform.links, tool.platform.scores, tool.platform.gradebook("2")) == ({}, [], [])
    assert tool.platform.key_set() == key_set
