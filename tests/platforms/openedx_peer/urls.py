"""The consumer's own URLs, and those by which a test drives it.

POST /components                   add an LTI component: answers what its tool must know
GET  /components/<n>/launch        what a click on the component does: redirects to the tool's login
GET  /components/<n>/deep-linking  what "select content" in Studio does: the same
GET  /components/<n>               what Open edX holds: content items, line items, scores, grades
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST
from lti_consumer import api
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import LtiAgsScore, LtiConfiguration

from openedx_peer.apps import GRADEBOOK
from openedx_peer.settings import BASE_URL

COURSE = "course-v1:NHS+ENHANCE+2026"
LINE_ITEM = ("label", "score_maximum", "resource_id", "tag")
SCORE = (
    "user_id",
    "score_given",
    "score_maximum",
    "timestamp",
    "comment",
    "activity_progress",
    "grading_progress",
)


@require_GET
def ready(_: HttpRequest) -> HttpResponse:
    """Answer once the server does."""
    return JsonResponse({"issuer": BASE_URL})


@require_POST
def add_component(request: HttpRequest) -> HttpResponse:
    """Add an LTI component, as an author does in Studio, and say what the tool must know of it."""
    tool = request.POST["tool"]
    number = LtiConfiguration.objects.count() + 1
    component = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        location=f"block-v1:NHS+ENHANCE+2026+type@lti_consumer+block@component{number}",
        lti_1p3_oidc_url=f"{tool}/lti/login",
        lti_1p3_launch_url=f"{tool}/lti/launch",
        lti_1p3_redirect_uris=[f"{tool}/lti/launch"],
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{tool}/lti/launch",
        lti_advantage_enable_nrps=True,
        # "declarative": Open edX makes the line item; "programmatic": the tool may.
        lti_advantage_ags_mode=request.POST.get("line_items", "declarative"),
    )
    passport = component.lti_1p3_passport
    passport.lti_1p3_tool_keyset_url = f"{tool}/lti/jwks.json"
    passport.save()
    known = api.get_lti_1p3_launch_info(_launch_data(component, user="0", role="staff"))
    return JsonResponse(
        {
            "component": component.pk,
            "issuer": BASE_URL,
            "client_id": known["client_id"],
            "deployment_id": known["deployment_id"],
            "auth_login_url": known["oidc_callback"],
            "auth_token_url": known["token_url"],
            "jwks_url": known["keyset_url"],
        },
        status=201,
    )


@require_GET
def launch(request: HttpRequest, number: int) -> HttpResponse:
    """Start the launch of a component: of what was picked for it, if anything was."""
    component = LtiConfiguration.objects.get(pk=number)
    data = _launch_data(component, request.GET["user"], request.GET.get("role", "student"))
    return HttpResponseRedirect(api.get_lti_1p3_content_url(data))


@require_GET
def deep_linking(request: HttpRequest, number: int) -> HttpResponse:
    """Start the picking of content for a component."""
    component = LtiConfiguration.objects.get(pk=number)
    data = _launch_data(component, request.GET["user"], request.GET.get("role", "staff"))
    return HttpResponseRedirect(api.get_lti_1p3_launch_start_url(data, deep_link_launch=True))


@require_GET
def component(_: HttpRequest, number: int) -> HttpResponse:
    """Show what Open edX holds for a component."""
    held = LtiConfiguration.objects.get(pk=number)
    scores = LtiAgsScore.objects.filter(line_item__lti_configuration=held)
    return JsonResponse(
        {
            "content_items": list(held.ltidlcontentitem_set.values("content_type", "attributes")),
            "line_items": list(held.ltiagslineitem_set.values(*LINE_ITEM)),
            "scores": list(scores.values(*SCORE)),
            "gradebook": [one for one in GRADEBOOK if one["component"] == str(held.location)],
        }
    )


def _launch_data(component: LtiConfiguration, user: str, role: str) -> Lti1p3LaunchData:
    return Lti1p3LaunchData(
        user_id=user,
        external_user_id=f"user-{user}",
        user_role=role,
        config_id=component.config_id,
        resource_link_id=str(component.location),
        name=f"Person {user}",
        email=f"user-{user}@students.example",
        context_id=COURSE,
        context_type=["course_offering"],
        context_title="Enhance",
        context_label="ENHANCE",
    )


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("ready", ready),
    path("components", add_component),
    path("components/<int:number>", component),
    path("components/<int:number>/launch", launch),
    path("components/<int:number>/deep-linking", deep_linking),
]
