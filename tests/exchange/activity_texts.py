"""A small activity file to break in tests, and activities of every sound shape."""

from datetime import date

from hypothesis import strategies as st

from lti_tool.learning.activities import (
    Activity,
    Choice,
    ChoiceQuestion,
    Counts,
    Kind,
    KnowledgeCheck,
    Option,
    Part,
    Reading,
    Scoring,
    option_key,
    part_key,
    question_key,
)

SMALL = """\
---
code: small
version: 1
title: A small activity
summary: Just enough to be one.
kind: delivered
minutes: 5
framework: enhance
filed: [D3]
mapped: [PO1, PO2]
tagged: [T1]
scoring: knowledge_check
pass_mark: 70
tries: 3
counts: best
reviewed_by:
reviewed_on:
review_due:
check_locally:
- Whom to ring
---

# Reading: One person

A text with [a link](https://www.nice.org.uk/guidance/ng56).

## A heading

More.

# Knowledge check: Two questions

A word before.

## Choose one

Which comes first?

- [x] This
  > Because.
  >
  > And because.

- [ ] That
  > Tempting.

### Explanation

It does.

## Choose all that apply

Which two?

- [x] One
  > Yes.

- [x] Two
  > Yes.

- [ ] Three
  > No.

### Explanation

They do.
"""

_characters = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs"),
    exclude_characters="\u2028\u2029\ufeff\ufffe\uffff",
)
_lines = (
    st.text(_characters, min_size=1, max_size=40)
    .map(lambda text: text.strip(" \t"))
    .filter(lambda text: text.strip() != "")
)
# Words that cannot be Markdown of a sort that is refused; what is refused has tests of its own.
_words = st.text("abc æ‽:;.,'\"()->*_0123456789&%", min_size=1, max_size=40).map(
    lambda text: f"w{text}".rstrip()
)
_paragraphs = st.lists(_words, min_size=1, max_size=3).map("\n".join)
_blocks = st.one_of(
    _paragraphs,
    st.just("- a list\n- of two\n\n  with more"),
    st.just("    indented = code"),
    st.just("```\n## not a heading\n# nor this\n```"),
    st.just("[a link](https://example.org/?a=b#c) and <https://example.org/>"),
    st.just("> quoted\n> twice"),
)
_texts = st.lists(_blocks, min_size=1, max_size=3).map("\n\n".join)
_check_texts = st.lists(
    _blocks.filter(lambda text: "#" not in text.replace("#c)", "")), min_size=1, max_size=3
).map("\n\n".join)
_reading_texts = st.lists(
    st.one_of(_texts, _words.map(lambda words: f"## {words}")), min_size=1, max_size=3
).map("\n\n".join)
_codes = st.lists(
    st.text("ABCDT.0123456789", min_size=1, max_size=5), unique=True, min_size=1, max_size=3
).map(tuple)


@st.composite
def _questions(draw: st.DrawFn, key: str) -> ChoiceQuestion:
    choice = draw(st.sampled_from(Choice))
    texts = draw(st.lists(_words, min_size=2, max_size=5, unique=True))
    right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1, max_size=len(texts) - 1))
    if choice is Choice.SINGLE:
        right = {min(right)}
    return ChoiceQuestion(
        key=key,
        text=draw(_check_texts),
        choice=choice,
        options=tuple(
            Option(
                key=option_key(number + 1),
                text=text,
                is_right=number in right,
                feedback=draw(_check_texts),
            )
            for number, text in enumerate(texts)
        ),
        explanation=draw(_check_texts),
    )


@st.composite
def _parts(draw: st.DrawFn, position: int) -> Part:
    key = part_key(position)
    title = draw(_lines)
    if position > 1 and draw(st.booleans()):
        return Reading(key=key, title=title, text=draw(_reading_texts))
    count = draw(st.integers(1, 3))
    return KnowledgeCheck(
        key=key,
        title=title,
        text=draw(st.one_of(st.just(""), _check_texts)),
        questions=tuple(draw(_questions(question_key(key, n))) for n in range(1, count + 1)),
    )


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """Sound activities, with whatever a title or a name may hold."""
    reviewed_on = draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)))
    due = st.none() | st.dates(date(2099, 1, 2), date(2199, 1, 1))
    return Activity(
        code=draw(st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)),
        version=draw(st.integers(1, 1_000_000)),
        title=draw(_lines),
        summary=draw(_lines),
        kind=draw(st.sampled_from(Kind)),
        minutes=draw(st.integers(1, 1440)),
        framework=draw(_lines),
        filed=draw(_codes),
        mapped=draw(st.just(()) | _codes),
        tagged=draw(st.just(()) | _codes),
        scoring=Scoring.KNOWLEDGE_CHECK,
        pass_mark=draw(st.integers(1, 100)),
        tries=draw(st.none() | st.integers(1, 100)),
        counts=draw(st.sampled_from(Counts)),
        parts=tuple(draw(_parts(n)) for n in range(1, draw(st.integers(1, 3)) + 1)),
        reviewed_by=draw(_lines) if reviewed_on else "",
        reviewed_on=reviewed_on,
        review_due=draw(due) if reviewed_on else None,
        check_locally=tuple(draw(st.lists(_lines, max_size=3))),
    )
