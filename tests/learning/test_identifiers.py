"""What tells who a patient is, is found in texts and names of files; clinicians' words are not."""

import pytest

from lti_tool.learning.identifiers import IdentifierKind, find_identifiers, find_in_file_name

NHS, HOSPITAL = IdentifierKind.NHS_NUMBER, IdentifierKind.HOSPITAL_NUMBER
BORN, EMAIL = IdentifierKind.DATE_OF_BIRTH, IdentifierKind.EMAIL
PHONE, POSTCODE = IdentifierKind.PHONE, IdentifierKind.POSTCODE
NAME = IdentifierKind.NAME


def found_in(text: str) -> list[tuple[IdentifierKind, str]]:
    return [(one.kind, one.text) for one in find_identifiers(text)]


@pytest.mark.parametrize(
    "number",
    ["9998193036", "999 819 3036", "999-819-3036", "999.819.3036", "99981 93036", "9998 193 036"],
)
def test_an_nhs_number_is_found_in_each_usual_grouping(number: str) -> None:
    assert found_in(f"I saw {number}, who was well.") == [(NHS, number)]


def test_ten_digits_whose_check_digit_is_wrong_are_none() -> None:
    assert found_in("The batch was 9998193037.") == []


def test_ten_digits_that_are_called_an_nhs_number_are_one_all_the_same() -> None:
    assert found_in("NHS number: 9998193037") == [(NHS, "9998193037")]


def test_ten_times_the_same_digit_is_nobody_s_number() -> None:
    assert found_in("I typed 1111111111 to get on, then 0000000000.") == []


@pytest.mark.parametrize(
    "words",
    [
        "ISBN 0727900129",
        "ISBN-10: 0727900129",
        "https://example.org/9998193036",
        "doi:10.1136/bmj.n9998193036",
        "19998193036 or 99981930361",
        "9998193036.5",
    ],
)
def test_books_addresses_and_longer_numbers_are_no_nhs_numbers(words: str) -> None:
    assert found_in(words) == []


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Hospital number", "X482913"),
        ("hosp. no.", "482913"),
        ("MRN:", "00482913"),
        ("unit number is", "A48291"),
        ("CHI", "310299 8526"),
        ("Patient ID", "77482913"),
        ("Case note number", "48/29137"),
        ("Unit number", "45 67 89"),
        ("hospital no.", "482 913"),
    ],
)
def test_a_hospital_number_is_found_by_the_words_before_it(label: str, number: str) -> None:
    assert found_in(f"{label} {number} was on the form") == [(HOSPITAL, number)]


@pytest.mark.parametrize(
    "words",
    [
        "The hospital number was missing.",
        "hospital number 12/03/2026",
        "unit no 4",
        "patient number 12",
        "The patient no longer needed 2219 ml",
        "Our hospital ID 2026 campaign",
        "unit number 4, bed 12",
    ],
)
def test_what_has_not_the_shape_of_a_hospital_number_is_none(words: str) -> None:
    assert found_in(words) == []


@pytest.mark.parametrize(
    ("before", "date", "after"),
    [
        ("DOB ", "03/05/1953", ""),
        ("d.o.b.: ", "3.5.53", "."),
        ("Her date of birth is ", "14 February 1949", " and"),
        ("dob ", "1953-05-03", ""),
        ("dob ", "03 05 1953", ""),
        ("He was born on ", "21st June 1938", "."),
        ("He was born at 03:20 on ", "12 March", " by section."),
        ("Man aged 71 (", "03/05/1953", ")"),
        ("This 34-year-old woman (", "9 July 1990", ")"),
        ("(", "03.05.1953", ", aged 71)"),
    ],
)
def test_a_date_beside_words_of_birth_is_found(before: str, date: str, after: str) -> None:
    assert found_in(before + date + after) == [(BORN, date)]


@pytest.mark.parametrize(
    "words",
    [
        "It happened on 3 May 2026.",
        "A 71-year-old was seen on 12/03/2026.",
        "Born at 37+2, 3240 g; the twins were born at 29/40.",
        "She was born in 1953.",
        "He was born here and was seen on 3 May 2026.",
        "Her date of birth was checked on 3 May 2026.",
        "DOB 31/31/1953",
    ],
)
def test_dates_of_what_happened_and_weeks_of_pregnancy_are_no_dates_of_birth(words: str) -> None:
    assert found_in(words) == []


def test_addresses_of_email_are_found() -> None:
    assert found_in("Write to o'hara_1@mail.example.co.uk, not @work.") == [
        (EMAIL, "o'hara_1@mail.example.co.uk")
    ]


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "01632 960 983",
        "(0114) 496 0347",
        "020 7946 0821",
        "+44 7700 900876",
        "+44 (0)1632 960555",
        "00447700900876",
    ],
)
def test_phone_numbers_of_the_united_kingdom_are_found(number: str) -> None:
    assert found_in(f"Ring {number}.") == [(PHONE, number)]


@pytest.mark.parametrize(
    "words",
    [
        "bleep 2219, ext. 01234",
        "NHS 111, 116 123, 0800 1111, 0300 123 4567",
        "BP 120/80, 01-02-2026 10:30, 01.02.2026 1030",
        "0 1 2 3 4 5 6 7 8 9 10",
        "GMC 7123456",
    ],
)
def test_extensions_lines_of_services_and_readings_are_no_phone_numbers(words: str) -> None:
    assert found_in(words) == []


@pytest.mark.parametrize("code", ["B33 8TH", "CR2 6XH", "DN55 1PT", "M1 1AE", "EC1A1BB", "m1 1ae"])
def test_whole_postcodes_are_found(code: str) -> None:
    assert found_in(f"She lives in {code}, alone.") == [(POSTCODE, code)]


