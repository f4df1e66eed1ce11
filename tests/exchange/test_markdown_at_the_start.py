"""What all threads share of the reader of Markdown is whole before there are several."""

import json
import subprocess
import sys

import pytest

TABLES = """
import json
import {module}
from mdurl import _decode, _encode
tables = [*_encode.encode_cache.values(), *_decode.decode_cache.values()]
print(json.dumps([len(one) for one in tables]))
"""


@pytest.mark.parametrize("module", ["lti_tool.exchange.markdown", "lti_tool.web.markdown"])
def test_the_tables_that_links_are_read_by_are_filled_with_the_import(module: str) -> None:
    """They are put where other threads find them first, and filled then."""
    command = [sys.executable, "-c", TABLES.format(module=module)]
    said = subprocess.run(command, capture_output=True, check=True, text=True, timeout=180)  # noqa: S603  # our own program
    assert json.loads(said.stdout) == [128, 128]
