"""Activities of every sound shape, with whatever their texts may hold."""

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from lti_tool.learning.activities import (
    Activity,
    Choice,
    ChoiceQuestion,
    Counts,
    Elsewhere,
    FileType,
    Kind,
    KnowledgeCheck,
    Log,
    MatchingQuestion,
    Option,
    OrderingQuestion,
    Pair,
    Part,
    Prompt,
    Question,
    Reading,
    Reflection,
    Scoring,
    ShortAnswerQuestion,
    Upload,
    option_key,
    part_key,
    prompt_key,
    question_key,
)
from lti_tool.learning.answers import normalised
from lti_tool.learning.prompts import PROMPT_SETS, prompts_named
from lti_tool.learning.rubrics import Criterion, RubricLevel, criterion_key

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
_names = st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
_codes = st.lists(
    st.text("ABCDT.0123456789", min_size=1, max_size=5), unique=True, min_size=1, max_size=3
).map(tuple)


# What begins the answers of a question cannot be in the text before them.
_plain_texts = st.lists(_paragraphs, min_size=1, max_size=3).map("\n\n".join)
_maybe = st.one_of(st.just(""), _check_texts)
_word_lists = st.lists(_words, min_size=2, max_size=5, unique=True)


@st.composite
def _choices(draw: st.DrawFn, key: str) -> ChoiceQuestion:
    choice = draw(st.sampled_from(Choice))
    texts = draw(_word_lists)
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
def _matchings(draw: st.DrawFn, key: str) -> MatchingQuestion:
    lefts = draw(_word_lists)
    rights = draw(st.lists(_words, min_size=len(lefts), max_size=len(lefts)))
    return MatchingQuestion(
        key=key,
        text=draw(_plain_texts),
        pairs=tuple(
            Pair(key=option_key(n), left=left, right=right, feedback=draw(_check_texts))
            for n, (left, right) in enumerate(zip(lefts, (*rights[1:], "=w ="), strict=True), 1)
        ),
        explanation=draw(_check_texts),
    )


@st.composite
def _orderings(draw: st.DrawFn, key: str) -> OrderingQuestion:
    return OrderingQuestion(
        key=key,
        text=draw(_plain_texts),
        steps=tuple(draw(_word_lists)),
        explanation=draw(_check_texts),
    )


@st.composite
def _short_answers(draw: st.DrawFn, key: str) -> ShortAnswerQuestion:
    forms = st.lists(_words, min_size=1, max_size=5, unique_by=normalised)
    return ShortAnswerQuestion(
        key=key,
        text=draw(_plain_texts),
        accepted=tuple(draw(forms)),
        feedback=draw(_check_texts),
        feedback_otherwise=draw(_check_texts),
        explanation=draw(_check_texts),
    )


@cache  # Hypothesis looks at a strategy anew each time that it is built
def _questions(key: str) -> st.SearchStrategy[Question]:
    return st.one_of(_choices(key), _matchings(key), _orderings(key), _short_answers(key))


@st.composite
def _checks(draw: st.DrawFn, key: str) -> KnowledgeCheck:
    count = draw(st.integers(1, 3))
    return KnowledgeCheck(
        key=key,
        title=draw(_lines),
        text=draw(_maybe),
        questions=tuple(draw(_questions(question_key(key, n))) for n in range(1, count + 1)),
    )


@st.composite
def _prompts(draw: st.DrawFn, key: str) -> Prompt:
    advised = draw(st.none() | st.integers(1, 2_000))
    return Prompt(key=key, text=draw(_words), hint=draw(_maybe), least_words=advised)


@st.composite
def _reflections(draw: st.DrawFn, key: str) -> Reflection:
    named = draw(st.none() | st.sampled_from(sorted(PROMPT_SETS)))
    keys = [prompt_key(key, n) for n in range(1, draw(st.integers(1, 4)) + 1)]
    return Reflection(
        key=key,
        title=draw(_lines),
        text=draw(_maybe),
        prompts=tuple(draw(_prompts(one)) for one in keys)
        if named is None
        else prompts_named(named, key, draw(st.none() | st.integers(1, 2_000))),
        prompt_set=named,
    )


