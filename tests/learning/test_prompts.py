import pytest

from lti_tool.learning.prompts import PROMPT_SETS, prompts_named


def test_there_is_a_transformative_set_among_the_named_ones() -> None:
    assert set(PROMPT_SETS) == {"what happened", "transformative"}


@pytest.mark.parametrize("name", PROMPT_SETS)
def test_a_named_set_gives_its_prompts_with_keys_of_the_part(name: str) -> None:
    prompts = prompts_named(name, "p3", 50)
    assert [prompt.key for prompt in prompts] == [f"p3-w{n + 1}" for n in range(len(prompts))]
    assert {prompt.least_words for prompt in prompts} == {50}
    assert all(prompt.text.endswith("?") and prompt.hint.endswith((".", "?")) for prompt in prompts)


def test_a_set_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        prompts_named("gibbs", "p1")
