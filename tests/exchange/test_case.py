import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.exchange.case import read_framework, write_framework
from lti_tool.exchange.files import FileError
from lti_tool.learning.frameworks import Framework, FrameworkItem, Label, Level, Use

ENHANCE = Path(__file__).parents[2] / "config" / "frameworks" / "enhance.json"
TEXT = ENHANCE.read_text("utf-8")

_characters = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs"),
    exclude_characters="\u2028\u2029\ufeff\ufffe\uffff",
)
_words = st.text(_characters, min_size=1, max_size=40)
_identifiers = st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))


@st.composite
def _items(
    draw: st.DrawFn, number: int, codes: list[str], keys: list[str], identifier: str
) -> FrameworkItem:
    labels = st.builds(Label, text=_words, source=_words)
    return FrameworkItem(
        identifier=identifier,
        code=codes[number],
        # The first is of the first level, which is filed, so that there is one.
        level=draw(st.sampled_from(keys)) if number else keys[0],
        statement=draw(_words),
        abbreviated=draw(_words),
        labels=tuple(draw(st.lists(labels, max_size=2))),
        parent=draw(st.none() | st.sampled_from(codes[:number])) if number else None,
        source=draw(_words),
        version=draw(_words),
        dated=draw(_words),
        licence=draw(_words),
        sequence=draw(st.integers(0, 1_000_000)),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    keys = draw(st.lists(_words, min_size=1, max_size=4, unique=True))
    names = draw(st.lists(_words, min_size=len(keys), max_size=len(keys), unique=True))
    uses = [Use.FILED, *(draw(st.sampled_from(Use)) for _ in keys[1:])]
    codes = draw(st.lists(_words, min_size=1, max_size=6, unique=True))
    identifiers = draw(
        st.lists(_identifiers, min_size=len(codes) + 1, max_size=len(codes) + 1, unique=True)
    )
    return Framework(
        identifier=identifiers[-1],
        code=draw(_words),
        title=draw(_words),
        version=draw(_words),
        publisher=draw(_words),
        source=draw(_words),
        dated=draw(_words),
        licence=draw(_words),
        audience=tuple(draw(st.lists(_words, max_size=2))),
        levels=tuple(
            Level(key=key, name=name, plural=draw(_words), use=use, spans=draw(st.booleans()))
            for key, name, use in zip(keys, names, uses, strict=True)
        ),
        items=tuple(
            draw(_items(number, codes, keys, identifiers[number])) for number in range(len(codes))
        ),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frameworks") / "framework.json"


def refusal(path: Path, content: str | bytes) -> tuple[int, str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileError) as refused:
        read_framework(path)
    error = refused.value
    assert str(error) == f"{path}, line {error.line}: {error.reason}"
    assert 1 <= error.line <= path.read_bytes().count(b"\n") + 1
    assert error.reason.endswith(".")
    return error.line, error.reason


def changed(change: Callable[[Any], object]) -> str:
    package = json.loads(TEXT)
    change(package)
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


@given(framework=frameworks())
def test_a_framework_survives_a_file(path: Path, framework: Framework) -> None:
    text = write_framework(framework)
    path.write_text(text, "utf-8")
    assert read_framework(path) == framework
    assert write_framework(read_framework(path)) == text


@given(noise=st.text(max_size=10), place=st.integers(0, len(TEXT)), cut=st.integers(0, 30))
def test_whatever_happens_to_a_file_it_reads_or_is_refused(
    path: Path, noise: str, place: int, cut: int
) -> None:
    path.write_text(TEXT[:place] + noise + TEXT[place + cut :], "utf-8", newline="")
    try:
        framework = read_framework(path)
    except FileError:
        return
    path.write_text(write_framework(framework), "utf-8")
    assert read_framework(path) == framework


def test_enhance_is_canonical() -> None:
    assert write_framework(read_framework(ENHANCE)) == TEXT


def test_enhance_has_what_the_handbook_introduction_has_and_no_more() -> None:
    enhance = read_framework(ENHANCE)
    assert {level.key: (level.use, level.spans) for level in enhance.levels} == {
        "domain": (Use.FILED, False),
        "domain_outcome": (Use.MAPPED, False),
        "programme_outcome": (Use.MAPPED, True),
        "theme": (Use.TAGGED, True),
    }
    assert [item.code for item in enhance.items] == [
        *(f"D{n}" for n in range(1, 7)),
        *(f"D4.{n}" for n in range(1, 6)),
        *(f"PO{n}" for n in range(1, 8)),
        *(f"T{n}" for n in range(1, 5)),
    ]
    assert [item.statement for item in enhance.items_of("theme")] == [
        "Wellbeing",
        "Digital",
        "Leadership",
        "Transformative reflection",
    ]
    assert enhance.audience == ()


def test_only_domain_4_of_enhance_has_outcomes_because_only_those_were_found() -> None:
    enhance = read_framework(ENHANCE)
    assert {item.parent for item in enhance.items_of("domain_outcome")} == {"D4"}
    assert len(enhance.items_of("domain_outcome")) == 5
    assert all(item.parent is None for item in enhance.items_of("programme_outcome"))


def test_the_two_names_of_domains_4_and_5_are_kept_with_their_sources() -> None:
    enhance = read_framework(ENHANCE)
    assert enhance.item("D4").statement == "Social justice and health"
    assert enhance.item("D5").statement == "Population health equity"
    for code, label, source in (
        ("D4", "Social Justice and Health Equity", "/handbook/social-justice-health-equity"),
        ("D5", "Population Health", "/enhance/module-four-population-health"),
    ):
        (found,) = enhance.item(code).labels
        assert found.text == label
        assert found.source.endswith(source)
        assert enhance.item(code).source.endswith("/handbook/introduction")


def test_every_statement_of_enhance_says_where_it_comes_from() -> None:
    for item in read_framework(ENHANCE).items:
        assert item.source.startswith("https://www.hee.nhs.uk/")
        assert item.dated == "Gathered 2026-11-22"
        assert item.licence == "Reuse terms not confirmed"
        assert item.version


CHANGES: list[tuple[Callable[[Any], object], str, str]] = [
    (lambda p: p["CFItems"][2].pop("fullStatement"), '"D3"', 'D3: "fullStatement" is mis'),
    (lambda p: p["CFItems"][2].update(notes="x"), '"notes"', 'D3: there is no key "notes"'),
    (lambda p: p["CFItems"][2].update(fullStatement=7), " 7", "D3: "),
    (lambda p: p["CFItems"][2].update(fullStatement=""), ' ""', "D3: "),
    (lambda p: p["CFItems"][2].update(fullStatement="a\0b"), "a\\u0000b", "U+0000"),
    (lambda p: p["CFItems"][2].update(fullStatement="a\nb"), "a\\nb", "it is one line"),
    (lambda p: p["CFItems"][2].update(fullStatement="a" * 2_001), "aaaa", "2000 characters"),
    (lambda p: p["CFItems"][2].update(CFItemType="Realm"), "Realm", 'no CFItemType "Realm"'),
    (lambda p: p["CFItems"][2].update(identifier="D3"), '"D3"', "item D3: "),
    (lambda p: p["CFItems"][2].update(uri="https://example.org/D3"), '"CFItems": [', "item D3: "),
    (lambda p: p["CFItems"][2]["extensions"].pop("source"), '"D3"', "item D3: "),
    (lambda p: p["CFItems"][2].update(humanCodingScheme="D1"), '"D1"', '"D1" is there 2 times'),
    (lambda p: p["CFItems"].append(7), " 7\n", "item 23: "),
    (lambda p: p["CFItems"].clear(), '"CFAssociations"', "there is no item"),
    (lambda p: p.pop("CFDocument"), "{", '"CFDocument" is missing'),
    (lambda p: p["CFAssociations"].pop(2), '"CFItems"', "item D3 belongs to nothing"),
    (
        lambda p: p["CFAssociations"].append(p["CFAssociations"][2]),
        '"CFAssociations"',
        "already belongs to something",
    ),
    (
        lambda p: p["CFAssociations"][2].update(associationType="isRelatedTo"),
        "isRelatedTo",
        "CFAssociations, entry 3: ",
    ),
    (
        lambda p: p["CFAssociations"][2]["originNodeURI"].update(
            identifier="0" * 8 + "-0000-0000-0000-" + "0" * 12,
            uri="urn:uuid:" + "0" * 8 + "-0000-0000-0000-" + "0" * 12,
        ),
        '"CFAssociations"',
        "there is no item 00000000",
    ),
    (
        lambda p: p["CFDefinitions"]["CFItemTypes"][1].update(title="Domain"),
        '"Domain"',
        'the title "Domain" is there twice',
    ),
    (
        lambda p: p["CFDefinitions"]["CFItemTypes"][0]["extensions"].update(use="shelved"),
        "shelved",
        "'filed', 'mapped' or 'tagged'",
    ),
    (
        lambda p: p["CFDefinitions"]["CFItemTypes"][0]["extensions"].update(use="tagged"),
        "{",
        "no item of a level that evidence is filed under",
    ),
]


@pytest.mark.parametrize(("change", "near", "reason"), CHANGES)
def test_a_wrong_shape_is_refused_with_the_item_and_its_line(
    path: Path, change: Callable[[Any], object], near: str, reason: str
) -> None:
    text = changed(change)
    line, said = refusal(path, text)
    assert reason in said
    assert line >= text[: text.index(near)].count("\n") - 6


def test_an_item_that_belongs_to_itself_is_refused(path: Path) -> None:
    def circle(package: Any) -> None:
        one, two = package["CFAssociations"][:2]
        one["destinationNodeURI"], two["destinationNodeURI"] = (
            two["originNodeURI"],
            one["originNodeURI"],
        )

    assert "belongs to itself by way of" in refusal(path, changed(circle))[1]


def test_the_line_of_a_wrong_value_is_its_own(path: Path) -> None:
    text = TEXT.replace('"fullStatement": "System working"', '"fullStatement": 7')
    assert refusal(path, text) == (
        text[: text.index('"fullStatement": 7')].count("\n") + 1,
        'item D2: "fullStatement" is text; put its value in quotes.',
    )


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "not JSON"),
        (b"[]", 1, '"the file" holds named values'),
        (b"null", 1, '"the file" holds named values'),
        (b'{\n"a": 1,\n"a": 2}', 3, 'the key "a" is there twice'),
        (b'{"a": NaN}', 1, "number"),
        (b'{"a": ' + b"9" * 5_000 + b"}", 1, "number"),
        (b"[" * 200_000, 1, "nested too deeply"),
        (b'{\n"a": ]', 2, "not JSON"),
        (b"\xef\xbb\xbf{}", 1, "byte order mark"),
        (b'{\n"a": "\xff"}', 2, "not UTF-8"),
        (b'{\n"a": "\0"}', 2, "U+0000"),
        (b" " * 5_000_001, 1, "larger than 5000 kB"),
    ],
)
def test_hostile_files_are_refused(path: Path, content: bytes, line: int, reason: str) -> None:
    where, said = refusal(path, content)
    assert reason in said
    assert where == line


def test_a_broken_character_is_refused(path: Path) -> None:
    text = TEXT.replace('"System working"', '"\\ud800"', 1)
    line, said = refusal(path, text)
    assert line == text[: text.index("ud800")].count("\n") + 1
    assert "D2" in said
