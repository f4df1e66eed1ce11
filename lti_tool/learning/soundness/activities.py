"""What makes an activity as a whole sound, and fit the framework it names."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.activities import Activity, Scoring
from lti_tool.learning.frameworks import Framework, Problem, Use
from lti_tool.learning.parts import part_key
from lti_tool.learning.soundness.lines import (
    LONGEST_LINE,
    LONGEST_TITLE,
    MOST_POINTS,
    line_problems,
    range_problems,
)
from lti_tool.learning.soundness.parts import part_problems
from lti_tool.learning.soundness.rubrics import assessed_problems

MOST_MAPPED: Final = 3
"""A passed check is evidence for all of these at once, and evidence has at most three."""
MOST_MINUTES: Final = 24 * 60
MOST_VERSIONS: Final = 1_000_000

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
LONGEST_CODE: Final = 64


def problems(activity: Activity) -> tuple[Problem, ...]:
    """Say what is wrong with an activity in itself; nothing, if it is sound."""
    return (
        *_heading_problems(activity),
        *_scoring_problems(activity),
        *_item_problems(activity),
        *_review_problems(activity),
        *(
            problem
            for position, part in enumerate(activity.parts, start=1)
            for problem in part_problems(part, part_key(position))
        ),
    )


def mismatches(activity: Activity, framework: Framework) -> tuple[Problem, ...]:
    """Say where an activity and the framework it names do not fit; nothing, if they do."""
    return tuple(
        problem
        for use, codes in activity.codes_by_use
        for code in codes
        for problem in _code_problems(code, use, framework)
    )


def _code_problems(code: str, use: Use, framework: Framework) -> Iterator[Problem]:
    item = framework.find(code)
    if item is None:
        yield Problem(use, f'the framework {framework.code} has no item "{code}"')
    elif (level := framework.level(item.level)).use is not use:
        yield Problem(
            use, f"{code} is of the level {level.name}, which is {level.use} and not {use}"
        )


def _heading_problems(activity: Activity) -> Iterator[Problem]:
    if not _CODE.fullmatch(activity.code) or len(activity.code) > LONGEST_CODE:
        yield Problem(
            "code", "a code is lower-case letters, digits and single hyphens, at most 64 of them"
        )
    yield from line_problems("title", "the title", activity.title, LONGEST_TITLE)
    yield from line_problems("summary", "the summary", activity.summary, 2 * LONGEST_LINE)
    yield from range_problems("version", activity.version, 1, MOST_VERSIONS)
    yield from range_problems("minutes", activity.minutes, 1, MOST_MINUTES)
    for profession in activity.professions:
        yield from line_problems("professions", "a profession", profession)


def _scoring_problems(activity: Activity) -> Iterator[Problem]:
    if activity.is_marked:
        yield from _marking_problems(activity)
    else:
        yield from _unmarked_problems(activity)
    if activity.scoring is Scoring.ASSESSED:
        yield from assessed_problems(activity)
    elif activity.rubric:
        yield Problem("rubric", f"with the scoring {activity.scoring} there is no rubric")


def _marking_problems(activity: Activity) -> Iterator[Problem]:
    if activity.pass_mark is None:
        yield Problem("pass_mark", "a knowledge check needs a pass_mark")
    else:
        yield from range_problems("pass_mark", activity.pass_mark, 1, 100)
    if activity.tries is not None:
        yield from range_problems("tries", activity.tries, 1, 100)
    if activity.counts is None:
        yield Problem("counts", "a knowledge check says which try counts")
    if not 1 <= activity.points <= MOST_POINTS:
        yield Problem(
            "scoring",
            f"a knowledge check is worth 1 to {MOST_POINTS} points, one for each question; "
            f"this activity has {activity.points}",
        )


def _unmarked_problems(activity: Activity) -> Iterator[Problem]:
    if not activity.parts:
        yield Problem("scoring", "an activity has at least one part")
    for key in ("pass_mark", "tries", "counts"):
        if getattr(activity, key) is not None:
            yield Problem(key, f'with the scoring {activity.scoring} there is no "{key}"')


def _item_problems(activity: Activity) -> Iterator[Problem]:
    if not activity.filed:
        yield Problem("filed", "an activity is filed under at least one item")
    if len(activity.mapped) > MOST_MAPPED:
        yield Problem("mapped", f"an activity is mapped to at most {MOST_MAPPED} items")
    named = [*activity.codes_by_use, ("professions", activity.professions)]
    for where, codes in named:
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            yield Problem(where, f"{code} is there more than once")


def _review_problems(activity: Activity) -> Iterator[Problem]:
    if bool(activity.reviewed_by) != bool(activity.reviewed_on):
        yield Problem("reviewed_by", "reviewed_by and reviewed_on are given together or not at all")
    if activity.review_due and not activity.reviewed_on:
        yield Problem("review_due", "review_due needs the date of the last review, reviewed_on")
    if activity.reviewed_on and activity.review_due and activity.review_due <= activity.reviewed_on:
        yield Problem("review_due", "review_due is later than reviewed_on")
    if activity.reviewed_by:
        yield from line_problems("reviewed_by", "the reviewer", activity.reviewed_by)
    for line in activity.check_locally:
        yield from line_problems("check_locally", "each thing to check", line, 2 * LONGEST_LINE)
