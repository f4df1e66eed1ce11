from pathlib import Path

import pytest

from lti_tool.exchange.activities import read_activity, write_activity
from lti_tool.learning.activities import Scoring
from lti_tool.learning.rubrics import Criterion, RubricLevel
from tests.exchange.activity_texts import ASSESSED, SMALL
from tests.exchange.refusals import line_of, refusal, written

RUBRIC = ASSESSED[ASSESSED.index("# Rubric") :]


def test_the_rubric_of_an_assessed_activity_is_read_with_keys_by_position(folder: Path) -> None:
    activity = read_activity(written(folder, ASSESSED))
    assert activity.scoring is Scoring.ASSESSED
    assert [part.key for part in activity.parts] == ["p1", "p2"]
    first, second = activity.rubric
    assert first == Criterion(
        key="c1",
        title="What it was based on",
        levels=(
            RubricLevel(points=0, text="Nothing is said."),
            RubricLevel(points=1, text="It is said what was seen."),
            RubricLevel(points=3, text="It is said how sure that is."),
        ),
    )
    assert (second.key, [level.points for level in second.levels]) == ("c2", [2, 0])
    assert (activity.points, activity.tries, activity.pass_mark) == (5, None, None)


def test_what_people_write_of_a_rubric_by_hand_reads_the_same(folder: Path) -> None:
    by_hand = (
        ASSESSED.replace("# Rubric", "#  RUBRIC ")
        .replace("- 0: Nothing", "\n* 0 :Nothing")
        .replace("- 2: A", "+ 02:   A")
        .replace("\n- 3", "\n\n- 3")
    )
    assert read_activity(written(folder, by_hand)) == read_activity(written(folder, ASSESSED))


def test_a_rubric_is_written_as_it_is_read(folder: Path) -> None:
    once = write_activity(read_activity(written(folder, ASSESSED)))
    assert once.endswith(RUBRIC.replace("what\n  was", "what was"))
    assert write_activity(read_activity(written(folder, once))) == once


REFUSED = [
    ("scoring: assessed", "scoring: assessed\ntries: 2", 'scoring assessed there is no "tries"'),
    ("scoring: assessed", "scoring: assessed\ncounts: best", 'assessed there is no "counts"'),
    ("# Rubric", "# Rubric: of points", '"Rubric: of points" is not a part'),
    ("# Rubric", "# Rubric\n\nA word before.", 'headings "## ...", one for each criterion'),
    ("# Rubric", "# Rubric\n\n- 2: A level without a criterion", 'headings "## ..."'),
    ("# Rubric\n", "# Rubric\n\n# Rubric\n", "one rubric, and it comes after all parts"),
    ("# Reflection: Look back", "# Rubric\n\n# Reflection: Look back", "after all parts"),
    ("## What follows", "### What follows", 'headings "## ...", one for each criterion'),
    ("## What follows", "##", "the title of a criterion is not empty"),
    ("## What follows", "## What it was based on", "the same title as another"),
    ("## What follows", "## " + "a" * 201, "at most 200 characters"),
    ("- 2: A next step.", "A word.\n- 2: A next step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- 2: A next step.\n  > Why.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- 2: A next step.\nMore.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- A next step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- two: A next step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- 2.5: A next step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- -2: A next step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- " + "9" * 9_000 + ": A step.", 'a line "- 2: words", points first'),
    ("- 2: A next step.", "- 2:", "the text of a level is not empty"),
    ("- 2: A next step.", "- 2: " + "a" * 301, "at most 300 characters"),
    ("- 2: A next step.", "- 2: <b>A</b> next step.", "HTML"),
    ("- 2: A next step.", "- 101: A next step.", "from 0 to 100, not 101"),
    ("- 2: A next step.", "- 0: A next step.", "go up or down from level to level"),
    ("- 2: A next step.\n- 0: None.\n", "", "a criterion has 2 to 6 levels"),
    ("- 2: A next step.\n", "", "a criterion has 2 to 6 levels"),
]


@pytest.mark.parametrize(("good", "bad", "reason"), REFUSED)
def test_a_rubric_is_refused_near_its_line(folder: Path, good: str, bad: str, reason: str) -> None:
    text = ASSESSED.replace(good, bad, 1)
    line, said = refusal(folder, text)
    assert reason in said
    near = line_of(ASSESSED, good)
    # What is missing is told at the heading of the criterion, two lines above.
    assert near - 2 <= line <= near + bad.count("\n") + 2


def test_an_assessed_activity_needs_a_rubric(folder: Path) -> None:
    text = ASSESSED[: ASSESSED.index("# Rubric")]
    line, said = refusal(folder, text)
    assert "needs a rubric" in said
    assert line == line_of(text, "scoring")


def test_a_rubric_needs_a_criterion(folder: Path) -> None:
    line, said = refusal(folder, ASSESSED[: ASSESSED.index("# Rubric")] + "# Rubric\n")
    assert "one for each criterion" in said
    assert line == line_of(ASSESSED, "# Rubric")


def test_a_rubric_alone_is_no_activity(folder: Path) -> None:
    text = ASSESSED[: ASSESSED.index("# Reading")] + RUBRIC
    assert "a part begins with" in refusal(folder, text)[1]


def test_an_assessed_activity_gives_an_instructor_something_to_read(folder: Path) -> None:
    text = ASSESSED[: ASSESSED.index("# Reflection")] + RUBRIC
    line, said = refusal(folder, text)
    assert "something to read" in said
    assert line == line_of(text, "scoring")


@pytest.mark.parametrize(
    ("text", "scoring"),
    [
        (f"{SMALL}\n{RUBRIC}", "knowledge_check"),
        (ASSESSED.replace("scoring: assessed", "scoring: completion"), "completion"),
    ],
)
def test_what_no_instructor_decides_has_no_rubric(folder: Path, text: str, scoring: str) -> None:
    line, said = refusal(folder, text)
    assert said == f"with the scoring {scoring} there is no rubric."
    assert line == line_of(text, "# Rubric")


def test_a_rubric_is_worth_a_hundred_points_at_most(folder: Path) -> None:
    text = ASSESSED.replace("- 3: It", "- 99: It")
    line, said = refusal(folder, text)
    assert "1 to 100 points together; these are worth 101" in said
    assert line == line_of(text, "# Rubric")
