"""How the rules of a platform family are read from `config/platforms/<family>.toml`."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from lti_tool.exchange.files import FileError, files_in, read_text
from lti_tool.exchange.shapes import Line, most_telling, sentence_of
from lti_tool.learning.scores import Advice, FamilyRules

DEFAULT: Final = "default"
MOST_BYTES: Final = 20_000


_Sentence = Annotated[Line, StringConstraints(min_length=1, max_length=400)]
_Sentences = Annotated[list[_Sentence], Field(max_length=6)]


class _AdviceTable(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    one: _Sentences = []
    several: _Sentences = []
    dates: _Sentence | None = None
    column: _Sentence | None = None


class _FamilyFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    family: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    clock_step_milliseconds: Annotated[int, Field(ge=1, le=60_000)]
    whole_seconds: bool
    most_points: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    tells_progress: bool = True
    picker_advice: _AdviceTable = _AdviceTable()


def read_families(folder: Path) -> dict[str, FamilyRules]:
    """Read the rules of every family in a folder, the careful ones for all others among them."""
    found = {path.stem: read_family(path) for path in files_in(folder, "*.toml")}
    if DEFAULT not in found:
        reason = "the rules for all platforms without rules of their own are missing."
        raise FileError(folder / f"{DEFAULT}.toml", 1, reason)
    return found


def read_family(path: Path) -> FamilyRules:
    """Read the rules of one family; FileError, if there is anything wrong with the file."""
    text = read_text(path, most_bytes=MOST_BYTES)
    found = _validated(path, text)
    if found.family != path.stem:
        reason = f'the rules of "{found.family}" are in a file of that name.'
        raise FileError(path, _line(text, "family"), reason)
    if found.whole_seconds and found.clock_step_milliseconds % 1000:
        reason = "where timestamps count in whole seconds, the step is one or several of them."
        raise FileError(path, _line(text, "clock_step_milliseconds"), reason)
    return FamilyRules(
        family=found.family,
        name=found.name,
        clock_step=timedelta(milliseconds=found.clock_step_milliseconds),
        whole_seconds=found.whole_seconds,
        most_points=found.most_points,
        tells_progress=found.tells_progress,
        advice=_advice(found.picker_advice),
    )


def _advice(table: _AdviceTable) -> Advice:
    return Advice(
        one=tuple(table.one),
        several=tuple(table.several),
        dates=table.dates or "",
        column=table.column or "",
    )


def _validated(path: Path, text: str) -> _FamilyFile:
    try:
        return _FamilyFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = most_telling(error)
        key = str(first["loc"][0]) if first["loc"] else ""
        sentence = sentence_of(first, tuple(_FamilyFile.model_fields))
        raise FileError(path, _line(text, key), sentence) from error
    except tomllib.TOMLDecodeError as error:
        # The position is only in the message, until Python 3.14.
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = str(error).split(" (at ")[0]
        raise FileError(path, line, f"this is not TOML ({reason}).") from error
    except (RecursionError, ValueError) as error:
        raise FileError(path, 1, "the file cannot be read as TOML.") from error


def _line(text: str, key: str) -> int:
    found = re.search(rf'^[ \t]*["\[]*{re.escape(key)}\b', text, re.MULTILINE) if key else None
    return text.count("\n", 0, found.start()) + 1 if found else 1
