"""What is kept about a person, said to themselves; whether any is, to whoever answers for it."""

from flask import Blueprint, render_template

from lti_tool.learning.people import Role
from lti_tool.services.launch import Landing
from lti_tool.web.current import NotForYouError, Who, admits, services, visitor

bp = Blueprint("privacy", __name__, url_prefix="/v/<visit>/privacy")


@bp.get("")
@admits(Who.VISITOR)
def overview() -> str:
    """What is kept about whoever asks, or whether anything is about whom their platform names."""
    here, privacy = visitor(), services().privacy
    own = {"tenant_id": here.tenant_id, "person_id": here.person_id}
    subject = here.for_subject if here.landing is Landing.PRIVACY else None
    if subject is None or privacy.is_about(subject, **own):
        return render_template("privacy/own.html", kept=privacy.own(**own), visitor=here)
    if Role.LEARNER in here.roles:
        raise NotForYouError
    found = privacy.about(subject, tenant_id=here.tenant_id)
    return render_template("privacy/somebody.html", found=found)
