import pytest

from lti_tool.lti.errors import BadJsonError
from lti_tool.lti.strict_json import read_json, read_json_object


def test_json_is_read() -> None:
    assert read_json_object(b'{"a": [1, -2.5, null, true, "\xc3\xa9"]}') == {
        "a": [1, -2.5, None, True, "é"]
    }


def test_an_escaped_pair_of_surrogates_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_text_that_only_looks_like_an_escaped_nul_is_read() -> None:
    assert read_json(b'"\\\\u0000"') == "\\u0000"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
        pytest.param(b'{"a": "\xff"}', id="bad UTF-8"),
        pytest.param(b'{"a": NaN}', id="NaN"),
        pytest.param(b'{"a": -Infinity}', id="Infinity"),
        pytest.param(b'{"a": 1e999}', id="number without end"),
        pytest.param(b'{"a": ' + b"9" * 6000 + b"}", id="6,000 digits"),
        pytest.param(b'{"a": ' + b"9" * 41 + b"}", id="41 digits"),
        pytest.param(b"[" * 100_000, id="deep, never closed"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep"),
        pytest.param(b'{"a":' * 100_000, id="deep objects"),
        pytest.param(b"[" + b"{}," * 200_000 + b"{}]", id="more objects than anybody has"),
        pytest.param(b'{"a": "\\ud800"}', id="lone surrogate"),
        pytest.param(b'{"\\udfff": 1}', id="lone surrogate in a name"),
        pytest.param(b'{"a": "x\\u0000"}', id="NUL"),
        pytest.param(b'{"a": "\\\\\\u0000"}', id="NUL after a backslash"),
        pytest.param(b'{"a": 1, "a": 2}', id="a name twice"),
        pytest.param(b'{"b": {"a": 1, "\\u0061": 2}}', id="a name twice, once escaped"),
    ],
)
def test_anything_else_is_one_kind_of_error(raw: bytes) -> None:
    with pytest.raises(BadJsonError):
        read_json(raw)


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b'"{}"'])
def test_an_object_is_not_a_list_or_a_text(raw: bytes) -> None:
    with pytest.raises(BadJsonError):
        read_json_object(raw)
