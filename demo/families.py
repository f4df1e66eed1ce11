"""What differs from one LMS to another, as data: the default is the standard to the letter."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """The rules by which one family of platforms answers."""

    name: str
    title: str
    """What the page of switches calls it."""
    product_family_code: str | None = None
    """What launches call it, where they do."""
    token_audience: str = ""
    """Whom requests for tokens may be made out to besides its own address."""
    line_item_query: str = ""
    whole_seconds: bool = False
    """Score timestamps are compared in whole seconds, and an equal one is refused."""
    takes_equal: bool = False
    """A score of the same time as the last is taken as well."""
    takes_repeats: bool = True
    """The last post again, word for word, is answered as if it were new."""
    not_newer_status: int = 409
    """What a score that is not newer is answered with; under 400, it is left out without a word."""
    erases: bool = False
    """A score that is not final, or has no value, takes grade and feedback away."""
    keeps_until_final: bool = False
    """A score that is not final, or has no value, changes nothing that is shown."""
    shows_zero: bool = True
    """A score of 0 is shown; otherwise what was shown before stays."""
    caps: bool = False
    """A score above the maximum is kept as the maximum."""
    most_attempts: int | None = None
    """How many attempts a learner has, where a score makes a new one unless it says otherwise."""
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
    any_score_type: bool = False
    """The media type of a score does not matter."""
    score_status: int = 200
    """What a score that was taken is answered with."""
    whole_line_items: bool = False
    """A column's maximum is a whole number, and it names a link or a resource."""
    wrong_user_status: int = 422
    bad_token_status: int = 401
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
        Family(name="default", title="The standard, to the letter", product_family_code="demo"),
        Family(
            name="moodle",
            title="Moodle",
            product_family_code="moodle",
            line_item_query="type_id=1",
            whole_seconds=True,
            takes_repeats=False,
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
        Family(
            name="canvas",
            title="Canvas",
            product_family_code="canvas",
            takes_equal=True,
            not_newer_status=400,
            most_attempts=1,
        ),
        Family(
            name="blackboard",
            title="Blackboard",
            product_family_code="BlackboardLearn",
            not_newer_status=200,
            any_score_type=True,
        ),
        Family(
            name="brightspace",
            title="Brightspace",
            product_family_code="desire2learn",
            token_audience="https://api.brightspace.com/auth/token",  # noqa: S106  # an address
            not_newer_status=200,
            keeps_until_final=True,
            shows_progress=False,
            caps=True,
        ),
        Family(
            name="sakai",
            title="Sakai",
            product_family_code="sakai",
            any_score_type=True,
            wrong_user_status=400,
            bad_token_status=403,
            missing_scope_status=400,
        ),
        Family(
            name="openedx",
            title="Open edX",
            takes_repeats=False,
            not_newer_status=400,
            keeps_until_final=True,
            shows_progress=False,
            shows_zero=False,
            caps=True,
            score_status=201,
            whole_line_items=True,
            wrong_user_status=500,
        ),
    )
}
