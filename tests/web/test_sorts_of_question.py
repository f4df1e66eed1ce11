"""Every sort of question, from its fields to its feedback."""

import html
from dataclasses import dataclass

import pytest

from demo.platform import Platform
from lti_tool.learning.activities import (
    Activity,
    KnowledgeCheck,
    MatchingQuestion,
    OrderingQuestion,
    Question,
    QuestionSort,
    ShortAnswerQuestion,
)
from lti_tool.learning.questions import matched
from tests.builders import Browser, place
from tests.web.refusals import words
from tests.web.walker import activity_of, begin, fields_of, right_fields

CODE = "breathing-easier-wasting-less"
SORTS = [QuestionSort.MATCHING, QuestionSort.ORDERING, QuestionSort.SHORT_ANSWER]


@dataclass
class Doing:
    """An attempt at an activity that has every sort of question."""

    browser: Browser
    activity: Activity

    def question(self, sort: QuestionSort) -> Question:
        return next(one for one in self.activity.questions if one.sort is sort)

    def page_of(self, question: Question, attempt: int = 1) -> str:
        return f"/attempts/{attempt}/parts/{question.key.partition('-')[0]}"

    def result(self, question: Question, given: list[str], attempt: int = 1) -> str:
        """Answer everything else right; what the result says."""
        for part in self.activity.parts:
            fields = fields_of(part)
            if isinstance(part, KnowledgeCheck) and question in part.questions:
                fields[question.key] = given
            self.browser.get(f"/attempts/{attempt}/parts/{part.key}")
            self.browser.post(f"/attempts/{attempt}/parts/{part.key}", fields)
        self.browser.get(f"/attempts/{attempt}/check")
        return html.unescape(words(self.browser.post(f"/attempts/{attempt}/check")))


@pytest.fixture
def doing(browser: Browser, platform: Platform) -> Doing:
    activity = activity_of(browser, CODE)
    begin(browser, place(platform, activity=CODE, points=activity.points))
    return Doing(browser, activity)


def wrong(question: Question) -> list[str]:
    """A whole answer that is not right."""
    if isinstance(question, ShortAnswerQuestion):
        return ["Something else"]
    if isinstance(question, OrderingQuestion):
        return [matched(key, str(n)) for n, key in enumerate(reversed(question.right), start=1)]
    assert isinstance(question, MatchingQuestion)
    rights = [one.key for one in question.shown]
    pairs = dict(one.split("=") for one in question.right)
    return [matched(left, next(r for r in rights if r != right)) for left, right in pairs.items()]


@pytest.mark.parametrize("sort", SORTS)
def test_an_answer_is_there_again_on_its_page(doing: Doing, sort: QuestionSort) -> None:
    question = doing.question(sort)
    path = doing.page_of(question)
    doing.browser.get(path)
    answer = {question.key: right_fields(question), "changed": question.key, "n": "1"}

    assert doing.browser.post(f"{path}/draft", answer).status_code == 200

    page = doing.browser.get(path).text
    if sort is QuestionSort.SHORT_ANSWER:
        assert f'value="{html.escape(right_fields(question)[0])}"' in page
    else:
        for value in right_fields(question):
            assert f'<option value="{value}" selected>' in page


@pytest.mark.parametrize("sort", SORTS)
def test_a_right_answer_earns_its_mark_and_is_explained(doing: Doing, sort: QuestionSort) -> None:
    question = doing.question(sort)
    points = doing.activity.points

    assert f"{points} of {points}: passed" in doing.result(question, right_fields(question))


@pytest.mark.parametrize("sort", SORTS)
def test_a_wrong_answer_tells_nothing_of_the_right_one_while_another_try_could_use_it(
    doing: Doing, sort: QuestionSort
) -> None:
    question = doing.question(sort)
    assert doing.activity.tries is None or doing.activity.tries > 1

    doing.result(question, wrong(question))

    page = doing.browser.get("/attempts/1/result").text
    said = html.unescape(words(doing.browser.get("/attempts/1/result")))
    assert f"{doing.activity.points - 1} of {doing.activity.points}" in said
    assert "Right:" not in said
    assert "tool-answer--missed" not in page
    if isinstance(question, ShortAnswerQuestion):
        assert question.feedback.split(".")[0] not in said
    if isinstance(question, MatchingQuestion):
        assert all(pair.feedback.split(".")[0] not in said for pair in question.pairs)


@pytest.mark.parametrize("sort", SORTS)
def test_when_right_answers_may_be_shown_they_are(doing: Doing, sort: QuestionSort) -> None:
    question = doing.question(sort)
    doing.result(question, wrong(question))
    doing.browser.get("/activity")
    doing.browser.post("/attempts")

    doing.result(question, right_fields(question), attempt=2)

    assert "Right:" in words(doing.browser.get("/attempts/1/result"))


def test_an_order_that_is_not_finished_is_kept_as_far_as_it_has_got(doing: Doing) -> None:
    question = doing.question(QuestionSort.ORDERING)
    assert isinstance(question, OrderingQuestion)
    path = doing.page_of(question)
    doing.browser.get(path)
    first, second = question.right[:2]
    twice = [matched(first, "2"), matched(second, "2"), "", "z=1", f"{first}=99"]

    doing.browser.post(f"{path}/draft", {question.key: twice, "changed": question.key, "n": "1"})

    page = doing.browser.get(path).text
    assert f'<option value="{first}=2" selected>' in page
    assert f'<option value="{second}=2" selected>' in page
    assert "Not complete yet" in words(doing.browser.get("/attempts/1/check"))


def test_a_short_answer_that_is_too_long_is_refused_beside_its_field(doing: Doing) -> None:
    question = doing.question(QuestionSort.SHORT_ANSWER)
    path = doing.page_of(question)
    doing.browser.get(path)

    page = doing.browser.post(path, {question.key: "x" * 201})

    assert page.status_code == 422
    assert "Use 200 characters or fewer; this has 201" in words(page)
    assert "x" * 201 in page.text
