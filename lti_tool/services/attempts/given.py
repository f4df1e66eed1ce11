"""What is kept of an attempt: what each part lets one give."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from lti_tool.learning import answers
from lti_tool.learning.activities import (
    KnowledgeCheck,
    Log,
    Part,
    ShortAnswerQuestion,
)
from lti_tool.learning.log_entries import (
    ENTRY_FIELDS,
    MOST_ENTRIES,
    EntryFields,
    entry_from,
    fields_of,
)
from lti_tool.learning.parts import prompts_of
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.responses import responses_from
from lti_tool.learning.texts import LONGEST_ANSWER, LONGEST_TEXT, plain, too_long

Fields = Mapping[str, Sequence[str]]
BEGUN: Final = "begun"
"""Where entries are kept that are still being typed."""
_REPLACES: Final = "replaces"
_FORM_IS_FULL: Final = (
    "You have begun this entry. Add it, or clear its fields, before you change another one"
)
Given = dict[str, dict[str, Any]]
"""By where it is kept, such as ``written``, and by the key of what it is for."""


def offered(part: Part, fields: Fields) -> Given:
    """What was given of all that the part asks for, answered or not."""
    questions = part.questions if isinstance(part, KnowledgeCheck) else ()
    return {
        "chosen": {
            question.key: list(answers.offered(question, fields.get(question.key, ())))
            for question in questions
            if not isinstance(question, ShortAnswerQuestion)
        },
        "written": {key: plain(_first(fields, key)) for key in _longest_by_key(part)},
        "finished": {part.key: [*fields.get(part.key, ())][:1]} if isinstance(part, Log) else {},
        BEGUN: {begun_key(part): _begun(fields)} if isinstance(part, Log) else {},
    }


def begun_key(part: Log) -> str:
    """What a page of a log calls the entry that is being typed in it."""
    return f"{part.key}-entry"


def begun_entry(kept: Mapping[str, Any], part: Part) -> EntryFields:
    """What was typed of an entry that has not been added yet."""
    if not isinstance(part, Log):
        return EntryFields()
    return EntryFields(**kept.get(BEGUN, {}).get(begun_key(part), {}))


def _begun(fields: Fields) -> dict[str, str]:
    names = (*ENTRY_FIELDS, _REPLACES)
    typed = {name: plain(_first(fields, f"entry-{name}"))[:LONGEST_TEXT] for name in names}
    return {} if EntryFields(**typed).is_blank else typed


def overlaid(kept: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """What is kept with something else on top of it, to be shown and not to be kept."""
    return {**kept, **{place: {**kept.get(place, {}), **some} for place, some in given.items()}}


def check_lengths(part: Part, fields: Fields) -> None:
    """Refuse texts that are too long to keep. Raises :class:`FieldsError`."""
    longest = _longest_by_key(part)
    texts = {key: plain(_first(fields, key)) for key in longest}
    problems = {
        key: too_long(text, longest[key]) for key, text in texts.items() if len(text) > longest[key]
    }
    if problems:
        raise FieldsError(problems)


def with_entry(kept: Mapping[str, Any], part: Log, typed: EntryFields, today: date) -> Any:
    """Add an entry to what is kept, once, in place of the one that it replaces.

    Raises :class:`FieldsError`.
    """
    before = kept.get("entries", {}).get(part.key, [])
    if any(one["key"] == typed.key for one in before):
        return _without_begun(kept, part) if _is_begun(kept, part, typed) else kept
    entry = entry_from(typed, today)
    before = [one for one in before if one["key"] != typed.replaces]
    if len(before) >= MOST_ENTRIES:
        raise FieldsError({"what": f"A log has room for {MOST_ENTRIES} entries"})
    as_kept = {
        "key": entry.key,
        "on": entry.on.isoformat(),
        "setting": entry.setting,
        "role": entry.role,
        "hours": str(entry.hours),
        "what": entry.what,
    }
    return _with_entries(_without_begun(kept, part), part, [*before, as_kept])


def with_change_begun(kept: Mapping[str, Any], part: Log, key: str) -> Any:
    """Put an entry into the form again; it stays in the log until it is added from there.

    Nothing happens when it is gone. Raises :class:`FieldsError` where that would throw away what
    is in the form already.
    """
    entries = {one.key: one for one in responses_from(kept).entries.get(part.key, ())}
    if key not in entries:
        return kept
    begun = begun_entry(kept, part)
    is_unchanged = begun.replaces in entries and begun == fields_of(entries[begun.replaces])
    if not begun.is_blank and not is_unchanged:
        raise FieldsError({"entry-form": _FORM_IS_FULL})
    return {
        **kept,
        BEGUN: {**kept.get(BEGUN, {}), begun_key(part): _typed(fields_of(entries[key]))},
    }


def without_entry(kept: Mapping[str, Any], part: Log, key: str) -> Any:
    """Take an entry away, or what was begun of one; nothing happens when it is gone already."""
    if key == begun_key(part):
        return _without_begun(kept, part)
    before = kept.get("entries", {}).get(part.key, [])
    return _with_entries(kept, part, [one for one in before if one["key"] != key])


def _is_begun(kept: Mapping[str, Any], part: Log, typed: EntryFields) -> bool:
    """Whether what is in the form is this entry, and not the next one."""
    said = {name: plain(text)[:LONGEST_TEXT] for name, text in _typed(typed).items()}
    return bool(_typed(begun_entry(kept, part)) == said)


def _typed(fields: EntryFields) -> dict[str, str]:
    return {name: text for name, text in asdict(fields).items() if name != "key"}


def _without_begun(kept: Mapping[str, Any], part: Log) -> dict[str, Any]:
    rest = {key: some for key, some in kept.get(BEGUN, {}).items() if key != begun_key(part)}
    return {**kept, BEGUN: rest}


def _with_entries(kept: Mapping[str, Any], part: Log, entries: list[Any]) -> dict[str, Any]:
    return {**kept, "entries": {**kept.get("entries", {}), part.key: entries}}


def _longest_by_key(part: Part) -> dict[str, int]:
    questions = part.questions if isinstance(part, KnowledgeCheck) else ()
    short = (one.key for one in questions if isinstance(one, ShortAnswerQuestion))
    prompts = (prompt.key for prompt in prompts_of(part))
    return {**dict.fromkeys(short, LONGEST_ANSWER), **dict.fromkeys(prompts, LONGEST_TEXT)}


def _first(fields: Fields, key: str) -> str:
    return next(iter(fields.get(key, ())), "")
