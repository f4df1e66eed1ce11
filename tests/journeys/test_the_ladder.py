"""Whatever the browser does with cookies, tabs and the order of answers, the learner arrives."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Frame, Page, Request, Route, expect

from demo.authentication import Launch
from demo.claims import RESOURCE_LINK
from demo.courses import Link
from tests.journeys.chromium import LONGEST_WAIT_MS, Complaints, Cookies
from tests.journeys.servers import COURSE, SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    then_the_score_is_in_the_gradebook,
    when_the_learner_does_everything,
)
from tests.journeys.test_side_by_side import given_two_frames_on_one_page

REGIMES = pytest.mark.parametrize(
    "cookies",
    [
        pytest.param(Cookies.PARTITIONED, id="partitioned"),
        pytest.param(Cookies.ALLOWED, id="allowed", marks=pytest.mark.long),
        pytest.param(Cookies.NONE, id="none", marks=pytest.mark.long),
    ],
)
MOST_LOGINS = 20
MOST_BYTES = 8_000
"""What servers and proxies take of all headers of a request, at the least."""

SENT = """([address, fields]) => {
    const form = document.createElement("form");
    Object.assign(form, {method: "post", action: address});
    for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    }
    document.body.append(form);
    form.submit();
}"""

Fields = dict[str, str]


# ---- several at once


@contextmanager
def launches_held_back(page: Page, lms: Lms) -> Iterator[list[Route]]:
    """The platform's answers, on their way to the tool and not there yet."""
    held: list[Route] = []
    address = f"{lms.tool_url}/lti/launch"
    page.context.route(address, lambda one: held.append(one))  # noqa: PLW0108  # no built-in
    yield held
    page.context.unroute(address)


def then_so_many_are_held_back(page: Page, held: list[Route], number: int) -> None:
    for _ in range(LONGEST_WAIT_MS // 50):
        if len(held) == number:
            return
        page.wait_for_timeout(50)
    raise AssertionError(held)


@REGIMES
def test_answers_that_come_in_reverse_order_all_arrive(page: Page, lms: Lms) -> None:
    links = [given_an_activity_in_the_course(lms) for _ in range(3)]
    tabs = [page.context.new_page() for _ in links]

    with launches_held_back(page, lms) as held:
        for number, (tab, link) in enumerate(zip(tabs, links, strict=True), start=1):
            tab.goto(lms.launch(SAM, link), wait_until="commit")
            then_so_many_are_held_back(tab, held, number)
        for answer in reversed(held):
            answer.continue_()
        for tab in tabs:
            tab.wait_for_url(f"{lms.tool_url}/v/**")

    assert len({tab.url for tab in tabs}) == len(tabs)
    for tab in tabs:
        tab.reload()
        then_it_is_the_visit_of(tab.main_frame, SAM)


def arrived(page: Page, frame: Frame) -> Frame:
    """Where the learner is: in the frame, or by one click in a tab that it opens."""
    content = frame.get_by_role("heading", level=1)
    expect(content).to_be_visible()
    if content.inner_text() != "Open in a new tab":
        return frame
    page.bring_to_front()  # a browser drops clicks into frames of a tab that nobody looks at
    with page.context.expect_page() as opened:
        frame.get_by_role("button", name="Open in a new tab").click()
    return opened.value.main_frame


@REGIMES
def test_two_frames_and_a_tab_at_once_are_three_places_to_work(page: Page, lms: Lms) -> None:
    first, second, third = (given_an_activity_in_the_course(lms) for _ in range(3))
    frames = given_two_frames_on_one_page(
        page, lms, lms.launch(SAM, first), lms.launch(SAM, second)
    )
    tab = page.context.new_page()
    tab.goto(lms.launch(SAM, third))

    views = [*(arrived(page, frame) for frame in frames), tab.main_frame]

    for view in reversed(views):
        then_it_is_the_visit_of(view, SAM)
    assert len({view.url for view in views}) == len(views)
    views[0].page.bring_to_front()
    when_the_learner_does_everything(views[0])
    then_the_score_is_in_the_gradebook(views[0])


# ---- the same thing twice


def test_a_launch_that_is_sent_again_says_how_to_go_on(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    """As when the browser's reload sends the platform's form once more."""
    complaints.expect("status of 4")
    link = given_an_activity_in_the_course(lms)
    sent: list[Request] = []
    page.context.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    page.goto(lms.launch(SAM, link))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    then_it_is_the_visit_of(page.main_frame, SAM)
    visit = page.url
    (launch,) = [one for one in sent if one.url == f"{lms.tool_url}/lti/launch"]

    page.goto(lms.course(SAM))
    when_this_is_posted(page, lms, dict(parse_qsl(launch.post_data or "")))

    expect(page.get_by_role("heading", level=1)).to_have_text("The activity could not be opened")
    expect(page.get_by_role("main")).to_contain_text("course")
    page.goto(visit)
    then_it_is_the_visit_of(page.main_frame, SAM)
    page.reload()
    then_it_is_the_visit_of(page.main_frame, SAM)


# ---- many that were begun


def when_this_is_posted(page: Page, lms: Lms, fields: Fields) -> None:
    with page.expect_navigation():
        page.evaluate(SENT, [f"{lms.tool_url}/lti/launch", fields])


def when_logins_are_begun(page: Page, lms: Lms, link: Link, many: int) -> list[Fields]:
    """Begin logins that the platform does not answer yet: what it will answer each of them with."""
    address = lms.platform.addresses.authentication
    asked: list[Fields] = []

    def note(one: Request) -> None:
        if one.url.startswith(address):
            asked.append(dict(parse_qsl(urlsplit(one.url).query)))

    page.context.on("request", note)
    begun = lms.platform.begin(
        Launch(person_id=SAM, course_id=COURSE, message_type=RESOURCE_LINK, link_id=link.id)
    )
    for number in range(many):
        query = urlencode({**begun, "lti_message_hint": f"no-such-hint-{number}"})
        page.goto(f"{lms.tool_url}/lti/login?{query}")
    page.context.remove_listener("request", note)
    assert len(asked) == many
    return [
        {
            "state": one["state"],
            "id_token": lms.platform.sign(lms.platform.claims(SAM, link, nonce=one["nonce"])),
        }
        for one in asked
    ]


@pytest.mark.long
def test_of_many_logins_that_wait_twenty_still_lead_to_the_activity(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 4", "favicon")
    link = given_an_activity_in_the_course(lms)
    launches = when_logins_are_begun(page, lms, link, MOST_LOGINS + 2)
    largest = 0

    for launch in (launches[-1], launches[-MOST_LOGINS]):
        page.goto(lms.course(SAM))
        with page.expect_request(f"{lms.tool_url}/lti/launch") as seen:
            when_this_is_posted(page, lms, launch)
        headers = seen.value.all_headers()
        largest = max(largest, sum(len(name) + len(value) for name, value in headers.items()))
        page.wait_for_url(f"{lms.tool_url}/v/**")
        then_it_is_the_visit_of(page.main_frame, SAM)

    assert MOST_LOGINS * 60 < largest < MOST_BYTES
    page.goto(lms.course(SAM))
    when_this_is_posted(page, lms, launches[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("The activity could not be opened")
    expect(page.get_by_text("Reference:")).to_be_visible()
