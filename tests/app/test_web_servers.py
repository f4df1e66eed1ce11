"""Under any WSGI server: a log that speaks, and the truth about readiness."""

import os
import subprocess
import sys
from pathlib import Path

from lti_tool.app.building import HOME

# What a server does with wsgi.py, without its sockets. Like gunicorn, it sets up no log of ours.
SERVER = """
import logging
from wsgi import app
client = app.test_client()
logging.getLogger("lti_tool.somewhere").info("a line")
for path in ("/readyz", "/healthz", "/readyz"):
    print(path, client.get(path).status_code)
app.extensions["lti_tool.tool"].close()
"""


def served(folder: Path) -> tuple[str, str]:
    """What the answers were, and what was logged."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOME),
        "LTI_TOOL_BASE_URL": "https://tool.example.org",
        "LTI_TOOL_SECRET_KEY": "not a secret, this is for tests only",
        "LTI_TOOL_DATABASE_URL": f"sqlite:///{folder / 'tool.sqlite'}",
        "LTI_TOOL_QUEUE_URL": f"sqlite:///{folder / 'queue.sqlite'}",
        "LTI_TOOL_KEYS_DIR": str(folder / "keys"),
    }
    ended = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-W", "error", "-c", SERVER],
        env=environment,
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr


def test_a_database_without_tables_is_said_once_and_answered_for(tmp_path: Path) -> None:
    answers, log = served(tmp_path)
    assert answers.split("\n") == ["/readyz 503", "/healthz 200", "/readyz 503", ""]
    assert log.count("database.not-ready") == 1
    assert "run lti-tool db upgrade, then lti-tool content load." in log


def test_lines_of_information_appear(home: Path) -> None:
    answers, log = served(home)
    assert "/readyz 200" in answers
    assert "INFO lti_tool.somewhere a line" in log
    assert "not-ready" not in log
