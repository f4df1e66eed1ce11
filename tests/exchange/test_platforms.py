from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exchange.files import FileError
from lti_tool.exchange.platforms import read_families, read_family
from lti_tool.learning.families import Answers, family_called

SHIPPED = sorted((Path(__file__).parents[2] / "config" / "platforms").glob("*.toml"))
GOOD = """\
family = "good"
name = "Good"
clock_step_milliseconds = 1000
whole_seconds = true
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("platforms") / "good.toml"


def test_rules_are_read(path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    rules = read_family(path)
    assert (rules.family, rules.name) == ("good", "Good")
    assert rules.clock_step == timedelta(seconds=1)
    assert rules.whole_seconds


@pytest.mark.parametrize(
    ("good", "bad", "line", "reason"),
    [
        ('"good"', '"other"', 1, 'the rules of "other" are in a file of that name.'),
        ('"good"', '"Good"', 1, '"family"'),
        ('name = "Good"\n', "", 1, '"name" is missing.'),
        ('name = "Good"', 'nam = "Good"', 2, 'there is no key "nam"'),
        ("1000", "1500", 3, "whole seconds"),
        ("1000", "0", 3, '"clock_step_milliseconds"'),
        ("1000", "1.5", 3, "whole number"),
        ("1000", "9" * 5_000, 1, "cannot be read"),
        ("true", '"yes"', 4, "true or false"),
        ("true", "yes", 4, "not TOML"),
        ("true\n", "true\ntells_progress = 1\n", 5, "true or false"),
        ("true\n", "true\nerases = true\n", 5, 'there is no key "erases"'),
        ("true\n", "true\n[more]\na = 1\n", 5, 'there is no key "more"'),
        ("= true", "= true\nwhole_seconds = true", 5, "not TOML"),
        ("= true\n", "= " + "[" * 5_000 + "\n", 1, "cannot be read"),
        ("Good", "G\0od", 2, "U+0000"),
        ("true\n", "true\nproduct_family_codes = [1]\n", 5, "text"),
        ("true\n", 'true\nproduct_family_codes = [""]\n', 5, "empty"),
        ("true\n", 'true\naddresses = ["api/lti"]\n', 5, "addresses"),
        ("true\n", 'true\ntoken_audience = "no address"\n', 5, "token_audience"),
        ("true\n", "true\nlongest_comment = -1\n", 5, "longest_comment"),
        ("true\n", "true\nmost_at_once = 0\n", 5, "most_at_once"),
        ("true\n", 'true\nmost_per_second = "many"\n', 5, "whole number"),
        ("true\n", 'true\nzero_note = ""\n', 5, "empty"),
        ("true\n", "true\n[answers]\nnot_newer = [200]\n", 6, "not_newer"),
        ("true\n", "true\n[answers]\nnot_newer = 400\n", 6, '"not_newer" is a list.'),
        ("true\n", "true\n[answers]\nnot_newr = [400]\n", 6, 'the nearest is "not_newer"'),
        ("true\n", "true\n[answers]\nnot_newer = [422]\n", 6, "422 cannot mean both"),
        ("true\n", "true\n[score_extension]\nscoreGiven = {a = 1}\n", 5, "score_extension"),
        ("true\n", 'true\n[score_extension]\n"https://a.b/c" = 1\n', 5, "score_extension"),
        ("true\n", "true\n[picker_advice]\ntwo = []\n", 6, 'there is no key "two"'),
    ],
)
def test_wrong_rules_are_refused_with_their_line(
    path: Path, good: str, bad: str, line: int, reason: str
) -> None:
    path.write_text(GOOD.replace(good, bad), "utf-8")
    with pytest.raises(FileError) as refused:
        read_family(path)
    assert reason in refused.value.reason
    assert refused.value.line == line
    assert refused.value.file == path


@given(noise=st.text(max_size=10), place=st.integers(0, len(GOOD)), cut=st.integers(0, 10))
def test_whatever_happens_to_a_file_it_reads_or_is_refused(
    path: Path, noise: str, place: int, cut: int
) -> None:
    path.write_text(GOOD[:place] + noise + GOOD[place + cut :], "utf-8", newline="")
    try:
        assert read_family(path).family == "good"
    except FileError:
        return


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.stem)
def test_what_is_shipped_is_read(shipped: Path) -> None:
    rules = read_family(shipped)
    assert rules.family == shipped.stem


def test_what_is_left_out_is_as_the_careful_rules_say(path: Path) -> None:
    path.write_text(GOOD.replace("true", "false"), "utf-8")
    rules = read_family(path)
    careful = read_families(SHIPPED[0].parent)["default"]
    assert replace(rules, family="default", name=careful.name, advice=careful.advice) == careful


def test_every_key_is_read(path: Path) -> None:
    path.write_text(
        GOOD
        + """\
product_family_codes = ["Good", "good lms"]
addresses = ["/good/lti/"]
token_audience = "https://good.example/token"
tells_progress = false
longest_comment = 200
zero_note = "No 0 is shown."
zero_is_given = true
override_note = "It stays."
most_points = 50
most_at_once = 3
most_per_second = 7

[answers]
not_newer = [400]
not_this_person = [404]
new_token = [403]

[score_extension]
"https://good.example/extension" = { new = false, sort = "none" }
""",
        "utf-8",
    )
    rules = read_family(path)
    assert rules.product_family_codes == ("Good", "good lms")
    assert rules.addresses == ("/good/lti/",)
    assert (rules.token_audience, rules.tells_progress) == ("https://good.example/token", False)
    assert (rules.longest_comment, rules.zero_note) == (200, "No 0 is shown.")
    assert (rules.zero_is_given, rules.override_note) == (True, "It stays.")
    assert (rules.most_points, rules.most_at_once, rules.most_per_second) == (50, 3, 7)
    assert rules.answers == Answers(
        not_newer=frozenset({400}), not_this_person=frozenset({404}), new_token=frozenset({403})
    )
    assert rules.score_extension == {
        "https://good.example/extension": {"new": False, "sort": "none"}
    }


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ('product_family_codes = ["LMS"]', '"lms" is a code of good already.'),
        ('addresses = ["/api/LMS/"]', '"/api/lms/" is an address of good already.'),
    ],
)
def test_two_families_are_not_known_by_the_same(tmp_path: Path, mark: str, reason: str) -> None:
    for name in ("default", "good", "other"):
        text = GOOD.replace('"good"', f'"{name}"') + ("" if name == "default" else f"{mark}\n")
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    with pytest.raises(FileError) as refused:
        read_families(tmp_path)
    assert (refused.value.file.name, refused.value.line) == ("other.toml", 5)
    assert refused.value.reason == reason


@pytest.mark.parametrize("code", ["CANVAS", " canvas ", "canvas"])
def test_a_family_is_found_by_what_launches_call_it(code: str) -> None:
    families = read_families(SHIPPED[0].parent)
    assert family_called(families, code) == "canvas"
    assert [family_called(families, odd) for odd in ("default", "", None, "can")] == [None] * 4


def test_moodle_compares_whole_seconds() -> None:
    (rules,) = (read_family(path) for path in SHIPPED if path.stem == "moodle")
    assert rules.whole_seconds
    assert rules.clock_step == timedelta(seconds=1)
