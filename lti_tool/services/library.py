"""Use cases of the library: load what a folder holds, show an activity as learners see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from lti_tool.exchange.activities import read_activity, write_activity
from lti_tool.exchange.case import read_framework, write_framework
from lti_tool.exchange.coverage import write_coverage
from lti_tool.exchange.files import FileError, files_in, write_new
from lti_tool.learning.activities import Activity
from lti_tool.learning.clock import Clock
from lti_tool.learning.coverage import Coverage, coverage, gaps
from lti_tool.learning.evidence import Towards, towards
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.refusals import MissingError
from lti_tool.store import activities, frameworks, listings
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ActivityVersion


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What one ``content load`` found and changed."""

    frameworks: tuple[str, ...]
    activities: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What one ``content check`` found, all of it good, and what the library lacks."""

    frameworks: tuple[str, ...]
    activities: tuple[str, ...]
    lacks: tuple[str, ...]
    """A sentence for each item that no activity names, and for each sort of thing none has."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What one ``content export`` did, file by file."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    """Those that were there and said the same."""


@dataclass(frozen=True, kw_only=True)
class FrameworkSummary:
    """A framework as the operator sees it."""

    code: str
    title: str
    version: str
    items: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """An activity as an instructor looks it over, answers and feedback included."""

    activity: Activity
    towards: Towards


def check_content(folder: Path) -> Checked:
    """Read every file of a content folder; raises ``FileError``. It needs nothing but the files."""
    found_frameworks, found_activities = _read_folder(folder)
    return Checked(
        frameworks=tuple(framework.code for framework, _ in found_frameworks),
        activities=tuple(activity.code for activity, _ in found_activities),
        lacks=tuple(
            f"{one.framework.code}: {gap.sentence}"
            for one in _coverages(found_frameworks, found_activities)
            for gap in gaps(one)
        ),
    )


def coverage_of_content(folder: Path) -> str:
    """Write what a content folder covers, as a Markdown page; raises ``FileError``."""
    return write_coverage(_coverages(*_read_folder(folder)))


class Library:
    """Keeps frameworks and activities, and shows them."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        read_activity: Callable[[str], Activity],
        read_framework: Callable[[str], Framework],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._read_activity = read_activity
        self._read_framework = read_framework

    def load(self, folder: Path) -> Loaded:
        """Load every file of a content folder, or nothing; raises ``FileError``.

        A version that was published once never changes: a file that says something else under the
        same number is refused.
        """
        found_frameworks, found_activities = _read_folder(folder)
        with self._transaction() as session:
            for framework, _ in found_frameworks:
                filing = frameworks.Filing(framework=framework, document=write_framework(framework))
                frameworks.record(session, filing, now=self._clock())
            new = [
                f"{activity.code} {activity.version}"
                for activity, path in found_activities
                if self._publish(session, activity, path)
            ]
            self._list(session)
        return Loaded(
            frameworks=tuple(framework.code for framework, _ in found_frameworks),
            activities=tuple(activity.code for activity, _ in found_activities),
            new=tuple(new),
        )

    def refresh_listings(self) -> None:
        """List every activity anew, as after an upgrade of the database."""
        with self._transaction() as session:
            self._list(session)

    def export(self, folder: Path) -> Exported:
        """Write every framework, and every activity in its newest version, as files of a folder.

        Loaded elsewhere they are the same again. A file that is there and says something else is
        left as it is: raises ``FileError``.
        """
        with self._reading() as session:
            texts = {
                folder / "frameworks" / f"{row.code}.json": row.document
                for row in frameworks.list_all(session)
            } | {
                folder / "activities" / f"{row.code}.md": row.document
                for row in activities.list_newest(session)
            }
        new = {path for path, text in texts.items() if write_new(path, text)}
        return Exported(
            written=tuple(str(path) for path in texts if path in new),
            unchanged=tuple(str(path) for path in texts if path not in new),
        )

    def list_frameworks(self) -> tuple[FrameworkSummary, ...]:
        """List the frameworks that have been loaded."""
        with self._reading() as session:
            return tuple(
                FrameworkSummary(
                    code=row.code,
                    title=row.title,
                    version=row.version,
                    items=len(self._read_framework(row.document).items),
                )
                for row in frameworks.list_all(session)
            )

    def preview(self, activity_code: str | None) -> Preview:
        """An activity in its newest version; raises :class:`MissingError`."""
        with self._reading() as session:
            row = activities.find_newest(session, activity_code) if activity_code else None
            if row is None:
                raise MissingError(
                    "This link does not lead to an activity that can be used here. "
                    "Remove it from the course and add an activity again."
                )
            activity = self._read_activity(row.document)
            framework = frameworks.find(session, activity.framework)
            if framework is None:
                raise MissingError(f"The framework {activity.framework} has not been loaded.")
            return Preview(
                activity=activity,
                towards=towards(activity, self._read_framework(framework.document)),
            )

    def _list(self, session: Session) -> None:
        read = {
            row.code: self._read_framework(row.document) for row in frameworks.list_all(session)
        }
        for version in activities.list_newest(session):
            activity = self._read_activity(version.document)
            listings.record(session, version, activity, read.get(activity.framework))

    def _publish(self, session: Session, activity: Activity, path: Path) -> bool:
        document = write_activity(activity)
        kept = activities.find_version(session, activity.code, activity.version)
        if kept is not None:
            if kept.document != document:
                raise FileError(
                    path,
                    1,
                    f"version {activity.version} of {activity.code} is published already and says "
                    "something else; give the changed text a higher version.",
                )
            return False
        session.add(
            ActivityVersion(
                code=activity.code,
                version=activity.version,
                title=activity.title,
                document=document,
                loaded_at=self._clock(),
            )
        )
        return True


def _coverages(
    found_frameworks: Iterable[tuple[Framework, Path]],
    found_activities: Iterable[tuple[Activity, Path]],
) -> tuple[Coverage, ...]:
    offered = [activity for activity, _ in found_activities if not activity.is_retired]
    return tuple(coverage(offered, framework) for framework, _ in found_frameworks)


def _read_folder(
    folder: Path,
) -> tuple[list[tuple[Framework, Path]], list[tuple[Activity, Path]]]:
    found_frameworks = [
        (read_framework(path), path) for path in files_in(folder / "frameworks", "*.json")
    ]
    if not found_frameworks:
        raise FileError(folder / "frameworks", 1, "there is no framework file (*.json) here.")
    by_code: dict[str, Framework] = {}
    for framework, path in found_frameworks:
        if framework.code in by_code:
            raise FileError(path, 1, f"the framework {framework.code} is in another file too.")
        by_code[framework.code] = framework
    found_activities: list[tuple[Activity, Path]] = []
    for path in files_in(folder / "activities", "*.md"):
        activity = read_activity(path, by_code)
        if any(other.code == activity.code for other, _ in found_activities):
            raise FileError(path, 1, f"the activity {activity.code} is in another file too.")
        found_activities.append((activity, path))
    return found_frameworks, found_activities
