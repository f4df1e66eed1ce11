"""The page of switches: which LMS this plays, what is broken, and what the tool sent."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from demo.families import FAMILIES
from demo.refusals import Refused
from demo.web.current import platform

blueprint = Blueprint("switches", __name__)

MOST_SHOWN = 50
MOST_PLANNED = 100


@blueprint.get("/switches")
def switches() -> str:
    """Show the switches and the log."""
    here = platform()
    return render_template(
        "switches.html",
        here=here,
        families=FAMILIES.values(),
        requests=list(reversed(here.requests[-MOST_SHOWN:])),
        count=len(here.requests),
        done=request.args.get("done") == "1",
    )


@blueprint.post("/switches")
def change() -> ResponseReturnValue:
    """Set the switches of the form."""
    here = platform()
    family = request.form.get("family", here.family)
    if family not in FAMILIES:
        raise Refused(400, "there is no such family")
    with here.lock:
        here.family = family
        here.faults.change(
            {
                "statuses": [_number("status")] * _number("failures"),
                "record_then_fail": _number("record_then_fail"),
                "delay": _number("delay"),
                "key_set_status": 503 if request.form.get("key_set_down") else None,
                "wrong_content_type": bool(request.form.get("wrong_content_type")),
            }
        )
    return _back()


@blueprint.post("/switches/once")
def once() -> ResponseReturnValue:
    """Do one thing now: forget the tokens, take a new key, mend all, or start afresh."""
    here = platform()
    deeds = {
        "revoke": here.revoke_tokens,
        "rotate": here.rotate_keys,
        "mend": here.faults.clear,
        "reset": here.reset,
    }
    deed = deeds.get(request.form.get("deed", ""))
    if deed is None:
        raise Refused(400, "there is no such switch")
    deed()
    return _back()


def _number(name: str) -> int:
    text = request.form.get(name, "").strip() or "0"
    if not text.isdecimal() or int(text[:4]) > max(MOST_PLANNED, 599 if name == "status" else 0):
        raise Refused(400, f"{name.replace('_', ' ')} must be a whole number, and not so large")
    return int(text[:4])


def _back() -> ResponseReturnValue:
    return redirect(url_for("switches.switches", done=1), 303)
