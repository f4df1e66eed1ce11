"""Which texts others read: all that a learner wrote, and the names of what was handed in."""

from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.own_evidence import Draft
from lti_tool.learning.responses import Responses
from lti_tool.learning.shared_texts import reasons, texts_given, texts_of_own
from tests.learning.whole import COMPLETE, WHOLE


def test_every_text_of_an_attempt_is_among_them_and_says_where_it_stands() -> None:
    texts = list(texts_given(WHOLE, COMPLETE))

    written = {text.text for text in texts}
    assert set(COMPLETE.written.values()) <= written
    assert {file.name for files in COMPLETE.files.values() for file in files} <= written
    for entries in COMPLETE.entries.values():
        assert {text for one in entries for text in (one.setting, one.role, one.what)} <= written
    assert {text.part for text in texts} <= {part.key for part in WHOLE.parts}
    assert all(text.field for text in texts)


def test_each_has_a_key_of_its_own() -> None:
    keys = [text.key for text in texts_given(WHOLE, COMPLETE)]

    assert len(set(keys)) == len(keys)


def test_names_of_files_are_read_as_such() -> None:
    files = {file.name for files in COMPLETE.files.values() for file in files}

    read = {text.text for text in texts_given(WHOLE, COMPLETE) if text.is_file_name}

    assert files
    assert read == files


def test_what_was_not_written_yet_is_empty() -> None:
    assert not any(text.text for text in texts_given(WHOLE, Responses()))


def test_of_own_evidence_it_is_the_title_and_the_texts_of_the_chosen_prompts() -> None:
    draft = Draft(
        sort=EvidenceSort.REFLECTIVE_ACCOUNT,
        title="A night",
        texts={"happened-w1": "Told", "transformative-w1": "Not told"},
    )

    found = {text.field: text.text for text in texts_of_own(draft) if text.text}

    assert found == {"title": "A night", "happened-w1": "Told"}


def test_reasons_stand_beside_their_outcomes() -> None:
    (found,) = reasons({"enhance:PO1": "I asked"})

    assert (found.field, found.text) == ("reason-enhance:PO1", "I asked")
