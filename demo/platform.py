"""The platform: the rules by which it launches, places and grades, with no HTTP in them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from demo import authentication, claims, deep_linking, keeping, scores
from demo.authentication import Launch, Launches
from demo.courses import Course, LineItem, Link, Review, all_courses
from demo.deep_linking import Picking, Pickings
from demo.gradebook import Gradebook, Row
from demo.holdings import Holdings
from demo.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the platform posts to the tool's redirect URI."""

    redirect_uri: str
    fields: Mapping[str, str]


class Platform(Holdings):
    """One LMS with one registered tool. Usable from several threads."""

    # ---- launches

    def claims(
        self,
        person_id: str,
        link: Link | None = None,
        *,
        nonce: str,
        message_type: str = claims.RESOURCE_LINK,
        course_id: str | None = None,
        document_target: str = "iframe",
        **overrides: Any,
    ) -> dict[str, Any]:
        """Return full, valid claims; overrides go by full or short name, None takes one away.

        Without a link, a resource-link launch is of an activity that was never placed by a
        picker: it has the tool's own address, no custom parameters and no grade column.
        """
        course = self.courses[course_id or (link.course_id if link else "2")]
        if link is None and message_type in {claims.RESOURCE_LINK, claims.SUBMISSION_REVIEW}:
            link = Link(id="9000", course_id=course.id, title="Unplaced activity")
        link = self._opened(link, message_type)
        picking = self._open_picking(person_id, course.id, message_type)
        message = claims.Message(
            message_type=message_type,
            person=self.people[person_id],
            course=course,
            link=link,
            target_link_uri=(link.url if link else None) or self.connection.target_url,
            client_id=self.client_id,
            deployment_id=self.deployment_id,
            document_target=document_target,
            return_key=picking[0],
            return_data=picking[1].data,
        )
        written = claims.write(message, self.addresses, nonce, int(self.clock().timestamp()))
        return claims.override(written, overrides)

    def begin(self, launch: Launch) -> dict[str, str]:
        """Begin a launch: the parameters of a third-party-initiated login."""
        with self.lock:
            link = self._opened(self.links.get(launch.link_id or ""), launch.message_type)
            return {
                "iss": self.issuer,
                "target_link_uri": (link.url if link else None) or self.connection.target_url,
                "login_hint": launch.person_id,
                "lti_message_hint": self.launches.begin(launch),
                "client_id": self.client_id,
                "lti_deployment_id": self.deployment_id,
            }

    def _opened(self, link: Link | None, message_type: str) -> Link | None:
        """Return the link as this message opens it: a review has an address of its own.

        Where several columns belong to it, or the one that did is gone, it names none.
        """
        if link is not None and link.line_item_id is not None:
            named = [one for one in self.line_items.values() if one.resource_link_id == link.id]
            if len(named) > 1 or link.line_item_id not in self.line_items:
                link = replace(link, line_item_id=None)
        if link is None or message_type != claims.SUBMISSION_REVIEW:
            return link
        review = self.book.review(link, self.rules) or Review()
        return replace(link, url=review.url or link.url, custom={**link.custom, **review.custom})

    def authenticate(self, asked: Mapping[str, str]) -> Answer:
        """Answer an authentication request: a token, or an error for the tool to show."""
        authentication.check_destination(asked, self.connection, self.client_id)
        state = {"state": asked["state"]} if asked.get("state") else {}
        try:
            authentication.check_request(asked)
            token = self._id_token(asked)
        except authentication.RefusedToTool as refusal:
            error = {"error": refusal.error, "error_description": refusal.reason}
            return Answer(redirect_uri=asked["redirect_uri"], fields=error | state)
        return Answer(redirect_uri=asked["redirect_uri"], fields={"id_token": token} | state)

    def _id_token(self, asked: Mapping[str, str]) -> str:
        with self.lock:
            launch = self.launches.spend(asked.get("lti_message_hint", ""))
        if launch is None or (launch.link_id and launch.link_id not in self.links):
            kind = authentication.RefusedToTool if self.rules.reports_spent_launches else Refused
            raise kind(400, "this launch was answered already, or never begun")
        if launch.person_id != asked["login_hint"]:
            reason = "login_hint is not the person who is logged in"
            raise authentication.RefusedToTool(400, reason, "login_required")
        for_user = {"for_user": {"user_id": launch.for_user}} if launch.for_user else {}
        return self.sign(
            self.claims(
                launch.person_id,
                self.links.get(launch.link_id or ""),
                nonce=asked["nonce"],
                message_type=launch.message_type,
                course_id=launch.course_id or None,
                document_target=launch.document_target,
                **for_user,
            )
        )

    # ---- deep linking

    def _open_picking(
        self, person_id: str, course_id: str, message_type: str
    ) -> tuple[str, Picking]:
        data = f"picker:{course_id}:{secrets.token_hex(8)}"
        key = secrets.token_hex(8)
        picking = Picking(person_id=person_id, course_id=course_id, data=data)
        if message_type == claims.DEEP_LINKING:
            with self.lock:
                self.pickings.open[key] = picking
        return key, picking

    def accept_picked(self, key: str, token: str) -> tuple[Picking, list[Link]]:
        """Check a deep linking answer and place what it holds, all of it or nothing."""
        picking = self.pickings.open.get(key)
        if picking is None:
            raise Refused(400, "this picker was answered already, or never opened")
        verified = self.tool_keys.verify(token, audience=self.issuer)
        data = picking.data if self.rules.link_settings_data else None
        items = deep_linking.check_answer(
            verified, client_id=self.client_id, deployment_id=self.deployment_id, data=data
        )
        placements = [self._read_item(item, several=len(items) > 1) for item in items]
        with self.lock:
            self.pickings.spend(key, verified["nonce"])
            links = [self._place(picking.course_id, each) for each in placements]
            keeping.save(self)
        return picking, links

    def place(self, course_id: str, content_item: Mapping[str, Any]) -> Link:
        """Place one content item in a course, as deep linking would."""
        placement = self._read_item(content_item, several=False)
        with self.lock:
            link = self._place(course_id, placement)
            keeping.save(self)
        return link

    def remove(self, link_id: str) -> None:
        """Take an activity out of its course, with its column and grades."""
        with self.lock:
            link = self.links.pop(link_id)
            if link.line_item_id is not None:
                self.book.drop(link.line_item_id)
            keeping.save(self)

    def _read_item(self, item: Mapping[str, Any], *, several: bool) -> deep_linking.Placement:
        return deep_linking.read_item(item, self.rules, self.tool_origin, several=several)

    def _place(self, course_id: str, placement: deep_linking.Placement) -> Link:
        link = Link(
            id=self.new_id(),
            course_id=course_id,
            title=placement.title,
            url=placement.url,
            custom=placement.custom,
            text=placement.text,
            opens=placement.opens,
            due=placement.due,
        )
        if placement.score_maximum is not None:
            line_item = LineItem(
                id=self.new_id(),
                course_id=course_id,
                label=placement.title,
                score_maximum=placement.score_maximum,
                resource_link_id=link.id,
                resource_id=placement.resource_id,
                tag=placement.tag,
                review=placement.review,
            )
            self.book.line_items[line_item.id] = line_item
            link = replace(link, line_item_id=line_item.id)
        self.links[link.id] = link
        return link

    def add_column(self, line_item: LineItem) -> None:
        """Add a column that the tool has made; it is its activity's own if that has none."""
        self.line_items[line_item.id] = line_item
        link = self.links.get(line_item.resource_link_id or "")
        if link is not None and link.line_item_id not in self.line_items:
            self.links[link.id] = replace(link, line_item_id=line_item.id)

    # ---- copies

    def copy_course(self, course_id: str) -> Course:
        """Copy a course as Moodle's restore does: its activities and columns, nobody's grades.

        Address, custom parameters and ``resourceId`` stay; course, activities and columns have new
        ids.
        """
        with self.lock:
            source = self.courses[course_id]
            copy = Course(
                id=self.new_id(),
                label=f"{source.label} copy",
                title=f"{source.title} (copy)",
                history=(source.id, *source.history),
            )
            while copy.id in self.courses:  # those of a new platform were not numbered by it
                copy = replace(copy, id=self.new_id())
            self.courses[copy.id] = copy
            for link in [each for each in self.links.values() if each.course_id == source.id]:
                self._copy_link(link, copy)
            keeping.save(self)
        return copy

    def _copy_link(self, source: Link, course: Course) -> None:
        link = replace(
            source, id=self.new_id(), course_id=course.id, history=(source.id, *source.history)
        )
        if source.line_item_id is not None:
            line_item = replace(
                self.line_items[source.line_item_id],
                id=self.new_id(),
                course_id=course.id,
                resource_link_id=link.id,
            )
            self.line_items[line_item.id] = line_item
            link = replace(link, line_item_id=line_item.id)
        self.links[link.id] = link

    # ---- grades

    def accept_score(self, line_item_id: str, payload: Any) -> None:
        """Take a score into a column, by the family's rules."""
        score = scores.read(payload, self.rules)
        person = self.people.get(score.user_id)
        if person is None or not person.learns:
            raise Refused(self.rules.wrong_user_status, "only learners of the course are graded")
        with self.lock:
            line_item = self.line_items.get(line_item_id)
            if line_item is None:
                raise Refused(404, "no such line item")
            self.book.accept(line_item, score, payload, self.rules)
            keeping.save(self)

    def set_by_hand(self, line_item_id: str, person_id: str, score: float | None) -> None:
        """Set somebody's grade as a teacher does in the gradebook; None erases it."""
        with self.lock:
            self.book.set_by_hand(line_item_id, person_id, score)
            keeping.save(self)

    def gradebook(self, course_id: str) -> list[Row]:
        """Return a row for each learner and activity of a course."""
        links = [link for link in self.links.values() if link.course_id == course_id]
        learners = [person for person in self.people.values() if person.learns]
        with self.lock:
            return [self.book.row(who, link, self.rules) for who in learners for link in links]

    # ---- for tests and the page of switches

    def revoke_tokens(self) -> None:
        """Forget every access token that was given out."""
        self.desk.tokens.clear()

    def reset(self) -> None:
        """Empty the courses and mend the faults; keys and registration stay."""
        with self.lock:
            self.courses = all_courses()
            self.links.clear()
            self.book = Gradebook(clock=self.clock)
            self.requests.clear()
            self.faults.clear()
            self.revoke_tokens()
            self.launches = Launches()
            self.pickings = Pickings()
            keeping.save(self)
