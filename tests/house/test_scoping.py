"""Rule 5: nobody reads a person's rows without naming the tenant that entitles them to it.

A table holds a person's rows if it names a person or a tenant. A function of `store/` that touches
such a table must be given the `tenant_id`, or a row or value that carries it.
"""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType, ModuleType

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import store
from lti_tool.store.tables import Attempt, Base, Person
from tests.house.sources import python_files, shown

# Tables with a tenant that say nothing about anybody.
IMPERSONAL = {"Deployment": "says which customer an installation belongs to; a launch starts there"}

# Functions that need no tenant, each with what entitles them instead.
ENTITLED = {
    "columns.claim_due": "the worker looks for all tenants; nobody is shown what it reads",
    "columns.postpone": "the same: it says when to ask a platform again, and reads nothing out",
    "due_scores.count_in_hand": "a number of one platform; nobody is shown it",
    "due_scores.list_due": "the worker sends for all tenants; nobody is shown what it reads",
    "trials.choose": "the same, in another order",
    "trials.first_due_besides": "the same: when something is due, and nobody's row",
    "trials.has_lost_besides": "the same: whether a worker died that had one in hand",
    "due_scores.list_due_platforms": "the same: platforms, and nobody's row",
    "due_scores.next_due": "when the worker has to look again, for all tenants",
    "clocks.set_right": "what a wrong clock has written is mended for all tenants",
    "outbox.leave_out": "of the scores that the worker has listed; it reads nothing out",
    "outbox.put_back": "the same",
    "outbox.take": "the same",
    "outbox.note_delivered": "the lease is the worker's proof that it holds these very rows",
    "outbox.renew": "the lease is the worker's own, and so is all that is under it",
    "outbox.find_held": "the lease is the worker's proof that it holds this very row",
    "backlog.count_by_platform": "the operator's view of all tenants: numbers of each platform",
    "backlog.count_ever": "one number, of all tenants together",
    "backlog.get_stuck": "the operator sends scores of all tenants again; nobody is shown them",
    "backlog.list_columns": "the same: numbers of the columns that are locked before",
    "backlog.list_links": "what platforms call the links of columns that fail, for the operator",
    "backlog.list_known": "which numbers there are, for the operator who named them",
    "backlog.list_stuck": "the same: numbers of rows and of platforms, for the next function",
    "backlog.list_undelivered": "the operator's view of all tenants; it names nobody",
    "as_submitted.title": "a part of a statement, which reads nothing by itself",
    "deliveries.add": "each score that is added names its tenant, and so do those that give way",
    "delivery_states.is_in": "a condition, which reads nothing by itself",
    "delivery_states.is_queued": "the same",
    "delivery_states.is_sending": "the same",
    "delivery_states.is_newest": "the same",
    "delivery_states.is_beside_one_under_way": "the same",
    "score_statuses.is_before_zero": "the same; of the learner and column of a score that is read",
    "score_log.may_go_again": "the same",
    "registrations.latest_entry": "the operator's check of a platform; nobody is named by it",
    "registrations.latest_line_item": "the same: a column's address, and no learner",
    "launch_entries.count_since": "two numbers, of all tenants together",
    "launch_entries.forget_older": "the clock forgets those of all tenants alike",
    "launch_entries.list_latest": "the operator's view of all tenants; it names nobody",
    "score_checks.count_by_platform": "a number of each platform, of all tenants together",
    "score_checks.list_columns": "columns that are compared for all tenants; no learner",
    "visits.find": "the visit's signed cookie was checked, and the visit says which tenant it is",
    "visits.forget_ended": "the clock ends visits of all tenants alike; nobody is shown any",
    "visits.prolong": "the same, and it reads nothing out",
}

MODULES = [
    import_module(f"{store.__name__}.{found.name}")
    for found in pkgutil.iter_modules(store.__path__)
    if found.name not in {"tables", "database"}
]
PERSONAL = {
    mapper.class_.__name__
    for mapper in Base.registry.mappers
    if {"person_id", "tenant_id"} & set(mapper.columns.keys())
} - IMPERSONAL.keys()


