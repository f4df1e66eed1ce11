"""What a small browser reads in a page: its words, links and forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = Mapping[str, str | None]
CHOICES = {"radio", "checkbox"}
BUTTONS = {"submit", "button", "image", "reset"}
SILENT = {"script", "style", "template", "title"}


@dataclass(kw_only=True)
class Form:
    """A form: what it sends as it stands, what may be chosen in it, its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    checked: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, tuple[str, str] | None] = field(default_factory=dict)

    def filled(
        self, chosen: Mapping[str, Sequence[str]], button: str | None
    ) -> list[tuple[str, str]]:
        """Return what is sent when these options are chosen and this button is pressed."""
        sent = list(self.fields)
        sent += [(name, value) for name, value in self.checked if name not in chosen]
        for name, values in chosen.items():
            for value in values:
                assert value in self.options[name], f"{name} has no option {value}: {self.options}"
                sent.append((name, value))
        if button and (pressed := self.buttons[button]):
            sent.append(pressed)
        return sent


@dataclass(kw_only=True)
class Page:
    """An answer, as far as it can be read, clicked and filled in."""

    url: str
    status: int
    text: str
    links: dict[str, str]
    forms: list[Form]

    @classmethod
    def read(cls, url: str, status: int, html: str) -> "Page":
        """Read a page."""
        reader = _Reader()
        reader.feed(html)
        reader.close()
        text = " ".join("".join(reader.words).split())
        return cls(url=url, status=status, text=text, links=reader.links, forms=reader.forms)

    def has_button(self, text: str) -> bool:
        """Tell whether there is such a button."""
        return any(text in form.buttons for form in self.forms)

    def form_with_button(self, text: str) -> Form:
        """Return the form of a button."""
        for form in self.forms:
            if text in form.buttons:
                return form
        raise AssertionError(f"no button {text!r} on {self}")

    def form_with_field(self, names: Sequence[str]) -> Form | None:
        """Return the form that has one of these fields, if there is one."""
        for form in self.forms:
            if any(name in names for name, _ in form.fields):
                return form
        return None

    def link(self, text: str) -> str:
        """Return where a link leads."""
        assert text in self.links, f"no link {text!r} on {self}"
        return self.links[text]

    def __str__(self) -> str:
        buttons = [text for form in self.forms for text in form.buttons]
        return f"{self.url} ({self.status}), buttons {buttons}, links {[*self.links]}:\n{self.text}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.silent = 0
        # What is open at present, with the number of words before it.
        self.link: tuple[str, int] | None = None
        self.button: tuple[Attributes, int] | None = None
        self.textarea: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self.silent += 1
        elif tag == "form":
            method = (given.get("method") or "get").upper()
            self.form = Form(action=given.get("action") or "", method=method)
            self.forms.append(self.form)
        elif tag == "a" and given.get("href"):
            self.link = (given["href"] or "", len(self.words))
        elif tag == "button":
            self.button = (given, len(self.words))
        elif tag == "textarea":
            self.textarea = (given.get("name") or "", len(self.words))
        elif tag == "input" and self.form:
            self._take_input(self.form, given)
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        elif tag == "form":
            self.form = None
        elif tag == "a" and self.link:
            href, start = self.link
            self.links[self._since(start)] = href
            self.link = None
        elif tag == "button" and self.button:
            given, start = self.button
            if self.form and given.get("type", "submit") == "submit":
                self.form.buttons[self._since(start)] = _pair(given)
            self.button = None
        elif tag == "textarea" and self.textarea:
            name, start = self.textarea
            if self.form and name:
                self.form.fields.append((name, self._since(start)))
            self.textarea = None
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def _since(self, start: int) -> str:
        return " ".join("".join(self.words[start:]).split())

    def _take_input(self, form: Form, given: Attributes) -> None:
        kind = given.get("type") or "text"
        pair = _pair(given)
        if kind == "submit":
            form.buttons[given.get("value") or ""] = pair
        elif pair is None or kind in BUTTONS:
            return
        elif kind in CHOICES:
            form.options.setdefault(pair[0], []).append(pair[1])
            if "checked" in given:
                form.checked.append(pair)
        else:
            form.fields.append(pair)


def _pair(given: Attributes) -> tuple[str, str] | None:
    name = given.get("name")
    default = "on" if given.get("type") in CHOICES else ""
    return (name, given.get("value") or default) if name else None
