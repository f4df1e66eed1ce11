"""A launch, from the platform's initiation to the first page: our CPU time against pylti1p3's own.

Both tools stand in this process, get launches of the same platform, and take turns round by round;
the median of the ratios counts, and only time inside the tools does. The other
tool (``bench/bare.py``) keeps state in memory and its page says a name. Ours keeps login, person,
context, link, column, enrolment and visit on SQLite, and its page is the activity's.
"""

import logging
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from pydantic import SecretStr

from bench.bare import bare_tool
from bench.identifiers.figures import report
from bench.scores import measuring
from demo.authentication import Launch
from demo.platform import Platform
from demo.server import serve
from lti_tool.app.building import Tool, build_tool
from lti_tool.services.platforms import NewRegistration
from lti_tool.settings import Settings

ROUNDS, LAUNCHES = 9, 40
BASE_URL = "http://localhost"
LAUNCH_URL = f"{BASE_URL}/lti/launch"
ITEM = {
    "type": "ltiResourceLink",
    "url": LAUNCH_URL,
    "title": "Medicines that add up",
    "custom": {"activity": "medicines-that-add-up"},
    "lineItem": {"scoreMaximum": 8},
}


def our_tool(folder: Path, platform: Platform) -> Tool:
    """Build ours, with the shipped content, for this platform."""
    tool = build_tool(
        Settings(
            base_url=BASE_URL,
            secret_key=SecretStr("a benchmark guards nothing at all"),
            database_url=f"sqlite:///{folder / 'tool.sqlite'}",
            queue_url=f"sqlite:///{folder / 'queue.sqlite'}",
            keys_dir=folder / "keys",
            allow_insecure_http=True,
            private_networks=("127.0.0.0/8",),
        )
    )
    tool.database.upgrade()
    tool.library.load(tool.content_folder)
    tool.platforms.add(
        NewRegistration(
            issuer=platform.issuer,
            client_id=platform.client_id,
            deployment_ids=(platform.deployment_id,),
            auth_login_url=platform.addresses.authentication,
            auth_token_url=platform.addresses.token,
            jwks_url=platform.addresses.key_set,
        )
    )
    return tool


def launch(platform: Platform, client: FlaskClient, link_id: str) -> float:
    """Launch once and get the page that it leads to: the CPU seconds spent inside the tool."""
    begun = platform.begin(
        Launch(person_id="4", course_id="2", message_type="LtiResourceLinkRequest", link_id=link_id)
    )
    started = time.thread_time()
    answer = client.post("/lti/login", data=begun)
    spent = time.thread_time() - started
    fields = platform.authenticate(dict(parse_qsl(urlsplit(answer.location).query))).fields
    started = time.thread_time()
    page = client.post("/lti/launch", data=fields, follow_redirects=True)
    spent += time.thread_time() - started
    if "Medicines" not in page.text:
        raise SystemExit(f"A launch failed: {page.status} {page.text[:300]}")
    return spent


def milliseconds(platform: Platform, client: FlaskClient, link_id: str) -> float:
    """The CPU milliseconds of one launch, over a round of them."""
    return sum(launch(platform, client, link_id) for _ in range(LAUNCHES)) / LAUNCHES * 1000


def measure(folder: Path, platform: Platform) -> None:
    """Let both take turns, and print."""
    platform.connect_tool(
        login_url=f"{BASE_URL}/lti/login", launch_url=LAUNCH_URL, jwks_url=f"{BASE_URL}/jwks"
    )
    link_id = platform.place("2", ITEM).id
    addresses = {
        "auth_login_url": platform.addresses.authentication,
        "auth_token_url": platform.addresses.token,
        "key_set_url": platform.addresses.key_set,
    }
    bare = bare_tool(platform.issuer, platform.client_id, addresses, LAUNCH_URL)
    tool = our_tool(folder, platform)
    clients = {"pylti1p3": bare.test_client(), "ours": tool.app.test_client()}
    for client in clients.values():
        milliseconds(platform, client, link_id)
    rounds = [
        {name: milliseconds(platform, client, link_id) for name, client in clients.items()}
        for _ in range(ROUNDS)
    ]
    tool.close()
    ratios = [one["ours"] / one["pylti1p3"] for one in rounds]
    for name in clients:
        print(f"{name}: {statistics.median(one[name] for one in rounds):.1f} ms CPU a launch")
    print(
        f"ours / pylti1p3: {statistics.median(ratios):.2f} "
        f"[{min(ratios):.2f}-{max(ratios):.2f}] over {ROUNDS} rounds of {LAUNCHES}"
    )


def main() -> None:
    """Measure launches; or ``scores``, or ``identifiers`` on the written sentences."""
    if sys.argv[1:2] == ["scores"]:
        measuring.main(sys.argv[2:])
        return
    if sys.argv[1:] == ["identifiers"]:
        print(report())
        return
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        platform = Platform(issuer="")
        with serve(platform):
            measure(Path(name), platform)


if __name__ == "__main__":
    main()
