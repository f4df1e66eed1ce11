from dataclasses import replace

import pytest

from lti_tool.learning.activities import Activity, Part, Scoring
from lti_tool.learning.rubrics import Criterion, RubricLevel
from lti_tool.learning.soundness import problems
from tests.learning.sound import CHECK, READING
from tests.learning.whole import FILES, GO, LOG, OWN, WHOLE


def a_criterion(number: int, *points: int) -> Criterion:
    levels = tuple(RubricLevel(points=one, text=f"Worth {one}.") for one in points)
    return Criterion(key=f"c{number}", title=f"Criterion {number}", levels=levels)


def judged(*rubric: Criterion) -> Activity:
    return replace(WHOLE, scoring=Scoring.ASSESSED, rubric=rubric)


RUBRIC = (a_criterion(1, 0, 1, 3), a_criterion(2, 6, 2, 0))


def test_an_assessed_activity_is_worth_its_best_levels() -> None:
    activity = judged(*RUBRIC)
    assert problems(activity) == ()
    assert [criterion.best for criterion in activity.rubric] == [3, 6]
    assert (activity.points, activity.is_marked) == (9, False)


def test_the_largest_rubric_is_sound() -> None:
    rubric = (*(a_criterion(n, *range(6)) for n in range(1, 8)), a_criterion(8, 0, 65))
    assert problems(judged(*rubric)) == ()
    assert judged(*rubric).points == 100


@pytest.mark.parametrize("part", [GO, OWN, LOG, FILES])
def test_one_part_that_can_be_read_is_enough(part: Part) -> None:
    key = replace(part, key="p1")
    found = problems(replace(judged(*RUBRIC), parts=(key,)))
    # Its prompt is named by the part that it stood in: nothing else is wrong.
    assert {problem.where for problem in found} <= {f"{part.key}-w1", f"{part.key}-w2"}


def test_a_reading_and_a_check_are_nothing_that_an_instructor_could_judge() -> None:
    (problem,) = problems(replace(judged(*RUBRIC), parts=(READING, CHECK)))
    assert (problem.where, "something to read" in problem.sentence) == ("scoring", True)


@pytest.mark.parametrize(
    ("rubric", "where", "words"),
    [
        ((), "scoring", "needs a rubric"),
        (tuple(a_criterion(n, 0, 1) for n in range(1, 10)), "rubric", "1 to 8 criteria"),
        ((a_criterion(1, 3),), "c1", "2 to 6 levels"),
        ((a_criterion(1, *range(7)),), "c1", "2 to 6 levels"),
        ((a_criterion(1, 0, 2, 2),), "c1", "no two the same"),
        ((a_criterion(1, 0, 2, 1),), "c1", "go up or down"),
        ((a_criterion(2, 0, 1),), "c2", "at the position of c1"),
        ((a_criterion(1, -1, 1),), "c1-l1", "from 0 to 100, not -1"),
        ((replace(a_criterion(1, 0, 1), title=""),), "c1", "not empty"),
        ((a_criterion(1, 0, 60), a_criterion(2, 0, 41)), "rubric", "1 to 100 points"),
        ((RUBRIC[0], replace(RUBRIC[1], title="Criterion 1")), "c2", "same title as another"),
    ],
)
def test_a_rubric_that_is_not_sound_is_named(
    rubric: tuple[Criterion, ...], where: str, words: str
) -> None:
    found = {problem.where: problem.sentence for problem in problems(judged(*rubric))}
    assert words in found[where]


def test_a_level_says_what_it_is_given_for() -> None:
    empty = replace(RUBRIC[0], levels=(*RUBRIC[0].levels[:2], RubricLevel(points=3, text=" ")))
    found = problems(judged(empty))
    assert {problem.where for problem in found} == {"c1-l3"}


@pytest.mark.parametrize("scoring", [Scoring.COMPLETION, Scoring.KNOWLEDGE_CHECK])
def test_only_what_is_assessed_has_a_rubric(scoring: Scoring) -> None:
    found = problems(replace(WHOLE, scoring=scoring, rubric=RUBRIC))
    assert f"with the scoring {scoring} there is no rubric" in [one.sentence for one in found]


@pytest.mark.parametrize(("key", "value"), [("pass_mark", 50), ("tries", 2), ("counts", "best")])
def test_an_assessed_activity_has_neither_pass_mark_nor_tries(key: str, value: object) -> None:
    (problem,) = problems(replace(judged(*RUBRIC), **{key: value}))  # type: ignore[arg-type]  # one of a table
    assert problem.where == key
