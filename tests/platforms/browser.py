"""A browser small enough to read: pages, forms, and the cookies of a frame in somebody's course.

Cookies are kept here because a library of HTTP does not do what a browser does with them: `Secure`
ones go to loopback addresses over plain HTTP, `__Host-` ones must keep their promises, and inside a
frame of another site only those marked `SameSite=None; Secure` are kept at all.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

import requests

from tests.platforms.pages import Form, Page

MOST_REDIRECTS = 10
# The forms that a script of their page submits: the launch itself, and the deep linking answer.
SUBMITTED_BY_SCRIPT = ("id_token", "JWT")
Fields = Sequence[tuple[str, str]]


class Browser:
    """What one person sees: the platform at the top, the tool in a frame of it."""

    def __init__(self, *, top: str) -> None:
        self.top_host = urlsplit(top).hostname
        self.cookies: dict[str | None, dict[str, tuple[str, str]]] = {}

    def open(self, url: str) -> Page:
        """Follow a link or type an address."""
        return self._visit("GET", url, (), came_from=None)

    def follow(self, page: Page, text: str) -> Page:
        """Follow the link with this text."""
        return self._visit("GET", urljoin(page.url, page.link(text)), (), came_from=page.url)

    def press(
        self, page: Page, button: str, chosen: Mapping[str, Sequence[str]] | None = None
    ) -> Page:
        """Choose some options, then press a button; everything else is sent as it stands."""
        form = page.form_with_button(button)
        return self._submit(page, form, form.filled(chosen or {}, button))

    def _submit(self, page: Page, form: Form, fields: Fields) -> Page:
        return self._visit(form.method, urljoin(page.url, form.action), fields, came_from=page.url)

    def _visit(self, method: str, url: str, fields: Fields, came_from: str | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            response = self._ask(method, url, fields, came_from)
            self._keep_cookies(url, response)
            if response.is_redirect:
                url = urljoin(url, response.headers["Location"])
                if response.status_code != requests.codes.temporary_redirect:
                    method, fields = "GET", ()
                continue
            page = Page.read(url, response.status_code, response.text)
            if form := page.form_with_field(SUBMITTED_BY_SCRIPT):
                return self._submit(page, form, form.filled({}, None))
            return page
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects, the last to {url}")

    def _ask(
        self, method: str, url: str, fields: Fields, came_from: str | None
    ) -> requests.Response:
        headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
        headers["Sec-Fetch-Site"] = "same-origin" if _same_origin(came_from, url) else "cross-site"
        if came_from:
            headers["Referer"] = came_from
        if method == "POST" and came_from:
            headers["Origin"] = "{0.scheme}://{0.netloc}".format(urlsplit(came_from))
        if cookies := self._cookies_for(url):
            headers["Cookie"] = cookies
        return requests.request(
            method,
            url,
            headers=headers,
            timeout=60,
            allow_redirects=False,
            params=fields if method == "GET" else None,
            data=fields if method == "POST" else None,
        )

    def _cookies_for(self, url: str) -> str:
        address = urlsplit(url)
        kept = self.cookies.get(address.hostname, {})
        return "; ".join(
            f"{name}={value}"
            for name, (value, path) in kept.items()
            if address.path.startswith(path)
        )

    def _keep_cookies(self, url: str, response: requests.Response) -> None:
        host = urlsplit(url).hostname
        kept = self.cookies.setdefault(host, {})
        for line in response.raw.headers.getlist("Set-Cookie"):
            pair, *rest = (part.strip() for part in line.split(";"))
            name, _, value = pair.partition("=")
            marks = {key.lower(): mark for key, _, mark in (part.partition("=") for part in rest)}
            if name.startswith("__Host-"):
                promise = "secure" in marks and marks.get("path") == "/" and "domain" not in marks
                assert promise, f"a browser refuses this: {line}"
            if marks.get("max-age") == "0" or "1970" in marks.get("expires", ""):
                kept.pop(name, None)
            elif host == self.top_host or _works_in_a_frame(marks):
                kept[name] = (value, marks.get("path", "/"))


def _works_in_a_frame(marks: Mapping[str, str]) -> bool:
    return marks.get("samesite", "").lower() == "none" and "secure" in marks


def _same_origin(one: str | None, other: str) -> bool:
    return one is not None and urlsplit(one)[:2] == urlsplit(other)[:2]
