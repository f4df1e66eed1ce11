"""How a framework becomes a CASE package that reads back as the same framework."""

import json
from uuid import UUID, uuid5

from lti_tool.exchange.case.shapes import (
    CFAssociation,
    CFDefinitions,
    CFDocument,
    CFItem,
    CFItemType,
    CFNodeURI,
    CFPackage,
    DocumentExtensions,
    ItemExtensions,
    ItemTypeExtensions,
    Wording,
    uri_of,
)
from lti_tool.learning.frameworks import Framework, FrameworkItem, Level, problems


def write_framework(framework: Framework) -> str:
    """Write a framework as the text of its file; ValueError, if it is not sound."""
    for problem in problems(framework):
        raise ValueError(f"{framework.code}: {problem.sentence}")
    package = CFPackage(
        CFDocument=_document(framework),
        CFDefinitions=CFDefinitions(
            CFItemTypes=[_item_type(level, framework) for level in framework.levels]
        ),
        CFItems=[_item(item, framework) for item in framework.items],
        CFAssociations=[_association(item, framework) for item in framework.items],
    )
    content = package.model_dump(mode="json")
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _document(framework: Framework) -> CFDocument:
    return CFDocument(
        identifier=framework.identifier,
        uri=uri_of(framework.identifier),
        creator=framework.publisher,
        title=framework.title,
        version=framework.version,
        officialSourceURL=framework.source,
        extensions=DocumentExtensions(
            code=framework.code,
            dated=framework.dated,
            licence=framework.licence,
            audience=list(framework.audience),
        ),
    )


def _item_type(level: Level, framework: Framework) -> CFItemType:
    identifier = _derived(framework, f"level {level.key}")
    return CFItemType(
        identifier=identifier,
        uri=uri_of(identifier),
        title=level.name,
        typeCode=level.key,
        extensions=ItemTypeExtensions(plural=level.plural, use=level.use, spans=level.spans),
    )


def _item(item: FrameworkItem, framework: Framework) -> CFItem:
    return CFItem(
        identifier=item.identifier,
        uri=uri_of(item.identifier),
        humanCodingScheme=item.code,
        CFItemType=framework.level(item.level).name,
        fullStatement=item.statement,
        abbreviatedStatement=item.abbreviated,
        extensions=ItemExtensions(
            labels=[Wording(text=label.text, source=label.source) for label in item.labels],
            source=item.source,
            version=item.version,
            dated=item.dated,
            licence=item.licence,
        ),
    )


def _association(item: FrameworkItem, framework: Framework) -> CFAssociation:
    identifier = _derived(framework, f"{item.identifier} isChildOf")
    parent = framework.item(item.parent) if item.parent else None
    return CFAssociation(
        identifier=identifier,
        uri=uri_of(identifier),
        associationType="isChildOf",
        sequenceNumber=item.sequence,
        originNodeURI=_node(item.code, item.identifier),
        destinationNodeURI=_node(parent.code, parent.identifier)
        if parent
        else _node(framework.title, framework.identifier),
    )


def _node(title: str, identifier: str) -> CFNodeURI:
    return CFNodeURI(title=title, identifier=identifier, uri=uri_of(identifier))


def _derived(framework: Framework, what: str) -> str:
    """Give an identifier to what has none of its own, the same one every time."""
    return str(uuid5(UUID(framework.identifier), what))
