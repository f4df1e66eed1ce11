"""Checks of platforms: whether launches and scores would work now, and what to do if not."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lti_tool.learning.clock import Clock
from lti_tool.learning.findings import Finding, Verdict
from lti_tool.lti.errors import DeliveryError
from lti_tool.lti.probing import Probe, PublishedKeys, reading_scope, scope_to_try
from lti_tool.services.platforms.given import PlatformsError
from lti_tool.services.platforms.standing import Column, Standing, standing_of
from lti_tool.store import registrations
from lti_tool.store.database import Transaction
from lti_tool.store.former import Seal

_CLOCKS_DIFFER = timedelta(seconds=60)
"""By how much clocks may differ before launches are refused: `LEEWAY_SECONDS` of a launch."""
_WORTH_A_LOOK = timedelta(seconds=15)
_MOST_NAMED = 10
"""How many names one line lists."""
_SHARED_ISSUERS = {
    "https://canvas.instructure.com": "https://*.instructure.com",
    "https://canvas.beta.instructure.com": "https://*.beta.instructure.com",
    "https://canvas.test.instructure.com": "https://*.test.instructure.com",
    "https://blackboard.com": "https://*.blackboard.com",
    "https://schoology.schoology.com": "https://*.schoology.com",
}
"""Issuers that stand for many customers, and where the pages of these usually are."""


class PlatformChecks:
    """Looks at platforms as an operator would: what is kept, and what they answer now."""

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        probe: Probe,
        seal: Seal,
        allow_insecure_http: bool,
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._probe = probe
        self._seal = seal
        self._allow_insecure_http = allow_insecure_http

    def check_all(self) -> tuple[Finding, ...]:
        """Check every registration, one after the other."""
        with self._reading() as session:
            rows = registrations.list_all(session)
            known = [standing_of(session, row, self._seal) for row in rows]
        return tuple(finding for one in known for finding in self._check(one))

    def check(self, *, issuer: str, client_id: str) -> tuple[Finding, ...]:
        """Check one registration; raises :class:`PlatformsError` where there is none."""
        with self._reading() as session:
            row = registrations.find(session, issuer, client_id)
            if row is None:
                raise PlatformsError(f"There is no registration of {client_id} at {issuer}.")
            known = standing_of(session, row, self._seal)
        return tuple(self._check(known))

    def _check(self, known: Standing) -> Iterator[Finding]:
        """No transaction is open here: the platform may take its time."""
        named = f"{known.name} ({known.agreement.client_id})"
        for found in self._findings(known):
            yield Finding(
                what=found.what, verdict=found.verdict, sentence=f"{named}: {found.sentence}"
            )

    def _findings(self, known: Standing) -> Iterator[Finding]:
        if known.retired_at is not None:
            yield _well("state", f"it is retired since {known.retired_at:%Y-%m-%d}, not checked.")
            return
        yield self._addresses(known)
        yield from self._keys(known)
        yield from self._services(known)
        yield _frames(known)
        yield _deployments(known)
        yield from _former_secrets(known)
        yield from self._launches(known)

    def _addresses(self, known: Standing) -> Finding:
        terms = known.agreement
        urls = (terms.auth_login_url, terms.auth_token_url, terms.jwks_url)
        plain = [url for url in urls if urlsplit(url).scheme != "https"]
        if not plain:
            return _well("addresses", "all are https.")
        if self._allow_insecure_http:
            return _look("addresses", f"{plain[0]} is plain http, which nobody should rely on.")
        return _broken("addresses", f"{plain[0]} is plain http, and not allowed here.")

    def _keys(self, known: Standing) -> Iterator[Finding]:
        url = known.agreement.jwks_url
        try:
            published = self._probe.fetch_keys(known.agreement)
        except DeliveryError as error:
            yield _broken("key set", f"{url} cannot be used. {error.reason}")
            return
        if published.usable:
            yield _well("key set", f"{url} has {published.usable} that can verify launches.")
        else:
            yield _broken("key set", f"{url} has no RSA key of 2048 bits or more with a kid.")
        yield _clocks(published)

    def _services(self, known: Standing) -> Iterator[Finding]:
        column = known.column
        to_try = scope_to_try(column.scopes) if column else None
        if column is None or to_try is None:
            yield _look(
                "token", "no launch has offered a gradebook yet, so no access can be asked for."
            )
            return
        try:
            self._probe.get_token(known.agreement, to_try)
        except DeliveryError as error:
            yield _broken("token", f"{known.agreement.auth_token_url}: {error.reason}")
            return
        yield _well("token", "it gives the tool access to its services.")
        yield self._line_items(known, column)

    def _line_items(self, known: Standing, column: Column) -> Finding:
        url, scope = column.url, reading_scope(column.scopes)
        if not known.agreement.has_services_at(url):
            place = urlsplit(url)
            return _broken(
                "line items",
                f"its gradebook is at {place.hostname}, which is not registered: no score can be "
                f"sent until platforms add --service-origin {place.scheme}://{place.netloc}.",
            )
        if scope is None:
            return _well("line items", "scores may be sent, and columns not be read.")
        try:
            self._probe.read_line_item(known.agreement, url, scope)
        except DeliveryError as error:
            return _look("line items", f"the column of the last launch: {error.reason}")
        return _well("line items", "the column of the last launch can be read.")

    def _launches(self, known: Standing) -> Iterator[Finding]:
        if known.launched_at is None:
            yield _look("launches", "none has arrived in the last 30 days.")
        else:
            yield _well("launches", f"the last one arrived {_moment(known.launched_at)}.")
        refusal = known.refusal
        if refusal is not None:
            is_newer = known.launched_at is None or refusal.at > known.launched_at
            said = f"the last one was refused {_moment(refusal.at)}: {refusal.reason}"
            said += f", reference {refusal.reference}." if refusal.reference else "."
            yield _look("launches", said) if is_newer else _well("launches", said)


def _clocks(published: PublishedKeys) -> Finding:
    ahead = published.clock_ahead
    if ahead is None:
        return _look("clock", "the platform does not say what time it has.")
    seconds = round(abs(ahead).total_seconds())
    where = "ahead of" if ahead > timedelta() else "behind"
    said = f"its clock is {seconds} seconds {where} ours"
    if abs(ahead) > _CLOCKS_DIFFER:
        return _broken("clock", f"{said}: launches are refused. Set both by NTP.")
    if abs(ahead) > _WORTH_A_LOOK:
        return _look("clock", f"{said}; more than 60 would make launches fail.")
    return _well("clock", f"it is within {_WORTH_A_LOOK.seconds} seconds of ours.")


def _frames(known: Standing) -> Finding:
    origins, terms = known.agreement.frame_origins, known.agreement
    if not origins:
        return _broken("frames", "no page of it may show ours: platforms add --frame-origin.")
    usual = _SHARED_ISSUERS.get(terms.issuer)
    own = {_origin(terms.issuer), _origin(terms.auth_login_url)}
    if usual is not None and own.issuperset(origins):
        return _look(
            "frames",
            f"its customers have hosts of their own, and none is named: their pages cannot show "
            f"ours until platforms add --frame-origin, usually {usual}.",
        )
    return _well("frames", f"pages of {', '.join(origins)} may show ours.")


def _deployments(known: Standing) -> Finding:
    if not known.waiting:
        return _well("deployments", "none waits for approval.")
    return _look(
        "deployments", f"waiting for approval: {_listed(known.waiting)} (platforms approve)."
    )


def _former_secrets(known: Standing) -> Iterator[Finding]:
    if known.unreadable_keys:
        yield _broken(
            "LTI 1.1",
            f"the secret of {_listed(known.unreadable_keys)} was sealed under another "
            "LTI_TOOL_SECRET_KEY: give it again with platforms add --lti1p1-key.",
        )
    elif known.readable_keys:
        yield _well("LTI 1.1", f"the secret of {_listed(known.readable_keys)} can be read.")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _listed(names: Sequence[str]) -> str:
    said = ", ".join(repr(name) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{said} and {more} more" if more > 0 else said


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _well(what: str, sentence: str) -> Finding:
    return Finding(what=what, verdict=Verdict.WELL, sentence=sentence)


def _look(what: str, sentence: str) -> Finding:
    return Finding(what=what, verdict=Verdict.WORTH_A_LOOK, sentence=sentence)


def _broken(what: str, sentence: str) -> Finding:
    return Finding(what=what, verdict=Verdict.BROKEN, sentence=sentence)
