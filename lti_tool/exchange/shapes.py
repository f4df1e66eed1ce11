"""What is said about a file whose contents have the wrong shape."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from lti_tool.exchange.files import invisible_character


def _one_visible_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("one_line", "it is one line")
    if name := invisible_character(text):
        raise PydanticCustomError("invisible", "it holds the {name}", {"name": name})
    return text


Line = Annotated[str, AfterValidator(_one_visible_line)]
"""A line of text: escapes of YAML and JSON could smuggle in what no file may hold."""

_SENTENCES = {
    "missing": '"{key}" is missing.',
    "string_type": '"{key}" is text; put its value in quotes.',
    "int_type": '"{key}" is a whole number.',
    "int_from_float": '"{key}" is a whole number.',
    "bool_type": '"{key}" is true or false.',
    "date_type": '"{key}" is a date such as 2026-11-22.',
    "list_type": '"{key}" is a list.',
    "tuple_type": '"{key}" is a list.',
    "dict_type": '"{key}" holds named values.',
    "model_type": '"{key}" holds named values.',
    "enum": '"{key}" is one of {expected}.',
    "literal_error": '"{key}" is one of {expected}.',
    "too_short": '"{key}" is empty.',
    "string_too_short": '"{key}" is empty.',
    "too_long": '"{key}" has at most {max_length} characters.',
    "string_too_long": '"{key}" has at most {max_length} characters.',
    "string_unicode": '"{key}" holds a broken character.',
}


def most_telling(error: ValidationError) -> ErrorDetails:
    """Choose the error to tell: a key that does not exist explains the one that is missing."""
    found = error.errors(include_url=False)
    return next((one for one in found if one["type"] == "extra_forbidden"), found[0])


def sentence_of(error: ErrorDetails, keys: Sequence[str] = ()) -> str:
    """Say in one sentence what a check of shapes found wrong."""
    names = [str(step) for step in error["loc"] if isinstance(step, str)]
    key = names[0] if keys and names else ".".join(names[1:] or names) or "the file"
    if error["type"] == "extra_forbidden":
        near = get_close_matches(key, keys, n=1)
        hint = f'; the nearest is "{near[0]}"' if near else ""
        return f'there is no key "{key}" in this sort of file{hint}.'
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        message = error["msg"][:1].lower() + error["msg"][1:]
        return f'"{key}" is not right: {message}.'
    return sentence.format(key=key, **error.get("ctx", {}))
