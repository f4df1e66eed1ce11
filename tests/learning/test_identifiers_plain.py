"""However a text was pasted or typed, what tells who a patient is, is found where it stands."""

import pytest

from lti_tool.learning.identifiers import IdentifierKind, find_identifiers, find_in_file_name

NHS, HOSPITAL = IdentifierKind.NHS_NUMBER, IdentifierKind.HOSPITAL_NUMBER
BORN, PHONE = IdentifierKind.DATE_OF_BIRTH, IdentifierKind.PHONE
POSTCODE, NAME = IdentifierKind.POSTCODE, IdentifierKind.NAME
BETWEEN = {
    "a no-break space": "\u00a0",
    "a thin space": "\u2009",
    "a narrow no-break space": "\u202f",
    "a tab": "\t",
    "two spaces": "  ",
    "a line's end": "\n",
    "a line's end of Windows": "\r\n",
    "a slash": "/",
    "an en dash": "\u2013",
    "an em dash between spaces": " \u2014 ",
    "a no-break hyphen": "\u2011",
    "a minus": "\u2212",
    "a space and one without width": " \u200b",
}


def found_in(text: str) -> list[tuple[IdentifierKind, str]]:
    found = find_identifiers(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    return [(one.kind, one.text) for one in found]


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN)
def test_whatever_stands_between_the_groups_of_an_nhs_number_it_is_found(between: str) -> None:
    number = between.join(("999", "819", "3036"))

    assert found_in(f"I saw {number}, who was well.") == [(NHS, number)]
    assert found_in(f"NHS no. {number}, who was well.") == [(NHS, number)]


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"])
def test_what_has_no_width_hides_nothing(hidden: str) -> None:
    assert found_in(f"I saw 99981{hidden}93036.") == [(NHS, f"99981{hidden}93036")]
    assert found_in(f"Mrs{hidden} Al{hidden}bright") == [(NAME, f"Mrs{hidden} Al{hidden}bright")]


def test_digits_of_another_width_are_digits() -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) for one in "9998193036")

    assert found_in(wide) == [(NHS, wide)]


def test_an_accent_that_is_a_sign_of_its_own_belongs_to_its_letter() -> None:
    assert found_in("Mrs Nu\u0301n\u0303ez slept") == [(NAME, "Mrs Nu\u0301n\u0303ez")]


def test_two_lines_ends_are_no_space() -> None:
    assert found_in("999\n\n819\n\n3036") == []


@pytest.mark.parametrize(
    "number", ["07700\u2013900\u2013123", "07700\u00a0900\u00a0123", "01632/960983"]
)
def test_phone_numbers_have_the_same_dashes_and_spaces(number: str) -> None:
    assert found_in(f"Ring {number}.") == [(PHONE, number)]


@pytest.mark.parametrize(
    "date",
    [
        "03051953",
        "19530503",
        "030553",
        "03\u201305\u20131953",
        "03 / 05 / 1953",
        "3\u00a0May\u00a01953",
    ],
)
def test_a_date_of_birth_needs_no_marks_after_its_label_and_takes_any(date: str) -> None:
    assert found_in(f"DOB {date}") == [(BORN, date)]


def test_eight_digits_without_a_label_are_no_date_of_birth() -> None:
    assert found_in("The file is 03051953 and DOB 99999999") == []


@pytest.mark.parametrize("code", ["Sw1a 1aa", "b33 8Th", "EC1A\n1BB", "m1\u00a01AE"])
def test_postcodes_are_found_in_any_letters(code: str) -> None:
    assert found_in(f"She lives in {code}, alone.") == [(POSTCODE, code)]


@pytest.mark.parametrize("words", ["B12 5ug", "b12 2nd", "L4 5ft", "CO2A 1AB", "s1 2gy"])
def test_doses_and_places_in_a_row_are_no_postcodes(words: str) -> None:
    assert found_in(words) == []


@pytest.mark.parametrize(
    "name",
    [
        "MR JONES",
        "MRS LEE",
        "MISS OAKES",
        "Mr.Oakes",
        "Mr. Oakes",
        "Mr\nOakes",
        "MR. OAKES",
        "Ms\u00a0Oakes",
    ],
)
def test_titles_stand_in_capitals_and_before_a_full_stop_or_a_line_s_end(name: str) -> None:
    assert found_in(f"I met {name}, who was well.") == [(NAME, name)]


