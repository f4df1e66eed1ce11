"""Settings that work, and that somebody may regret."""

import ipaddress
from collections.abc import Iterator

from lti_tool.app.doctor.findings import well, worth_a_look
from lti_tool.learning.findings import Finding
from lti_tool.settings import PREFIX, Settings

_WIDE = {4: 8, 6: 16}
"""The shortest prefix of a network that a hospital would call its own, by version."""


def look_at_settings(settings: Settings) -> list[Finding]:
    """Name each risk; one finding that all is well where there is none."""
    risks = [worth_a_look("settings", sentence) for sentence in _risks(settings)]
    return risks or [well("settings", f"The settings are sound, for {settings.base_url}.")]


def _risks(settings: Settings) -> Iterator[str]:
    is_https = settings.base_url.startswith("https://")
    if not is_https:
        yield (
            f"{PREFIX}BASE_URL is plain http: everybody on the way can read and change pages, and "
            "browsers keep no cookie in frames. Use it for a trial on one machine only."
        )
    elif settings.allow_insecure_http:
        yield (
            f"{PREFIX}ALLOW_INSECURE_HTTP is on although the tool's own address is https: "
            "platforms may be registered and called without TLS. Take it out."
        )
    if is_https and not settings.trusted_proxies:
        yield (
            f"{PREFIX}TRUSTED_PROXIES is 0 although something in front of the tool has to end TLS: "
            "if that is a reverse proxy, everybody seems to come from its address. "
            "Set the number of proxies."
        )
    if not settings.rate_limits:
        yield (
            f"{PREFIX}RATE_LIMITS is off: nobody is stopped who tries again and again. "
            "Turn it on unless something in front of the tool sees to that."
        )
    yield from _networks(settings.private_networks)


def _networks(named: tuple[str, ...]) -> Iterator[str]:
    for each in named:
        network = ipaddress.ip_network(each)
        if network.is_loopback:
            yield (
                f"{PREFIX}PRIVATE_NETWORKS has {each}: whoever registers a platform "
                "can have this machine's own services called. Use it for a trial only."
            )
        elif network.is_link_local or network.prefixlen < _WIDE[network.version]:
            yield (
                f"{PREFIX}PRIVATE_NETWORKS has {each}, which is more than a hospital's network: "
                "whoever registers a platform can have any of it called. Name the platform's own "
                "network alone."
            )
