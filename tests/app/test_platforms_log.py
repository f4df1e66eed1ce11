"""What an operator reads of launches at a terminal."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from lti_tool.app.building import Tool, build_tool
from lti_tool.lti.errors import LaunchRejectedError
from tests.app.conftest import Run
from tests.app.test_commands import ADD, ISSUER
from tests.builders import SetClock, settings_for

Refuse = Callable[..., str]


@pytest.fixture
def refuse(home: Path, clock: SetClock) -> Iterator[Refuse]:
    """Let a launch be refused, a second after the one before: gives its reference."""
    tool: Tool = build_tool(settings_for(home), clock)
    references = iter(f"0000000{number}" for number in range(10))

    def note(reason: str, *, message_type: str | None = None, **about: str) -> str:
        error = LaunchRejectedError(reason, "A sentence for the person.")
        error.about, error.message_type = about, message_type
        reference = next(references)
        tool.app.extensions["lti_tool"].launch_log.note_refusal(error, reference)
        clock.advance(seconds=1)
        return reference

    yield note
    tool.close()


def test_a_row_says_when_which_platform_and_why_the_newest_last(
    ready: Run, refuse: Refuse, clock: SetClock
) -> None:
    ready(*ADD, "--name", "Trust")
    began = clock()
    refuse("roles-missing", issuer=ISSUER, client_id="tool")
    refuse("registration-unknown", issuer="https://stranger.example", client_id="x")
    refuse("token-expired")

    said = ready("platforms", "log")

    assert said.code == 0
    headings, *rows = said.out.splitlines()
    assert headings.split("  ")[0] == "Time (UTC)"
    assert [row.split()[1][:8] for row in rows] == [
        f"{datetime.fromtimestamp(began.timestamp() + after, tz=began.tzinfo):%H:%M:%S}"
        for after in range(3)
    ]
    assert "  Trust  " in rows[0]
    assert rows[0].endswith(
        "The launch lacks something that it has to say, which the reason names."
    )
    assert "(https://stranger.example)" in rows[1]
    assert "  00000001   registration-unknown  No platform with" in rows[1]
    assert "(not known)" in rows[2]
    assert len({row.index("  0000000") for row in rows}) == 1


def test_a_reference_that_a_person_quotes_leads_to_what_to_do(ready: Run, refuse: Refuse) -> None:
    ready(*ADD, "--name", "Trust")
    refuse("token-expired")
    quoted = refuse("deployment-waiting", issuer=ISSUER, client_id="tool", deployment_id="7")

    said = ready("platforms", "log", "--reference", f" {quoted.lower()} ").out

    assert "UTC, Trust" in said
    assert "Reason:        deployment-waiting" in said
    assert "What to do:    `lti-tool platforms approve`" in said
    assert f"issuer: {ISSUER}\nclient_id: tool\n" in said
    assert "deployment_id: 7" in said
    assert "token-expired" not in said


def test_each_option_leaves_others_out(ready: Run, refuse: Refuse) -> None:
    ready(*ADD)
    refuse("roles-missing", issuer=ISSUER, client_id="tool")
    refuse("token-expired")

    def reasons(*options: str) -> list[str]:
        found = json.loads(ready("platforms", "log", "--json", *options).out)
        return [one["reason"] for one in found]

    assert reasons() == ["roles-missing", "token-expired"]
    assert reasons("--issuer", ISSUER) == ["roles-missing"]
    assert reasons("--client-id", "another") == []
    refuse("registration-unknown", issuer="https://new.example", client_id="another")
    assert reasons("--issuer", "https://new.example") == ["registration-unknown"]
    assert reasons("--client-id", "another") == ["registration-unknown"]
    assert reasons("--last", "1") == ["registration-unknown"]
    assert reasons("--refused")[:2] == ["roles-missing", "token-expired"]


def test_a_log_without_an_entry_that_fits_says_so(ready: Run) -> None:
    assert ready("platforms", "log").out == "Nothing was noted in the last 30 days that fits.\n"
    assert json.loads(ready("platforms", "log", "--json").out) == []
