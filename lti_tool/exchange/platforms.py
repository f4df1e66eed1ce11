"""How the rules of a platform family are read from `config/platforms/<family>.toml`."""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from lti_tool.exchange.files import FileError, files_in, read_text
from lti_tool.exchange.shapes import Line, most_telling, sentence_of
from lti_tool.learning.families import Advice, Answers, FamilyRules

DEFAULT: Final = "default"
MOST_BYTES: Final = 20_000

_Sentence = Annotated[Line, StringConstraints(min_length=1, max_length=400)]
_Sentences = Annotated[list[_Sentence], Field(max_length=6)]
_Code = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
_Piece = Annotated[str, StringConstraints(pattern=r"^/[!-~]{5,200}$")]
_Address = Annotated[str, StringConstraints(pattern=r"^https://[!-~]{1,500}$")]
_Statuses = Annotated[list[Annotated[int, Field(ge=400, le=499)]], Field(max_length=10)]
_Member: TypeAlias = bool | int | Line
_SHAPE: Final = ConfigDict(strict=True, extra="forbid", frozen=True)


class _AdviceTable(BaseModel):
    model_config = _SHAPE

    one: _Sentences = []
    several: _Sentences = []
    dates: _Sentence | None = None
    column: _Sentence | None = None


class _AnswersTable(BaseModel):
    model_config = _SHAPE

    not_newer: _Statuses = sorted(Answers.not_newer)
    not_this_person: _Statuses = sorted(Answers.not_this_person)
    new_token: _Statuses = sorted(Answers.new_token)


class _FamilyFile(BaseModel):
    model_config = _SHAPE

    family: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    product_family_codes: Annotated[list[_Code], Field(max_length=10)] = []
    addresses: Annotated[list[_Piece], Field(max_length=10)] = []
    token_audience: _Address | None = None
    clock_step_milliseconds: Annotated[int, Field(ge=1, le=60_000)]
    whole_seconds: bool
    most_points: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    tells_progress: bool = True
    longest_comment: Annotated[int, Field(ge=0, le=100_000)] = 1000
    zero_note: _Sentence | None = None
    zero_after_note: _Sentence | None = None
    override_note: _Sentence | None = None
    zero_is_given: bool = False
    most_at_once: Annotated[int, Field(ge=1, le=500)] = 50
    most_per_second: Annotated[int, Field(ge=0, le=10_000)] = 0
    answers: _AnswersTable = _AnswersTable()
    score_extension: Annotated[dict[_Address, dict[Line, _Member]], Field(max_length=5)] = {}
    picker_advice: _AdviceTable = _AdviceTable()


_TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "answers": _AnswersTable,
    "picker_advice": _AdviceTable,
}


def read_families(folder: Path) -> dict[str, FamilyRules]:
    """Read the rules of every family in a folder, the careful ones for all others among them."""
    paths = files_in(folder, "*.toml")
    found = {path.stem: read_family(path) for path in paths}
    if DEFAULT not in found:
        reason = "the rules for all platforms without rules of their own are missing."
        raise FileError(folder / f"{DEFAULT}.toml", 1, reason)
    _check_marks(folder, found)
    return found


def read_family(path: Path) -> FamilyRules:
    """Read the rules of one family; FileError, if there is anything wrong with the file."""
    text = read_text(path, most_bytes=MOST_BYTES)
    found = _validated(path, text)
    _check(path, text, found)
    return FamilyRules(
        family=found.family,
        name=found.name,
        product_family_codes=tuple(found.product_family_codes),
        addresses=tuple(found.addresses),
        token_audience=found.token_audience or "",
        clock_step=timedelta(milliseconds=found.clock_step_milliseconds),
        whole_seconds=found.whole_seconds,
        most_points=found.most_points,
        tells_progress=found.tells_progress,
        longest_comment=found.longest_comment,
        zero_note=found.zero_note or "",
        zero_after_note=found.zero_after_note or "",
        override_note=found.override_note or "",
        zero_is_given=found.zero_is_given,
        most_at_once=found.most_at_once,
        most_per_second=found.most_per_second,
        answers=Answers(
            not_newer=frozenset(found.answers.not_newer),
            not_this_person=frozenset(found.answers.not_this_person),
            new_token=frozenset(found.answers.new_token),
        ),
        score_extension=found.score_extension,
        advice=Advice(
            one=tuple(found.picker_advice.one),
            several=tuple(found.picker_advice.several),
            dates=found.picker_advice.dates or "",
            column=found.picker_advice.column or "",
        ),
    )


def _check(path: Path, text: str, found: _FamilyFile) -> None:
    """Refuse what no single key can tell."""
    if found.family != path.stem:
        reason = f'the rules of "{found.family}" are in a file of that name.'
        raise FileError(path, _line(text, "family"), reason)
    if found.whole_seconds and found.clock_step_milliseconds % 1000:
        reason = "where timestamps count in whole seconds, the step is one or several of them."
        raise FileError(path, _line(text, "clock_step_milliseconds"), reason)
    seen: dict[int, str] = {}
    for meaning, statuses in found.answers:
        for status in statuses:
            if seen.setdefault(status, meaning) != meaning:
                reason = f"{status} cannot mean both {seen[status]} and {meaning}."
                raise FileError(path, max(_line(text, meaning), _line(text, seen[status])), reason)


def _check_marks(folder: Path, families: Mapping[str, FamilyRules]) -> None:
    """Refuse two families that launches or addresses would not tell apart."""
    for key, said in (("product_family_codes", "a code"), ("addresses", "an address")):
        whose: dict[str, str] = {}
        for rules in families.values():
            for mark in map(str.casefold, getattr(rules, key)):
                if whose.setdefault(mark, rules.family) != rules.family:
                    path = folder / f"{rules.family}.toml"
                    line = _line(read_text(path, most_bytes=MOST_BYTES), key)
                    raise FileError(path, line, f'"{mark}" is {said} of {whose[mark]} already.')


def _validated(path: Path, text: str) -> _FamilyFile:
    try:
        return _FamilyFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        key, sentence = _said(most_telling(error))
        raise FileError(path, _line(text, key), sentence) from error
    except tomllib.TOMLDecodeError as error:
        # The position is only in the message, until Python 3.14.
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = str(error).split(" (at ")[0]
        raise FileError(path, line, f"this is not TOML ({reason}).") from error
    except (RecursionError, ValueError) as error:
        raise FileError(path, 1, "the file cannot be read as TOML.") from error


def _said(error: ErrorDetails) -> tuple[str, str]:
    """Name the key that is wrong, and say in a sentence what is."""
    names = [str(step) for step in error["loc"]]
    table = _TABLES.get(names[0]) if len(names) > 1 else None
    if table is not None:
        error = error.copy()
        error["loc"] = error["loc"][1:]
        return names[1], sentence_of(error, tuple(table.model_fields))
    return "".join(names[:1]), sentence_of(error, tuple(_FamilyFile.model_fields))


def _line(text: str, key: str) -> int:
    found = re.search(rf'^[ \t]*["\[]*{re.escape(key)}\b', text, re.MULTILINE) if key else None
    return text.count("\n", 0, found.start()) + 1 if found else 1
