"""The page about platforms names every family that there are rules for."""

import pytest

from lti_tool.exchange.platforms import read_families
from lti_tool.learning.families import FamilyRules
from tests.house.sources import HOME

PAGE = (HOME / "docs" / "platforms.md").read_text()
FAMILIES = sorted(read_families(HOME / "config" / "platforms").values(), key=lambda one: one.family)


@pytest.mark.parametrize("rules", FAMILIES, ids=lambda rules: rules.family)
def test_the_page_has_a_line_for_course_admins_and_one_for_operators(rules: FamilyRules) -> None:
    name = rules.name.replace("Other platform", "other platforms")
    about = [line for line in PAGE.splitlines() if line.startswith(f"| **{name}**")]
    admins, operators = about
    assert f"(`{rules.family}`)" in operators
    assert ("| told" in admins) is rules.tells_progress
    assert ("| shown |" in admins) is (not rules.zero_note)
    assert f"| {rules.most_at_once} |" in operators
    assert rules.token_audience in operators
    for status in rules.answers.not_newer - {409}:
        assert str(status) in operators
