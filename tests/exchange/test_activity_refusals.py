from pathlib import Path

import pytest

from lti_tool.exchange.activities import read_activity
from tests.exchange.activity_texts import SMALL
from tests.exchange.refusals import line_of, refusal, written

FRONT = [
    ("code: small", "code: 1", '"code" is text; put its value in quotes.'),
    ("code: small", "code: Small Talk", "lower-case"),
    ("code: small\n", "", '"code" is missing.'),
    ("version: 1", "version: one", '"version" is a whole number.'),
    ("version: 1", "version: true", '"version" is a whole number.'),
    ("version: 1", "version: 0", "from 1 to"),
    ("version: 1", "version: 0x" + "f" * 9_000, '"version"'),
    ("version: 1", "version: " + "9" * 9_000, "not a number or a date that exists"),
    ("title: A small activity", "title: 2026-11-22", '"title" is text; put its value in quotes.'),
    ("title: A small activity", "title: no", '"title" is text; put its value in quotes.'),
    ("title: A small activity", 'title: "a\\0b"', "invisible character U+0000"),
    ("title: A small activity", 'title: "a\\nb"', "one line"),
    ("title: A small activity", 'title: "  "', "not empty"),
    ("title: A small activity", "title: " + "a" * 201, "at most 200 characters"),
    ("title: A small activity", "title:\n  deep:\n    deeper:\n      x: 1", "lists within lists"),
    ("kind: delivered", "kind: watched", "'delivered', 'experienced' or 'evidenced_against'"),
    ("minutes: 5", "minutes: 5.5", '"minutes" is a whole number.'),
    ("minutes: 5", "minutes: 0", "from 1 to 1440"),
    ("minutes: 5", "minutes: -5", '"minutes"'),
    ("filed: [D3]", "filed: []", "at least one"),
    ("filed: [D3]", "filed: D3", '"filed" is a list.'),
    ("filed: [D3]", "filed: [3]", '"filed" is text'),
    ("filed: [D3]", "filed: [D3, D3]", "more than once"),
    ("filed: [D3]", "filed: &a [D3]", "anchors"),
    ("filed: [D3]", "filed: *a", "anchors"),
    ("filed: [D3]", "filed: !!python/name:os.system", "tags"),
    ("filed: [D3]", "filed: [[D3], [D3, [D3]]]", "lists within lists"),
    ("filed: [D3]", "filed: [D3", "cannot be read"),
    ("mapped: [PO1, PO2]", "mapped: [PO1, PO2, PO3, PO4]", "at most 3"),
    ("scoring: knowledge_check", "scoring: attested", '"attested" is not supported yet'),
    ("scoring: knowledge_check", "scoring: completion", 'there is no "pass_mark"'),
    ("scoring: knowledge_check", "scoring: assessed", 'scoring assessed there is no "pass_mark"'),
    ("scoring: knowledge_check", "scoring: [luck]", '"scoring" is one of'),
    ("pass_mark: 70\n", "", '"pass_mark" is missing.'),
    ("tries: 3\n", "", '"tries" is missing.'),
    ("counts: best\n", "", '"counts" is missing.'),
    ("counts: best", "counts:", '"counts" is missing.'),
    ("counts: best", "counts: best\nprofessions: Nursing", '"professions" is a list.'),
    ("counts: best", "counts: best\nprofessions: [a, a]", "more than once"),
    ("pass_mark: 70", "pass_mark: 101", "from 1 to 100"),
    ("pass_mark: 70", "pass_mark: 70%", '"pass_mark" is a whole number.'),
    ("tries: 3", "tries: 0", "from 1 to 100"),
    ("tries: 3", "tries: often", "the words no limit"),
    ("tries: 3", "tries:", "the words no limit"),
    ("counts: best", "counts: first", "'best' or 'last'"),
    ("counts: best", "counts: best\ncounts: last", '"counts" is there twice'),
    ("counts: best", "count: best", 'the nearest is "counts"'),
    ("counts: best", "counts: best\n<<: {a: 1}", '"<<"'),
    ("counts: best", "counts: best\n? [a]\n: b", "one word"),
    ("reviewed_by:", "reviewed_by: Somebody", "together or not at all"),
    ("reviewed_on:", "reviewed_on: 2026-02-31", "a date that exists"),
    ("reviewed_on:", "reviewed_on: yesterday", '"reviewed_on" is a date'),
    ("review_due:", "review_due: 2027-01-01", "needs the date of the last review"),
    ("- Whom to ring", "- 7", '"check_locally" is text'),
]


