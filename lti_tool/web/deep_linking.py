"""The picker: finding and choosing activities inside the platform, and handing the choice back.

Deep Linking 2.0: https://www.imsglobal.org/spec/lti-dl/v2p0/
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.learning.activities import Kind
from lti_tool.learning.choices import Chosen, Step
from lti_tool.learning.listings import LENGTHS
from lti_tool.learning.refusals import FieldsError
from lti_tool.services.deep_linking import Search, SignedAnswer
from lti_tool.web.current import Who, admits, services, visitor
from lti_tool.web.forms import ActionForm
from lti_tool.web.headers import allow_form_to

bp = Blueprint("deep_linking", __name__, url_prefix="/v/<visit>")

Page = str | tuple[str, int]

_SEARCHED_BY = ("q", "framework", "domain", "outcome", "theme", "kind", "longest", "page")
_LONGEST_WORDS = 200
_MOST_PAGES = 10_000


@bp.get("/picker")
@admits(Who.PICKER)
def picker() -> Page:
    """What can be added to the course."""
    return _picker()


@bp.post("/picker")
@admits(Who.PICKER)
def answer() -> Page:
    """Sign the choice or that there is none, and let the browser post it to the platform."""
    here = visitor()
    if "cancel" in request.form:
        return _handed_over(services().deep_linking.cancel(here.visit_id, tenant_id=here.tenant_id))
    return _answered()


@bp.post("/picker/choice")
@admits(Who.PICKER)
def choose() -> Page | Response:
    """Choose one more or one less, and stay where one is; or go on with what is chosen."""
    here, picking = visitor(), services().deep_linking
    added, removed = (
        None if (sent := request.form.get(name)) is None else _plain(sent)
        for name in ("add", "remove")
    )
    if added is not None:
        picking.choose(here.visit_id, added, tenant_id=here.tenant_id)
    elif removed is not None:
        picking.remove(here.visit_id, removed, tenant_id=here.tenant_id)
    elif not picking.details(here.visit_id, tenant_id=here.tenant_id).details:
        return _picker(is_refused=True), 422
    else:
        return redirect(url_for("deep_linking.details"), code=303)
    anchor = f"choose-{added or removed}"
    return redirect(url_for("deep_linking.picker", **_searched_by(), _anchor=anchor), code=303)


@bp.get("/picker/activities/<activity:code>")
@admits(Who.PICKER)
def preview(code: str) -> str:
    """One activity as a learner will see it."""
    here = visitor()
    page = services().deep_linking.preview(here.visit_id, code, tenant_id=here.tenant_id)
    return render_template(
        "deep_linking/preview.html", page=page, form=ActionForm(), searched_by=_searched_by()
    )


@bp.get("/picker/details")
@admits(Who.PICKER)
def details() -> str:
    """What was chosen: in which order, under which title, for how many points, when."""
    return _details()


@bp.post("/picker/details")
@admits(Who.PICKER)
def arrange() -> Page | Response:
    """Keep what was typed, whatever is wrong with it; then do what was pressed."""
    here = visitor()
    pressed, _, code = request.form.get("step", "").partition(":")
    step = Step(pressed) if pressed in set(Step) else Step.SAVE
    services().deep_linking.arrange(
        here.visit_id, _typed(), step=step, code=code, tenant_id=here.tenant_id
    )
    if pressed == "add":
        return _answered()
    if pressed == "more":
        return redirect(url_for("deep_linking.picker"), code=303)
    pressed_again = None if step is Step.REMOVE else f"{step}-{code}"  # else it is gone
    return redirect(url_for("deep_linking.details", _anchor=pressed_again), code=303)


def _picker(*, is_refused: bool = False) -> str:
    here, search = visitor(), _search()
    page = services().deep_linking.picker(here.visit_id, search, tenant_id=here.tenant_id)
    return render_template(
        "deep_linking/picker.html" if page.takes_links else "deep_linking/not_taken.html",
        page=page,
        search=search,
        searched_by=_searched_by(),
        lengths=LENGTHS,
        kinds=list(Kind),
        form=ActionForm(),
        refused=is_refused,
    )


def _details(problems: dict[str, str] | None = None) -> str:
    here = visitor()
    page = services().deep_linking.details(here.visit_id, tenant_id=here.tenant_id)
    return render_template(
        "deep_linking/details.html", page=page, form=ActionForm(), problems=problems or {}
    )


def _answered() -> Page:
    here = visitor()
    try:
        signed = services().deep_linking.answer(here.visit_id, tenant_id=here.tenant_id)
    except FieldsError as error:
        is_empty = "choice" in error.problems
        return (_picker(is_refused=True) if is_empty else _details({**error.problems})), 422
    return _handed_over(signed)


def _handed_over(signed: SignedAnswer) -> str:
    target = urlsplit(signed.return_url)
    allow_form_to(f"{target.scheme}://{target.netloc}")
    return render_template("deep_linking/answer.html", signed=signed, number=signed.number)


def _search() -> Search:
    given = request.args
    longest, number = given.get("longest", ""), given.get("page", "")
    kind = given.get("kind", "")
    return Search(
        words=_plain(given.get("q", "")),
        framework=_plain(given.get("framework", "")),
        domain=given.get("domain", ""),
        outcome=given.get("outcome", ""),
        theme=given.get("theme", ""),
        kind=Kind(kind) if kind in set(Kind) else None,
        longest=int(longest) if longest in {str(length) for length in LENGTHS} else None,
        number=max(1, min(int(number), _MOST_PAGES)) if _is_number(number) else 1,
    )


def _searched_by() -> dict[str, Any]:
    """The search of this address, to come back to it; nothing else of the address is repeated."""
    return {name: _plain(value) for name in _SEARCHED_BY if (value := request.args.get(name))}


def _plain(text: str) -> str:
    return text.replace("\0", " ").strip()[:_LONGEST_WORDS]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(_MOST_PAGES)) + 1


def _typed() -> tuple[Chosen, ...]:
    form = request.form
    return tuple(
        Chosen(
            code=code,
            title=form.get(f"title-{code}"),
            points=form.get(f"points-{code}"),
            opens_on=form.get(f"opens_on-{code}", ""),
            opens_at=form.get(f"opens_at-{code}", ""),
            due_on=form.get(f"due_on-{code}", ""),
            due_at=form.get(f"due_at-{code}", ""),
            column=f"column-{code}" in form,
        )
        for code in form.getlist("item")
    )
