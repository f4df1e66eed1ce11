"""What can go wrong on the wire, as one tree that the doors turn into pages and states.

::

    LtiError
    ├── LaunchRejectedError           a login or a launch that opens nothing: 4xx page
    │   ├── UnknownRegistrationError  nobody has registered this platform
    │   ├── PlatformRefusedError      the platform itself answered with an error
    │   ├── WrongAudienceError        the token is meant for somebody else, or not for us alone: 401
    │   └── KeySetUnavailableError    its keys cannot be fetched just now: "try again", 503
    ├── DeliveryError                 a score (or another service call) that did not arrive
    │   ├── TryAgainError             later, by itself
    │   │   └── TooManyError          the platform asks for less (429)
    │   ├── ConflictError             the platform has it, or a newer one, or may have
    │   └── RefusedError              never by itself: a person must look
    │       ├── KeptOutError          something stands before the service: a score goes later
    │       └── ColumnGoneError       there is no such column in the gradebook any more
    ├── KeyFileError                  the tool's own key cannot be used: the start stops
    ├── KeyRotationError              the tool's own keys cannot be changed now
    ├── ShelfUnavailableError         what all processes share cannot be reached
    ├── BadJsonError                  bytes that are not strict JSON (lti/strict_json.py)
    └── NoAnswerError                 a call to a platform that brought no whole answer
        ├── TooSlowError              not in time
        ├── UntrustedError            its certificate proves nothing
        ├── AnswerTooLargeError       an answer over the size limit (lti/transport.py)
        ├── AddressRefusedError       an address that may not be called
        └── UnusableUrlError          no URL of a host that can be called
            └── InsecureUrlError      plain http where only https may be called

No message holds a response body, a token or a claim's value: they go into logs.
"""

from typing import Final

UNPROVEN: Final = "This launch could not be verified, so nothing was opened."
"""What a refusal says that has no more to say; its page knows whether trying again helps."""


class LtiError(Exception):
    """Anything the wire can do to us."""


class LaunchRejectedError(LtiError):
    """A login or launch is refused: ``reason`` is a stable slug for the log.

    ``sentence`` is for the person. ``about`` is for the log too: which platform it was, and what
    the platform said; plain and short, and never anything of a person. ``return_url`` is where the
    platform wants people back, ``message_type`` what it asked for; only what was signed sets them.
    """

    status = 403

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence = sentence
        self.about: dict[str, str] = {}
        self.return_url: str | None = None
        self.message_type: str | None = None


class UnknownRegistrationError(LaunchRejectedError):
    """No registration has this issuer and client id, or several have and nothing says which."""

    def __init__(
        self,
        reason: str = "registration-unknown",
        sentence: str = "This learning platform is not registered with this tool.",
    ) -> None:
        super().__init__(reason, sentence)


class PlatformRefusedError(LaunchRejectedError):
    """The platform answered the login with an error.

    ``error`` is for the log, so never a word of the platform's own that may name somebody;
    ``means`` is for the person, who may read what it said.
    """

    def __init__(self, *, error: str, means: str = "") -> None:
        super().__init__(
            "platform-refused",
            f"The learning platform did not let this activity start. {means}".strip(),
        )
        self.about = {"error": error}


class WrongAudienceError(LaunchRejectedError):
    """The token is not for us, or also for somebody whom we do not trust.

    The status is the one that Security Framework 1.0 §5.1.3 (3) names.
    """

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "audience-mismatch",
            "This launch was made out to another tool, so nothing was opened. "
            "Tell whoever looks after your learning platform.",
        )


class KeySetUnavailableError(LaunchRejectedError):
    """The platform's keys cannot be fetched just now, so nothing it signs can be checked."""

    status = 503

    def __init__(self, reason: str = "key-set-unavailable") -> None:
        super().__init__(
            reason,
            "Your learning platform could not be reached to check this launch. "
            "Wait a minute and open the activity again.",
        )


class DeliveryError(LtiError):
    """A service call failed; ``reason`` is a short sentence for people, never a response body."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryAgainError(DeliveryError):
    """Worth another try by itself, not sooner than ``after`` seconds if the platform said so."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class TooManyError(TryAgainError):
    """The platform is asked for more than it wants to do (429, RFC 6585 §4)."""


class ConflictError(DeliveryError):
    """The platform holds this score already, or a newer one: what it holds says which.

    Where it is not certain, the platform gives the same answer to what it does not take at all. If
    the score is not there and a new time does not help, it counts as refused with this reason.
    """

    def __init__(self, reason: str, *, is_certain: bool = True) -> None:
        super().__init__(reason)
        self.is_certain = is_certain


class RefusedError(DeliveryError):
    """The platform said no, and saying it again would not help.

    ``status`` and ``said`` are those of its answer, if there was one: 403 and "403 Forbidden".
    """

    def __init__(self, reason: str, *, status: int | None = None, said: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.said = said


class KeptOutError(RefusedError):
    """The call was kept from its service: by a 401 to a new token, or by a web page in its place.

    That may pass, and says nothing of what was sent: a score is worth another try, not sooner than
    ``after`` seconds if the platform said so. Whoever only looks goes without.
    """

    def __init__(self, reason: str, *, status: int, said: str, after: float | None = None) -> None:
        super().__init__(reason, status=status, said=said)
        self.after = after


class ColumnGoneError(RefusedError):
    """There is no such column in the gradebook any more."""


class KeyFileError(LtiError):
    """The tool's own key cannot be used; the message is one sentence for the operator."""


class ShelfUnavailableError(LtiError):
    """What all processes share cannot be reached: each is on its own for now."""


class KeyRotationError(LtiError):
    """The tool's own keys stay as they are; the message is one sentence for the operator."""


class BadJsonError(LtiError):
    """Bytes that are not the strict JSON we read."""


class NoAnswerError(LtiError):
    """A call to a platform brought no whole answer; what the platform did nobody knows."""


class TooSlowError(NoAnswerError):
    """There was no connection, or no whole answer, in time."""


class UntrustedError(NoAnswerError):
    """Who answered could not prove to be the platform: its certificate is not trusted."""


class AddressRefusedError(NoAnswerError):
    """The URL leads to an address that this tool may not call; nobody was called."""


class UnusableUrlError(NoAnswerError):
    """The URL names no host that can be called; nobody was called."""


class InsecureUrlError(UnusableUrlError):
    """The URL is not https, and plain http is not allowed here; nobody was called."""
