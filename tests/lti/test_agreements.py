from demo.platform import Platform
from lti_tool.lti.agreements import agreement_of
from tests.lti.conftest import registration_with


def test_the_terms_that_are_kept_make_the_same_registration() -> None:
    registration = registration_with(
        Platform(),
        auth_audience="https://lms.example/token",
        frame_origins=("https://*.lms.example",),
        service_origins=("https://scores.example",),
    )

    assert agreement_of(registration) == registration
