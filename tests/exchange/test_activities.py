from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exchange.activities import read_activity, write_activity
from lti_tool.exchange.case import read_framework
from lti_tool.exchange.files import FileError
from lti_tool.learning.activities import Activity, Choice
from lti_tool.learning.frameworks import Framework
from tests.exchange.activity_texts import SMALL, activities
from tests.exchange.refusals import line_of, refusal, written

CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = sorted((CONFIG / "activities").glob("*.md"))


@pytest.fixture(scope="module")
def enhance() -> Framework:
    return read_framework(CONFIG / "frameworks" / "enhance.json")


def test_a_file_becomes_an_activity_with_keys_by_position(folder: Path) -> None:
    activity = read_activity(written(folder, SMALL))
    reading, check = activity.parts
    assert (reading.key, check.key) == ("p1", "p2")
    assert reading.text.endswith("## A heading\n\nMore.")
    assert check.text == "A word before."
    assert [question.key for question in check.questions] == ["p2-q1", "p2-q2"]
    assert [question.choice for question in check.questions] == [Choice.SINGLE, Choice.MULTIPLE]
    assert [option.key for option in check.questions[1].options] == ["a", "b", "c"]
    assert check.questions[0].options[0].feedback == "Because.\n\nAnd because."
    assert check.questions[1].right == {"a", "b"}
    assert activity.points == 2
    assert activity.needs_review
    assert activity.check_locally == ("Whom to ring",)


def test_what_people_write_by_hand_reads_the_same(folder: Path) -> None:
    by_hand = (
        SMALL.replace("\n\n- [", "\n- [")
        .replace("  > ", ">")
        .replace("# Reading: One", "#   reading :One")
        .replace("## Choose one", "## choose ONE  ")
        .replace("- [x] This", "* [X] This")
        .replace("- [ ] That", "- [ ]   That  ")
        .replace("\n", "\r\n")
    )
    assert read_activity(written(folder, by_hand)) == read_activity(written(folder, SMALL))


def test_an_option_may_go_on_over_several_lines(folder: Path) -> None:
    activity = read_activity(written(folder, SMALL.replace("] This", "] This\n  and   that")))
    assert activity.questions[0].options[0].text == "This and   that"


def test_feedback_after_a_blank_line_is_another_paragraph(folder: Path) -> None:
    activity = read_activity(written(folder, SMALL.replace("  >\n", "\n")))
    assert activity.questions[0].options[0].feedback == "Because.\n\nAnd because."


def test_canonical_text_is_a_fixed_point(folder: Path) -> None:
    assert write_activity(read_activity(written(folder, SMALL))) == SMALL


@given(activity=activities())
def test_an_activity_survives_a_file(folder: Path, activity: Activity) -> None:
    text = write_activity(activity)
    again = read_activity(written(folder, text))
    assert again == activity
    assert write_activity(again) == text


@given(noise=st.text(max_size=20), place=st.integers(0, len(SMALL)), cut=st.integers(0, 30))
def test_whatever_happens_to_a_file_it_reads_or_is_refused(
    folder: Path, noise: str, place: int, cut: int
) -> None:
    broken = SMALL[:place] + noise + SMALL[place + cut :]
    path = written(folder, broken.encode("utf-8", "surrogatepass"))
    try:
        activity = read_activity(path)
    except FileError:
        return
    assert read_activity(written(folder, write_activity(activity))) == activity


@given(noise=st.binary(max_size=200))
def test_noise_is_refused(folder: Path, noise: bytes) -> None:
    refusal(folder, noise)


def test_what_is_not_a_file_is_refused(folder: Path) -> None:
    for path in (folder, folder / "absent.md", Path("/dev/zero"), folder / ("a" * 300)):
        with pytest.raises(FileError, match=r", line 1: "):
            read_activity(path)


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ("filed: [D3]", "filed: [D9]", 'the framework enhance has no item "D9".'),
        (
            "filed: [D3]",
            "filed: [PO3]",
            "PO3 is of the level Programme outcome, which is mapped and not filed.",
        ),
        (
            "mapped: [PO1, PO2]",
            "mapped: [D1]",
            "D1 is of the level Domain, which is filed and not mapped.",
        ),
        (
            "tagged: [T1]",
            "tagged: [T1, D4.1]",
            "D4.1 is of the level Domain outcome, which is mapped",
        ),
        ("framework: enhance", "framework: other", 'there is no framework "other".'),
    ],
)
def test_an_item_that_the_framework_does_not_have_is_refused(
    folder: Path, enhance: Framework, good: str, bad: str, reason: str
) -> None:
    text = SMALL.replace(good, bad)
    line, said = refusal(folder, text, {"enhance": enhance})
    assert line == line_of(text, bad)
    assert reason in said


def test_what_fits_the_framework_is_read(folder: Path, enhance: Framework) -> None:
    read_activity(written(folder, SMALL), {"enhance": enhance})


def test_an_activity_that_no_file_could_hold_is_not_written(folder: Path) -> None:
    activity = read_activity(written(folder, SMALL))
    reading, check = activity.parts
    for broken in (
        replace(activity, title="two\nlines"),
        replace(activity, framework="a\0b"),
        replace(activity, filed=()),
        replace(activity, parts=(replace(reading, text="# Knowledge check: x"), check)),
        replace(activity, parts=(replace(reading, text="```"), check)),
        replace(activity, parts=(replace(reading, text="\n\nx"), check)),
        replace(activity, parts=(reading, replace(check, text="- [ ] x"))),
        replace(activity, parts=(check, reading)),
    ):
        with pytest.raises(ValueError, match="small: "):
            write_activity(broken)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_is_sound_canonical_and_not_claimed_to_be_reviewed(
    path: Path, enhance: Framework
) -> None:
    activity = read_activity(path, {"enhance": enhance})
    assert activity.code == path.stem
    assert write_activity(activity) == path.read_text("utf-8")
    assert activity.needs_review
    assert activity.check_locally
