"""Long lists in pages, with the Link header each family writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from demo.refusals import Refused
from demo.web.current import platform

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some of the rows, and the address of the next ones."""

    rows: Sequence[T]
    next_url: str | None


def page_of(rows: Sequence[T], *, lost: tuple[str, ...] = ()) -> Page[T]:
    """Return the page this request asks for; parameters in ``lost`` are not in the next address."""
    here = platform()
    size = min(_number("limit", here.page_size), here.page_size) or here.page_size
    first = _number("from", 0)
    next_url = None
    if first + size < len(rows):
        kept = [(name, value) for name, value in request.args.items() if name not in lost]
        kept = [pair for pair in kept if pair[0] not in {"limit", "from"}]
        query = urlencode([*kept, ("limit", size), ("from", first + size)])
        next_url = f"{here.issuer}{request.path}?{query}"
    return Page(rows=rows[first : first + size], next_url=next_url)


def with_next_link(answer: Response, page: Page[T], *, malformed: bool = True) -> Response:
    """Add the Link header; Moodle's for line items has curly quotes and escaped ampersands."""
    if page.next_url is None:
        return answer
    if malformed and platform().rules.name == "moodle":
        curly = "\u201cnext\u201d".encode().decode("latin-1")
        answer.headers["Link"] = f"<{page.next_url.replace('&', '&amp;')}>; rel={curly}"
    else:
        answer.headers["Link"] = f'<{page.next_url}>; rel="next"'
    return answer


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not text.isdecimal():
        raise Refused(400, f"{name} must be a number")
    return int(text)
