"""The state as one JSON file, so that a restart keeps keys, activities and grades."""

import json
import os
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demo.courses import Course, LineItem, Link, Review
from demo.gradebook import Grade, ScorePost
from demo.keys import KeyPair

if TYPE_CHECKING:
    from demo.holdings import Holdings


def save(platform: "Holdings") -> None:
    """Write the state file whole or not at all; nothing without one."""
    if platform.state_file is None:
        return
    book = platform.book
    state = {
        "next_id": platform.next_id,
        "keys": [{"kid": pair.kid, "pem": pair.pem} for pair in platform.key_pairs],
        "courses": [asdict(course) for course in platform.courses.values()],
        "links": [asdict(link) for link in platform.links.values()],
        "line_items": [asdict(item) for item in platform.line_items.values()],
        "grades": [
            {"line_item_id": item, "user_id": user, **asdict(grade)}
            for (item, user), grade in book.grades.items()
        ],
        "scores": [post._asdict() for post in book.scores],
    }
    _write(platform.state_file, json.dumps(state, default=_moment, indent=1))


def load(platform: "Holdings") -> None:
    """Read the state file into a new platform, if there is one."""
    if platform.state_file is None or not platform.state_file.exists():
        return
    state: dict[str, Any] = json.loads(platform.state_file.read_text("utf-8"))
    platform.next_id = state["next_id"]
    platform.key_pairs = [KeyPair.from_pem(**pair) for pair in state["keys"]]
    for course in state.get("courses", []):  # an earlier demo had no other courses than its own
        platform.courses[course["id"]] = Course(**{**course, "history": tuple(course["history"])})
    for link in state["links"]:
        history = tuple(link.get("history", ()))
        platform.links[link["id"]] = Link(**{**link, "history": history})
    book = platform.book
    book.line_items = {item["id"]: _line_item(item) for item in state["line_items"]}
    for grade in state["grades"]:
        key = (grade.pop("line_item_id"), grade.pop("user_id"))
        for name in ("timestamp", "received_at"):
            grade[name] = datetime.fromisoformat(grade[name])
        book.grades[key] = Grade(**grade)
    for post in state["scores"]:
        post["received_at"] = datetime.fromisoformat(post["received_at"])
        book.scores.append(ScorePost(**post))


def _line_item(kept: dict[str, Any]) -> LineItem:
    review = kept.pop("review", None)  # an earlier demo kept none
    if review is not None:
        review = Review(**{**review, "statuses": tuple(review["statuses"])})
    return LineItem(**kept, review=review)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by us only
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
