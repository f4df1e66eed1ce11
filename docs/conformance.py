"""Write conformance.md: what LTI 1.3 asks of a tool, line by line, and the tests that show it.

Run it as ``.venv/bin/python docs/conformance.py``, from any folder. The lines are in
``tests/conformance/lines.toml``; a test shows the line that its name says.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "conformance.md"
TESTS = HOME / "tests" / "conformance"
LINES = TESTS / "lines.toml"
_NAME = re.compile(r"test_line_(\d+)_(\w+)")
_ABOUT = """\
# Conformance

What LTI 1.3 asks of a tool, line by line in our own words, and the tests that show that this tool
does it. `python docs/conformance.py` writes this page from `tests/conformance/lines.toml` and from
the tests; a test of the house fails when it is out of date, and when a line has neither a test nor
a reason. The tests speak to the tool as its web server does, by WSGI, or to its use cases where it
is only the platform's side of a score that counts. The platform is on a real socket, where the tool
fetches its keys and tokens and sends its scores: `.venv/bin/pytest tests/conformance`.

**MUST, SHOULD, MAY**: as the specification says. **MUST\\***: the specification is silent or speaks
to platforms, but certification or real platforms make it a duty. **OWN**: only we ask for it.

Sources: *Core* is [LTI Core 1.3](https://www.imsglobal.org/spec/lti/v1p3/), *Sec* the
[Security Framework 1.0](https://www.imsglobal.org/spec/security/v1p0/), *Cert* the
[certification guide](https://www.imsglobal.org/spec/lti/v1p3/cert/) (tool part), *DL*
[Deep Linking 2.0](https://www.imsglobal.org/spec/lti-dl/v2p0/), *AGS*
[Assignment and Grade Services 2.0](https://www.imsglobal.org/spec/lti-ags/v2p0/), *SR*
[Submission Review 1.0](https://www.imsglobal.org/spec/lti-sr/v1p0), *MIG* the
[migration from LTI 1.1](https://www.imsglobal.org/spec/lti/v1p3/migr/), *CSO* and *PMS* the
[login](https://www.imsglobal.org/spec/lti-cs-oidc/v0p1) and
[storage](https://www.imsglobal.org/spec/lti-pm-s/v0p1) by messages between windows, *OIDC*
[OpenID Connect Core](https://openid.net/specs/openid-connect-core-1_0.html).
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One requirement, and what shows that it is met."""

    number: int
    strength: str
    source: str
    says: str
    also: tuple[str, ...] = ()
    """Further tests, or whole files of them, as pytest names them."""
    unmet: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShownBy:
    """A test that a line has of its own."""

    number: int
    path: str
    sentence: str


def read_lines(text: str) -> dict[int, Line]:
    """Read the lines in their order; raises ``TypeError`` where one says too little or too much."""
    return {
        int(number): Line(number=int(number), **{**line, "also": tuple(line.get("also", ()))})
        for number, line in tomllib.loads(text)["lines"].items()
    }


def read_sections(text: str) -> Mapping[str, tuple[int, int]]:
    """Read which lines belong to which part of the page: the first and the last."""
    sections = tomllib.loads(text)["sections"]
    return {title: (first, last) for title, (first, last) in sections.items()}


def find_tests(folder: Path = TESTS) -> list[ShownBy]:
    """Find the tests that name a line, file by file, in the order of their names and places."""
    found = []
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            named = isinstance(node, ast.FunctionDef) and _NAME.fullmatch(node.name)
            if named:
                sentence = named[2].replace("_", " ")
                found.append(ShownBy(number=int(named[1]), path=path.name, sentence=sentence))
    return found


def write(text: str, tests: list[ShownBy]) -> str:
    """Write the whole page."""
    lines = read_lines(text)
    shown = {number: [test for test in tests if test.number == number] for number in lines}
    return "\n".join(
        [
            _ABOUT,
            *_summary(lines, tests),
            *(
                row
                for title, (first, last) in read_sections(text).items()
                for row in _section(title, [lines[n] for n in lines if first <= n <= last], shown)
            ),
        ]
    )


def _summary(lines: Mapping[int, Line], tests: list[ShownBy]) -> Iterator[str]:
    unmet = [line for line in lines.values() if line.unmet]
    met = len(lines) - len(unmet)
    yield f"{met} of {len(lines)} lines are met; {len(tests)} tests are named after them."
    yield ""
    yield "## Not met"
    yield ""
    for line in unmet:
        yield f"- **{line.number}** ({line.strength}): {line.says} *{line.unmet}*"
    if not unmet:
        yield "Nothing."
    yield ""


def _section(title: str, lines: list[Line], shown: Mapping[int, list[ShownBy]]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| line | strength | what is asked for | tests that show it |"
    yield "|---|---|---|---|"
    for line in lines:
        strength = line.strength.replace("*", "\\*")
        source = f" *({line.source})*" if line.source else ""
        cell = "<br>".join(_cell(line, shown[line.number]))
        yield f"| {line.number} | {strength} | {line.says}{source} | {cell} |"
    yield ""


def _cell(line: Line, tests: list[ShownBy]) -> Iterator[str]:
    for test in tests:
        yield f"[{_short(test.path)}](../tests/conformance/{test.path}): {test.sentence}"
    for name in line.also:
        path, _, function = name.partition("::")
        sentence = re.sub(r"^test_(\d+_)?", "", function).replace("_", " ") or "the whole file"
        yield f"[{_short(path)}](../{path}): {sentence}"
    if line.unmet:
        yield "**not met**"


def _short(path: str) -> str:
    return path.rpartition("/")[2].removeprefix("test_").removesuffix(".py").replace("_", " ")


if __name__ == "__main__":
    PAGE.write_text(write(LINES.read_text(), find_tests()))