@pytest.mark.parametrize(
    "words",
    [
        "MR BRAIN",
        "MR Angiogram",
        "MR IAM",
        "MS SOCIETY",
        "DO NOT MISS DOSES",
        "MR. The scan was late",
    ],
)
def test_magnetic_resonance_and_multiple_sclerosis_are_no_titles(words: str) -> None:
    assert found_in(f"It said {words} here.") == []


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Patient: ", "JOHN OAKES"),
        ("PATIENT NAME: ", "JOHN OAKES"),
        ("Patient\u2019s name: ", "john oakes"),
        ("Name of patient - ", "john oakes"),
        ("Surname: ", "o'malley"),
        ("NOK: ", "Joan Oakes"),
        ("Name:\n", "Jan van der Meulen"),
        ("Patient: ", "OAKES, John"),
    ],
)
def test_a_name_after_a_label_is_found_in_any_letters(label: str, name: str) -> None:
    assert found_in(f"{label}{name}\nSeen at home") == [(NAME, name)]


@pytest.mark.parametrize(
    "words",
    [
        "Patient name: unknown",
        "Patient's name: see above",
        "Next of kin: daughter",
        "Patient: COPD exacerbation",
        "PATIENT: CHEST PAIN",
        "Patient: STABLE",
        "Drug name: warfarin",
        "The patient's name was changed.",
    ],
)
def test_labels_after_which_nobody_is_named_announce_no_name(words: str) -> None:
    assert found_in(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "patient Datix",
        "patient Zoom call",
        "patient WhatsApp group",
        "patient Macmillan leaflet",
        "patient Age UK",
        "Patient Charity",
        "patient Parkinson's nurse",
        "patient Healthwatch event",
        "patient SystmOne record",
        "patient MyChart",
        "patient Marie Curie nurse",
        "patient Cancer Research UK",
        "patient Waterlow score",
        "patient Crohn's disease",
        "patient Doctors.net",
        "Patient Falls Prevention Week",
        "patient Transformation",
    ],
)
def test_systems_charities_illnesses_and_things_after_patient_are_no_names(words: str) -> None:
    assert found_in(f"It was a {words}, as I know now.") == []


def test_what_belongs_to_a_patient_does_not_hide_the_name() -> None:
    assert found_in("the patient Doreen's letter") == [(NAME, "Doreen")]
    assert found_in("the patient Doreen Albright call") == [(NAME, "Doreen Albright")]


@pytest.mark.parametrize(
    "words",
    [
        "1746267070",  # a second of a computer's clock
        "5999999995",
        "8123456786",
        "Booking reference 6012345674",
        "certificate no. 9998193036",
        "order number: 9998193036",
        "GMC reference number 9998193036",
        "NHS 2026-05-03 10:30",
    ],
)
def test_ten_digits_of_clocks_orders_and_certificates_are_no_nhs_numbers(words: str) -> None:
    assert found_in(words) == []


def test_a_number_of_scotland_begins_with_a_day_and_a_month() -> None:
    assert found_in("010150 0009") == [(NHS, "010150 0009")]
    assert found_in("210248 7652") == [(NHS, "210248 7652")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MrOakes.jpg", [(NAME, "MrOakes")]),
        ("MRSOakes.jpg", [(NAME, "MRSOakes")]),
        ("patient-aisha-khan.docx", [(NAME, "aisha-khan")]),
        ("patientAishaKhan.docx", [(NAME, "AishaKhan")]),
        ("pt_john_oakes_ecg.pdf", [(NAME, "john_oakes")]),
        ("MRN1234567.pdf", [(HOSPITAL, "1234567")]),
        ("scan9998193036.pdf", [(NHS, "9998193036")]),
        ("DOB03051953.pdf", [(BORN, "03051953")]),
    ],
)
def test_words_that_are_joined_in_the_name_of_a_file_are_read_apart(
    name: str, words: list[tuple[IdentifierKind, str]]
) -> None:
    assert [(one.kind, one.text) for one in find_in_file_name(name)] == words


@pytest.mark.parametrize(
    "name",
    [
        "patient-information-leaflet.pdf",
        "patient_feedback_form.pdf",
        "patient-hip-fracture.pdf",
        "patientSafetyReview2026.docx",
        "MRIBrain.png",
        "MScCertificate.pdf",
        "MRCPpart1.pdf",
        "PXL_20260503_101112345.jpg",
        "1746267070.jpg",
    ],
)
def test_joined_words_and_numbers_that_tell_of_nobody_are_nothing(name: str) -> None:
    assert find_in_file_name(name) == ()
