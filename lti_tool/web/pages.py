"""The environment that pages are rendered in: strict for our names, lenient for the NHS macros."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined, Template
from typing_extensions import override

from lti_tool.learning import files
from lti_tool.learning.answers import matches_of, placings_of
from lti_tool.learning.days import said_in_full
from lti_tool.learning.parts import prompts_of
from lti_tool.learning.progress import log_totals
from lti_tool.web import markdown

_ZONE = ZoneInfo("Europe/London")


class HouseEnvironment(FlaskEnvironment):
    """Finds our templates strictly; hands ``nhsuk/…`` to the design system's own environment."""

    @override
    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,
    ) -> Template:
        if isinstance(name, str) and name.startswith("nhsuk/"):
            return _design_system().get_template(name)
        return super().get_template(name, parent, globals)  # type: ignore[arg-type]  # jinja's own type is narrower than its code


@cache
def _design_system() -> Environment:
    """Where the NHS design system's macros live, which leave names undefined on purpose."""
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        auto_reload=False,  # it changes with an installation only
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def local_time(moment: datetime) -> str:
    """The time of day as a clock on the wall shows it."""
    return moment.astimezone(_ZONE).strftime("%H:%M")


def local_date(moment: datetime) -> str:
    """The day in the NHS's style: 3 May 2026."""
    return said_in_full(moment.astimezone(_ZONE))


def nice_date(day: date) -> str:
    """A day in the NHS's style: 3 May 2026."""
    return said_in_full(day)


def number(amount: Decimal) -> str:
    """An amount without noughts that say nothing: 5.5."""
    return f"{amount.normalize():f}"


def join(app: Flask) -> None:
    """Prepare the app's pages; done before the first template is asked for."""
    app.jinja_environment = HouseEnvironment
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(
        markdown=markdown.rendered,
        local_time=local_time,
        local_date=local_date,
        matches=matches_of,
        placings=placings_of,
        prompts=prompts_of,
        totals=log_totals,
        nice_date=nice_date,
        number=number,
        file_size=files.in_words,
        listed=files.listed,
        accepted=files.accepted,
    )
