"""How JSON is read strictly, and on which line of it something stands."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Never

from lti_tool.exchange.files import FileError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

Step = int | str


def parsed(path: Path, text: str) -> Any:
    """Parse JSON; FileError, if it is not JSON or says the same key twice."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FileError(path, error.lineno, f"this is not JSON ({error.msg}).") from error
    except _KeyTwiceError as error:
        reason = f'the key "{error}" is there twice in one object.'
        raise FileError(path, _line_of_second(text, str(error)), reason) from error
    except RecursionError as error:
        raise FileError(path, 1, "the file is nested too deeply.") from error
    except ValueError as error:
        raise FileError(path, 1, "a number in the file cannot be read.") from error


def line_of(text: str, location: Sequence[Step]) -> int:
    """Give the line where a location begins, or the nearest thing around it that is there."""
    wanted = tuple(location)
    best, depth = 1, 0
    for here, offset in _places(text):
        if len(here) > depth and here == wanted[: len(here)]:
            best, depth = text.count("\n", 0, offset) + 1, len(here)
            if depth == len(wanted):
                break
    return best


class _KeyTwiceError(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _KeyTwiceError(key)
        found[key] = value
    return found


def _refuse_constant(name: str) -> Never:
    raise ValueError(name)


def _line_of_second(text: str, key: str) -> int:
    seen: set[tuple[Step, ...]] = set()
    for here, offset in _places(text):
        if here in seen and here[-1] == key:
            return text.count("\n", 0, offset) + 1
        seen.add(here)
    return 1


def _places(text: str) -> Iterator[tuple[tuple[Step, ...], int]]:
    """Walk through JSON that parses, giving the location and offset of each value."""
    here: list[Step] = []
    opened: list[str] = []
    key = ""
    expects_key = False
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in "}]":
            opened.pop()
            here.pop()
        elif sign == ",":
            if opened[-1] == "[":
                here[-1] = int(here[-1]) + 1
            expects_key = opened[-1] == "{"
        elif sign == ":":
            here[-1] = key
            expects_key = False
        elif expects_key:
            key = json.loads(sign)
        else:
            yield tuple(here), token.start()
            if sign in "{[":
                opened.append(sign)
                here.append(0 if sign == "[" else "")
                expects_key = sign == "{"
