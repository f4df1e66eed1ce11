"""The picker: choosing activities inside the platform, and handing the choice back.

Deep Linking 2.0: https://www.imsglobal.org/spec/lti-dl/v2p0/
"""

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request

from lti_tool.web.current import Who, admits, services, visitor
from lti_tool.web.forms import ActionForm
from lti_tool.web.headers import allow_form_to

bp = Blueprint("deep_linking", __name__, url_prefix="/v/<visit>")


@bp.get("/picker")
@admits(Who.PICKER)
def picker() -> str:
    """What can be added to the course."""
    here = visitor()
    page = services().deep_linking.picker(here.visit_id, tenant_id=here.tenant_id)
    return render_template("deep_linking/picker.html", page=page, form=ActionForm(), refused=False)


@bp.post("/picker")
@admits(Who.PICKER)
def answer() -> str | tuple[str, int]:
    """Sign the choice, and let the browser post it to the platform."""
    here = visitor()
    cancelled = "cancel" in request.form
    chosen = [] if cancelled else request.form.getlist("activity")
    if not chosen and not cancelled:
        page = services().deep_linking.picker(here.visit_id, tenant_id=here.tenant_id)
        body = render_template(
            "deep_linking/picker.html", page=page, form=ActionForm(), refused=True
        )
        return body, 422
    signed = services().deep_linking.answer(here.visit_id, chosen, tenant_id=here.tenant_id)
    target = urlsplit(signed.return_url)
    allow_form_to(f"{target.scheme}://{target.netloc}")
    return render_template("deep_linking/answer.html", signed=signed, number=len(chosen))
