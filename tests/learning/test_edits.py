"""Two pages of one form: what counts, what is shown beside it, what comes too late."""

from datetime import UTC, datetime
from typing import Any

from lti_tool.learning.edits import MOST_PAGES, Kept, Merged, Post, merged

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def kept(fields: dict[str, Any], before: Merged | None = None) -> Kept:
    if before is None:
        return Kept(fields=fields, notes=None, revision=0)
    return Kept(fields=before.fields, notes=before.notes, revision=before.revision)


def post(page: str | None, *changed: str, number: int = 1, seen: int = 0, **more: Any) -> Post:
    return Post(page=page, number=number, changed=frozenset(changed), seen=seen, **more)


EMPTY = {"title": "", "text": ""}


def typed(**fields: str) -> dict[str, str]:
    return {**EMPTY, **fields}


def first() -> Merged:
    """Page one has given the title; page two was made before."""
    return merged(kept(EMPTY), typed(title="One"), post("one", "title"), NOON)


def test_what_one_page_changed_is_kept() -> None:
    result = first()

    assert result.fields == {"title": "One", "text": ""}
    assert (result.revision, dict(result.conflicts)) == (1, {})


def test_what_a_page_did_not_change_stays_as_another_left_it() -> None:
    result = merged(kept({}, first()), typed(text="Two"), post("two", "text"), NOON)

    assert result.fields == {"title": "One", "text": "Two"}
    assert not result.conflicts


def test_what_another_page_changed_is_not_undone_and_the_person_is_told_when() -> None:
    result = merged(kept({}, first()), typed(title="Two"), post("two", "title"), NOON)

    assert result.fields["title"] == "One"
    assert dict(result.conflicts) == {"title": NOON}


def test_the_same_words_in_two_pages_are_no_conflict() -> None:
    result = merged(kept({}, first()), typed(title="One"), post("two", "title"), NOON)

    assert not result.conflicts
    assert result.revision == 1


def test_a_page_goes_on_with_what_it_changed_itself() -> None:
    result = merged(kept({}, first()), typed(title="Once"), post("one", "title", number=2), NOON)

    assert result.fields["title"] == "Once"


def test_a_page_made_after_the_change_may_change_it_again() -> None:
    result = merged(kept({}, first()), typed(title="Two"), post("two", "title", seen=1), NOON)

    assert result.fields["title"] == "Two"


def test_a_late_post_of_a_page_does_not_undo_its_later_one() -> None:
    later = merged(kept(EMPTY), typed(title="Later"), post("one", "title", number=2), NOON)
    result = merged(kept({}, later), typed(title="Late"), post("one", "title", number=1), NOON)

    assert result.fields["title"] == "Later"
    assert not result.conflicts


def test_without_scripts_an_older_page_does_not_blank_what_is_newer() -> None:
    sent = Post(page="two", changed=None, seen=0)
    result = merged(kept({}, first()), typed(text="Two"), sent, NOON)

    assert result.fields == {"title": "One", "text": "Two"}
    assert set(result.conflicts) == {"title"}


def test_without_scripts_a_current_page_says_it_all() -> None:
    sent = Post(page="two", changed=None, seen=1)
    result = merged(kept({}, first()), typed(text="Two"), sent, NOON)

    assert result.fields == {"title": "", "text": "Two"}


def test_a_page_that_says_nothing_of_itself_overwrites_nothing_newer() -> None:
    result = merged(kept({}, first()), typed(title="Nameless"), Post(), NOON)

    assert result.fields["title"] == "One"
    assert set(result.conflicts) == {"title"}


def test_a_conflict_is_settled_by_what_the_person_chooses() -> None:
    mine = post("three", seen=1, settled=frozenset({"title"}))
    theirs = post("three", "title", seen=1, dropped=frozenset({"title"}))

    assert merged(kept({}, first()), typed(title="Two"), mine, NOON).fields["title"] == "Two"
    assert merged(kept({}, first()), typed(title="Two"), theirs, NOON).fields["title"] == "One"


def test_a_conflict_stays_one_until_something_is_chosen() -> None:
    sent = post("three", seen=1, unsettled=frozenset({"title"}))
    result = merged(kept({}, first()), typed(title="Two"), sent, NOON)

    assert result.fields["title"] == "One"
    assert set(result.conflicts) == {"title"}


def test_the_pages_that_are_remembered_are_few() -> None:
    result = merged(kept(EMPTY), typed(title="0"), post("p0", "title"), NOON)
    for number in range(1, 30):
        sent = post(f"p{number}", "title", seen=result.revision)
        result = merged(kept({}, result), typed(title=str(number)), sent, NOON)

    assert result.fields["title"] == "29"
    assert len(result.notes["pages"]) == MOST_PAGES
