from typing import Any

import pytest

from demo import claims
from demo.claims import DEEP_LINKING_SETTINGS
from lti_tool.lti.claims import MessageType, read_launch
from tests.lti.test_claims import reason, sent


def settings(**changes: Any) -> dict[str, Any]:
    found = sent(claims.DEEP_LINKING)
    found[DEEP_LINKING_SETTINGS] |= changes
    return found


def test_a_deep_linking_request_is_read() -> None:
    launch = read_launch(settings(data="opaque ", title=5, text=True))

    assert launch.message_type is MessageType.DEEP_LINKING
    assert launch.resource_link is None
    assert launch.deep_linking is not None
    assert launch.deep_linking.accept_types == ("ltiResourceLink",)
    assert launch.deep_linking.accept_targets == ("frame", "iframe", "window")
    assert launch.deep_linking.accept_multiple
    assert launch.deep_linking.accept_line_item
    assert launch.deep_linking.data == "opaque "


def test_a_deep_linking_request_needs_no_target_and_no_placement() -> None:
    launch = read_launch(sent(claims.DEEP_LINKING, target_link_uri=None))

    assert launch.target_link_uri is None


def test_who_picks_need_not_be_named_and_is_then_somebody_new() -> None:
    """Rule 72."""
    found = {read_launch(sent(claims.DEEP_LINKING, sub=None)).subject for _ in range(3)}

    assert len(found) == 3
    assert all(len(subject) <= 255 for subject in found)


def test_settings_of_another_message_are_passed_over() -> None:
    assert read_launch(sent(deep_linking_settings={"accept_types": 1})).deep_linking is None


@pytest.mark.parametrize(
    ("told", "multiple", "line_item"),
    [
        ({"accept_multiple": None, "accept_lineitem": None}, False, True),
        ({"accept_multiple": True, "accept_lineitem": False}, True, False),
        ({"accept_multiple": "true", "accept_lineitem": "false"}, True, False),
        ({"accept_multiple": "false", "accept_lineitem": "true"}, False, True),
    ],
)
def test_what_a_platform_takes_back(
    told: dict[str, object], multiple: object, line_item: object
) -> None:
    found = read_launch(settings(**told)).deep_linking

    assert found is not None
    assert (found.accept_multiple, found.accept_line_item) == (multiple, line_item)


@pytest.mark.parametrize(
    ("types", "takes"),
    [(["html", "ltiResourceLink"], True), (["link", "html"], False), ([], False)],
)
def test_whether_a_platform_takes_links_at_all(types: list[str], takes: object) -> None:
    found = read_launch(settings(accept_types=types)).deep_linking

    assert found is not None
    assert found.takes_links is takes


def test_no_data_and_blank_data_are_told_apart() -> None:
    for data in (None, "", " "):
        found = read_launch(settings(data=data)).deep_linking
        assert found is not None
        assert found.data == data


@pytest.mark.parametrize(
    ("told", "slug"),
    [
        ({"deep_link_return_url": None}, "deep-link-return-url-missing"),
        ({"deep_link_return_url": "javascript:alert(1)"}, "deep-link-return-url-wrong"),
        ({"accept_types": None}, "accept-types-missing"),
        ({"accept_types": "ltiResourceLink"}, "accept-types-wrong"),
        (
            {"accept_presentation_document_targets": None},
            "accept-presentation-document-targets-missing",
        ),
        ({"accept_multiple": "yes"}, "accept-multiple-wrong"),
        ({"accept_multiple": 1}, "accept-multiple-wrong"),
        ({"accept_lineitem": {}}, "accept-lineitem-wrong"),
        ({"data": {"a": 1}}, "data-wrong"),
        ({"data": "x" * 100_001}, "data-wrong"),
    ],
)
def test_settings_have_to_be_right(told: dict[str, object], slug: str) -> None:
    assert reason(settings(**told)) == f"deep-linking-settings-{slug}"


def test_a_deep_linking_request_needs_settings() -> None:
    found = sent(claims.DEEP_LINKING, deep_linking_settings=None)

    assert reason(found) == "deep-linking-settings-missing"
