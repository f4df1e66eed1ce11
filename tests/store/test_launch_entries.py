from datetime import timedelta
from typing import Any

from lti_tool.app.database import Database
from lti_tool.store import launch_entries
from lti_tool.store.launch_entries import Wanted
from lti_tool.store.tables import LaunchEntry
from tests.store.rows import NOW, a_world

MINUTE = timedelta(minutes=1)


def keep(database: Database, *entries: dict[str, Any]) -> None:
    with database.transaction() as session:
        for number, given in enumerate(entries):
            values = {"at": NOW + number * MINUTE, "about": {}, "reference": f"{number:08}"}
            launch_entries.add(session, LaunchEntry(**{**values, **given}))


def references(database: Database, *, most: int = 100, **wanted: Any) -> list[str | None]:
    with database.reading() as session:
        found = launch_entries.list_latest(session, Wanted(**wanted), most=most)
        return [entry.reference for entry, _ in found]


def test_the_latest_are_listed_the_newest_last(database: Database) -> None:
    keep(database, {}, {"at": NOW + 9 * MINUTE}, {}, {"at": NOW - MINUTE}, {"at": NOW})

    everything = ["00000003", "00000000", "00000004", "00000002", "00000001"]
    assert references(database) == everything
    assert references(database, most=2) == everything[-2:]


def test_each_wish_leaves_others_out(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    keep(
        database,
        {"registration_id": one.registration.id},
        {"registration_id": two.registration.id, "reason": "token-expired"},
        {"reason": "registration-unknown", "issuer": "https://new.example", "client_id": "tool"},
    )

    assert references(database, issuer="https://two.example") == ["00000001"]
    assert references(database, issuer="https://two.example", client_id="another") == []
    assert references(database, client_id="tool") == ["00000000", "00000001", "00000002"]
    assert references(database, issuer="https://new.example") == ["00000002"]
    assert references(database, reference="00000002") == ["00000002"]
    assert references(database, only_refused=True) == ["00000001", "00000002"]


def test_what_is_older_is_forgotten(database: Database) -> None:
    keep(database, {"at": NOW - MINUTE}, {"at": NOW}, {"at": NOW + MINUTE})
    with database.transaction() as session:
        launch_entries.forget_older(session, than=NOW)

    assert references(database) == ["00000001", "00000002"]
