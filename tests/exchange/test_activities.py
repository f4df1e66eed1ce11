from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exchange.activities import read_activity, write_activity
from lti_tool.exchange.case import read_framework
from lti_tool.exchange.files import FileError
from lti_tool.learning.activities import (
    Activity,
    Choice,
    FileType,
    PartSort,
    Prompt,
    QuestionSort,
    Scoring,
    Upload,
)
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.prompts import prompts_named
from tests.exchange.activity_texts import EVERY, SMALL
from tests.exchange.refusals import line_of, refusal, written
from tests.exchange.sound_activities import activities

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


def test_every_part_of_the_documentation_reads_as_it_is_described(
    folder: Path, enhance: Framework
) -> None:
    activity = read_activity(written(folder, EVERY), {"enhance": enhance})
    _, resource, check, own, named, log, upload = activity.parts
    assert {part.sort for part in activity.parts} == set(PartSort)
    assert {question.sort for question in check.questions} == set(QuestionSort)
    assert (activity.scoring, activity.points) == (Scoring.COMPLETION, 1)
    assert resource.address == "https://www.hee.nhs.uk/our-work/enhancing-generalist-skills"
    assert resource.link_text == "The enhance handbook"
    assert resource.prompt == Prompt(
        key="p2-w1",
        text="Say what you took from it",
        hint="Which one thing will you try this week?",
        least_words=30,
    )
    assert [(one.text, one.hint, one.least_words) for one in own.prompts] == [
        ("What did the other person hear?", "A hint, which may be left out.", 80),
        ("What will you change?", "", None),
    ]
    assert named.prompts == prompts_named("transformative", "p5", 50)
    assert (log.least_entries, log.least_hours) == (4, 6)
    assert (upload.least, upload.most, upload.types) == (1, 3, tuple(FileType))


def test_every_question_of_the_documentation_reads_as_it_is_described(folder: Path) -> None:
    *_, match, order, short = read_activity(written(folder, EVERY)).questions
    assert [pair.right for pair in match.pairs][1:] == ["Clinical pharmacist"] * 2
    assert match.pairs[2].feedback == "Two left sides may share a right side."
    assert order.steps[2] == "Say what you need"
    assert short.accepted == ("read-back", "read back", "repeat-back")
    assert short.feedback == "Why an accepted answer is right."
    assert short.feedback_otherwise.startswith("A hint for every other answer")


def test_canonical_text_with_every_part_is_a_fixed_point(folder: Path) -> None:
    once = write_activity(read_activity(written(folder, EVERY)))
    assert write_activity(read_activity(written(folder, once))) == once
    assert once.split("---\n")[2] == EVERY.split("---\n")[2]


def test_what_people_write_by_hand_in_other_parts_reads_the_same(folder: Path) -> None:
    by_hand = (
        EVERY.replace("Go to:\n", "go to:  \n\n")
        .replace(
            "At least 4 entries.\n\nAt least 6 hours.", "at least 6.00 hours\nAt least 4 Entries"
        )
        .replace("Prompts: transformative", "prompts:  Transformative.")
        .replace(
            "Files: 1 to 3. Types: pdf, docx, png, jpg.", "files: 1 to 3. types:PDF,docx, png,JPG"
        )
        .replace(" = ", "=")
        .replace("1. Find", "3) Find")
        .replace("## Put in order", "##  put in  order".replace("  ", " "))
        .replace("- read-back", "* read-back")
    )
    assert by_hand != EVERY
    assert read_activity(written(folder, by_hand)) == read_activity(written(folder, EVERY))


def test_an_upload_of_exactly_one_file_is_written_as_such(folder: Path) -> None:
    activity = read_activity(written(folder, EVERY))
    upload = Upload(
        key="p8", title="Yours", text="Hand it in.", least=1, most=1, types=(FileType.PDF,)
    )
    text = write_activity(replace(activity, parts=(*activity.parts, upload)))
    assert text.endswith("\n\nFiles: 1. Types: pdf.\n")
    assert read_activity(written(folder, text)).parts[-1] == upload


def test_professions_are_kept_and_left_out_where_there_are_none(folder: Path) -> None:
    text = SMALL.replace("counts: best\n", "counts: best\nprofessions: [Nursing, Midwifery]\n")
    activity = read_activity(written(folder, text))
    assert activity.professions == ("Nursing", "Midwifery")
    assert write_activity(activity) == text
    assert "professions" not in write_activity(replace(activity, professions=()))


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


@given(
    text=st.sampled_from([SMALL, EVERY]),
    noise=st.text(max_size=20) | st.sampled_from(EVERY.split("\n")).map(lambda line: f"\n{line}\n"),
    place=st.integers(0, len(EVERY)),
    cut=st.integers(0, 30),
)
def test_whatever_happens_to_a_file_it_reads_or_is_refused(
    folder: Path, text: str, noise: str, place: int, cut: int
) -> None:
    broken = text[:place] + noise + text[place + cut :]
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


@pytest.mark.parametrize(
    ("position", "change"),
    [
        (1, {"text": "Go to:"}),
        (1, {"text": "words\n  go to:  "}),
        (3, {"text": "## A heading"}),
        (3, {"text": "Prompts: transformative"}),
        (3, {"text": "At least 5 words."}),
        (5, {"text": "At least 5 entries."}),
        (5, {"text": "x\n\nAt least 5 hours.\n\ny"}),
    ],
)
def test_a_text_that_would_be_read_as_something_else_is_not_written(
    folder: Path, position: int, change: dict[str, str]
) -> None:
    activity = read_activity(written(folder, EVERY))
    parts = list(activity.parts)
    parts[position] = replace(parts[position], **change)
    with pytest.raises(ValueError, match="hand-over-well: "):
        write_activity(replace(activity, parts=tuple(parts)))


@pytest.mark.parametrize(
    ("number", "text"), [(2, "- a list"), (3, "x\n\n1. a list"), (4, "* a list"), (0, "- [ ] box")]
)
def test_a_question_whose_text_would_begin_its_answers_is_not_written(
    folder: Path, number: int, text: str
) -> None:
    activity = read_activity(written(folder, EVERY))
    check = activity.parts[2]
    questions = list(check.questions)
    questions[number] = replace(questions[number], text=text)
    parts = list(activity.parts)
    parts[2] = replace(check, questions=tuple(questions))
    with pytest.raises(ValueError, match="hand-over-well: "):
        write_activity(replace(activity, parts=tuple(parts)))


def test_a_list_of_another_sort_may_stand_in_the_text_of_a_question(folder: Path) -> None:
    text = EVERY.replace("In which order would you do these?", "Think of:\n\n- one\n- two")
    activity = read_activity(written(folder, text))
    assert activity.questions[3].text == "Think of:\n\n- one\n- two"
    assert read_activity(written(folder, write_activity(activity))) == activity


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_is_sound_canonical_and_not_claimed_to_be_reviewed(
    path: Path, enhance: Framework
) -> None:
    activity = read_activity(path, {"enhance": enhance})
    assert activity.code == path.stem
    assert write_activity(activity) == path.read_text("utf-8")
    assert activity.needs_review
    assert activity.check_locally
