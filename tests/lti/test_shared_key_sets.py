"""Several processes, each with key sets of its own, and the copies that all of them share."""

from datetime import timedelta

import pytest

from demo.platform import Platform
from lti_tool.lti import key_set_turns
from lti_tool.lti import key_sets as module
from lti_tool.lti.errors import KeySetUnavailableError
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.transport import PlatformSession
from tests.lti.conftest import Clock
from tests.lti.copies import NOTHING, CopiesOfAll
from tests.lti.test_key_sets import KID, fetched, find, unknown
from tests.store.threads import at_once


@pytest.fixture
def url(platform: Platform) -> str:
    return platform.addresses.key_set


@pytest.fixture
def other(session: PlatformSession, clock: Clock, shelf: CopiesOfAll) -> KeySets:
    """The key sets of another process, or of this one after it was started again."""
    return KeySets(session, clock, shelf)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_set_turns, "PATIENCE_SECONDS", 0.2)


# ---- copies


def test_a_copy_of_another_process_saves_the_fetch(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str
) -> None:
    find(key_sets, url)
    find(other, url)

    assert fetched(platform) == 1


def test_while_the_own_copy_is_fresh_nobody_is_asked(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    find(key_sets, url)
    asked = shelf.asked
    for _ in range(10):
        find(key_sets, url)

    assert (shelf.asked, fetched(platform)) == (asked, 1)


def test_a_fresher_copy_of_another_process_takes_the_place_of_a_stale_one(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url)
    clock.move(minutes=61)
    find(other, url)
    find(key_sets, url)

    assert fetched(platform) == 2


def test_a_new_key_that_another_process_has_seen_costs_no_look(
    platform: Platform, key_sets: KeySets, other: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    find(key_sets, url)
    find(other, url)
    platform.rotate_keys()
    new = platform.key_pairs[-1].kid
    find(other, url, new)
    find(key_sets, url, new)

    assert fetched(platform) == 2
    assert shelf.looks.total() == 1


def test_made_up_keys_are_counted_for_all_processes_together(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str
) -> None:
    find(key_sets, url)
    for number in range(10):
        for process in (key_sets, other):
            assert unknown(process, url, f"made-up-{number}") == "key-unknown"

    assert fetched(platform) == 4


def test_many_who_ask_for_a_new_key_at_once_share_the_looks(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    find(key_sets, url)
    platform.faults.delay = 0.3
    at_once(*[lambda: unknown(key_sets, url, "made-up")] * 8)

    # What was asked for before somebody came need not hold what they were signed with: one more
    # look serves all of them.
    assert shelf.looks.total() in {1, 2}
    assert fetched(platform) == 1 + shelf.looks.total()


# ---- a platform that is down


def test_the_last_good_copy_serves_after_a_restart(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url)
    platform.faults.key_set_status = 503
    clock.move(hours=20)

    assert find(other, url)
    assert find(other, url)
    assert fetched(platform) == 2


def test_while_the_platform_is_down_the_shelf_is_not_asked_at_every_launch(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    find(key_sets, url)
    platform.faults.key_set_status = 503
    clock.move(hours=2)
    find(key_sets, url)
    asked = shelf.asked
    for _ in range(5):
        find(key_sets, url)

    assert shelf.asked == asked


def test_a_failure_of_one_process_spares_the_others(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str
) -> None:
    platform.faults.key_set_status = 503
    for process in (key_sets, other):
        with pytest.raises(KeySetUnavailableError):
            find(process, url)

    assert fetched(platform) == 1


def test_a_platform_that_is_back_is_believed_again(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url)
    platform.faults.key_set_status = 503
    clock.move(hours=20)
    find(key_sets, url)
    platform.faults.key_set_status = None
    clock.move(seconds=11)
    find(other, url)
    platform.rotate_keys()

    assert find(key_sets, url, platform.key_pairs[-1].kid)


# ---- who asks


def test_processes_that_start_together_ask_once(
    platform: Platform, key_sets: KeySets, other: KeySets, url: str
) -> None:
    platform.faults.delay = 0.3
    at_once(*[lambda: find(key_sets, url), lambda: find(other, url)] * 4)

    assert fetched(platform) == 1


@pytest.mark.usefixtures("hurried")
def test_whoever_has_no_copy_waits_for_another_process_and_not_for_ever(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    shelf.ask(url, now=clock(), until=clock() + timedelta(seconds=60))

    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url)
    assert fetched(platform) == 0


def test_whoever_has_a_stale_copy_does_not_wait_for_another_process(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    key = find(key_sets, url)
    clock.move(minutes=61)
    shelf.ask(url, now=clock(), until=clock() + timedelta(seconds=60))

    assert find(key_sets, url) is key
    assert fetched(platform) == 1


def test_a_process_that_died_while_it_asked_keeps_the_others_off_for_as_long_as_a_call_takes(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    lasts = module._ASKING_LASTS  # noqa: SLF001 - no test can wait for it
    assert lasts > timedelta(seconds=module.FETCH_SECONDS)
    shelf.ask(url, now=clock(), until=clock() + lasts)
    clock.move(seconds=lasts.total_seconds())

    assert find(key_sets, url)
    assert fetched(platform) == 1


@pytest.mark.usefixtures("hurried")
def test_an_unknown_key_costs_no_look_while_another_process_asks(
    key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    find(key_sets, url)
    shelf.ask(url, now=clock(), until=clock() + timedelta(seconds=60))

    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url, "another")
    assert shelf.looks.total() == 0


# ---- a shelf that cannot be reached


def test_without_the_shelf_a_process_stands_on_its_own(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str, clock: Clock
) -> None:
    shelf.is_broken = True
    find(key_sets, url)
    find(key_sets, url)
    assert fetched(platform) == 1

    clock.move(minutes=61)
    find(key_sets, url)
    assert fetched(platform) == 2

    platform.faults.key_set_status = 503
    clock.move(hours=20)
    find(key_sets, url)
    find(key_sets, url)
    assert fetched(platform) == 3


def test_without_the_shelf_nobody_looks_for_unknown_keys(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    find(key_sets, url)
    shelf.is_broken = True

    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url, "another")
    assert fetched(platform) == 1


def test_a_shelf_that_breaks_while_the_platform_is_asked_loses_no_launch(
    platform: Platform, key_sets: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    shelf.is_broken = True
    platform.faults.key_set_status = 503
    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url)
    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url)

    assert fetched(platform) == 1


def test_what_is_on_the_shelf_is_checked_like_what_a_platform_says(
    platform: Platform, key_sets: KeySets, other: KeySets, shelf: CopiesOfAll, url: str
) -> None:
    find(key_sets, url)
    kept = shelf.sets[url].copy
    assert kept is not None
    assert set(kept.keys[KID]) == {"n", "e"}
    weak = {KID: {"n": kept.keys[KID]["n"][:100], "e": "AQAB"}, "empty": {}}
    shelf.sets[url] = type(NOTHING)(
        copy=type(kept)(keys=weak, fetched_at=kept.fetched_at, fresh_until=kept.fresh_until),
        failed_at=None,
        asking_until=None,
    )

    assert find(other, url)  # by a look
    assert fetched(platform) == 2
