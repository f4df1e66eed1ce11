"""Use cases of the portfolio: coverage, timeline, what is missing, what would fill it."""

from lti_tool.services.portfolio.pages import (
    ActivitiesPage,
    ItemChoices,
    OverviewPage,
    TimelinePage,
    VisitActivity,
)
from lti_tool.services.portfolio.reading import Portfolio
from lti_tool.store.portfolio import Owner

__all__ = [
    "ActivitiesPage",
    "ItemChoices",
    "OverviewPage",
    "Owner",
    "Portfolio",
    "TimelinePage",
    "VisitActivity",
]
