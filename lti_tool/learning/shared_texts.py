"""Which texts and names of files others read once something is shared with them."""

from collections.abc import Iterable, Iterator, Mapping

from lti_tool.learning.activities import Activity, KnowledgeCheck, Part, ShortAnswerQuestion
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.identifiers import SharedText
from lti_tool.learning.own_evidence import Draft
from lti_tool.learning.parts import prompts_of
from lti_tool.learning.responses import LogEntry, Responses


def texts_given(activity: Activity, responses: Responses) -> Iterator[SharedText]:
    """All that a learner wrote in an attempt, in the order of the activity."""
    numbers = {one.key: number for number, one in enumerate(activity.questions, start=1)}
    for part in activity.parts:
        yield from _written(part, responses, numbers)
        for entry in responses.entries.get(part.key, ()):
            yield from _of_entry(part, entry)
        yield from names_of_files(responses.files.get(part.key, ()), part=part.key)


def texts_of_own(draft: Draft) -> Iterator[SharedText]:
    """What an author wrote of a piece of evidence, but for reasons and files."""
    yield SharedText(key="title", place="the title", text=draft.title, field="title")
    for prompt in draft.prompts:
        yield SharedText(
            key=prompt.key,
            place=f"“{prompt.text}”",
            text=draft.texts.get(prompt.key, ""),
            field=prompt.key,
        )


def reasons(mapped: Mapping[str, str]) -> Iterator[SharedText]:
    """Why something shows outcomes, by their names in the form."""
    for name, reason in mapped.items():
        field = f"reason-{name}"
        yield SharedText(key=field, place="why it shows an outcome", text=reason, field=field)


def names_of_files(files: Iterable[AttachedFile], part: str | None = None) -> Iterator[SharedText]:
    """The names of files, with the part that they were handed in with."""
    for file in files:
        yield SharedText(
            key=f"file-{file.id}",
            place="the name of a file",
            text=file.name,
            part=part,
            field="files",
            is_file_name=True,
        )


def _written(part: Part, responses: Responses, numbers: Mapping[str, int]) -> Iterator[SharedText]:
    for prompt in prompts_of(part):
        yield SharedText(
            key=prompt.key,
            place=f"“{prompt.text}”",
            text=responses.written.get(prompt.key, ""),
            part=part.key,
            field=prompt.key,
        )
    for question in part.questions if isinstance(part, KnowledgeCheck) else ():
        if isinstance(question, ShortAnswerQuestion):
            yield SharedText(
                key=question.key,
                place=f"question {numbers[question.key]}",
                text=responses.written.get(question.key, ""),
                part=part.key,
                field=f"question-{question.key}",
            )


def _of_entry(part: Part, entry: LogEntry) -> Iterator[SharedText]:
    for name, text in (("setting", entry.setting), ("role", entry.role), ("what", entry.what)):
        yield SharedText(
            key=f"{part.key}-{entry.key}-{name}",
            place=f"“{part.title}”",
            text=text,
            part=part.key,
            field="entries",
        )
