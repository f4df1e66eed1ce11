"""Claims on which nothing depends: taken where they can be used, passed over where they cannot."""

import pytest

from demo import claims
from lti_tool.lti.claims import read_launch
from tests.lti.test_claims import sent


@pytest.mark.parametrize(
    ("shared", "name"),
    [
        ({"name": "Sam Okafor", "given_name": "Samuel"}, "Sam Okafor"),
        ({"given_name": "Sam", "family_name": "Okafor"}, "Sam Okafor"),
        ({"name": " ", "given_name": "Sam", "family_name": "Okafor"}, "Sam Okafor"),
        ({"given_name": "Sam"}, "Sam"),
        ({"family_name": "Okafor"}, "Okafor"),
        ({"given_name": "Sam", "family_name": True}, "Sam"),
        ({"name": 5, "given_name": "", "family_name": "Okafor"}, "Okafor"),
        ({"name": 5}, None),
        ({"given_name": None, "family_name": " "}, None),
    ],
)
def test_a_name_is_what_the_platform_shares_of_it(
    shared: dict[str, object], name: str | None
) -> None:
    nothing = dict.fromkeys(("name", "given_name", "family_name"))

    assert read_launch(sent(**{**nothing, **shared})).name == name


@pytest.mark.parametrize("value", [5, True, 1.5, [], {}, ["a"], "a\x00", "\ud800", "x" * 10_001])
@pytest.mark.parametrize(
    "claim",
    [
        *("name", "given_name", "family_name", "email", "locale", "picture"),
        *("for_user", "lis", "nrps", "launch_presentation", "tool_platform"),
    ],
)
def test_claims_that_nobody_needs_refuse_nobody(claim: str, value: object) -> None:
    launch = read_launch(sent(**{claim: value}))

    assert launch.subject == "4"
    assert launch.custom["activity"] == "a-code"


@pytest.mark.parametrize("value", [5, True, [], {}, "a\x00"])
def test_members_that_nobody_needs_refuse_nobody(value: object) -> None:
    launch = read_launch(
        sent(
            context={"id": "2", "label": value, "type": value},
            resource_link={"id": "7", "description": value},
            ags={"scope": [claims.SCORE], "lineitem": "https://lms.test/1", "lineitems": value},
            launch_presentation=dict.fromkeys(
                ("locale", "document_target", "return_url", "height"), value
            ),
            tool_platform=dict.fromkeys(("guid", "name", "product_family_code"), value),
            for_user={"user_id": value},
        )
    )

    assert launch.scores is not None
    assert launch.scores.line_item == "https://lms.test/1"
    assert (launch.return_url, launch.platform_family) == (None, None)


@pytest.mark.parametrize("value", [5, True, [], {}, "a\x00", "\ud800", "x" * 10_001, " "])
def test_a_title_that_cannot_be_shown_is_none_and_stops_nobody(value: object) -> None:
    launch = read_launch(
        sent(
            context={"id": "2", "title": value, "label": value, "type": value},
            resource_link={"id": "7", "title": value},
        )
    )

    assert launch.context is not None
    assert launch.resource_link is not None
    assert (launch.context.id, launch.context.title) == ("2", None)
    assert (launch.resource_link.id, launch.resource_link.title) == ("7", None)
