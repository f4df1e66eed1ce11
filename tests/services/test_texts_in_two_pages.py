"""Texts written to one prompt in several pages: all are kept, until one is said to count."""

from typing import Any

import pytest

from lti_tool.learning.parts import Reflection
from lti_tool.services.attempts import PartPage, Sent
from lti_tool.services.attempts.pages import Kept
from tests.builders import SAM, SetClock
from tests.services.course import Course

WRITING = "know-the-place-you-work-in"


class Writing:
    """Two pages of one reflection, opened before anything was written in either."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.learner = course.learner(SAM)
        self.attempt, _ = course.attempts.start_unplaced(self.learner, WRITING)
        activity = course.desk.unplaced(self.learner, WRITING).activity
        part = next(one for one in activity.parts if isinstance(one, Reflection))
        self.part, self.prompt = part.key, part.prompts[0].key
        self.seen = self.page().revision

    def page(self) -> PartPage:
        return self.course.desk.page(self.learner, self.attempt, self.part)

    def write(self, page: str, text: str, number: int = 1, **more: Any) -> Kept:
        said = {"changed": frozenset({self.prompt}), "seen": self.seen, **more}
        sent = Sent(chosen={self.prompt: [text]}, page=page, number=number, **said)
        return self.course.attempts.save(
            self.learner, self.attempt, self.part, sent, to_the_end=False
        )

    def settle(self, version: str | None) -> None:
        self.course.attempts.settle(self.learner, self.attempt, self.part, self.prompt, version)

    def text(self) -> str:
        return self.page().responses.written[self.prompt]

    def others(self) -> list[str]:
        return [other.text for one in self.page().versions for other in one.others]


@pytest.fixture
def writing(course: Course) -> Writing:
    return Writing(course)


def test_a_text_does_not_undo_one_that_another_page_wrote_since(writing: Writing) -> None:
    writing.write("one", "From the first page")

    kept = writing.write("two", "From the second page")

    assert kept.has_versions
    assert writing.text() == "From the first page"
    assert writing.others() == ["From the second page"]


def test_each_page_goes_on_with_its_own_text(writing: Writing) -> None:
    writing.write("one", "One")
    writing.write("two", "Two")

    writing.write("one", "One more", number=2)
    writing.write("two", "Two more", number=2)

    assert (writing.text(), writing.others()) == ("One more", ["Two more"])


def test_a_page_opened_after_a_text_was_written_changes_it(writing: Writing) -> None:
    writing.write("one", "One")

    kept = writing.write("two", "Two", seen=writing.page().revision)

    assert not kept.has_versions
    assert (writing.text(), writing.others()) == ("Two", [])


@pytest.mark.parametrize("second", ["One", "  "])
def test_the_same_text_twice_or_a_blank_is_no_second_text(writing: Writing, second: str) -> None:
    writing.write("one", "One")

    writing.write("two", second)

    assert (writing.text(), writing.others()) == ("One", [])


def test_a_page_without_scripts_does_not_undo_a_text_either(writing: Writing) -> None:
    writing.write("one", "One")

    writing.write("two", "Two", changed=None, number=None)

    assert (writing.text(), writing.others()) == ("One", ["Two"])


@pytest.mark.parametrize(("version", "text"), [(None, "One"), ("two", "Two"), ("three", "Three")])
def test_the_learner_says_which_text_counts(
    writing: Writing, version: str | None, text: str
) -> None:
    for page, words in (("one", "One"), ("two", "Two"), ("three", "Three")):
        writing.write(page, words)
    assert writing.others() == ["Two", "Three"]

    writing.settle(version)

    assert (writing.text(), writing.others()) == (text, [])


def test_each_text_says_when_it_was_typed(writing: Writing, clock: SetClock) -> None:
    first = clock.now
    writing.write("one", "One")
    clock.advance(minutes=1)
    writing.write("two", "Two")

    [found] = writing.page().versions

    assert (found.kept_at, found.others[0].at) == (first, clock.now)


def test_the_chosen_text_keeps_the_time_at_which_it_was_typed(
    writing: Writing, clock: SetClock
) -> None:
    writing.write("one", "One")
    clock.advance(minutes=1)
    writing.write("two", "Two")
    second = clock.now
    clock.advance(minutes=1)
    writing.settle("two")
    writing.write("one", "One more", number=2)

    [found] = writing.page().versions

    assert (found.kept, found.kept_at) == ("Two", second)


def test_a_version_that_is_gone_changes_nothing(writing: Writing) -> None:
    writing.write("one", "One")
    writing.write("two", "Two")

    writing.settle("never")

    assert (writing.text(), writing.others()) == ("One", ["Two"])


def test_nothing_is_submitted_while_there_are_two_texts(writing: Writing) -> None:
    writing.write("one", "One")
    writing.write("two", "Two")

    check = writing.course.desk.check(writing.learner, writing.attempt)

    assert [one.field for one in check.versions] == [writing.prompt]
    assert not check.is_ready
    assert not writing.course.attempts.submit(writing.learner, writing.attempt)
