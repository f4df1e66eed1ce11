import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]

A_SKIPPED_TEST = """
import pytest
def test_of_something_that_is_not_here():
    pytest.skip("it is not here")
"""
A_SKIPPED_FIXTURE = """
import pytest
@pytest.fixture
def browser():
    pytest.skip("it is not here")
def test_in_a_browser(browser):
    pass
"""
A_SKIPPED_MODULE = """
import pytest
pytest.skip("it is not here", allow_module_level=True)
"""
AN_EXPECTED_FAILURE = """
import pytest
@pytest.mark.xfail
def test_of_something_not_yet_built():
    assert False
"""


def run(folder: Path, test: str, *options: str) -> subprocess.CompletedProcess[str]:
    file = folder / "test_it.py"
    file.write_text(test)
    command = [sys.executable, "-m", "pytest", *options, "-c", "/dev/null", "--rootdir", folder]
    return subprocess.run(  # noqa: S603 - the command is this file's own
        [*command, "-p", "no:cacheprovider", file],
        capture_output=True,
        check=False,
        cwd=HOME,
        # In .ci/run the plugin under test is asked for in the environment.
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"},
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("test", [A_SKIPPED_TEST, A_SKIPPED_FIXTURE, A_SKIPPED_MODULE])
def test_a_skip_fails_where_nothing_may_be_skipped(tmp_path: Path, test: str) -> None:
    strict = run(tmp_path, test, "-p", "tests.house.no_skips")

    assert strict.returncode != 0
    assert "Nothing may be skipped here." in strict.stdout
    assert "it is not here" in strict.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    assert run(tmp_path, A_SKIPPED_TEST).returncode == 0


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    assert run(tmp_path, AN_EXPECTED_FAILURE, "-p", "tests.house.no_skips").returncode == 0
