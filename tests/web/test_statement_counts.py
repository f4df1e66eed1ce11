"""A page asks its database a few things, however much there is."""

import pytest
from sqlalchemy import select

from demo.courses import Link
from lti_tool.app.building import Tool
from lti_tool.exchange.case import parse_framework
from lti_tool.store import frameworks
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Enrolment, Person
from tests.builders import SAM, Browser
from tests.store.many import MANY, counted, many_activities, much_evidence

MOST = 20
PORTFOLIO = {
    "overview": "/portfolio",
    "timeline": "/portfolio/timeline",
    "timeline, far back": "/portfolio/timeline?page=100",
    "timeline, past its end": "/portfolio/timeline?page=99999",
    "timeline, narrowed": "/portfolio/timeline?words=piece+1&state=accepted&sort=activity",
    "activities": "/portfolio/activities",
    "activities, past their end": "/portfolio/activities?page=99999",
    "activities, narrowed": "/portfolio/activities?words=many+one&kind=delivered&longest=60",
}


@pytest.fixture
def crowded(browser: Browser, tool: Tool, link: Link) -> Browser:
    """A learner with very much evidence, where there are very many activities to do."""
    browser.launch(SAM, link)
    with tool.database.transaction() as session:
        (row,) = frameworks.list_all(session)
        framework = parse_framework(row.document)
        person, enrolment = session.execute(
            select(Person, Enrolment).join(Enrolment, Enrolment.person_id == Person.id)
        ).one()
        owner = Owner(tenant_id=person.tenant_id, person_id=person.id)
        many_activities(session, framework)
        much_evidence(session, framework, owner, context_id=enrolment.context_id)
    return browser


def test_no_page_of_a_portfolio_asks_for_more_when_there_is_more(
    crowded: Browser, tool: Tool
) -> None:
    for name, path in PORTFOLIO.items():
        with counted(tool.database.engine) as said:
            page = crowded.get(path)
        assert page.status_code == 200, name
        assert 0 < len(said) < MOST, (name, said)
        assert not [one for one in said if "activity_version.document" in one], name


def test_what_there_is_comes_in_pages(crowded: Browser) -> None:
    assert f"{MANY} pieces" in crowded.get("/portfolio/timeline").text
    assert "Page 100 of 100" in crowded.get("/portfolio/timeline?page=99999").text
    assert f"{MANY + 13} activities" in crowded.get("/portfolio/activities").text
