"""Loading a content folder: all of it or nothing."""

import json
import shutil
from pathlib import Path

import pytest

from lti_tool.app.building import Tool
from lti_tool.exchange.files import FileError
from lti_tool.learning.refusals import MissingError
from lti_tool.services.library import check_content, coverage_of_content
from lti_tool.store import listings
from lti_tool.store.tables import (
    ActivityListing,
    ActivityListingItem,
    ActivityVersion,
    Framework,
    FrameworkItem,
)
from tests.builders import ACTIVITY, CONTENT
from tests.services.content import FILE, content_folder, load, next_version, shipped_text


def kept(tool: Tool) -> dict[str, object]:
    """All that a load could change."""
    with tool.database.reading() as session:
        return {
            "activities": {
                (row.code, row.version, row.document) for row in session.query(ActivityVersion)
            },
            "frameworks": {(row.code, row.document) for row in session.query(Framework)},
            "items": {(row.code, row.is_current) for row in session.query(FrameworkItem)},
        }


def refusal(tool: Tool, folder: Path) -> FileError:
    """Load a folder that is refused, and find that nothing changed."""
    before = kept(tool)
    with pytest.raises(FileError) as error:
        tool.library.load(folder)
    assert kept(tool) == before
    assert error.value.reason.endswith(".")
    return error.value


def test_loading_again_changes_nothing(tool: Tool) -> None:
    before = kept(tool)
    loaded = tool.library.load(CONTENT)
    assert loaded.frameworks == ("enhance",)
    shipped = sorted(path.stem for path in (CONTENT / "activities").glob("*.md"))
    assert loaded.activities == tuple(shipped)
    assert loaded.new == ()
    assert kept(tool) == before


def test_checking_reads_everything_and_needs_no_tool(tmp_path: Path) -> None:
    checked = check_content(content_folder(tmp_path, next_version()))
    assert (checked.frameworks, checked.activities) == (("enhance",), (ACTIVITY,))


@pytest.mark.parametrize("name", ["frameworks", "activities"])
def test_a_folder_that_cannot_be_read_is_refused_and_not_taken_for_empty(
    tool: Tool, tmp_path: Path, name: str
) -> None:
    folder = content_folder(tmp_path)
    shutil.rmtree(folder / name)
    (folder / name).write_text("a file in its place")
    assert refusal(tool, folder).reason == "the folder cannot be read (Not a directory)."


def test_a_higher_version_is_published_beside_the_old_one(tool: Tool, tmp_path: Path) -> None:
    loaded = load(tool, tmp_path, next_version())
    assert loaded.new == (f"{ACTIVITY} 2",)
    assert tool.library.preview(ACTIVITY).activity.version == 2
    with tool.database.reading() as session:
        assert session.query(ActivityVersion).filter_by(code=ACTIVITY).count() == 2


def test_a_published_version_that_says_something_else_is_refused(
    tool: Tool, tmp_path: Path
) -> None:
    text = shipped_text().replace("\nminutes: 25\n", "\nminutes: 26\n", 1)
    error = refusal(tool, content_folder(tmp_path, text))
    assert error.file.name == FILE
    assert "published already" in error.reason


def test_a_bad_second_file_keeps_the_good_first_one_out(tool: Tool, tmp_path: Path) -> None:
    folder = content_folder(tmp_path, next_version())
    (folder / "activities" / "zz-bad.md").write_text(shipped_text().replace("kind: ", "kin: ", 1))
    error = refusal(tool, folder)
    assert error.file.name == "zz-bad.md"
    assert error.line > 1


def test_a_changed_version_in_a_second_file_keeps_the_first_one_out(
    tool: Tool, tmp_path: Path
) -> None:
    folder = content_folder(tmp_path)
    another = shipped_text().replace(f"code: {ACTIVITY}", "code: another", 1)
    (folder / "activities" / "aa-new.md").write_text(another)
    (folder / "activities" / FILE).write_text(shipped_text().replace("tries: 3", "tries: 2", 1))
    assert refusal(tool, folder).file.name == FILE
    with pytest.raises(MissingError):
        tool.library.preview("another")


def test_a_bad_framework_keeps_everything_out(tool: Tool, tmp_path: Path) -> None:
    folder = content_folder(tmp_path, next_version())
    (folder / "frameworks" / "zz.json").write_text("{")
    assert refusal(tool, folder).file.name == "zz.json"


def test_an_activity_or_framework_in_two_files_is_refused(tool: Tool, tmp_path: Path) -> None:
    folder = content_folder(tmp_path)
    shutil.copy(folder / "activities" / FILE, folder / "activities" / "zz.md")
    assert refusal(tool, folder).reason == f"the activity {ACTIVITY} is in another file too."
    shutil.copy(folder / "frameworks" / "enhance.json", folder / "frameworks" / "zz.json")
    assert refusal(tool, folder).reason == "the framework enhance is in another file too."


