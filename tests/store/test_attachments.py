import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.learning.evidence import Audience, EvidenceSort
from lti_tool.store import attachments
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.tables import Attachment, Evidence
from tests.store.rows import NOW, World, a_world, an_attempt, another_learner
from tests.store.threads import at_once


@pytest.fixture
def folder(tmp_path: Path) -> AttachmentFolder:
    return AttachmentFolder(tmp_path / "kept" / "files")


def everything(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]


def an_attachment(world: World, name: str = "plan.pdf", **given: object) -> Attachment:
    values = {
        "tenant_id": world.tenant.id,
        "person_id": world.person.id,
        "name": name,
        "stored_as": f"{world.tenant.id}-{name}",
        "type": "pdf",
        "size": 10,
        "added_at": NOW,
    }
    return Attachment(**{**values, **given})


def some_evidence(world: World, **given: object) -> Evidence:
    values = {
        "tenant_id": world.tenant.id,
        "person_id": world.person.id,
        "context_id": world.context.id,
        "sort": EvidenceSort.PROJECT,
        "title": "Mine",
        "written": {},
        "happened_on": NOW.date(),
        "audience": Audience.SUBMITTED,
        "revision": 0,
        "created_at": NOW,
        "changed_at": NOW,
        "submitted_at": NOW,
    }
    return Evidence(**{**values, **given})


