"""No text that somebody can send keeps the check for identifiers busy."""

import time

import pytest

from lti_tool.learning.identifiers import find_identifiers, find_in_file_name

HOSTILE = [
    "Mr ",
    "Mrs A. ",
    "a@",
    "a.",
    "a'a",
    "@a.",
    "0",
    "9 ",
    "99 ",
    "999 ",
    "+44 ",
    "(0",
    "07700 ",
    "M1 ",
    "B3",
    "NHS ",
    "NHS 9",
    "hospital no ",
    "MRN -",
    "dob ",
    "born ",
    "born a ",
    "born on the ",
    "3/5/",
    "3 May ",
    "aged 7 (",
    "7 years old a ",
    "patient ",
    "patient, ",
    "patient A ",
    "Aa",
    "A-",
    "A'",
    "van ",
    "de ",
    " ",
    "\n",
    "isbn ",
    "near miss ",
    "Baby Boy ",
    "1-",
    "1.",
    "birthday",
    "-",
    "_",
    "\u2019",
    "\u200b",
    "\u00a0",
    "a\u0301",
    " \n",
    "MR ",
    "Mr.",
    "943/",
    "943 - ",
    "dob 0",
    "dob 0102",
    "name: a ",
    "\nname:",
    "patient's name is A ",
    "Patient: AB ",
    "AB, ",
    "A'B-",
    "patient aaa bbb ",
    "Aa1",
    "order number no ",
    "order 9434765919 ",
    "patient AAAA ",
    "unit no 12 ",
]


@pytest.mark.long
@pytest.mark.parametrize("piece", HOSTILE)
def test_eight_times_the_text_takes_not_much_more_than_eight_times_as_long(piece: str) -> None:
    def took(length: int) -> float:
        text = (piece * length)[:length]
        times = []
        for _ in range(3):
            started = time.thread_time()
            find_identifiers(text)
            find_in_file_name(text)
            times.append(time.thread_time() - started)
        return min(times)

    # A square would be 64 times, each time; a busy machine slows one down and not the other.
    assert any(took(16_000) < 24 * took(2_000) + 0.002 for _ in range(5))