@pytest.mark.parametrize(("good", "bad", "reason"), FRONT)
def test_front_matter_is_refused_with_its_line(
    folder: Path, good: str, bad: str, reason: str
) -> None:
    text = SMALL.replace(good, bad, 1)
    line, said = refusal(folder, text)
    assert reason in said
    if bad:
        first = line_of(text, bad)
        assert first <= line <= first + bad.count("\n") + 1


BODY = [
    ("# Reading: One person", "# Attestation: x", '"attestation" is not supported yet'),
    ("# Reading: One person", "# Dance: x", '"Dance: x" is not a part'),
    ("# Reading: One person", "# One person", '"One person" is not a part'),
    ("# Reading: One person", "# Reading:", "the title of a part is not empty"),
    ("# Reading: One person", "# Reading: " + "a" * 201, "at most 200 characters"),
    ("# Reading: One person", "One person", "a part begins with"),
    ("## A heading", "# A heading", '"A heading" is not a part'),
    ("More.", "A heading\n===", "two number signs or more"),
    ("More.", "- # A heading", "two number signs or more"),
    ("More.", "```\nMore.", "never closed"),
    ("More.", "~~~~\n# x\n~~~", "never closed"),
    ("More.", "<script>alert(1)</script>", "HTML"),
    ("More.", "more <b>and</b> more", "HTML"),
    ("More.", "![a picture](https://example.org/a.png)", "pictures are not supported yet"),
    ("More.", "[away](http://example.org)", "absolute https address"),
    ("More.", "[away](/v/1)", "absolute https address"),
    ("More.", "[away](javascript:alert)", "absolute https address"),
    ("More.", "[away](https:///nowhere)", "absolute https address"),
    ("More.", "[away](https://a@b.org)", "absolute https address"),
    ("More.", "[away](https://[::1)", "absolute https address"),
    ("More.", "<mailto:somebody@example.org>", "absolute https address"),
    ("More.", "first line\n[away][x]\n\n[x]: ftp://example.org", "absolute https address"),
    ("More.", "[](https://example.org)", "a link needs words"),
    ("More.", "a" * 20_001, "at most 20000 characters"),
    ("More.", "a\u2028b", "invisible character U+2028"),
    ("More.", "a\0b", "invisible character U+0000"),
    ("## Choose one", "## Choose two", '"Choose two" is not a question'),
    ("## Choose one", "### Choose one", "no headings inside"),
    ("## Choose one", "A word", "for the options of a question only"),
    ("Which comes first?", "", "a question needs a text"),
    ("Which comes first?", "[Which](http://a.b)?", "absolute https address"),
    ("- [x] This", "- [ ] This", "exactly one option is right; here 0 are"),
    ("- [ ] That", "- [x] That", "exactly one option is right; here 2 are"),
    ("- [ ] That\n  > Tempting.\n", "", "2 to 10 options"),
    ("- [ ] That", "- [ ] This", "the same text"),
    ("- [ ] That", "- [ ]", "an option is not empty"),
    ("- [ ] That", "- That", "an option is a line"),
    ("- [ ] That", "That", "an option is a line"),
    ("  > Tempting.", "", "an option needs feedback"),
    ("  > Tempting.", "  Tempting, but\n\n  no.", "an option is a line"),
    ("  > Tempting.", "  > Tempting,\n  but no.", "an option is a line"),
    ("  > Tempting.", "  > <b>Tempting</b>", "HTML"),
    ("  > Tempting.", "  > # Tempting", "no headings inside"),
    ("- [ ] Three", "- [x] Three", "at least one option is right and at least one is wrong"),
    ("It does.", "", "a question needs an explanation"),
    ("### Explanation\n\nIt", "It", "an option is a line"),
    ("### Explanation", "### Why", 'the only heading inside a question is "### Explanation"'),
    ("### Explanation", "#### Explanation", 'is "### Explanation"'),
]


