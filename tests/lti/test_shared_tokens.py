"""Several processes, each with tokens in memory, and the shelf that all of them share."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from demo.claims import SCORE
from demo.platform import Platform
from lti_tool.lti import tokens as module
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.token_shelf import KeptToken, ShelvedToken, TokenName
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession
from tests.lti.conftest import Clock, registration_with
from tests.lti.copies import TokensOfAll
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.test_token_renewal import short
from tests.lti.test_tokens import asked, at
from tests.store.threads import at_once

Start = Callable[[], AccessTokens]


@pytest.fixture
def tokens_of_all() -> TokensOfAll:
    return TokensOfAll()


@pytest.fixture
def start(
    session: PlatformSession, keys: ToolKeys, clock: Clock, tokens_of_all: TokensOfAll
) -> Start:
    """Start another process, or this one again."""
    return lambda: AccessTokens(session, keys, clock, tokens_of_all)


def name_of(registration: Registration) -> TokenName:
    return TokenName(
        registration_id=registration.id,
        auth_token_url=registration.auth_token_url,
        scopes=SCORE,
    )


def test_a_token_serves_other_processes_and_the_next_start(
    platform: Platform, start: Start, registration: Registration
) -> None:
    (only,) = {start().get(registration, [SCORE]) for _ in range(3)}

    assert only in platform.desk.tokens
    assert asked(platform) == 1


def test_while_the_own_token_lasts_the_shelf_is_not_asked(
    start: Start, registration: Registration, tokens_of_all: TokensOfAll
) -> None:
    process = start()
    process.get(registration, [SCORE])
    before = tokens_of_all.asked
    for _ in range(10):
        process.get(registration, [SCORE])

    assert tokens_of_all.asked == before


def test_processes_that_start_together_ask_once(
    platform: Platform, start: Start, registration: Registration
) -> None:
    platform.faults.delay = 0.3
    processes = [start() for _ in range(4)]
    found = at_once(
        *[lambda each=each: each.get(registration, [SCORE]) for each in processes for _ in range(4)]
    )

    assert len(set(found)) == 1
    assert asked(platform) == 1


def test_a_revoked_token_is_replaced_once_for_all(
    platform: Platform, start: Start, registration: Registration
) -> None:
    platform.faults.delay = 0.05
    processes = [start() for _ in range(4)]
    first = {each.get(registration, [SCORE]) for each in processes}.pop()

    def meet_a_401(process: AccessTokens) -> str:
        process.forget(registration, [SCORE], first)
        return process.get(registration, [SCORE])

    found = at_once(*[lambda each=each: meet_a_401(each) for each in processes for _ in range(4)])
    (second,) = set(found)
    assert second != first
    assert asked(platform) == 2
    assert start().get(registration, [SCORE]) == second


def test_a_token_that_was_refused_is_not_taken_from_the_shelf_again(
    start: Start, registration: Registration, tokens_of_all: TokensOfAll
) -> None:
    process = start()
    first = process.get(registration, [SCORE])
    shelved = dict(tokens_of_all.tokens)
    process.forget(registration, [SCORE], first)
    tokens_of_all.tokens = shelved  # as when another process was just keeping it

    assert process.get(registration, [SCORE]) != first


def test_a_newer_token_of_another_process_is_not_dropped(
    platform: Platform, start: Start, registration: Registration
) -> None:
    one, other = start(), start()
    first = one.get(registration, [SCORE])
    other.get(registration, [SCORE])
    one.forget(registration, [SCORE], first)
    second = one.get(registration, [SCORE])
    other.forget(registration, [SCORE], first)

    assert other.get(registration, [SCORE]) == second
    assert asked(platform) == 2


def test_one_process_renews_early_for_all(start: Start, clock: Clock) -> None:
    one, other = start(), start()
    with rude_platform([short("first"), short("second")]) as platform:
        registration = at(platform.url)
        assert [each.get(registration, [SCORE]) for each in (one, other)] == ["first"] * 2
        clock.move(seconds=31)
        assert one.get(registration, [SCORE]) == "second"
        assert other.get(registration, [SCORE]) == "second"

    assert len(platform.requests) == 2


def test_while_another_process_renews_the_token_that_lasts_serves(
    start: Start, clock: Clock, tokens_of_all: TokensOfAll
) -> None:
    process = start()
    with rude_platform([short("first")]) as platform:
        registration = at(platform.url)
        process.get(registration, [SCORE])
        clock.move(seconds=31)
        now = clock()
        assert tokens_of_all.ask(name_of(registration), now=now, until=now + timedelta(seconds=12))
        before = tokens_of_all.asked
        for _ in range(10):
            assert process.get(registration, [SCORE]) == "first"

    assert tokens_of_all.asked == before + 1, "it looks for the next one now and then"
    assert len(platform.requests) == 1


def test_a_process_that_died_while_it_asked_is_not_waited_for_long(
    platform: Platform,
    start: Start,
    registration: Registration,
    clock: Clock,
    tokens_of_all: TokensOfAll,
) -> None:
    tokens_of_all.ask(name_of(registration), now=clock(), until=clock() + timedelta(seconds=0.3))

    assert start().get(registration, [SCORE]) in platform.desk.tokens


def test_patience_with_another_process_has_an_end(
    start: Start,
    registration: Registration,
    clock: Clock,
    tokens_of_all: TokensOfAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    tokens_of_all.ask(name_of(registration), now=clock(), until=clock() + timedelta(minutes=1))

    with pytest.raises(TryAgainError, match="in time"):
        start().get(registration, [SCORE])


def test_after_a_failure_the_next_process_may_ask(
    platform: Platform, start: Start, registration: Registration
) -> None:
    platform.faults.token_status = 503
    with pytest.raises(TryAgainError):
        start().get(registration, [SCORE])
    platform.faults.token_status = None

    assert start().get(registration, [SCORE])


def test_where_the_shelf_cannot_be_reached_each_process_stands_on_its_own(
    platform: Platform, start: Start, registration: Registration, tokens_of_all: TokensOfAll
) -> None:
    tokens_of_all.is_broken = True
    one, other = start(), start()
    first = one.get(registration, [SCORE])
    assert one.get(registration, [SCORE]) == first
    assert other.get(registration, [SCORE]) != first
    one.forget(registration, [SCORE], first)

    assert one.get(registration, [SCORE]) != first
    assert asked(platform) == 3


def test_another_address_shares_nothing(start: Start, registration: Registration) -> None:
    first = start().get(registration, [SCORE])
    with rude_platform([ok(b'{"access_token": "new"}')]) as moved:
        replaced = registration_with(Platform(), auth_token_url=moved.url)

        assert start().get(replaced, [SCORE]) == "new" != first


def test_a_token_never_shows_itself(clock: Clock) -> None:
    kept = KeptToken(token="secret", renew_from=clock(), good_until=clock())

    assert "secret" not in repr(ShelvedToken(kept=kept, asking_until=None))