def public_functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    """Find the functions that a module offers."""
    for name, value in vars(module).items():
        own = isinstance(value, FunctionType) and value.__module__ == module.__name__
        if own and not name.startswith("_"):
            yield f"{module.__name__.rpartition('.')[2]}.{name}", value


def touched(function: FunctionType) -> set[str]:
    """Return the personal tables that a function names, or that its own helpers name for it."""
    tree = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    names = {
        node.id
        for statement in tree.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    }
    found = names & PERSONAL
    for name in names:
        known = function.__globals__.get(name)
        helper = inspect.unwrap(known) if callable(known) else None  # of what remembers its result
        if not isinstance(helper, FunctionType) or helper is function:
            continue
        if helper.__module__ == function.__module__:
            found |= touched(helper)
    return found


def names_its_tenant(function: FunctionType) -> bool:
    """Tell whether a function is given the tenant, or something that carries it."""
    return any(
        name == "tenant_id" or carries_a_tenant(parameter.annotation)
        for name, parameter in inspect.signature(function).parameters.items()
    )


def carries_a_tenant(annotation: object) -> bool:
    fields = {**getattr(annotation, "__annotations__", {})}
    return isinstance(annotation, type) and "tenant_id" in fields


def functions_of_the_store() -> list[tuple[str, FunctionType]]:
    return [pair for module in MODULES for pair in public_functions(module)]


def test_personal_tables_are_found() -> None:
    assert {"Attempt", "Enrolment", "Evidence", "Mapping", "Person", "Visit"} <= PERSONAL


def test_a_read_of_a_persons_rows_names_the_tenant() -> None:
    reads = [name for name, function in functions_of_the_store() if touched(function)]
    unscoped = [
        name
        for name, function in functions_of_the_store()
        if touched(function) and not names_its_tenant(function) and name not in ENTITLED
    ]

    assert reads
    assert not unscoped


def test_the_list_of_exceptions_is_up_to_date() -> None:
    needed = {
        name
        for name, function in functions_of_the_store()
        if touched(function) and not names_its_tenant(function)
    }

    assert ENTITLED.keys() == needed


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_function_of_the_store_takes_the_session_first(module: ModuleType) -> None:
    misplaced = [
        name
        for name, function in public_functions(module)
        if any(
            parameter.annotation is Session
            for parameter in [*inspect.signature(function).parameters.values()][1:]
        )
    ]

    assert not misplaced


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_store_never_commits(module: ModuleType) -> None:
    """The use case owns the transaction."""
    assert not calls_of_the_session(inspect.getsource(module)) & {"begin", "commit", "rollback"}


def test_use_cases_read_through_the_store() -> None:
    """Or the rules above would guard a wall with a door beside it."""
    reading = [
        f"{shown(path)}: session.{call}"
        for path in python_files("lti_tool/services")
        for call in calls_of_the_session(path.read_text()) - {"add", "add_all", "delete", "flush"}
    ]

    assert not reading


def calls_of_the_session(source: str) -> set[str]:
    """Return what is called on anything named `session`."""
    return {
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "session"
    }


def read_by_bare_id(session: Session, attempt_id: int) -> Attempt | None:
    return session.get(Attempt, attempt_id)


def read_through_a_helper(session: Session, attempt_id: int) -> Attempt | None:
    return read_by_bare_id(session, attempt_id)


def read_with_a_row(session: Session, person: Person) -> Attempt | None:
    return session.scalar(select(Attempt).where(Attempt.tenant_id == person.tenant_id))


def test_an_unscoped_read_is_noticed() -> None:
    assert touched(read_by_bare_id) == {"Attempt"}
    assert not names_its_tenant(read_by_bare_id)
    assert touched(read_through_a_helper) == {"Attempt"}
    assert names_its_tenant(read_with_a_row)
    assert calls_of_the_session("session.scalars(select(Attempt)).all()") == {"scalars"}
