"""The one error of the platform: a request it will not serve, with the status it answers."""


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A refused request: the HTTP status, the reason in words, and OAuth's or OIDC's error code."""

    def __init__(self, status: int, reason: str, error: str = "invalid_request") -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason
        self.error = error