@pytest.mark.parametrize(
    "words",
    [
        "SW1A",
        "B12 1mg",
        "B12 5MG",
        "L4 5th",
        "S1 2nd",
        "NG28",
        "E11.9",
        "N18 3b",
        "Q4 2HR",
        "CD4 2AB",
    ],
)
def test_districts_doses_vertebrae_and_codes_are_no_postcodes(words: str) -> None:
    assert found_in(f"It was {words} then") == []


@pytest.mark.parametrize(
    "name",
    [
        "Mrs Albright",
        "Mr. A. Penhaligon",
        "Ms Okonjo-Bright",
        "Miss Ama Fenwick",
        "Mrs O'Malley-Finch",
        "Mr van der Meulen",
        "Master Oliver Penhaligon",
        "Baby Boy Threlkeld",
        "Mrs Núñez",
        "MRS ALBRIGHT",
        "mrs albright",
        "Mister Albright",
    ],
)
def test_a_name_after_a_title_is_found_with_it(name: str) -> None:
    assert found_in(f"I met {name}, who was well.") == [(NAME, name)]


def test_a_possessive_is_not_part_of_the_name() -> None:
    assert found_in("Mrs Albright's daughter") == [(NAME, "Mrs Albright")]
    assert found_in("Mrs Albright\u2019s daughter") == [(NAME, "Mrs Albright")]


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("The patient ", "Doreen Albright", " slept."),
        ("The patient, ", "Winifred Oakes", ", slept."),
        ("The patient (", "Winifred Oakes", ") slept."),
        ("A patient called ", "Stanley", " slept."),
        ("A lady named ", "Hyacinth Marlowe", " slept."),
        ("The patient's name was ", "Hyacinth", "."),
        ("Patient: ", "Doreen Albright", ""),
        ("The patient ", "JOHN ALBRIGHT", " slept."),
        ("The patient ", "Black Albright", " slept."),
        ("Patient name: ", "White", ""),
    ],
)
def test_a_name_after_patient_is_found_by_itself(before: str, name: str, after: str) -> None:
    assert found_in(before + name + after) == [(NAME, name)]


@pytest.mark.parametrize(
    "words",
    [
        "Mr X, Mrs J. and Ms AB are not their names; nor is Patient A, Patient 1 or Baby P.",
        "The Patient Safety Team, patient Group Directions and a Patient Information Leaflet.",
        "I told the patient I was sorry. She told the patient. However, it was late.",
        "Dr Smith, Professor Jones, Sister Mary, Nurse Adeyemi helped; a patient Dr Smith saw.",
        "MR Brain, MS Society, MRSA, a Near Miss Report, Master of Science, Baby Check.",
        "Miss a dose. I gave the patient Warfarin and Tazocin on Monday; the patient Monday.",
        "For this patient, Warfarin was wrong. The patient GP letter. NOT for the patient NEWS2.",
        "mr and mrs are titles",
        "Patient Initiated Follow Up, patient Initiated Follow-up, Patient Zero, Patient Know Best",
        "a patient White British; a patient Muslim and Asian; the patient (Black African) was Deaf",
        "a patient Jewish by birth, a patient Deaf, a patient Traveller, the patient Roma, ate",
        "a patient Hindu. Baby Boomers. PATIENT JOURNEY MAPS. The patient NEWS SCORE rose.",
        "the patient ECMO VCVS list",
    ],
)
def test_those_made_nameless_colleagues_services_and_drugs_are_no_names(words: str) -> None:
    assert found_in(words) == []


def test_places_are_those_in_the_text_and_in_its_order() -> None:
    text = "Mrs Albright, NHS 999 819 3036, of M1 1AE."

    found = find_identifiers(text)

    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.kind for one in found] == [NAME, NHS, POSTCODE]


def test_the_same_words_are_found_once() -> None:
    assert found_in("CHI 310299 8526") == [(HOSPITAL, "310299 8526")]
    assert found_in("tel +44 7700900876") == [(PHONE, "+44 7700900876")]


def test_a_finding_says_what_it_looks_like() -> None:
    assert [one.words for one in find_identifiers("999 819 3036 and Mrs Oakes")] == [
        "“999 819 3036” looks like an NHS number",
        "“Mrs Oakes” looks like a name",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mrs_Albright_discharge.pdf", [(NAME, "Mrs_Albright")]),
        ("mrs-albright-ecg.pdf", [(NAME, "mrs-albright")]),
        ("ecg_9998193036.png", [(NHS, "9998193036")]),
        ("Letter DOB_03-05-1953.docx", [(BORN, "03-05-1953")]),
        ("MRN_482913.pdf", [(HOSPITAL, "482913")]),
        ("write.to.me@example.com.pdf", [(EMAIL, "write.to.me@example.com")]),
    ],
)
def test_marks_between_words_of_a_file_s_name_hide_nothing(
    name: str, words: list[tuple[IdentifierKind, str]]
) -> None:
    assert [(one.kind, one.text) for one in find_in_file_name(name)] == words


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20260503_101112.jpg",
        "Screenshot 2026-05-03 at 10.11.12.png",
        "Patient-Safety-certificate.pdf",
        "ALS_certificate_2026.pdf",
        "reflection_final_v2.docx",
        "WhatsApp Image 2026-05-03.jpeg",
    ],
)
def test_names_that_cameras_and_people_give_are_nothing(name: str) -> None:
    assert find_in_file_name(name) == ()
