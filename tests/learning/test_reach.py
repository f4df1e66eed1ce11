"""What the activities of a course reach of a framework, and what they leave out."""

from lti_tool.learning.frameworks import Use
from lti_tool.learning.reach import reach
from tests.learning.listed import a_listing
from tests.learning.sound import FRAMEWORK


def test_each_level_says_how_many_items_are_reached_and_which_are_missing() -> None:
    found = reach([a_listing("a", filed=("D1",), mapped=("O1",))], FRAMEWORK)

    filed = next(one for one in found.levels if one.level.use is Use.FILED)
    assert (filed.reached, len(filed.items)) == (1, 2)
    assert [item.code for item in filed.missing] == ["D2"]
    mapped = next(one for one in found.levels if one.level.use is Use.MAPPED)
    assert (mapped.reached, mapped.missing) == (1, ())
    tagged = next(one for one in found.levels if one.level.use is Use.TAGGED)
    assert tagged.reached == 0


def test_each_item_names_the_activities_that_reach_it() -> None:
    one, two = a_listing("a", filed=("D1", "D2")), a_listing("b", filed=("D1",), tagged=("T1",))

    items = {
        each.item.code: each
        for level in reach([one, two], FRAMEWORK).levels
        for each in level.items
    }

    assert items["D1"].activities == (one, two)
    assert items["D2"].activities == (one,)
    assert items["T1"].activities == (two,)


def test_activities_of_another_framework_do_not_count() -> None:
    found = reach([a_listing("a", filed=("D1",), framework="another")], FRAMEWORK)

    assert {level.reached for level in found.levels} == {0}


def test_a_course_without_activities_lacks_everything() -> None:
    assert all(len(one.missing) == len(one.items) for one in reach([], FRAMEWORK).levels)
