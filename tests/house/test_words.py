"""One word for each thing: the names of modules, classes and tables keep to the glossary.

Each word that is not ours stands with the one that is. The standard's own names are exceptions.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from lti_tool.store.tables import Base
from tests.house.sources import HOME, python_files

NOT_OURS = {
    "account": "deployment",
    "app": "tool",
    "approval": "attestation",
    "area": "domain",
    "artefact": "evidence",
    "assessor": "attester",
    "assignment": "resource link, line item",
    "auth": "login",
    "block": "part",
    "category": "domain",
    "class": "context",
    "client": "platform, tenant",
    "competency": "outcome",
    "component": "part",
    "config": "registration",
    "consumer": "platform",
    "course": "context",
    "exercise": "activity",
    "favourite": "showcase",
    "grade": "score, mark",
    "gradebook": "line item",
    "grading": "review",
    "guest": "attester",
    "handshake": "login",
    "invite": "ticket",
    "job": "delivery",
    "lms": "platform",
    "magic": "ticket",
    "mentor": "attester",
    "message": "launch, delivery",
    "moderation": "review",
    "objective": "outcome",
    "organisation": "tenant",
    "organization": "tenant",
    "picker": "deep linking",
    "pin": "showcase",
    "placement": "resource link",
    "provider": "platform, tool",
    "quiz": "activity",
    "record": "evidence",
    "resource": "content item",
    "section": "part",
    "session": "launch, visit",
    "site": "tenant, deployment",
    "skill": "outcome",
    "standard": "framework",
    "student": "learner",
    "submission": "attempt",
    "syllabus": "framework",
    "sync": "delivery",
    "tag": "theme, mapping",
    "task": "delivery",
    "teacher": "instructor",
    "topic": "theme",
    "user": "learner, instructor",
    # Words that say nothing.
    "data": "what it is",
    "handler": "what it does",
    "helper": "what it does",
    "info": "what it is",
    "manager": "what it does",
    "processor": "what it does",
    "util": "the room it belongs to",
    "utils": "the room it belongs to",
}

# Names that hold such a word and are right, each with its reason.
RIGHT = {
    "lti_tool.learning.scores.GradingProgress": "the standard's name",
    "lti_tool.lti.claims.MessageType": "the standard's name",
    "lti_tool.lti.launch._Message": "stands for pylti1p3's MessageLaunch",
    "lti_tool.lti.registrations.ToolConfig": "stands for pylti1p3's ToolConfAbstract",
    "lti_tool.lti.transport.PlatformSession": "HTTP's word for calls over kept connections",
    "lti_tool.lti.connections.response_class": "http.client's name",
    "lti_tool.lti.scores._Grades": "stands for pylti1p3's AssignmentsGradesService",
    "lti_tool.web.sessions.VisitSessions": "is a SessionInterface of Flask",
    "lti_tool.services.deep_linking.shown.Picker": "what people call the place to choose in",
    "lti_tool.app": "what Flask and every WSGI server call it",
    "lti_tool.web.sessions": "Flask's session interface lives there",
}


def words(name: str) -> list[str]:
    """Split a name into its words, in the singular: `ResourceLinks`, `resource_link`."""
    said = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name.rpartition(".")[2])
    return [word if word in NOT_OURS else word.removesuffix("s") for word in map(str.lower, said)]


def strangers(name: str) -> list[str]:
    """Find the words of a name that are not ours; the glossary's own pairs are."""
    ours = {("resource", "link"), ("content", "item"), ("line", "item")}
    said = words(name)
    pairs = {*pairwise(said)} & ours
    return [word for word in said if word in NOT_OURS and not any(word in pair for pair in pairs)]


def modules() -> Iterator[str]:
    for path in python_files("lti_tool"):
        parts = path.relative_to(HOME).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def classes() -> Iterator[str]:
    for path in python_files("lti_tool"):
        module = ".".join(path.relative_to(HOME).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield f"{module}.{node.name}"


def tables() -> Iterator[str]:
    yield from Base.metadata.tables


def test_names_keep_to_the_glossary() -> None:
    wrong = [
        f"{name}: {word} is {NOT_OURS[word]}"
        for name in (*modules(), *classes(), *tables())
        if name not in RIGHT
        for word in strangers(name)
    ]

    assert not wrong


def test_tables_have_names_in_the_singular() -> None:
    plural = [name for name in tables() if name.endswith("s")]

    assert not plural


def test_the_list_of_exceptions_is_up_to_date() -> None:
    names = {*modules(), *classes(), *tables()}

    assert not [name for name in RIGHT if name not in names or not strangers(name)]


def test_a_wrong_word_is_noticed() -> None:
    assert strangers("lti_tool.lti.scores.GradeSender") == ["grade"]
    assert strangers("LMSClients") == ["lms", "client"]
    assert strangers("sessions") == ["session"]
    assert strangers("resource_link") == []
    assert strangers("course_resource") == ["course", "resource"]
