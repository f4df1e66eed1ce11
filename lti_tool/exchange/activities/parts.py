"""How each sort of part stands in a file, after its heading."""

import re
from collections.abc import Callable
from typing import Final

from lti_tool.exchange.activities.closing import (
    ENTRIES,
    FILES,
    GO_TO,
    HOURS,
    PROMPTS,
    WORDS,
    Closing,
    is_closing,
    read_closing,
)
from lti_tool.exchange.activities.questions import read_question
from lti_tool.exchange.activities.source import Place
from lti_tool.exchange.markdown import Heading
from lti_tool.learning.parts import (
    Elsewhere,
    FileType,
    KnowledgeCheck,
    Log,
    Part,
    PartSort,
    Prompt,
    Reading,
    Reflection,
    Upload,
    prompt_key,
)
from lti_tool.learning.prompts import PROMPT_SETS, prompts_named
from lti_tool.learning.questions import question_key

_INNER_LEVEL: Final = 2
"""Questions and prompts begin with a heading of this level."""
_STATEMENT_LEVEL: Final = 3
_LINK = re.compile(r"\[([^\[\]]*)\]\((\S*)\)")
_GO_TO_RULE = (
    'a resource has a line "Go to:", under it a line "[words](https://...)", and then a heading '
    '"### Say what you took from it"'
)

_FILES_RULE = 'an upload ends with a line such as "Files: 1 to 3. Types: pdf, docx, png, jpg."'


def _reading(place: Place) -> Reading:
    text = place.source.text(place.start, place.end, headings_ok=True)
    return Reading(key=place.key, title=place.title, text=text)


def _elsewhere(place: Place) -> Elsewhere:
    source = place.source
    headings = source.headings(place.start, place.end)
    if not headings or headings[-1].level != _STATEMENT_LEVEL:
        raise source.refusal(headings[-1].line if headings else place.heading, _GO_TO_RULE)
    asking = headings[-1]
    marks = [n for n in range(place.start, asking.line) if is_closing(source.lines[n], (GO_TO,))]
    if len(marks) != 1:
        raise source.refusal(marks[1] if marks else place.heading, _GO_TO_RULE)
    said = [n for n in range(marks[0] + 1, asking.line) if source.lines[n].strip(" \t")]
    link = _LINK.fullmatch(source.lines[said[0]].strip(" \t")) if said else None
    if link is None or len(said) > 1:
        raise source.refusal(said[-1] if said else marks[0], _GO_TO_RULE)
    source.note(f"{place.key}-address", said[0])
    return Elsewhere(
        key=place.key,
        title=place.title,
        text=source.text(place.start, marks[0], headings_ok=True),
        link_text=link[1].strip(" \t"),
        address=link[2],
        prompt=_prompt(place, prompt_key(place.key, 1), asking, place.end),
    )


def _check(place: Place) -> KnowledgeCheck:
    headings = place.source.headings(place.start, place.end)
    starts = [heading for heading in headings if heading.level == _INNER_LEVEL]
    if not starts:
        reason = "a knowledge check needs at least one question"
        raise place.source.refusal(place.heading, reason)
    spans = place.source.spans(starts, place.end)
    return KnowledgeCheck(
        key=place.key,
        title=place.title,
        text=place.source.text(place.start, starts[0].line),
        questions=tuple(
            read_question(place.source, question_key(place.key, position), one, one_end)
            for position, (one, one_end) in enumerate(spans, start=1)
        ),
    )


def _reflection(place: Place) -> Reflection:
    starts = place.source.headings(place.start, place.end)
    for heading in starts:
        if heading.level != _INNER_LEVEL:
            reason = 'there are no headings inside a reflection but "## ..." for each prompt'
            raise place.source.refusal(heading.line, reason)
    text_end = starts[0].line if starts else place.end
    closing = read_closing(place.source, place.start, text_end, (PROMPTS, WORDS))
    if PROMPTS in closing.found:
        return _named_reflection(place, closing, starts)
    if WORDS in closing.found:
        reason = 'this line stands under a prompt, or with a line "Prompts: ..."'
        raise place.source.refusal(closing.found[WORDS][0], reason)
    spans = place.source.spans(starts, place.end)
    return Reflection(
        key=place.key,
        title=place.title,
        text=place.source.text(place.start, text_end),
        prompts=tuple(
            _prompt(place, prompt_key(place.key, position), one, one_end)
            for position, (one, one_end) in enumerate(spans, start=1)
        ),
    )


def _named_reflection(place: Place, closing: Closing, starts: list[Heading]) -> Reflection:
    line, match = closing.found[PROMPTS]
    name = " ".join(match[1].split()).casefold()
    if name not in PROMPT_SETS:
        known = " and ".join(f'"{one}"' for one in PROMPT_SETS)
        raise place.source.refusal(line, f'there are no prompts called "{name}"; there are {known}')
    if starts:
        reason = "a reflection has prompts of its own or named ones, not both"
        raise place.source.refusal(starts[0].line, reason)
    prompts = prompts_named(name, place.key, closing.words())
    for prompt in prompts:
        place.source.note(prompt.key, line)
    return Reflection(
        key=place.key,
        title=place.title,
        text=place.source.text(place.start, closing.text_end),
        prompts=prompts,
        prompt_set=name,
    )


def _prompt(place: Place, key: str, heading: Heading, end: int) -> Prompt:
    place.source.note(key, heading.line)
    start = heading.line + 1
    closing = read_closing(place.source, start, end, (WORDS,))
    return Prompt(
        key=key,
        text=heading.words,
        hint=place.source.text(start, closing.text_end),
        least_words=closing.words(),
    )


def _log(place: Place) -> Log:
    closing = read_closing(place.source, place.start, place.end, (ENTRIES, HOURS))
    return Log(
        key=place.key,
        title=place.title,
        text=place.source.text(place.start, closing.text_end, headings_ok=True),
        least_entries=closing.entries(),
        least_hours=closing.hours(),
    )


def _upload(place: Place) -> Upload:
    closing = read_closing(place.source, place.start, place.end, (FILES,))
    if FILES not in closing.found:
        raise place.source.refusal(place.heading, _FILES_RULE)
    line, match = closing.found[FILES]
    place.source.note(f"{place.key}-files", line)
    return Upload(
        key=place.key,
        title=place.title,
        text=place.source.text(place.start, closing.text_end, headings_ok=True),
        least=int(match[1]),
        most=int(match[2] or match[1]),
        types=tuple(_file_type(place, line, word) for word in match[3].split(",")),
    )


def _file_type(place: Place, line: int, word: str) -> FileType:
    name = word.strip(" \t").casefold()
    if name not in tuple(FileType):
        reason = f'there is no type of file "{name}"; there are {", ".join(FileType)}'
        raise place.source.refusal(line, reason)
    return FileType(name)


READERS: Final[dict[PartSort, Callable[[Place], Part]]] = {
    PartSort.READING: _reading,
    PartSort.RESOURCE: _elsewhere,
    PartSort.KNOWLEDGE_CHECK: _check,
    PartSort.REFLECTION: _reflection,
    PartSort.LOG: _log,
    PartSort.UPLOAD: _upload,
}
