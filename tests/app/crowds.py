"""A crowd at one tool: many browsers behind one address, each with its own cookies, at once."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from demo.server import serve
from lti_tool.app.building import build_tool
from lti_tool.settings import Settings
from tests.builders import CONTENT, COURSE, RESOURCE_LINK, SAM, a_registration, place
from tests.platforms.servers import free_port, running

AT_ONCE = 50
LONGEST_ANSWER = 60.0
"""Seconds; a request that takes longer hangs."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Given = TypeVar("Given")
Got = TypeVar("Got")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Somebody:
    """One learner with a browser of their own, on the way from the course to the activity."""

    number: int
    cookies: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """The authentication request that the tool answered the login with."""

    def send(self, host: str, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send one request to a server, and keep the cookies that it gives."""
        headers = {**(FORM if form else {}), "Host": "localhost", "Sec-Fetch-Dest": "document"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        with closing(HTTPConnection(host, timeout=LONGEST_ANSWER)) as line:
            line.request(method, path, urlencode(form) if form else None, headers)
            got = line.getresponse()
            text = got.read().decode()
        for header in got.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(status=got.status, location=got.headers.get("Location", ""), text=text)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A platform with an activity, and the processes of one tool that its learners come to."""

    platform: Platform
    link: Link
    hosts: Sequence[str]
    logs: Sequence[Path]

    def crowd(self, size: int) -> list[Somebody]:
        return [Somebody(number) for number in range(size)]

    def host(self, turn: int) -> str:
        """Which server is asked: each in its turn."""
        return self.hosts[turn % len(self.hosts)]

    def log_in(self, one: Somebody) -> Answer:
        launch = Launch(
            person_id=SAM, course_id=COURSE, message_type=RESOURCE_LINK, link_id=self.link.id
        )
        begun = self.platform.begin(launch)
        answer = one.send(self.host(one.number), "POST", "/lti/login", begun)
        one.asked = dict(parse_qsl(urlsplit(answer.location).query))
        return answer

    def launch(self, one: Somebody) -> Answer:
        """At another server than the login, where there are several."""
        name = f"Learner {one.number}"
        claims = self.platform.claims(
            SAM, self.link, nonce=one.asked["nonce"], sub=f"learner-{one.number}", name=name
        )
        form = {"state": one.asked["state"], "id_token": self.platform.sign(claims)}
        return one.send(self.host(one.number + 1), "POST", "/lti/launch", form)

    def follow(self, one: Somebody, answer: Answer) -> Answer:
        """Go where an answer leads, to the end."""
        turn = one.number
        while answer.status == 303:
            turn += 1
            answer = one.send(self.host(turn), "GET", answer.location)
        return answer

    def said(self) -> str:
        return "\n".join(log.read_text() for log in self.logs)


def at_once(do: Callable[[Given], Got], each: Iterable[Given]) -> list[Got]:
    """Do it for each, as many at a time as a crowd does."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(do, each))


@contextmanager
def opened(settings: Settings, *, processes: int = 1) -> Iterator[Place]:
    """Set a tool up and serve it, its platform beside it; only the first process has a worker."""
    folder = settings.keys_dir.parent if settings.keys_dir else Path.cwd()
    platform = Platform(issuer="http://127.0.0.1")
    with ExitStack() as stack:
        stack.enter_context(serve(platform))
        platform.connect_tool(
            login_url="http://localhost/lti/login",
            launch_url="http://localhost/lti/launch",
            jwks_url="http://localhost/lti/jwks.json",
        )
        tool = build_tool(settings)
        tool.database.upgrade()
        tool.library.load(CONTENT)
        tool.platforms.add(a_registration(platform))
        tool.close()
        hosts, logs = [], []
        for number in range(processes):
            port = free_port()
            hosts.append(f"127.0.0.1:{port}")
            logs.append(folder / f"served-{number}.log")
            stack.enter_context(
                running(
                    [
                        str(Path(sys.executable).with_name("lti-tool")),
                        *("serve", "--port", str(port), *(["--no-worker"] if number else [])),
                    ],
                    ready_url=f"http://127.0.0.1:{port}/readyz",
                    log=logs[-1],
                    env=_environment(settings),
                    cwd=folder,
                )
            )
        yield Place(platform=platform, link=place(platform), hosts=hosts, logs=logs)


def _environment(settings: Settings) -> dict[str, str]:
    """What an operator sets, and nothing besides: all else is as it comes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LTI_TOOL_")}
    return kept | {
        "LTI_TOOL_BASE_URL": settings.base_url,
        "LTI_TOOL_SECRET_KEY": settings.secret_key.get_secret_value(),
        "LTI_TOOL_DATABASE_URL": settings.database_url,
        "LTI_TOOL_QUEUE_URL": settings.queue_url,
        "LTI_TOOL_KEYS_DIR": str(settings.keys_dir),
        "LTI_TOOL_FILES_DIR": str(settings.files_dir),
        "LTI_TOOL_ALLOW_INSECURE_HTTP": "on",
        "LTI_TOOL_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128",
    }
