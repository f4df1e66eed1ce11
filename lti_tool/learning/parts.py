"""What the parts of an activity are: to read, go to, answer, write, keep a log of, or hand in."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from lti_tool.learning.questions import Question


class PartSort(StrEnum):
    """The sorts of part, for a page to tell them apart."""

    READING = "reading"
    RESOURCE = "resource"
    KNOWLEDGE_CHECK = "knowledge_check"
    REFLECTION = "reflection"
    LOG = "log"
    UPLOAD = "upload"


class FileType(StrEnum):
    """The types of file that can be handed in, by the ending of their names."""

    PDF = "pdf"
    DOCX = "docx"
    PNG = "png"
    JPG = "jpg"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """Something to write about."""

    key: str
    text: str
    hint: str = ""
    """Markdown; may be empty."""
    least_words: int | None = None
    """Advice and never enforced; None means that there is none."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A part that is read to its end."""

    sort: ClassVar = PartSort.READING

    key: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A resource: a part that is done at another address, and then told about in a few words."""

    sort: ClassVar = PartSort.RESOURCE

    key: str
    title: str
    text: str
    link_text: str
    address: str
    prompt: Prompt


@dataclass(frozen=True, kw_only=True)
class KnowledgeCheck:
    """A part of questions with feedback."""

    sort: ClassVar = PartSort.KNOWLEDGE_CHECK

    key: str
    title: str
    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Reflection:
    """A part that is written, to prompts of its own or to a named set of them."""

    sort: ClassVar = PartSort.REFLECTION

    key: str
    title: str
    text: str
    prompts: tuple[Prompt, ...]
    prompt_set: str | None = None
    """The name of the set that the prompts are from; None if they are its own."""


@dataclass(frozen=True, kw_only=True)
class Log:
    """A part that grows over weeks, entry by entry, until its learner calls it finished."""

    sort: ClassVar = PartSort.LOG

    key: str
    title: str
    text: str
    least_entries: int | None = None
    least_hours: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A part that files are handed in with."""

    sort: ClassVar = PartSort.UPLOAD

    key: str
    title: str
    text: str
    least: int
    most: int
    types: tuple[FileType, ...]


Part = Reading | Elsewhere | KnowledgeCheck | Reflection | Log | Upload


def part_key(position: int) -> str:
    """Give the key of the part at this position, counted from one."""
    return f"p{position}"


def prompt_key(part: str, position: int) -> str:
    """Give the key of the prompt at this position in a part, counted from one."""
    return f"{part}-w{position}"


def prompts_of(part: Part) -> tuple[Prompt, ...]:
    """List what a part asks to write about."""
    if isinstance(part, Reflection):
        return part.prompts
    return (part.prompt,) if isinstance(part, Elsewhere) else ()
