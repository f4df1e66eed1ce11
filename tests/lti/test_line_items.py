"""The columns of a platform's gradebook: AGS 2.0 §3.2."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from demo.courses import LineItem, Review
from demo.platform import Platform
from lti_tool.learning.columns import Column
from lti_tool.lti.errors import DeliveryError, RefusedError, TryAgainError
from lti_tool.lti.line_items import (
    LINE_ITEM_SCOPE,
    MOST_PAGES,
    READING_SCOPE,
    LineItemService,
    LineItemsRef,
    NewLineItem,
)
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession
from tests.lti.conftest import registration_with
from tests.lti.gradebook import TOKEN
from tests.lti.rude_platform import Answer, ok, rude_platform

ALL = (LINE_ITEM_SCOPE, READING_SCOPE)
WANTED = NewLineItem(
    label="A",
    maximum=Decimal("12.5"),
    resource_link_id="7",
    resource_id="a",
    tag="activity",
    custom={"activity": "a"},
)
FAMILIES = pytest.mark.parametrize("family", ["default", "moodle"])


@pytest.fixture
def service(session: PlatformSession, tokens: AccessTokens) -> LineItemService:
    return LineItemService(session, tokens)


@pytest.fixture
def place(platform: Platform) -> Callable[..., LineItemsRef]:
    def place_of(scopes: tuple[str, ...] = ALL) -> LineItemsRef:
        return LineItemsRef(url=platform.addresses.line_items("2"), scopes=scopes)

    return place_of


Place = Callable[..., LineItemsRef]


def add(platform: Platform, *numbers: str, **given: Any) -> None:
    for number in numbers:
        values = {"course_id": "2", "label": f"Column {number}", "score_maximum": 10, **given}
        platform.line_items[number] = LineItem(id=number, **values)


@FAMILIES
def test_columns_are_listed_over_all_pages(
    service: LineItemService,
    registration: Registration,
    platform: Platform,
    place: Place,
    family: str,
) -> None:
    platform.family, platform.page_size = family, 2
    add(platform, "1", "2", "3", "4", "5", resource_id="a")
    add(platform, "6", resource_id="b")

    found = service.list_fitting(registration, place(), resource_id="a")

    assert [one.label for one in found] == [f"Column {number}" for number in "12345"]
    assert found[0] == Column(
        url=platform.addresses.line_item("2", "1"),
        label="Column 1",
        maximum=Decimal("10.0"),
        resource_link_id="",
        resource_id="a",
        tag="",
    )


@FAMILIES
def test_a_column_is_made_and_the_answer_says_which(
    service: LineItemService,
    registration: Registration,
    platform: Platform,
    place: Place,
    family: str,
) -> None:
    platform.family = family
    made = service.create(registration, place(), replace(WANTED, resource_link_id=""))
    assert made is not None
    (held,) = platform.line_items.values()
    assert made.url == platform.addresses.line_item("2", held.id)
    assert (held.label, held.score_maximum, held.resource_id, held.tag) == (
        "A",
        12.5,
        "a",
        "activity",
    )


@FAMILIES
def test_marking_a_column_keeps_all_that_is_there(
    service: LineItemService,
    registration: Registration,
    platform: Platform,
    place: Place,
    family: str,
) -> None:
    platform.family = family
    add(platform, "1", review=Review(label="Look", custom={"a": "b"}, statuses=("Completed",)))
    before, url = platform.line_items["1"], platform.addresses.line_item("2", "1")

    service.mark(registration, place(), url, resource_id="a", tag="activity")
    assert platform.line_items["1"] == replace(before, resource_id="a", tag="activity")

    service.mark(registration, place(), url, resource_id="b", tag="other")
    assert platform.line_items["1"].resource_id == "a"


def test_nothing_is_asked_for_that_the_platform_does_not_allow(
    service: LineItemService, registration: Registration, platform: Platform, place: Place
) -> None:
    with pytest.raises(RefusedError, match="does not allow looking"):
        service.list_fitting(registration, place(()))
    with pytest.raises(RefusedError, match="does not allow adding"):
        service.create(registration, place((READING_SCOPE,)), WANTED)
    with pytest.raises(RefusedError, match="does not allow adding"):
        service.mark(registration, place((READING_SCOPE,)), "x", resource_id="a", tag="b")
    assert platform.requests == []
    assert service.list_fitting(registration, place((LINE_ITEM_SCOPE,))) == ()


# ---- platforms that say what none should


def asked(
    answers: list[Answer],
    what: Callable[[Registration, LineItemsRef], Any],
) -> tuple[Any, list[bytes]]:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        found = what(registration, LineItemsRef(url=platform.url, scopes=ALL))
    return found, platform.requests[1:]


def listed(service: LineItemService, *answers: Answer, **wanted: str) -> tuple[Any, list[bytes]]:
    return asked([*answers], lambda terms, at: service.list_fitting(terms, at, **wanted))


def items(*entries: Any, link: str = "") -> bytes:
    return ok(json.dumps(entries).encode(), *([f"Link: {link}"] if link else []))


def item(**given: Any) -> dict[str, Any]:
    return {"id": "https://lms.example/1", "label": "A", "scoreMaximum": 10, **given}


def test_columns_are_asked_for_in_the_exact_media_type_and_keep_the_query(
    service: LineItemService,
) -> None:
    _, (seen,) = listed(service, items(), resource_link_id="a/1 &ü")
    lines = seen.split(b"\r\n")
    assert lines[0] == b"GET /services/1?type_id=2&resource_link_id=a%2F1%20%26%C3%BC HTTP/1.1"
    assert b"Accept: application/vnd.ims.lis.v2.lineitemcontainer+json" in lines


def test_the_next_page_is_asked_for_as_it_is_named(service: LineItemService) -> None:
    found, seen = listed(
        service,
        items(item(), link="</first>; rel=first, </More?P=2&amp;q=3>; rel=“next”"),
        items(item(id="https://lms.example/2")),
    )
    assert [one.url for one in found] == ["https://lms.example/1", "https://lms.example/2"]
    assert seen[1].startswith(b"GET /More?P=2&q=3 HTTP/1.1")


@pytest.mark.parametrize("link", ['</again>; rel="next"', '</services/1?type_id=2>; rel="next"'])
def test_pages_that_lead_in_a_circle_are_left(service: LineItemService, link: str) -> None:
    with pytest.raises(RefusedError, match="does not end"):
        listed(service, items(link=link))


def test_a_list_without_end_is_left(service: LineItemService) -> None:
    pages = [items(link=f'</page/{number}>; rel="next"') for number in range(MOST_PAGES + 1)]
    with pytest.raises(RefusedError, match="does not end"):
        listed(service, *pages)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "a",
        {},
        item(id=None),
        item(id=7),
        item(id="/1"),
        item(id="javascript:alert(1)"),
        item(resourceLinkId=["7"]),
        item(resourceLinkId="x" * 300),
        item(resourceLinkId=True),
    ],
)
def test_what_is_no_column_or_belongs_to_who_knows_what_is_passed_over(
    service: LineItemService, entry: Any
) -> None:
    assert listed(service, items(entry))[0] == ()


def test_a_column_may_say_little_and_its_link_may_be_a_number(service: LineItemService) -> None:
    (bare, numbered), _ = listed(
        service,
        items({"id": "https://lms.example/1"}, item(resourceLinkId=7, label=8, scoreMaximum="10")),
    )
    assert (bare.label, bare.maximum, bare.resource_link_id) == ("", None, "")
    assert (numbered.label, numbered.maximum, numbered.resource_link_id) == ("", None, "7")


@pytest.mark.parametrize("body", [b"", b"<br>", b"{}", b"null"])
def test_what_is_no_list_is_refused(service: LineItemService, body: bytes) -> None:
    with pytest.raises(RefusedError, match="could not be read"):
        listed(service, ok(body))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]"])
def test_a_column_that_was_made_may_be_unnamed(service: LineItemService, body: bytes) -> None:
    made, (seen,) = asked(
        [ok(body, status="201 Created")],
        lambda terms, at: service.create(terms, at, WANTED),
    )
    assert made is None
    head, _, sent = seen.partition(b"\r\n\r\n")
    assert b"Content-Type: application/vnd.ims.lis.v2.lineitem+json" in head.split(b"\r\n")
    assert json.loads(sent) == {
        "label": "A",
        "scoreMaximum": 12.5,
        "resourceLinkId": "7",
        "resourceId": "a",
        "tag": "activity",
        "submissionReview": {
            "reviewableStatus": ["InProgress", "Submitted", "Completed"],
            "label": "See the work",
            "custom": {"activity": "a"},
        },
    }


def test_what_goes_back_is_what_came_with_two_added(service: LineItemService) -> None:
    held = {
        "id": "http://x.example/1",
        "label": "Ä",
        "scoreMaximum": 12.25,
        "resourceLinkId": "7",
        "tag": "",
        "gradesReleased": False,
        "https://lms.example/own": {"deep": [1, None]},
    }
    _, (read, written) = asked(
        [ok(json.dumps(held).encode()), ok(b"")],
        lambda terms, at: service.mark(terms, at, at.url, resource_id="a", tag="activity"),
    )
    assert b"Accept: application/vnd.ims.lis.v2.lineitem+json" in read.split(b"\r\n")
    head, _, body = written.partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /services/1?type_id=2 HTTP/1.1")
    assert b"Content-Type: application/vnd.ims.lis.v2.lineitem+json" in head.split(b"\r\n")
    assert json.loads(body) == {**held, "resourceId": "a", "tag": "activity"}


def test_a_column_that_cannot_be_read_is_not_written(service: LineItemService) -> None:
    with pytest.raises(RefusedError, match="could not be read"):
        asked(
            [ok(b"[]")],
            lambda terms, at: service.mark(terms, at, at.url, resource_id="a", tag="b"),
        )


@pytest.mark.parametrize(("status", "kind"), [("502 Oh", TryAgainError), ("403 No", RefusedError)])
def test_a_failure_says_what_to_do(
    service: LineItemService, status: str, kind: type[DeliveryError]
) -> None:
    with pytest.raises(kind):
        listed(service, ok(b"", status=status))


def test_a_next_page_on_a_strange_host_is_not_asked_for(service: LineItemService) -> None:
    with pytest.raises(RefusedError, match="nobody has registered"):
        listed(service, items(link='<https://elsewhere.example/2>; rel="next"'))
