import base64
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet, InvalidToken

from lti_tool.app.database import Database
from lti_tool.store import former
from lti_tool.store.former import Seal, SealedKind, UnreadableSecretError
from tests.store.rows import NOW, a_registration

SEAL = Seal("not a secret, this is for tests only")


@pytest.fixture
def registration_id(database: Database) -> int:
    with database.transaction() as session:
        return a_registration(session).id


def test_a_sealed_secret_is_opened_with_the_same_secret_key_alone() -> None:
    sealed = SEAL.close("käse & brot")

    assert Seal("not a secret, this is for tests only").open(sealed) == "käse & brot"
    assert "& brot" not in sealed
    assert SEAL.close("käse & brot") != sealed
    for unreadable in (sealed[:-4] + "AAAA", "nonsense", "", "ü"):
        with pytest.raises(UnreadableSecretError):
            SEAL.open(unreadable)
    with pytest.raises(UnreadableSecretError):
        Seal("another secret, also for tests only.").open(sealed)


def test_the_key_of_the_seal_is_not_the_secret_key_itself() -> None:
    secret_key = "k" * 32
    sealed = Seal(secret_key).close("secret")
    with pytest.raises(InvalidToken):
        Fernet(base64.urlsafe_b64encode(secret_key.encode())).decrypt(sealed.encode())


def test_each_kind_of_secret_is_sealed_under_a_key_of_its_own() -> None:
    sealed = SEAL.close("secret")
    with pytest.raises(UnreadableSecretError):
        Seal("not a secret, this is for tests only", SealedKind.ACCESS).open(sealed)


def test_a_key_is_found_with_its_newest_secret(database: Database, registration_id: int) -> None:
    for secret, later in (("old", 0), ("new", 1)):
        with database.transaction() as session:
            sealed = SEAL.close(secret)
            former.keep(session, registration_id, "Key", sealed, now=NOW + timedelta(minutes=later))

    with database.reading() as session:
        found = former.find(session, registration_id, "Key")
        assert found is not None
        assert SEAL.open(found) == "new"
        (row,) = former.list_of_registration(session, registration_id)
        assert row.consumer_key == "Key"


def test_a_key_belongs_to_its_registration_and_is_compared_byte_for_byte(
    database: Database, registration_id: int
) -> None:
    with database.transaction() as session:
        former.keep(session, registration_id, "Key", SEAL.close("x"), now=NOW)
    with database.reading() as session:
        for whose, key in ((registration_id + 1, "Key"), (registration_id, "key")):
            assert former.find(session, whose, key) is None
        assert former.list_of_registration(session, registration_id + 1) == []
