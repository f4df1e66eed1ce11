"""What a learner has only typed into returned evidence is on no page of an instructor."""

from demo.courses import Link
from tests.builders import SAM, Browser
from tests.web.own_evidence import ONE, begun, save
from tests.web.refusals import words
from tests.web.reviewing import PIECE, decide, instructor, number_of

TYPED = "Mrs Patel died on our ward"


def test_what_is_typed_while_evidence_is_returned_is_read_by_nobody(
    browser: Browser, link: Link
) -> None:
    begun(browser, link)
    save(browser)
    browser.get(f"{ONE}/submit")
    browser.post(f"{ONE}/submit", {"course": "1"})
    teacher = instructor(browser, link)
    decide(teacher, outcome="returned", comment="Say more")
    save(browser, title=TYPED, filed=["enhance:D2"], **{"reason-enhance:PO1": TYPED})

    for path in (
        "/review/queue?shown=returned",
        "/review/queue?shown=all",
        f"/review/learners/{number_of(browser.tool, SAM)}",
        PIECE,
    ):
        told = words(teacher.get(path))
        assert "A night on call" in told
        assert "Patel" not in told
        assert "Domain: System working" not in told
    page = words(browser.get(f"{ONE}/files"))
    assert "instructors can open the files that you submitted, also one that you remove" in page
    assert "Nobody but you" not in page
