"""Scores to a platform's gradebook, and what it holds.

Assignment and Grade Services 2.0 §3.3-3.4: https://www.imsglobal.org/spec/lti-ags/v2p0/#score-publish-service
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.grade import Grade
from typing_extensions import override

from lti_tool.learning.families import Answers, FamilyRules
from lti_tool.learning.scores import Score
from lti_tool.lti.connector import Connector
from lti_tool.lti.errors import ConflictError, DeliveryError, KeptOutError, RefusedError
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession

SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
RESULTS_TYPE: Final = "application/vnd.ims.lis.v2.resultcontainer+json"
UNREADABLE_RESULTS: Final = "What the platform answers cannot be read as a list of results."
_MOST_PAGES = 3
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


@dataclass(frozen=True, kw_only=True)
class LineItemRef:
    """A gradebook column as a launch named it, and what the platform lets us do there."""

    url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the platform holds for one learner; nothing given where it holds no score."""

    given: Decimal | None
    maximum: Decimal | None
    comment: str | None


class ScoreService:
    """Sends scores and reads results; threads share it."""

    def __init__(self, session: PlatformSession, tokens: AccessTokens) -> None:
        self._session = session
        self._tokens = tokens

    def send(
        self,
        registration: Registration,
        line_item: LineItemRef,
        subject: str,
        score: Score,
        rules: FamilyRules,
    ) -> None:
        """Post one score by the rules of its platform.

        Raises a `DeliveryError` if it did not arrive: which one is as those rules read the answer.
        """
        demand(line_item, SCORE_SCOPE)
        connector = self._connector(registration, rules)
        service = _Grades(connector, {"scope": [SCORE_SCOPE], "lineitem": line_item.url})
        try:
            service.put_grade(_grade(subject, score, rules))
        except RefusedError as error:
            raise _as_meant(error, rules.answers) from error

    def result(
        self,
        registration: Registration,
        line_item: LineItemRef,
        subject: str,
        rules: FamilyRules,
    ) -> Result | None:
        """Read what the platform holds for this person; ``None``: it says that it holds nothing.

        Raises a `DeliveryError`, also where the answer does not say it: it is no list of results,
        or they are on a page that was not read.
        """
        demand(line_item, RESULT_SCOPE)
        connector = self._connector(registration, rules)
        results = inside(line_item.url, "results")
        mark = "&" if "?" in results else "?"
        url = f"{results}{mark}user_id={quote(subject, safe='')}"
        for _ in range(_MOST_PAGES):  # a platform may pass over the filter, and may page
            answer = connector.make_service_request([RESULT_SCOPE], url, accept=RESULTS_TYPE)
            held = list(results_in(answer["body"]))
            for person, found in held:
                if person == subject:
                    return found
            if not isinstance(answer["body"], list) or len(held) != len(answer["body"]):
                raise RefusedError(UNREADABLE_RESULTS)
            next_page = answer["next_page_url"]
            if next_page is None:
                return None
            url = next_page
        raise RefusedError("The platform's list of results was not read to its end.")

    def _connector(self, registration: Registration, rules: FamilyRules) -> Connector:
        return Connector(registration, self._session, self._tokens, rules.answers.new_token)


class _Grades(AssignmentsGradesService):
    """pylti1p3's service, for one scope; a line item's URL keeps the whole of its query."""

    @staticmethod
    @override
    def _add_url_path_ending(url: str, url_path_ending: str) -> str:
        return inside(url, url_path_ending)


def inside(line_item_url: str, service: str) -> str:
    """Put a service's name at the end of the path, before the query (AGS §3.4.1)."""
    path, mark, query = line_item_url.partition("?")
    return f"{path.removesuffix('/')}/{service}{mark}{query}"


def demand(line_item: LineItemRef, scope: str) -> None:
    """Raise a `RefusedError` where a launch did not allow this for a column."""
    if scope not in line_item.scopes:
        what = "sending scores" if scope == SCORE_SCOPE else "reading results"
        raise RefusedError(f"The platform does not allow {what} for this column.")


def _as_meant(error: RefusedError, answers: Answers) -> DeliveryError:
    """Read a refusal as the platform's family means it."""
    if isinstance(error, KeptOutError):
        return error
    if error.status in answers.not_newer:
        reason = f"The platform refused it, or holds something newer ({error.said})."
        return ConflictError(reason, is_certain=False)
    if error.status in answers.not_this_person:
        reason = f"The platform takes no score for this person ({error.said})."
        return RefusedError(reason, status=error.status, said=error.said)
    return RefusedError(error.reason, status=error.status, said=error.said)


def _grade(subject: str, score: Score, rules: FamilyRules) -> Grade:
    """Write a score as its platform is sent it (AGS §3.4.4-3.4.11)."""
    grade = (
        Grade()
        .set_user_id(subject)
        .set_activity_progress(score.activity_progress.value)
        .set_grading_progress(score.grading_progress.value)
        .set_timestamp(score.timestamp.astimezone(UTC).isoformat(timespec="milliseconds"))
    )
    if score.given is not None:  # a maximum is for a score (AGS §3.4.5)
        grade.set_score_given(_number(score.given)).set_score_maximum(_number(score.maximum))
    if rules.score_extension:
        grade.set_extra_claims(dict(rules.score_extension))
    comment = rules.as_sent(score.comment)
    return grade if comment is None else grade.set_comment(comment)


def _number(value: Decimal) -> float:
    # The shortest spelling of the nearest float is the number itself: 0.1 goes out as 0.1.
    return int(value) if value == value.to_integral_value() else float(value)


def results_in(body: object) -> Iterator[tuple[str, Result]]:
    """Read what a results service answers: each person and what is held for them (AGS §3.3.3)."""
    for entry in body if isinstance(body, list) else ():
        person = entry.get("userId") if isinstance(entry, Mapping) else None
        if isinstance(person, int) and not isinstance(person, bool):
            person = str(person)
        if isinstance(person, str):
            comment = entry.get("comment")
            yield (
                person,
                Result(
                    given=_decimal(entry.get("resultScore")),
                    maximum=_decimal(entry.get("resultMaximum")),
                    comment=comment if isinstance(comment, str) and comment else None,
                ),
            )


def _decimal(value: object) -> Decimal | None:
    """Read a number, also one that is spelled as text."""
    if isinstance(value, str):
        return Decimal(value.strip()) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))