def _readings(key: str) -> st.SearchStrategy[Reading]:
    return st.builds(Reading, key=st.just(key), title=_lines, text=_reading_texts)


def _resources(key: str) -> st.SearchStrategy[Elsewhere]:
    return st.builds(
        Elsewhere,
        key=st.just(key),
        title=_lines,
        text=_reading_texts,
        link_text=_words,
        address=st.sampled_from(
            ["https://example.org", "https://example.org/a_(b)?c=(d)#e", "https://[::1]:8/x)"]
        ),
        prompt=_prompts(prompt_key(key, 1)),
    )


@st.composite
def _logs(draw: st.DrawFn, key: str) -> Log:
    entries = draw(st.none() | st.integers(1, 100))
    quarters = st.integers(1, 4_000).map(lambda number: Decimal(number) / 4)
    hours = draw(quarters if entries is None else st.none() | quarters)
    return Log(
        key=key,
        title=draw(_lines),
        text=draw(_reading_texts),
        least_entries=entries,
        least_hours=hours,
    )


@st.composite
def _uploads(draw: st.DrawFn, key: str) -> Upload:
    least = draw(st.integers(1, 10))
    types = draw(st.lists(st.sampled_from(FileType), min_size=1, unique=True))
    return Upload(
        key=key,
        title=draw(_lines),
        text=draw(_reading_texts),
        least=least,
        most=draw(st.integers(least, 10)),
        types=tuple(types),
    )


@cache
def _parts(position: int) -> st.SearchStrategy[Part]:
    key = part_key(position)
    return st.one_of(
        *(sort(key) for sort in (_checks, _readings, _resources, _reflections, _logs, _uploads))
    )


@st.composite
def _criteria(draw: st.DrawFn, key: str, title: str) -> Criterion:
    points = st.lists(st.integers(0, 12), min_size=2, max_size=6, unique=True)
    return Criterion(
        key=key,
        title=title,
        levels=tuple(
            RubricLevel(points=one, text=draw(_words))
            for one in sorted(draw(points), reverse=draw(st.booleans()))
        ),
    )


def _rubrics() -> st.SearchStrategy[tuple[Criterion, ...]]:
    titles = st.lists(_lines, min_size=1, max_size=8, unique=True)
    return titles.flatmap(
        lambda said: st.tuples(*(_criteria(criterion_key(n), one) for n, one in enumerate(said, 1)))
    )


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """Sound activities, with whatever a title or a name may hold."""
    reviewed_on = draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)))
    due = st.none() | st.dates(date(2099, 1, 2), date(2199, 1, 1))
    parts = [draw(_parts(n)) for n in range(1, draw(st.integers(1, 3)) + 1)]
    scoring = draw(st.sampled_from(Scoring))
    marked = scoring is Scoring.KNOWLEDGE_CHECK
    if marked:
        parts.append(draw(_checks(part_key(len(parts) + 1))))
    if scoring is Scoring.ASSESSED:
        parts.append(draw(_reflections(part_key(len(parts) + 1))))
    return Activity(
        code=draw(_names),
        version=draw(st.integers(1, 1_000_000)),
        title=draw(_lines),
        summary=draw(_lines),
        kind=draw(st.sampled_from(Kind)),
        minutes=draw(st.integers(1, 1440)),
        framework=draw(_lines),
        filed=draw(_codes),
        mapped=draw(st.just(()) | _codes),
        tagged=draw(st.just(()) | _codes),
        scoring=scoring,
        pass_mark=draw(st.integers(1, 100)) if marked else None,
        tries=draw(st.none() | st.integers(1, 100)) if marked else None,
        counts=draw(st.sampled_from(Counts)) if marked else None,
        parts=tuple(parts),
        rubric=draw(_rubrics()) if scoring is Scoring.ASSESSED else (),
        professions=tuple(draw(st.lists(_lines, max_size=3, unique=True))),
        reviewed_by=draw(_lines) if reviewed_on else "",
        reviewed_on=reviewed_on,
        review_due=draw(due) if reviewed_on else None,
        check_locally=tuple(draw(st.lists(_lines, max_size=3))),
    )
