"""A course whose learners arrive, answer and submit by the use cases alone, without pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from demo.authentication import Launch
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.activities import KnowledgeCheck, Question
from lti_tool.learning.scores import ScoreStatus
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.services.attempts import Attempts, Desk, Learner, Sent
from lti_tool.services.launch import LoginRedirect, Visitor
from lti_tool.store.tables import Base, ScoreDelivery
from lti_tool.web.current import Services
from tests.builders import ACTIVITY, RESOURCE_LINK, SAM, SetClock, connect, place

Row = TypeVar("Row", bound=Base)


@dataclass
class Course:
    """One course with one placement; the worker's work is done when a test says so."""

    tool: Tool
    platform: Platform
    clock: SetClock
    link: Any

    @classmethod
    def at(cls, tool: Tool, platform: Platform, clock: SetClock, family: str = "default") -> Self:
        platform.family = family
        connect(tool, platform)
        return cls(tool, platform, clock, place(platform))

    @property
    def services(self) -> Services:
        found: Services = self.tool.app.extensions["lti_tool"]
        return found

    @property
    def attempts(self) -> Attempts:
        return self.services.attempts

    @property
    def desk(self) -> Desk:
        return self.services.desk

    # ---- arriving

    def begin(self, person: str = SAM, **launch: Any) -> tuple[LoginRedirect, dict[str, str]]:
        """Begin a launch: what the browser is to keep, and what the platform is asked."""
        wanted = {"course_id": self.link.course_id, "link_id": self.link.id}
        wanted = {"message_type": RESOURCE_LINK, **wanted, **launch}
        begun = self.platform.begin(Launch(person_id=person, **wanted))
        redirect = self.services.logins.start_login(begun)
        return redirect, dict(parse_qsl(urlsplit(redirect.url).query))

    def arrive(self, person: str = SAM, **launch: Any) -> Visitor:
        """Launch, and enter the visit that it opens."""
        redirect, asked = self.begin(person, **launch)
        form = dict(self.platform.authenticate(asked).fields)
        visit_id = self.services.arrivals.accept_launch(form, lambda _key: redirect.proof)
        return self.visitor(visit_id)

    def arrive_with(self, person: str = SAM, link: Any = None, **changes: Any) -> str:
        """Launch with other claims than the platform's own; gives the visit's id."""
        redirect, asked = self.begin(person)
        link = link or self.link
        claims = self.platform.claims(person, link, nonce=asked["nonce"], **changes)
        form = {"state": asked["state"], "id_token": self.platform.sign(claims)}
        return self.services.arrivals.accept_launch(form, lambda _key: redirect.proof)

    def launch_during(
        self, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Callable[[], str]], object]
    ) -> None:
        """Launch, and let something happen while that launch is verified, such as the same again.

        ``happens`` is given what accepts the same launch.
        """
        redirect, asked = self.begin()
        form = dict(self.platform.authenticate(asked).fields)
        verifier = self.services.arrivals._verifier  # noqa: SLF001  # no other moment is in between
        verify = verifier.verify

        def accept() -> str:
            return self.services.arrivals.accept_launch(form, lambda _key: redirect.proof)

        def meanwhile(*args: Any) -> Any:
            monkeypatch.undo()
            happens(accept)
            return verify(*args)

        monkeypatch.setattr(verifier, "verify", meanwhile)
        accept()

    def visitor(self, visit_id: str) -> Visitor:
        found = self.services.visits.enter(visit_id)
        assert found is not None
        return found

    def learner(self, person: str = SAM) -> Learner:
        """Somebody who has launched, as the learner that the pages know."""
        visitor = self.arrive(person)
        assert visitor.resource_link_id is not None
        return Learner(
            tenant_id=visitor.tenant_id,
            person_id=visitor.person_id,
            context_id=visitor.context_id,
            resource_link_id=visitor.resource_link_id,
            activity_code=visitor.activity_code,
        )

    # ---- doing the activity

    def answer(self, learner: Learner, attempt_id: int, right: int = 8) -> None:
        """Go through every part, so that this many questions are right."""
        activity = self.tool.library.preview(learner.activity_code or ACTIVITY).activity
        rightly = {question.key for question in activity.questions[:right]}
        for part in activity.parts:
            questions = part.questions if isinstance(part, KnowledgeCheck) else ()
            chosen = {q.key: options_of(q, right=q.key in rightly) for q in questions}
            self.attempts.save(learner, attempt_id, part.key, Sent(chosen=chosen), to_the_end=True)

    def submit(self, learner: Learner, right: int = 8) -> int:
        """Do the whole activity with this many questions right; gives the attempt."""
        attempt_id, _ = self.attempts.start(learner)
        self.answer(learner, attempt_id, right)
        assert self.attempts.submit(learner, attempt_id)
        return attempt_id

    # ---- what came of it

    def deliver(self) -> int:
        """Do what is due now: how many scores were looked at."""
        return self.tool.deliveries.deliver_due()

    def deliver_later(self) -> None:
        """Let some seconds pass, since platforms compare times, and do what is due."""
        self.clock.advance(seconds=2)
        self.deliver()

    def while_sending(
        self, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]
    ) -> None:
        """Let something happen after the next post, before its worker records what came of it."""
        accept_score = Platform.accept_score

        def accept(platform: Platform, line_item_id: str, payload: object) -> None:
            monkeypatch.undo()
            try:
                accept_score(platform, line_item_id, payload)
            finally:
                meanwhile()

        monkeypatch.setattr(Platform, "accept_score", accept)

    def score(self, learner: Learner, attempt_id: int) -> ScoreStatus:
        return self.services.score_log.score_of_attempt(
            attempt_id, tenant_id=learner.tenant_id, person_id=learner.person_id
        )

    def state(self, learner: Learner, attempt_id: int) -> str:
        return str(self.score(learner, attempt_id).state)

    def shown(self, person: str = SAM) -> float | None:
        """What the platform's gradebook shows."""
        rows = self.platform.gradebook(self.link.course_id)
        return next(
            row.score for row in rows if (row.person_id, row.link_id) == (person, self.link.id)
        )

    def rows(self) -> list[ScoreDelivery]:
        """The outbox as it is."""
        with self.tool.database.reading() as session:
            return list(session.scalars(select(ScoreDelivery).order_by(ScoreDelivery.id)))

    def how_many(self, table: type[Base]) -> int:
        with self.tool.database.reading() as session:
            return session.query(table).count()

    def only(self, table: type[Row]) -> Row:
        with self.tool.database.reading() as session:
            return session.query(table).one()

    def posts(self) -> list[tuple[float, str]]:
        """The score posts that the platform accepted: points and timestamp."""
        return [
            (post.payload["scoreGiven"], post.payload["timestamp"]) for post in self.platform.scores
        ]

    def tried(self) -> list[int]:
        """What the platform answered to score posts, refused ones included."""
        return [
            seen.status for seen in self.platform.requests if "/scores" in seen.path.split("?")[0]
        ]


def options_of(question: Question, *, right: bool) -> list[str]:
    """The right options of a question, or one that is wrong."""
    found = [option.key for option in question.options if option.is_right is right]
    return found if right else found[:1]


def refused(what: Callable[[], object]) -> str:
    """Say why a login or launch is refused; whoever came gets a sentence."""
    with pytest.raises(LaunchRejectedError) as error:
        what()
    assert error.value.sentence.endswith(".")
    return error.value.reason
