"""What differs from one LMS to another, as data: the default is the standard to the letter."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """The rules by which one family of platforms answers."""

    name: str
    line_item_query: str = ""
    whole_seconds: bool = False
    """Score timestamps are compared in whole seconds, and an equal one is refused."""
    erases: bool = False
    """A score that is not final, or has no value, takes grade and feedback away."""
    shows_progress: bool = True
    """Work that waits to be marked is shown as such."""
    comment_each_time: bool = False
    """A score without a comment takes the earlier comment away."""
    keeps_overridden: bool = False
    """What a teacher set stays, whatever score comes; otherwise a newer score replaces it."""
    lenient_scores: bool = False
    """Numbers as text, unknown progress words and zoneless timestamps are taken."""
    grade_completes: bool = False
    """Any grade completes the activity; otherwise the tool's word "Completed" does."""
    exact_media_types: bool = False
    short_roles: bool = False
    """The roster names roles by their short names."""
    plain_token_answers: bool = False
    """Token answers are JSON labelled text/html."""
    wrong_user_status: int = 422
    missing_scope_status: int = 403
    token_seconds: int = 300
    """How long an id_token is good for."""
    link_settings_data: bool = True
    """Deep linking settings carry ``data`` and ``accept_lineitem``."""
    whole_maximum: int | None = None
    """The largest maximum a deep-linked activity may have; it must then be an integer."""
    takes_dates: bool = True
    """The dates that a content item proposes are kept."""
    reports_spent_launches: bool = True
    """A used-up launch is reported to the tool; otherwise the platform shows its own page."""
    foreign_urls: bool = False
    """A content item may point outside the tool's own origin."""
    reviews_everything: bool = False
    """The gradebook leads to the work of every activity, whether or not the tool asked for it."""
    knows_link_history: bool = True
    """``$ResourceLink.id.history`` has a value; otherwise its name is sent as it is."""


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(name="default"),
        Family(
            name="moodle",
            line_item_query="type_id=1",
            whole_seconds=True,
            erases=True,
            shows_progress=False,
            comment_each_time=True,
            keeps_overridden=True,
            lenient_scores=True,
            grade_completes=True,
            exact_media_types=True,
            short_roles=True,
            plain_token_answers=True,
            wrong_user_status=400,
            missing_scope_status=401,
            token_seconds=60,
            link_settings_data=False,
            whole_maximum=100,
            takes_dates=False,
            reports_spent_launches=False,
            foreign_urls=True,
            reviews_everything=True,
            knows_link_history=False,
        ),
    )
}
