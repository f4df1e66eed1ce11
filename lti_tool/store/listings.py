"""Listings: what a search knows of the newest version of each activity."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.learning.activities import Activity, Kind, Scoring
from lti_tool.learning.frameworks import Framework, Use
from lti_tool.learning.listings import Listing, Wanted, searched
from lti_tool.store.tables import ActivityListing, ActivityListingItem, ActivityVersion
from lti_tool.store.tables import Framework as FrameworkRow

_ESCAPE = "\\"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found, and how many there are in all."""

    listings: tuple[Listing, ...]
    total: int


def record(
    session: Session, version: ActivityVersion, activity: Activity, framework: Framework | None
) -> None:
    """List the newest version of an activity, in place of an older one."""
    row = session.get(ActivityListing, activity.code)
    if row is None:
        row = ActivityListing(activity_code=activity.code)
        session.add(row)
    row.activity_version_id = version.id
    row.framework_code = activity.framework
    row.title, row.summary = activity.title, activity.summary
    row.searched = searched(activity, framework)
    row.kind, row.scoring = activity.kind, activity.scoring
    row.minutes, row.points = activity.minutes, activity.points
    row.needs_review, row.is_retired = activity.needs_review, activity.is_retired
    uses = {code: use for use, codes in activity.codes_by_use for code in codes}
    kept = {item.item_code: item for item in row.items}
    for code, item in kept.items():
        if code not in uses:
            row.items.remove(item)
    for code, use in uses.items():
        if code in kept:
            kept[code].use = use
        else:
            row.items.append(ActivityListingItem(item_code=code, use=use))


def search(session: Session, wanted: Wanted, *, most: int, skip: int = 0) -> Found:
    """Find what somebody looks for, by title; what has been retired is not found."""
    conditions = [*_conditions(wanted)]
    total = session.scalar(select(func.count()).select_from(ActivityListing).where(*conditions))
    rows = session.scalars(
        select(ActivityListing)
        .where(*conditions)
        .order_by(func.lower(ActivityListing.title), ActivityListing.activity_code)
        .limit(most)
        .offset(skip)
        .options(selectinload(ActivityListing.items))
    ).all()
    return Found(listings=_values(rows), total=total or 0)


def first_of_each(
    session: Session, items: Mapping[str, Collection[str]], *, most: int
) -> dict[tuple[str, str], Found]:
    """Find some activities for each of these items, in two statements for all.

    Items are named by the codes of their frameworks and their own; so is what is found.
    """
    key = (ActivityListing.framework_code, ActivityListingItem.item_code)
    by_title = (func.lower(ActivityListing.title), ActivityListing.activity_code)
    place = func.row_number().over(partition_by=key, order_by=by_title)
    tagged = (
        select(
            *key,
            ActivityListing.activity_code,
            place.label("place"),
            func.count().over(partition_by=key).label("total"),
        )
        .join(ActivityListingItem)
        .where(
            *_conditions(Wanted()),
            or_(false(), *(and_(key[0] == one, key[1].in_(codes)) for one, codes in items.items())),
        )
        .subquery()
    )
    rows = session.execute(
        select(ActivityListing, tagged.c.item_code, tagged.c.total)
        .join(tagged, tagged.c.activity_code == ActivityListing.activity_code)
        .where(tagged.c.place <= most)
        .order_by(tagged.c.item_code, tagged.c.place)
        .options(selectinload(ActivityListing.items))
    )
    found: dict[tuple[str, str], Found] = {}
    for row, code, total in rows:
        before = found.get((row.framework_code, code), Found(listings=(), total=total))
        found[row.framework_code, code] = replace(before, listings=(*before.listings, _value(row)))
    return found


def find_all(session: Session, codes: Collection[str]) -> dict[str, Listing]:
    """Find the listings of these activities by code, retired ones too."""
    rows = session.scalars(
        select(ActivityListing)
        .where(ActivityListing.activity_code.in_(codes))
        .options(selectinload(ActivityListing.items))
    ).all()
    return {listing.code: listing for listing in _values(rows)}


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    yield ~ActivityListing.is_retired
    # Without its framework an activity cannot be opened.
    yield ActivityListing.framework_code.in_(select(FrameworkRow.code))
    if wanted.framework:
        yield ActivityListing.framework_code == wanted.framework
    if wanted.kind is not None:
        yield ActivityListing.kind == wanted.kind
    if wanted.longest is not None:
        yield ActivityListing.minutes <= wanted.longest
    for word in wanted.each_word:
        yield ActivityListing.searched.contains(word, autoescape=True, escape=_ESCAPE)
    for code in wanted.items:
        yield exists().where(
            ActivityListingItem.activity_code == ActivityListing.activity_code,
            ActivityListingItem.item_code == code,
        )


def _values(rows: Sequence[ActivityListing]) -> tuple[Listing, ...]:
    return tuple(_value(row) for row in rows)


def _value(row: ActivityListing) -> Listing:
    def codes(use: Use) -> tuple[str, ...]:
        return tuple(sorted(item.item_code for item in row.items if item.use == use))

    return Listing(
        code=row.activity_code,
        title=row.title,
        summary=row.summary,
        framework=row.framework_code,
        kind=Kind(row.kind),
        scoring=Scoring(row.scoring),
        minutes=row.minutes,
        points=row.points,
        needs_review=row.needs_review,
        is_retired=row.is_retired,
        filed=codes(Use.FILED),
        mapped=codes(Use.MAPPED),
        tagged=codes(Use.TAGGED),
    )
