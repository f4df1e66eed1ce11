"""What Markdown an activity may hold, and which of its lines are headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from typing_extensions import override

from lti_tool.exchange.files import invisible_character

LONGEST_TEXT: Final = 20_000
"""A reading of this length takes a quarter of an hour; it also bounds the work of parsing one."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
_HEADING_RULE = {
    True: "a heading inside a part has two number signs or more",
    False: "there are no headings inside a question or a prompt",
}
_OPTION = re.compile(r" {0,3}[-*+][ \t]+\[[ xX]\](?:[ \t].*)?")


class _Parser(MarkdownIt):
    """Lets dangerous addresses be links, not plain text: their author is to hear of them."""

    @override
    def validateLink(self, url: str) -> bool:
        return True


_PARSER: Final = _Parser("commonmark")
# Its rules and the tables for addresses are made now: at the first texts one thread might read what
# another has half made.
_PARSER.parse("[a](https://a.example/) <https://a.example/>")


@dataclass(frozen=True)
class Fault:
    """One thing a text may not hold, and the line of the text, counted from zero, that has it."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Heading:
    """A line that begins with number signs outside any code block."""

    line: int
    level: int
    words: str


def headings(lines: list[str]) -> Iterator[Heading | Fault]:
    """Find the heading lines; a Fault, if a code block is never closed."""
    fence = ""
    opened = 0
    for number, line in enumerate(lines):
        marks = _FENCE.fullmatch(line)
        if fence:
            if marks and marks[1].startswith(fence) and not marks[2].strip():
                fence = ""
        elif marks:
            fence, opened = marks[1], number
        elif heading := _HEADING.fullmatch(line):
            yield Heading(number, len(heading[1]), (heading[2] or "").strip(" \t"))
    if fence:
        yield Fault(opened, "this code block is never closed")


def looks_like_an_option(line: str) -> bool:
    """Whether a line begins with a list mark and a box, as the options of a question do."""
    return _OPTION.fullmatch(line) is not None


def tidied(lines: list[str]) -> str:
    """Join lines to a text without blank lines around it."""
    kept = [line if line.strip(" \t") else "" for line in lines]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)


def faults(text: str, *, may_have_headings: bool) -> tuple[Fault, ...]:
    """Say what a text may not hold; nothing, if it can be shown and written to a file."""
    if len(text) > LONGEST_TEXT:
        return (Fault(0, f"a text has at most {LONGEST_TEXT} characters, this one {len(text)}"),)
    if name := invisible_character(text):
        return (Fault(0, f"the {name} does not belong in a text"),)
    if tidied(text.split("\n")) != text:
        return (Fault(0, "a text has no blank lines around it, and blank lines are empty"),)
    found = [
        *_line_faults(text.split("\n"), may_have_headings=may_have_headings),
        *_markdown_faults(text, may_have_headings=may_have_headings),
    ]
    return tuple(sorted(found, key=lambda fault: fault.line))


def _line_faults(lines: list[str], *, may_have_headings: bool) -> Iterator[Fault]:
    for found in headings(lines):
        if isinstance(found, Fault):
            yield found
        elif found.level == 1 or not may_have_headings:
            yield Fault(found.line, _HEADING_RULE[may_have_headings])
    if not may_have_headings:
        for number, line in enumerate(lines):
            if looks_like_an_option(line):
                yield Fault(number, "a list with boxes is for the options of a question only")


def _markdown_faults(text: str, *, may_have_headings: bool) -> Iterator[Fault]:
    environment: dict[str, dict[str, dict[str, str]]] = {}
    for token in _PARSER.parse(text, environment):
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield Fault(line, "there is no HTML in a text, only Markdown")
        if token.type == "heading_open" and (token.tag == "h1" or not may_have_headings):
            # Those the scan of lines cannot see: underlined ones, and headings inside lists.
            yield Fault(line, _HEADING_RULE[may_have_headings])
        yield from _inline_faults(token.children or [], line)
    for reference in environment.get("references", {}).values():
        if sentence := _address_fault(reference["href"]):
            yield Fault(_line_of(text, reference["href"]), sentence)


def _inline_faults(tokens: list[Token], first: int) -> Iterator[Fault]:
    line = first
    for position, token in enumerate(tokens):
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        elif token.type == "image":
            yield Fault(line, "pictures are not supported yet")
        elif token.type == "html_inline":
            yield Fault(line, "there is no HTML in a text, only Markdown")
        elif token.type == "link_open":
            if sentence := _address_fault(str(token.attrs.get("href", ""))):
                yield Fault(line, sentence)
            if tokens[position + 1].type == "link_close":
                yield Fault(line, "a link needs words that say where it leads")


def _address_fault(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    return None if good else f'a link is an absolute https address, which "{address[:80]}" is not'


def _line_of(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0))
