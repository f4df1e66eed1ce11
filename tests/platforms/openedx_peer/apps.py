"""Stand-ins for what the rest of Open edX answers its LTI consumer: courses, people, gradebook."""

import datetime as dt
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import ClassVar

from django.apps import AppConfig

# Who is in the course, by their number; a launch may name any of them.
STUDENTS = range(1, 8)

# What the consumer published to Open edX's gradebook, oldest first.
GRADEBOOK: list[dict[str, object]] = []


@dataclass
class Block:
    """An LTI component of a course, as the content store would have loaded it."""

    location: object
    display_name: str = "An activity from the tool"
    weight: float = 1
    has_score: bool = True
    accept_grades_past_due: bool = True
    start: dt.datetime | None = None
    due: dt.datetime | None = None
    lti_1p3_passport_id: str | None = None
    context_id: str | None = None
    scope_ids: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        self.scope_ids = SimpleNamespace(usage_id=self.location)

    def is_past_due(self) -> bool:
        return False

    def max_score(self) -> float:
        return self.weight

    def set_user_module_score(
        self, user: str, score: float, max_score: float, comment: str = ""
    ) -> None:
        """Take a final score; it comes as a share of one."""
        GRADEBOOK.append(
            {
                "component": str(self.location),
                "user": user,
                "score": score,
                "max_score": max_score,
                "comment": comment,
            }
        )


class PeerConfig(AppConfig):
    """Put the stand-ins in place once Django has loaded the consumer."""

    name = "openedx_peer"
    answers: ClassVar[dict[str, object]] = {
        "load_enough_xblock": Block,
        "load_block_as_user": Block,
        "get_user_from_external_user_id": lambda external_id: external_id,
        "get_course_by_id": lambda key: key,
        "user_course_access": lambda *_, **__: True,
        "user_has_access": lambda *_, **__: True,
        "user_has_studio_write_access": lambda *_, **__: True,
        "get_course_members": lambda _: {number: _member(number) for number in STUDENTS},
        "merge_course_forum_roles": lambda _, members: members,
        "batch_get_or_create_externalids": lambda _: {
            number: SimpleNamespace(external_user_id=f"user-{number}") for number in STUDENTS
        },
    }

    def ready(self) -> None:
        # Only here, and not at the top: models cannot be imported before Django has set up.
        from lti_consumer.plugin import compat  # noqa: PLC0415

        for name, answer in self.answers.items():
            # A stand-in for something that the consumer no longer asks would go unnoticed.
            if not hasattr(compat, name):
                raise RuntimeError(f"lti_consumer.plugin.compat has no {name}")
            setattr(compat, name, answer)


def _member(number: int) -> dict[str, object]:
    return {
        "id": number,
        "username": f"user-{number}",
        "email": f"user-{number}@students.example",
        "name": f"Student {number}",
        "roles": ["student"],
    }
