"""Build `.venv-peer`, the environment of Open edX's LTI consumer, from its own lock file.

The consumer is never installed beside the tool. Run as a script by `.ci/run`; the tests call
`build()` themselves, so that a bare `pytest` works on a fresh checkout too.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).parents[2]
LOCK = HOME / "requirements" / "peer.txt"
ENVIRONMENT = HOME / ".venv-peer"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "built-from"
LONGEST_INSTALL = 480  # seconds; on a cold machine it takes about twenty


class EnvironmentNotBuiltError(Exception):
    """The environment cannot be had here; the message says why."""


def fingerprint() -> str:
    """Return what the environment depends on: the lock file and this interpreter."""
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()


def is_built() -> bool:
    """Tell whether the environment is there and was made from today's lock file."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint()


def build() -> Path:
    """Make the environment unless it is there already, and return its interpreter."""
    with _alone():
        if not is_built():
            # An old or half-made environment is not repaired: the lock says all there is in it.
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            venv.create(ENVIRONMENT, symlinks=True)
            _install()
            STAMP.write_text(fingerprint())
    return PYTHON


@contextmanager
def _alone() -> Iterator[None]:
    """Keep two test processes from building at once: the second waits and finds it built."""
    with LOCK.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install() -> None:
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
    command += ["--quiet", "--no-input", "--disable-pip-version-check", "--retries=2"]
    command += ["--require-hashes", "--only-binary=:all:", "-r", str(LOCK)]
    try:
        done = subprocess.run(  # noqa: S603 - the command is this file's own
            command, capture_output=True, text=True, timeout=LONGEST_INSTALL, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"pip did not finish within {LONGEST_INSTALL} seconds"
        raise EnvironmentNotBuiltError(message) from error
    if done.returncode:
        raise EnvironmentNotBuiltError(f"pip ended with {done.returncode}:\n{done.stderr.strip()}")


def main() -> None:
    """Build the environment and say in one line what was done.

    Without it the tests skip and say why (in `.ci/run` they fail), so it is no error here.
    """
    started = time.monotonic()
    if is_built():
        print(f"{ENVIRONMENT.name}: up to date")  # noqa: T201 - a script speaks to its caller
        return
    try:
        build()
    except EnvironmentNotBuiltError as error:
        print(f"{ENVIRONMENT.name}: not built. {error}")  # noqa: T201
    else:
        print(f"{ENVIRONMENT.name}: built in {time.monotonic() - started:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
