"""Forms: the token that proves a form is ours. What a form asks is checked by its use case."""

import re
from typing import Any, TypedDict

from flask import request
from flask_wtf import FlaskForm

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_LONGEST_SAID = 200


class ActionForm(FlaskForm):
    """A form that does something; its fields beside the token are read by the view."""


class Said(TypedDict):
    """What a page that saves while somebody types says about itself."""

    page: str | None
    """What the page was named when it was made."""
    number: int | None
    """Rises with each post of the same page."""
    changed: frozenset[str] | None
    """The fields changed in the page; ``None`` where no script could tell."""
    seen: int | None
    """The revision that the page was made from."""


def said() -> Said:
    """Read what a page says about itself. What no page of ours would say counts as unsaid."""
    name, changed = request.form.get("page", ""), request.form.get("changed")
    return Said(
        page=name if _NAME.fullmatch(name) else None,
        number=number_in(request.form.get("n", "")),
        changed=None if changed is None else frozenset(changed.split()),
        seen=number_in(request.form.get("seen", "")),
    )


def said_in_address(name: str) -> str:
    """What an address asks for. No database takes the character that ends a string in C."""
    return request.args.get(name, "").replace("\0", " ").strip()[:_LONGEST_SAID]


def asked_for(*names: str) -> dict[str, Any]:
    """What an address asks for, to be asked for again by the next."""
    return {name: asked for name in names if (asked := said_in_address(name))}


def number_in(text: str) -> int | None:
    """The whole number that a text is, if it is one."""
    return int(text) if _NUMBER.fullmatch(text) else None
