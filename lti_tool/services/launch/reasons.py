"""Why logins and launches are refused: each reason in an operator's words, and what to do.

``docs/launch-refusals.md`` shows the same to people; a reason that ends a family of them, such as
``…-missing``, stands for all that end so and are not named themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What a reason means, and what an operator can do about it."""

    says: str
    to_do: str
    lasts: bool = False
    """Whether every further launch is refused too, until somebody does something."""


FLOOD: Final = "too-many-refusals"
_NOBODY: Final = "Nothing, if it is rare: opening the activity again helps."
_ADMIN: Final = "Ask the platform's admin to compare its settings with `docs/operations.md`."
_FAULT: Final = "Not what a platform sends: somebody tries things out, or the platform has a fault."

REASONS: Final[Mapping[str, Reason]] = {
    "platform-refused": Reason(
        says="The platform itself said no to the login.",
        to_do="Read its `error`, and ask whoever saw the page for what the platform said there; "
        "people have to sign in there again, or the platform's admin has to look.",
    ),
    "registration-unknown": Reason(
        says="No platform with this issuer and client id is registered here.",
        to_do="If it is a customer's: `lti-tool platforms add` with exactly this issuer and client "
        "id, letter by letter.",
        lasts=True,
    ),
    "client-ambiguous": Reason(
        says="Several registrations have this issuer, and the login did not say which.",
        to_do="Let the platform send `client_id`, or `lti_deployment_id`, with its login.",
        lasts=True,
    ),
    "initiation-without-…": Reason(
        says="The platform began a login without something that it has to say.",
        to_do=f"{_ADMIN} Somebody who opens `/lti/login` by hand sees this too.",
        lasts=True,
    ),
    "initiation-with-bad-…": Reason(
        says="The platform began a login with something that is too long or has odd characters.",
        to_do=_FAULT,
        lasts=True,
    ),
    "browser-without-proof": Reason(
        says="The browser did not send back the cookie that the login gave it.",
        to_do="Let the activity open in a new window; look whether the browser or the network "
        "removes cookies. A single one may be somebody who was sent another person's link.",
    ),
    "state-missing": Reason(
        says="A launch came without a login that it answers.",
        to_do="The platform has to begin at `/lti/login`: see that its login URL is right.",
    ),
    "state-wrong": Reason(says="A launch named a login that cannot be one of ours.", to_do=_FAULT),
    "state-unknown": Reason(
        says="The login was used already, or waited for more than ten minutes.",
        to_do=f"{_NOBODY} Reloading the page of a launch does it, and the back button. If nobody "
        "gets in: all servers must use the same database.",
    ),
    "state-mismatch": Reason(says="A launch answered another login than its own.", to_do=_FAULT),
    "nonce-mismatch": Reason(
        says="The token was made for another login.",
        to_do=f"{_FAULT} A platform that keeps its launch pages in a cache does it too.",
    ),
    "token-missing": Reason(
        says="The platform answered the login without a token.",
        to_do="Look at the platform's log: it neither let the person in nor said why not.",
    ),
    "token-too-large": Reason(says="The token is larger than a megabyte.", to_do=_FAULT),
    "token-malformed": Reason(says="The token is not a signed token.", to_do=_FAULT),
    "algorithm-refused": Reason(
        says="The token is signed by another algorithm than RS256.",
        to_do="Let the platform sign with RS256.",
        lasts=True,
    ),
    "header-refused": Reason(
        says="The token asks for something of its reader that we do not do (`crit`).",
        to_do=_FAULT,
        lasts=True,
    ),
    "key-id-missing": Reason(
        says="The token does not say which key signed it (`kid`).",
        to_do="The platform has to name its key: see its documentation.",
        lasts=True,
    ),
    "key-unknown": Reason(
        says="The token is signed by a key that the platform has not published.",
        to_do="Open the registered `jwks-url`: is the key there? After a change of keys it may "
        "take a minute. `lti-tool platforms add --replace` registers another URL.",
    ),
    "key-set-unavailable": Reason(
        says="The platform's keys could not be fetched.",
        to_do="Fetch the registered `jwks-url` from this machine: the network, the certificate, or "
        "`LTI_TOOL_PRIVATE_NETWORKS` may be in the way. It is tried again by itself. If the URL is "
        "wrong: `lti-tool platforms add --replace`.",
    ),
    "signature-wrong": Reason(
        says="The signature is not the platform's.",
        to_do="Open the registered `jwks-url`: is it this platform's? If not: `lti-tool platforms "
        "add --replace`. Otherwise somebody tries things out.",
    ),
    "issuer-mismatch": Reason(
        says="The token names another issuer than the one that is registered.",
        to_do="Compare letter by letter, to the last slash, and register the right one.",
        lasts=True,
    ),
    "audience-mismatch": Reason(
        says="The token is meant for another tool, or not for this one alone.",
        to_do="Compare the registered client id with the platform's.",
        lasts=True,
    ),
    "registration-wrong": Reason(
        says="The registration cannot be used for launches.",
        to_do="Compare `lti-tool platforms list` with what the platform shows.",
        lasts=True,
    ),
    "token-expired": Reason(
        says="The token is too old.",
        to_do="If it goes on, the clock of this machine or of the platform's is wrong.",
    ),
    "issued-in-future": Reason(
        says="The token is from the future.",
        to_do="The clocks of this machine and of the platform's differ by more than a minute: set "
        "them by a time server.",
    ),
    "message-type-unknown": Reason(
        says="The platform asked for something that this tool does not do.",
        to_do="See `message_type`; let the platform's admin take that placement away.",
        lasts=True,
    ),
    "sub-missing": Reason(
        says="The platform described a person and did not say who it is.",
        to_do="Let the platform share its anonymous user id (`sub`); neither name nor e-mail "
        "address is needed.",
        lasts=True,
    ),
    "…-missing": Reason(
        says="The launch lacks something that it has to say, which the reason names.",
        to_do="The platform has a fault, or an old version: tell its admin the reason.",
        lasts=True,
    ),
    "…-wrong": Reason(
        says="Something in the launch is of the wrong sort or too long; the reason names it.",
        to_do="The platform has a fault, or an old version: tell its admin the reason.",
        lasts=True,
    ),
    "target-elsewhere": Reason(
        says="The link in the course leads to another tool's address.",
        to_do="Let the instructor delete the link and choose the activity again; see that "
        "`LTI_TOOL_BASE_URL` is what the platform has.",
        lasts=True,
    ),
    "may-not-build": Reason(
        says="Somebody who does not build the course wanted to add activities to it.",
        to_do="Nothing, or give them a role in the course that may.",
        lasts=True,
    ),
    "for-user-somebody-else": Reason(
        says="A link about one person's work or data was opened by another, without the role for "
        "it.",
        to_do="Nothing, or give them a role in the course that may see it.",
        lasts=True,
    ),
    "platform-retired": Reason(
        says="The platform was retired here.",
        to_do="If that was wrong: `lti-tool platforms add` of the same makes it active again.",
        lasts=True,
    ),
    "deployment-retired": Reason(
        says="This installation of the platform was retired here.",
        to_do="If that was wrong: `lti-tool platforms add` of the same makes it active again.",
        lasts=True,
    ),
    "deployment-waiting": Reason(
        says="It came from an installation that nobody has approved yet.",
        to_do="`lti-tool platforms approve`, with the issuer, client id and deployment id of the "
        "entry.",
        lasts=True,
    ),
    FLOOD: Reason(
        says="One address was refused more often than a minute allows; the rest is not noted.",
        to_do="Look at the entries before it. People at the same address who are let in notice "
        "nothing.",
    ),
}
_UNEXPLAINED: Final = Reason(says="It was refused.", to_do="Look for the reference in the log.")


def explained(reason: str) -> Reason:
    """Explain a reason: by its own name, or else by its family's."""
    families = [name for name in REASONS if belongs(reason, name)]
    return REASONS.get(reason) or (REASONS[families[0]] if families else _UNEXPLAINED)


def belongs(reason: str, name: str) -> bool:
    """Tell whether a name of the table stands for this reason."""
    begin, _, end = name.partition("…")
    if "…" not in name:
        return reason == name
    return reason.startswith(begin) and reason.endswith(end)
