"""The shape of a CASE package, as far as it is read and written here."""

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from lti_tool.exchange.shapes import Line
from lti_tool.learning.frameworks import Use

LONGEST_CODE: Final = 100
LONGEST_TITLE: Final = 255

_Words = Annotated[Line, StringConstraints(min_length=1, max_length=2_000)]
_Title = Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST_TITLE)]
_Code = Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST_CODE)]
"""Codes and titles are as long as the columns that they are kept in: SQLite would not say so."""
_Identifier = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Identified(_Shape):
    identifier: _Identifier
    uri: _Words

    @model_validator(mode="after")
    def _uri_says_nothing_more(self) -> Self:
        """Refuse an address of its own: it is not kept, so taking it would lose it silently."""
        if self.uri != uri_of(self.identifier):
            raise PydanticCustomError("uri", "its uri is urn:uuid: and its identifier")
        return self


def uri_of(identifier: str) -> str:
    """Give the address of something that has none but its identifier."""
    return f"urn:uuid:{identifier}"


class DocumentExtensions(_Shape):
    """What CASE has no place for in a document."""

    code: _Code
    dated: _Words
    licence: _Words
    audience: list[_Words]


class CFDocument(_Identified):
    """The framework as a whole."""

    creator: _Words
    title: _Title
    version: _Code
    officialSourceURL: _Words  # noqa: N815 (CASE's spelling)
    extensions: DocumentExtensions


class ItemTypeExtensions(_Shape):
    """What evidence does with the items of a level."""

    plural: _Words
    use: Annotated[Use, Field(strict=False)]
    spans: bool


class CFItemType(_Identified):
    """A level of the framework."""

    title: _Words
    typeCode: _Code  # noqa: N815 (CASE's spelling)
    extensions: ItemTypeExtensions


class CFDefinitions(_Shape):
    """What the items refer to by name."""

    CFItemTypes: list[CFItemType]


class Wording(_Shape):
    """Another wording of a statement, and its source."""

    text: _Words
    source: _Words


class ItemExtensions(_Shape):
    """Where a statement comes from, and what else it is called."""

    labels: list[Wording]
    source: _Words
    version: _Words
    dated: _Words
    licence: _Words


class CFItem(_Identified):
    """One statement."""

    humanCodingScheme: _Code  # noqa: N815 (CASE's spelling)
    CFItemType: _Words
    fullStatement: _Words  # noqa: N815 (CASE's spelling)
    abbreviatedStatement: _Words  # noqa: N815 (CASE's spelling)
    extensions: ItemExtensions


class CFNodeURI(_Identified):
    """How an association points at an item or at the framework."""

    title: _Words


class CFAssociation(_Identified):
    """What an item belongs to: another item, or the framework itself."""

    associationType: Literal["isChildOf"]  # noqa: N815 (CASE's spelling)
    sequenceNumber: Annotated[int, Field(ge=0, le=1_000_000)]  # noqa: N815 (CASE's spelling)
    originNodeURI: CFNodeURI  # noqa: N815 (CASE's spelling)
    destinationNodeURI: CFNodeURI  # noqa: N815 (CASE's spelling)


class CFPackage(_Shape):
    """A whole framework file."""

    CFDocument: CFDocument
    CFDefinitions: CFDefinitions
    CFItems: list[CFItem]
    CFAssociations: list[CFAssociation]
