"""JSON from strangers: one object or list out of bytes, or one kind of error, whatever they hold.

Python's own reader accepts ``NaN``, repeated names and lone surrogates, and fails on depth and on
long numbers with errors of its own; each of them would otherwise surface later as a 500.
"""

import json
import math
import re
from typing import NoReturn

from lti_tool.lti.errors import BadJsonError

_LONGEST_NUMBER = 40
_MOST_PARTS = 200_000
"""Lists and objects in one text: an empty one takes thirty times the memory of what spells it."""
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*+\\u0000")


def read_json(raw: bytes) -> object:
    """Read the value that ``raw`` spells; the reason in `BadJsonError` holds nothing of it."""
    if _ESCAPED_NUL.search(raw):
        raise BadJsonError("it holds a NUL character")
    if raw.count(b"{") + raw.count(b"[") > _MOST_PARTS:
        raise BadJsonError("it holds too many lists and objects")
    try:
        text = raw.decode("utf-8")
        value: object = json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short,
        )
        if "\\u" in text:  # the one way in for lone surrogates
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise BadJsonError("it is nested too deeply") from None
    except ValueError:
        raise BadJsonError("it is not valid JSON text") from None
    return value


def read_json_object(raw: bytes) -> dict[str, object]:
    """Like `read_json`, and the value must be an object."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise BadJsonError("it is not a JSON object")
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadJsonError("it says one name twice")
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise BadJsonError("it holds NaN or Infinity")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise BadJsonError("it holds a number without end")
    return number


def _short(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise BadJsonError("it holds a number that is too long")
    return int(digits)
