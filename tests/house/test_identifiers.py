"""The page on the check for patient identifiers says what the written sentences say."""

from bench.identifiers.figures import read_sentences
from docs.identifiers import PAGE, write


def test_the_page_has_the_figures_that_the_sentences_give() -> None:
    newer = "it is out of date: run .venv/bin/python -m docs.identifiers"

    assert PAGE.read_text() == write(), newer


def test_there_are_two_hundred_sentences_half_of_them_with_identifiers_a_quarter_held_back() -> (
    None
):
    sentences = read_sentences()

    assert len({one.text for one in sentences}) == 200
    assert sum(bool(one.expected) for one in sentences) == 100
    assert sum(one.is_held_back for one in sentences) == 50