def test_a_folder_without_frameworks_is_refused(tool: Tool, tmp_path: Path) -> None:
    assert "no framework file" in refusal(tool, tmp_path).reason


def test_a_framework_may_come_without_activities(tool: Tool, tmp_path: Path) -> None:
    shutil.copytree(CONTENT / "frameworks", tmp_path / "frameworks")
    assert tool.library.load(tmp_path).activities == ()


def test_an_item_that_is_gone_stays_for_the_evidence_that_points_at_it(
    tool: Tool, tmp_path: Path
) -> None:
    folder = content_folder(tmp_path)
    file = folder / "frameworks" / "enhance.json"
    package = json.loads(file.read_text())
    gone = next(item for item in package["CFItems"] if item.get("humanCodingScheme") == "T4")
    package["CFItems"].remove(gone)
    package["CFAssociations"] = [
        tie for tie in package["CFAssociations"] if gone["identifier"] not in json.dumps(tie)
    ]
    file.write_text(json.dumps(package))
    tool.library.load(folder)
    with tool.database.reading() as session:
        assert not session.query(FrameworkItem).filter_by(code="T4").one().is_current
        assert session.query(FrameworkItem).filter_by(code="T3").one().is_current


def test_frameworks_are_listed_with_their_number_of_items(tool: Tool) -> None:
    (listed,) = tool.library.list_frameworks()
    assert (listed.code, listed.items) == ("enhance", 22)
    assert listed.title


def test_a_preview_shows_the_activity_and_what_it_counts_for(tool: Tool) -> None:
    preview = tool.library.preview(ACTIVITY)
    assert preview.activity.code == ACTIVITY
    assert [item.code for item in preview.towards.filed] == ["D1", "D3"]


@pytest.mark.parametrize("code", [None, "", "no-such-activity"])
def test_a_preview_of_nothing_tells_an_instructor_what_to_do(tool: Tool, code: str | None) -> None:
    with pytest.raises(MissingError, match="add an activity again"):
        tool.library.preview(code)


def test_a_preview_without_its_framework_says_so(tool: Tool) -> None:
    with tool.database.transaction() as session:
        session.query(Framework).one().code = "another"
    with pytest.raises(MissingError, match="enhance has not been loaded"):
        tool.library.preview(ACTIVITY)


def test_what_was_exported_is_byte_for_byte_what_was_loaded(tool: Tool, tmp_path: Path) -> None:
    exported = tool.library.export(tmp_path / "out")
    shipped = {path.name: path.read_bytes() for path in (CONTENT / "activities").glob("*.md")}
    written = {path.name: path.read_bytes() for path in (tmp_path / "out/activities").iterdir()}
    assert written == shipped
    assert len(exported.written) == len(shipped) + 1
    assert exported.unchanged == ()
    assert tool.library.load(tmp_path / "out").new == ()


def test_an_export_overwrites_nothing_and_can_be_repeated(tool: Tool, tmp_path: Path) -> None:
    first = tool.library.export(tmp_path)
    again = tool.library.export(tmp_path)
    assert (again.written, again.unchanged) == ((), first.written)
    changed = tmp_path / "activities" / FILE
    changed.write_text("mine")
    with pytest.raises(FileError, match="there already"):
        tool.library.export(tmp_path)
    assert changed.read_text() == "mine"


def test_a_check_says_what_no_activity_covers(tmp_path: Path) -> None:
    lacks = check_content(content_folder(tmp_path)).lacks
    assert "enhance: D6 (Domain) has no activity" in lacks
    assert not [sentence for sentence in lacks if "D1 (" in sentence]


def test_a_retired_activity_covers_nothing(tmp_path: Path) -> None:
    retired = shipped_text().replace("\n---\n", "\nretired: true\n---\n", 1)
    lacks = check_content(content_folder(tmp_path, retired)).lacks
    assert "enhance: D1 (Domain) has no activity" in lacks


def test_a_new_version_can_retire_an_activity(tool: Tool, tmp_path: Path) -> None:
    retired = next_version().replace("\n---\n", "\nretired: true\n---\n", 1)
    load(tool, tmp_path, retired)
    with tool.database.reading() as session:
        assert listings.find_all(session, [ACTIVITY])[ACTIVITY].is_retired
    tool.library.export(tmp_path / "out")
    assert (tmp_path / "out/activities" / FILE).read_text() == retired


def test_listings_are_made_anew_from_what_is_kept(tool: Tool) -> None:
    with tool.database.transaction() as session:
        session.query(ActivityListingItem).delete()
        session.query(ActivityListing).delete()
    tool.library.refresh_listings()
    with tool.database.reading() as session:
        assert listings.find_all(session, [ACTIVITY])[ACTIVITY].filed == ("D1", "D3")


def test_the_page_of_what_the_activities_cover_is_up_to_date() -> None:
    """``lti-tool content check --coverage`` writes it."""
    page = CONTENT.parent / "docs/activities-coverage.md"
    assert page.read_text() == coverage_of_content(CONTENT)
