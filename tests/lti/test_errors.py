import pytest

from lti_tool.lti import errors
from lti_tool.lti.errors import DeliveryError, LaunchRejectedError, LtiError


def every_error() -> list[type[Exception]]:
    return [each for each in vars(errors).values() if isinstance(each, type)]


def test_every_error_belongs_to_the_tree_that_is_drawn() -> None:
    for error in every_error():
        assert issubclass(error, LtiError)
        assert error.__name__ in str(errors.__doc__)


def test_a_refused_launch_has_a_slug_for_the_log_and_a_sentence_for_the_person() -> None:
    refusal = LaunchRejectedError("nonce-mismatch", "Open the activity again.")

    assert str(refusal) == refusal.reason == "nonce-mismatch"
    assert refusal.sentence == "Open the activity again."


@pytest.mark.parametrize(
    "refusal",
    [
        errors.UnknownRegistrationError(),
        errors.KeySetUnavailableError(),
        errors.PlatformRefusedError(error="login_required"),
    ],
)
def test_refusals_with_pages_of_their_own_have_both_too(refusal: LaunchRejectedError) -> None:
    assert refusal.reason
    assert refusal.sentence.endswith(".")


def test_a_failed_delivery_says_why() -> None:
    failure: DeliveryError = errors.TryAgainError("Later.", 5)

    assert str(failure) == failure.reason == "Later."
    assert errors.TryAgainError("Later.").after is None
