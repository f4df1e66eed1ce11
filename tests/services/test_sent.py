"""What pages send: several of one part, in any order, with scripts and without."""

from typing import Any

import pytest

from lti_tool.services.attempts import Learner, Sent
from lti_tool.services.attempts.sent import MOST_PAGES
from lti_tool.store.tables import Attempt
from tests.builders import SAM
from tests.services.course import Course

PART = "p4"


class Pages:
    """Pages of the questions of one attempt; each knows what it is named."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.learner: Learner = course.learner(SAM)
        self.attempt, _ = course.attempts.start(self.learner)

    def seen(self) -> int:
        return self.course.desk.page(self.learner, self.attempt, PART).revision

    def send(self, page: str | None, answers: dict[str, str], **more: Any) -> None:
        """Send the questions by their last part, such as ``q1``, with the letters chosen."""
        chosen = {f"{PART}-{key}": list(options) for key, options in answers.items()}
        if "changed" in more:
            more["changed"] = frozenset(f"{PART}-{key}" for key in more["changed"])
        sent = Sent(chosen=chosen, page=page, **more)
        to_the_end = False
        self.course.attempts.save(self.learner, self.attempt, PART, sent, to_the_end=to_the_end)

    def kept(self) -> dict[str, str]:
        page = self.course.desk.page(self.learner, self.attempt, PART)
        chosen = page.responses.chosen.items()
        return {key.removeprefix(f"{PART}-"): "".join(each) for key, each in chosen if each}


@pytest.fixture
def pages(course: Course) -> Pages:
    return Pages(course)


def test_only_what_was_changed_in_a_page_replaces_what_is_kept(pages: Pages) -> None:
    pages.send("one", {"q1": "a"}, number=1, changed={"q1"})
    pages.send("two", {"q1": "b", "q2": "b"}, number=1, changed={"q1", "q2"})

    pages.send("one", {"q1": "a", "q4": "c"}, number=2, changed={"q4"})

    assert pages.kept() == {"q1": "b", "q2": "b", "q4": "c"}


def test_an_answer_taken_back_in_a_page_is_gone(pages: Pages) -> None:
    pages.send("one", {"q3": "ac"}, number=1, changed={"q3"})

    pages.send("one", {}, number=2, changed={"q3"})

    assert pages.kept() == {}


def test_a_post_that_was_overtaken_by_a_later_one_of_its_page_is_dropped(pages: Pages) -> None:
    pages.send("one", {"q1": "b", "q2": "b"}, number=2, changed={"q1", "q2"})

    pages.send("one", {"q1": "a"}, number=1, changed={"q1"})
    pages.send("one", {"q1": "c"}, number=2, changed={"q1"})

    assert pages.kept() == {"q1": "b", "q2": "b"}


def test_a_late_post_still_says_that_the_part_was_gone_through(pages: Pages) -> None:
    pages.send("one", {"q1": "b"}, number=2, changed={"q1"})
    late = Sent(chosen={}, page="one", number=2, changed=frozenset())

    pages.course.attempts.save(pages.learner, pages.attempt, PART, late, to_the_end=True)

    assert PART in pages.course.desk.check(pages.learner, pages.attempt).responses.read


def test_pages_count_each_for_themselves(pages: Pages) -> None:
    pages.send("one", {"q1": "a"}, number=7, changed={"q1"})
    pages.send("two", {"q1": "b"}, number=1, changed={"q1"})

    assert pages.kept() == {"q1": "b"}


def test_of_many_pages_the_counters_of_the_latest_are_kept(pages: Pages) -> None:
    for number in range(MOST_PAGES + 3):
        pages.send(f"page{number}", {"q1": "a"}, number=1, changed={"q1"})
        pages.send("this", {"q1": "b"}, number=number + 1, changed={"q1"})

    pages.send("this", {"q1": "c"}, number=1, changed={"q1"})

    assert pages.kept() == {"q1": "b"}
    assert len(pages.course.only(Attempt).responses["pages"]) == MOST_PAGES


def test_without_scripts_all_that_is_given_counts(pages: Pages) -> None:
    pages.send("two", {"q1": "b", "q2": "b"}, seen=pages.seen())

    pages.send("one", {"q1": "a"}, seen=0)

    assert pages.kept() == {"q1": "a", "q2": "b"}


def test_without_scripts_a_blank_erases_where_nothing_was_saved_meanwhile(pages: Pages) -> None:
    pages.send("one", {"q1": "b", "q3": "ac"}, seen=pages.seen())

    pages.send("two", {"q1": "b"}, seen=pages.seen())

    assert pages.kept() == {"q1": "b"}


def test_without_scripts_a_page_gone_back_to_knows_what_it_has_saved_itself(pages: Pages) -> None:
    pages.send("one", {"q1": "b", "q3": "ac"}, seen=0)

    pages.send("one", {"q1": "b"}, seen=0)

    assert pages.kept() == {"q1": "b"}


def test_without_scripts_a_page_never_erases_what_another_has_saved_since(pages: Pages) -> None:
    pages.send("two", {"q3": "ac"}, seen=0)

    for _ in range(2):
        pages.send("one", {"q1": "b"}, seen=0)

    assert pages.kept() == {"q1": "b", "q3": "ac"}


def test_reading_on_elsewhere_changes_no_answers(pages: Pages) -> None:
    pages.send("one", {"q3": "ac"}, seen=0)
    seen = pages.seen()
    reading = Sent(chosen={}, page="reading", seen=seen)
    pages.course.attempts.save(pages.learner, pages.attempt, "p1", reading, to_the_end=True)

    pages.send("two", {}, seen=seen)

    assert pages.kept() == {}


def test_a_page_that_says_nothing_about_itself_erases_nothing(pages: Pages) -> None:
    pages.send("one", {"q1": "b"}, number=1, changed={"q1"})

    pages.send(None, {"q2": "b"})

    assert pages.kept() == {"q1": "b", "q2": "b"}


def test_answers_kept_before_pages_were_counted_can_be_gone_on_with(pages: Pages) -> None:
    with pages.course.tool.database.transaction() as session:
        old = {"chosen": {"p4-q1": ["b"]}, "read": ["p1"]}
        session.query(Attempt).one().responses = old

    pages.send("one", {"q1": "b", "q2": "b"}, seen=pages.seen())

    assert pages.kept() == {"q1": "b", "q2": "b"}
