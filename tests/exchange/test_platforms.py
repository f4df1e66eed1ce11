from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exchange.files import FileError
from lti_tool.exchange.platforms import read_family

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


def test_moodle_compares_whole_seconds() -> None:
    (rules,) = (read_family(path) for path in SHIPPED if path.stem == "moodle")
    assert rules.whole_seconds
    assert rules.clock_step == timedelta(seconds=1)


def test_every_platform_but_moodle_is_told_that_work_waits(path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    assert read_family(path).tells_progress
    shipped = {rules.family: rules.tells_progress for rules in map(read_family, SHIPPED)}
    assert shipped == {"default": True, "moodle": False}
