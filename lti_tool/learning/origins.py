"""Origins: the scheme, host and port of an address, by which browsers tell sites apart."""

import re
from urllib.parse import urlsplit

_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
_NAME = rf"{_LABEL}(\.{_LABEL})*"
_SITES = rf"\*\.{_LABEL}(\.{_LABEL})+"  # not *.com: whoever has a name there could frame us
_FRAME_ORIGIN = re.compile(
    rf"https?://({_NAME}|{_SITES}|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?", re.ASCII
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_frame_origin(text: str) -> bool:
    """Tell whether a content security policy can name this as somebody who shows us in a frame.

    ``https://host`` with or without a port; ``https://*.host`` stands for all hosts below one. It
    goes into a header, where a semicolon, a comma or a space would begin something else.
    """
    return bool(_FRAME_ORIGIN.fullmatch(text))


def origin_of(url: str) -> tuple[str, str | None, int | None]:
    """The origin of an absolute web address, as browsers compare it.

    Scheme and host are the same in capitals, and a scheme has a port that need not be said.
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
