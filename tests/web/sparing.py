"""Work that each test would do anew and that is no part of what it tests."""

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from typing_extensions import override

from demo.keys import KeyPair
from demo.platform import Platform
from lti_tool.app.building import Tool

PLATFORM_KEY = KeyPair.new()


class Compiled(BytecodeCache):
    """Templates that another test has compiled already."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_ours, _design_systems = Compiled(), Compiled()


@pytest.fixture(autouse=True)
def sparing(tool: Tool, platform: Platform) -> None:
    """One key for the platforms of all tests, and templates compiled once."""
    platform.key_pairs = [PLATFORM_KEY]
    pages = tool.app.jinja_env
    pages.bytecode_cache = _ours
    pages.design_system.bytecode_cache = _design_systems  # type: ignore[attr-defined]  # our own environment
