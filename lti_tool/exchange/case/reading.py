"""How a CASE package becomes a framework, or a sentence that names file, line and reason."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from lti_tool.exchange.case.shapes import CFAssociation, CFItem, CFPackage
from lti_tool.exchange.files import FileError, read_text
from lti_tool.exchange.json_lines import Step, line_of, parsed
from lti_tool.exchange.shapes import most_telling, sentence_of
from lti_tool.learning.frameworks import Framework, FrameworkItem, Label, Level, problems

MOST_BYTES: Final = 5_000_000
_KEPT: Final = Path("framework.json")


def read_framework(path: Path) -> Framework:
    """Read a framework file; FileError, if there is anything wrong with it."""
    return parse_framework(read_text(path, most_bytes=MOST_BYTES), path)


def parse_framework(text: str, path: Path = _KEPT) -> Framework:
    """Read a framework from the text of its file, as it is kept once it has been loaded."""
    content = parsed(path, text)
    try:
        package = CFPackage.model_validate(content)
    except ValidationError as error:
        first = most_telling(error)
        reason = f"{_named(content, first['loc'])}{sentence_of(first)}"
        raise FileError(path, line_of(text, first["loc"]), reason) from error
    framework = _Package(path, text, package).framework()
    for problem in problems(framework):
        # The last place is where the second of two is, and for anything else the only one.
        found = text.rfind(json.dumps(problem.where, ensure_ascii=False))
        line = text.count("\n", 0, max(found, 0)) + 1
        raise FileError(path, line, f"{problem.sentence}.")
    return framework


def _named(content: Any, location: tuple[Step, ...]) -> str:
    """Name the item that a location lies in, as far as it has a name."""
    match location:
        case ("CFItems", int(position), *_):
            item = content["CFItems"][position]
            named = item if isinstance(item, dict) else {}
            name = named.get("humanCodingScheme") or named.get("identifier")
            return f"item {name}: " if isinstance(name, str) else f"item {position + 1}: "
        case (str(key), int(position), *_):
            return f"{key}, entry {position + 1}: "
    return ""


@dataclass(frozen=True)
class _Package:
    path: Path
    text: str
    package: CFPackage

    def framework(self) -> Framework:
        document = self.package.CFDocument
        return Framework(
            identifier=document.identifier,
            code=document.extensions.code,
            title=document.title,
            version=document.version,
            publisher=document.creator,
            source=document.officialSourceURL,
            dated=document.extensions.dated,
            licence=document.extensions.licence,
            audience=tuple(document.extensions.audience),
            levels=self._levels(),
            items=self._items(),
        )

    def _levels(self) -> tuple[Level, ...]:
        return tuple(
            Level(
                key=one.typeCode,
                name=one.title,
                plural=one.extensions.plural,
                use=one.extensions.use,
                spans=one.extensions.spans,
            )
            for one in self.package.CFDefinitions.CFItemTypes
        )

    def _items(self) -> tuple[FrameworkItem, ...]:
        codes = {item.identifier: item.humanCodingScheme for item in self.package.CFItems}
        belongings = self._belongings(set(codes))
        keys = self._level_keys()
        return tuple(
            self._item(position, item, keys, belongings.get(item.identifier), codes)
            for position, item in enumerate(self.package.CFItems)
        )

    def _item(
        self,
        position: int,
        item: CFItem,
        level_keys: dict[str, str],
        belonging: CFAssociation | None,
        codes: dict[str, str],
    ) -> FrameworkItem:
        where = ("CFItems", position, "CFItemType")
        if item.CFItemType not in level_keys:
            raise self._refusal(where, f'there is no CFItemType "{item.CFItemType}"')
        if belonging is None:
            raise self._refusal(where[:2], f"item {item.humanCodingScheme} belongs to nothing")
        return FrameworkItem(
            identifier=item.identifier,
            code=item.humanCodingScheme,
            level=level_keys[item.CFItemType],
            statement=item.fullStatement,
            abbreviated=item.abbreviatedStatement,
            labels=tuple(Label(text=one.text, source=one.source) for one in item.extensions.labels),
            parent=codes.get(belonging.destinationNodeURI.identifier),
            source=item.extensions.source,
            version=item.extensions.version,
            dated=item.extensions.dated,
            licence=item.extensions.licence,
            sequence=belonging.sequenceNumber,
        )

    def _level_keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for position, one in enumerate(self.package.CFDefinitions.CFItemTypes):
            if one.title in keys:
                where = ("CFDefinitions", "CFItemTypes", position, "title")
                raise self._refusal(where, f'the title "{one.title}" is there twice')
            keys[one.title] = one.typeCode
        return keys

    def _belongings(self, items: set[str]) -> dict[str, CFAssociation]:
        """Find what each item belongs to, by the identifier of the item."""
        found: dict[str, CFAssociation] = {}
        known = items | {self.package.CFDocument.identifier}
        for position, one in enumerate(self.package.CFAssociations):
            where = ("CFAssociations", position)
            origin, destination = one.originNodeURI.identifier, one.destinationNodeURI.identifier
            if origin not in items:
                raise self._refusal(where, f"there is no item {origin}")
            if destination not in known:
                raise self._refusal(where, f"there is no item {destination}")
            if origin in found:
                raise self._refusal(where, f"item {origin} already belongs to something")
            found[origin] = one
        return found

    def _refusal(self, where: tuple[Step, ...], reason: str) -> FileError:
        return FileError(self.path, line_of(self.text, where), f"{reason}.")
