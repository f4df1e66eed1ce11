"""Work that each test would do anew and that is no part of what it tests: done once a process."""

import gc
from collections.abc import Callable, Iterator
from copy import copy
from functools import cache, partialmethod
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import LRUCache
from typing_extensions import override
from werkzeug.routing import Rule

from demo.keys import KeyPair
from lti_tool import worker
from lti_tool.app import building, database
from lti_tool.lti import key_pairs
from lti_tool.web import pages

PLATFORM_KEY = KeyPair.new()
"""The key that the platforms of all tests begin with."""


@pytest.fixture(scope="session", autouse=True)
def spared() -> Iterator[None]:
    """Remember what comes of a key, activities, families, a rule, a template and a statement.

    Each depends on nothing but its text; the tool itself remembers them too, as long as it runs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_pairs, "_parse", _key_parsed_once(key_pairs._parse))  # noqa: SLF001
        patch.setattr(building, "parse_activity", cache(building.parse_activity))
        patch.setattr(building, "read_families", cache(building.read_families))
        patch.setattr(Rule, "compile", _compiled_once(Rule.compile))
        _compile_templates_once(patch)
        _spare_databases(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def swept_less_often() -> Iterator[None]:
    """Look for garbage seldom, and never among what was imported: it took a sixth of the time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def _key_parsed_once(
    parse: Callable[[Path, bytes], RSAPrivateKey],
) -> Callable[[Path, bytes], RSAPrivateKey]:
    """Hold the parsed keys by what their files say: most tests copy the same, which costs 36 ms."""
    parsed: dict[bytes, RSAPrivateKey] = {}

    def parsed_once(path: Path, pem: bytes) -> RSAPrivateKey:
        if pem not in parsed:
            parsed[pem] = parse(path, pem)
        return parsed[pem]

    return parsed_once


def _compiled_once(compile_rule: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """Hold what comes of the rules of addresses: to compile those of one tool costs 35 ms."""
    results = ("_parts", "_trace", "_converters", "arguments")
    compiled: dict[Any, tuple[tuple[Any, Any], dict[str, Any]]] = {}

    def compiled_once(rule: Rule) -> None:
        if rule.defaults:
            compile_rule(rule)
            return
        domain = (rule.host, rule.subdomain, rule.map.host_matching)
        known = (rule.rule, rule.merge_slashes, *domain, frozenset(rule.map.converters.items()))
        if known not in compiled:
            compile_rule(rule)
            builders = (rule._build.__func__, rule._build_unknown.__func__)  # noqa: SLF001
            compiled[known] = builders, {name: copy(getattr(rule, name)) for name in results}
        builders, parts = compiled[known]
        rule._build, rule._build_unknown = (one.__get__(rule) for one in builders)  # noqa: SLF001
        vars(rule).update({name: copy(part) for name, part in parts.items()})

    return compiled_once


class _Compiled(BytecodeCache):
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


def _compile_templates_once(patch: pytest.MonkeyPatch) -> None:
    """Hold what comes of our templates; one process keeps the design system's by itself."""
    ours = pages.HouseEnvironment
    patch.setattr(ours, "__init__", partialmethod(ours.__init__, bytecode_cache=_Compiled()))


def _spare_databases(patch: pytest.MonkeyPatch) -> None:
    """Let all engines share their compiled statements, as one engine's users do; wait for no disk.

    A test process may be killed, and loses nothing by it; only a computer that stops would.
    """
    statements: LRUCache[Any, Any] = LRUCache(4000)
    make_safe = database.make_safe

    def spare(engine: Engine) -> None:
        make_safe(engine)
        engine._compiled_cache = statements  # noqa: SLF001  # it is not to be had otherwise
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _wait_for_no_disk)

    patch.setattr(database, "make_safe", spare)
    queue = worker.SqliteHuey
    patch.setattr(worker, "SqliteHuey", lambda name, **how: queue(name, **(how | {"fsync": False})))
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))


def _wait_for_no_disk(connection: DBAPIConnection, _: object) -> None:
    connection.cursor().execute("PRAGMA synchronous=OFF")