@pytest.mark.parametrize(("good", "bad", "reason"), BODY)
def test_a_body_is_refused_with_its_line(folder: Path, good: str, bad: str, reason: str) -> None:
    text = SMALL.replace(good, bad, 1)
    line, said = refusal(folder, text)
    assert reason in said
    near = SMALL[: SMALL.index(good)].count("\n") + 1
    # What is missing is told at the heading of the question, a few lines above.
    assert near - 14 <= line <= near + bad.count("\n") + 12


def test_a_link_on_the_third_line_of_a_text_is_told_with_that_line(folder: Path) -> None:
    text = SMALL.replace("More.", "one\ntwo\nthree [away](http://example.org)")
    assert refusal(folder, text)[0] == line_of(text, "three")


def test_an_activity_needs_a_question_to_be_scored(folder: Path) -> None:
    text = SMALL[: SMALL.index("# Knowledge")]
    assert refusal(folder, text) == (
        line_of(text, "scoring"),
        "a knowledge check is worth 1 to 100 points, one for each question; this activity has 0.",
    )


def test_a_knowledge_check_needs_a_question(folder: Path) -> None:
    text = SMALL + "\n# Knowledge check: Empty\n"
    assert refusal(folder, text)[0] == line_of(text, "# Knowledge check: Empty")


def test_more_than_a_hundred_questions_are_refused(folder: Path) -> None:
    question = SMALL[SMALL.index("## Choose one") : SMALL.index("## Choose all")]
    assert "1 to 100 points" in refusal(folder, SMALL + "\n" + question * 99)[1]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "front matter"),
        (b"---\n", 1, "not closed"),
        (b"---\n---\n", 2, '"code" is missing'),
        (b"---\n- a\n---\n", 2, "list of lines"),
        (b"---\n" + b"a: b\n" * 5_000 + b"---\n", 1, "more than 20000 characters"),
        (b"\xef\xbb\xbf" + SMALL.encode(), 1, "byte order mark"),
        (SMALL.encode("utf-16"), 1, "UTF-16"),
        (SMALL.replace("One person", "M\xe9decin").encode("latin-1"), 23, "not UTF-8"),
        (SMALL.encode() + b"\0", SMALL.count("\n") + 1, "U+0000"),
        (SMALL.encode().replace(b"\n", b"\r"), 1, "U+000D"),
        (b"---\n" + b"[" * 10_000 + b"\n---\n", 2, "lists within lists"),
        (b"---\n" + b"- " * 9_000 + b"\n---\n", 2, "lists within lists"),
        (b"a" * 10_000_000, 1, "larger than 500 kB"),
    ],
)
def test_hostile_files_are_refused(
    folder: Path, content: str | bytes, line: int, reason: str
) -> None:
    where, said = refusal(folder, content)
    assert reason in said
    assert where == line


def test_a_yaml_bomb_is_refused_at_its_first_anchor(folder: Path) -> None:
    bomb = "---\na: &a [lol, lol]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    assert refusal(folder, bomb) == (2, "front matter has no anchors (&) and no aliases (*).")


@pytest.mark.parametrize("text", ["[" * 19_000, "*a " * 6_000, "> " * 9_000, "`" * 19_000])
def test_markdown_made_to_be_slow_is_read_in_time(folder: Path, text: str) -> None:
    read_activity(written(folder, SMALL.replace("More.", f"x{text}")))