class TestTheFolder:
    def test_keeps_bytes_under_a_name_that_says_nothing(
        self, folder: AttachmentFolder, tmp_path: Path
    ) -> None:
        with folder.holding(7, b"words") as one, folder.holding(7, b"other") as two:
            assert one != two
        kept = tmp_path / "kept" / "files" / "7" / one
        assert kept.read_bytes() == b"words"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(kept.parent.parent.stat().st_mode) == 0o700
        assert len(one) <= 64

    def test_hands_bytes_out_to_their_own_tenant_only(self, folder: AttachmentFolder) -> None:
        with folder.holding(7, b"words") as stored_as:
            pass
        opened = folder.open(7, stored_as)
        assert opened is not None
        with opened:
            assert opened.read() == b"words"
        assert folder.open(8, stored_as) is None

    def test_keeps_nothing_when_something_is_raised(
        self, folder: AttachmentFolder, tmp_path: Path
    ) -> None:
        with pytest.raises(ValueError, match="no room"), folder.holding(7, b"words"):
            raise ValueError("no room")
        assert not everything(tmp_path)

    def test_keeps_the_file_when_the_database_did_not_answer(
        self, folder: AttachmentFolder, tmp_path: Path
    ) -> None:
        """The row may have been committed; a file too many is tidied away, one too few is lost."""
        gone = OperationalError("COMMIT", {}, Exception("connection lost"))
        with pytest.raises(OperationalError), folder.holding(7, b"words"):
            raise gone
        assert len(everything(tmp_path)) == 1

    def test_keeps_nothing_when_the_disk_is_full(
        self, folder: AttachmentFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_file: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"), folder.holding(7, b"words"):
            pass
        assert not everything(tmp_path)

    def test_removes_twice_what_is_removed_once(self, folder: AttachmentFolder) -> None:
        with folder.holding(7, b"words") as stored_as:
            pass
        folder.discard(7, stored_as)
        folder.discard(7, stored_as)
        assert folder.open(7, stored_as) is None

    def test_tells_what_is_old(self, folder: AttachmentFolder, tmp_path: Path) -> None:
        assert folder.tenants() == []
        with folder.holding(7, b"old") as old, folder.holding(7, b"new"):
            pass
        (tmp_path / "kept" / "files" / "lost+found").mkdir()
        os.utime(tmp_path / "kept" / "files" / "7" / old, (NOW.timestamp(), NOW.timestamp()))
        assert folder.tenants() == [7]
        assert folder.older_than(NOW + timedelta(days=1), 7) == [old]


def test_sizes_are_summed_per_person_and_per_tenant(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    other = another_learner(database, one, "5")
    with database.transaction() as session:
        session.add(an_attachment(one, "a", size=3_000_000_000))
        session.add(an_attachment(one, "b", size=5))
        session.add(an_attachment(one, "c", size=7, person_id=other.id))
        session.add(an_attachment(two, "d", size=11))
    with database.reading() as session:
        key = {"tenant_id": one.tenant.id}
        person = attachments.size_of_person(session, person_id=one.person.id, **key)
        nobody = attachments.size_of_person(session, person_id=two.person.id, **key)
        assert (person, nobody) == (3_000_000_005, 0)
        assert attachments.size_of_tenant(session, **key) == 3_000_000_012


def test_two_files_at_once_cannot_both_take_the_last_room(database: Database) -> None:
    world = a_world(database)

    def add(name: str) -> Callable[[], bool]:
        def adding() -> bool:
            with database.transaction() as session:
                attachments.lock_sizes(session, tenant_id=world.tenant.id)
                if attachments.size_of_tenant(session, tenant_id=world.tenant.id) + 10 > 10:
                    return False
                session.add(an_attachment(world, name))
                return True

        return adding

    assert sorted(at_once(*(add(str(n)) for n in range(5)))) == [False] * 4 + [True]


class TestASubmittedFile:
    def found(self, session: Session, attachment: Attachment, world: World) -> Evidence | None:
        row = attachments.find_submitted(
            session, attachment.id, tenant_id=world.tenant.id, context_id=world.context.id
        )
        return row[1] if row else None

    @pytest.mark.parametrize("audience", Audience)
    def test_is_found_with_its_evidence_while_that_is_submitted(
        self, database: Database, audience: Audience
    ) -> None:
        world, other = a_world(database), a_world(database, "two")
        with database.transaction() as session:
            own = some_evidence(world, audience=audience)
            attempt = an_attempt(session, world)
            of_attempt = some_evidence(world, audience=audience, attempt_id=attempt.id)
            session.add_all([own, of_attempt])
            session.flush()
            with_own = an_attachment(world, "a", evidence_id=own.id)
            with_attempt = an_attachment(world, "b", attempt_id=attempt.id, part_key="p1")
            session.add_all([with_own, with_attempt])
        with database.reading() as session:
            for attachment, piece in ((with_own, own), (with_attempt, of_attempt)):
                evidence = self.found(session, attachment, world)
                expected = piece.id if audience is Audience.SUBMITTED else None
                assert (evidence and evidence.id) == expected
                assert self.found(session, attachment, other) is None

    def test_of_an_open_attempt_is_nobody_elses(self, database: Database) -> None:
        world = a_world(database)
        with database.transaction() as session:
            attempt = an_attempt(session, world, state="in_progress")
            session.add(some_evidence(world))  # of no attempt: not the evidence of this file
            attachment = an_attachment(world, attempt_id=attempt.id, part_key="p1")
            session.add(attachment)
        with database.reading() as session:
            assert self.found(session, attachment, world) is None
            own = attachments.find_own(
                session, attachment.id, tenant_id=world.tenant.id, person_id=world.person.id
            )
            assert own is not None


def test_files_are_given_by_the_part_they_belong_to(database: Database) -> None:
    world = a_world(database)
    rows = [
        an_attachment(world, name, part_key=part)
        for name, part in [("a.pdf", "p2"), ("b.pdf", "p1"), ("c.pdf", "p2")]
    ]
    by_part = attachments.files_by_part(rows)
    assert {key: [one.name for one in files] for key, files in by_part.items()} == {
        "p2": ["a.pdf", "c.pdf"],
        "p1": ["b.pdf"],
    }


def test_the_names_of_other_tenants_are_not_known(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        session.add_all([an_attachment(one, "a"), an_attachment(two, "b")])
    names = [f"{one.tenant.id}-a", f"{two.tenant.id}-b", "nothing"]
    with database.reading() as session:
        assert attachments.list_stored(session, names, tenant_id=one.tenant.id) == {names[0]}
