from dataclasses import replace

from lti_tool.learning.activities import Kind, PartSort, QuestionSort, Scoring
from lti_tool.learning.coverage import coverage, gaps
from tests.learning.sound import ACTIVITY, FRAMEWORK
from tests.learning.whole import WHOLE

SMALL = replace(ACTIVITY, professions=("Nursing", "Midwifery"))
OTHER = replace(
    WHOLE, code="all-parts", kind=Kind.EXPERIENCED, filed=("D1", "D2"), professions=("Nursing",)
)


def test_every_item_tells_which_activities_name_it_and_how_often() -> None:
    covered = coverage([SMALL, OTHER], FRAMEWORK)
    assert [(one.item.code, one.times) for one in covered.items] == [
        ("D1", 2),
        ("D2", 1),
        ("O1", 2),
        ("T1", 2),
    ]
    assert covered.items[1].activities == (OTHER,)
    assert [one.item.code for one in covered.of_level("theme")] == ["T1"]


def test_kinds_scorings_parts_questions_and_professions_are_covered_too() -> None:
    covered = coverage([SMALL, OTHER], FRAMEWORK)
    assert covered.activities == (OTHER, SMALL)
    assert covered.kinds[Kind.DELIVERED] == (SMALL,)
    assert covered.kinds[Kind.EVIDENCED_AGAINST] == ()
    assert covered.scorings[Scoring.COMPLETION] == (OTHER,)
    assert covered.parts[PartSort.READING] == (OTHER, SMALL)
    assert covered.parts[PartSort.LOG] == (OTHER,)
    assert covered.questions[QuestionSort.ORDERING] == (OTHER,)
    assert dict(covered.professions) == {"Midwifery": (SMALL,), "Nursing": (OTHER, SMALL)}


def test_activities_of_another_framework_do_not_count() -> None:
    assert coverage([replace(ACTIVITY, framework="other")], FRAMEWORK).activities == ()


def test_gaps_are_what_no_activity_names_or_has() -> None:
    everything = [SMALL, OTHER, replace(OTHER, code="more", kind=Kind.EVIDENCED_AGAINST)]
    assert gaps(coverage(everything, FRAMEWORK)) == ()
    assert gaps(coverage(everything, FRAMEWORK), filed_times=2) == ()
    assert [one.sentence for one in gaps(coverage([OTHER], FRAMEWORK), filed_times=2)] == [
        "D1 (Domain) has 1 of 2 activities",
        "D2 (Domain) has 1 of 2 activities",
        'no activity has the kind "delivered"',
        'no activity has the kind "evidenced_against"',
    ]
    found = [one.sentence for one in gaps(coverage([SMALL], FRAMEWORK))]
    assert "D2 (Domain) has no activity" in found
    assert 'no activity has the part "log"' in found
    assert 'no activity has the question "matching"' in found
