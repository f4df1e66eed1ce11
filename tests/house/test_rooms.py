"""Rules 1 and 6: imports go one way, and there is no room for odds and ends."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import HOME, python_files, shown

# A helper belongs to the room whose words it uses.
ODDS_AND_ENDS = {
    "base",
    "common",
    "core",
    "data",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "info",
    "lib",
    "manager",
    "managers",
    "misc",
    "processor",
    "shared",
    "util",
    "utils",
}


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run(  # noqa: S603 - import-linter, as `make check` runs it
        [linter, "--no-cache"], capture_output=True, check=False, cwd=HOME, text=True, timeout=300
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_there_is_no_room_for_odds_and_ends() -> None:
    rooms = [
        shown(path)
        for path in python_files("lti_tool", "demo", "tests")
        if ODDS_AND_ENDS.intersection(path.relative_to(HOME).with_suffix("").parts)
    ]

    assert not rooms
