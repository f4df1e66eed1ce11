import pytest

from lti_tool.learning.files import FileLimits, accepted, cleaned_name, in_words, listed
from lti_tool.learning.parts import FileType


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Certificate.pdf", "Certificate.pdf"),
        ("Zertifikat für Zoë.PDF", "Zertifikat für Zoë.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\sam\\my plan.pdf", "my plan.pdf"),
        ("C:plan.pdf", "C plan.pdf"),
        ("/", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("..", "file.pdf"),
        ("plan.jpeg", "plan.pdf"),
        ("plan.exe", "plan.exe.pdf"),
        ("v1.2 of it", "v1.2 of it.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie x\x1b.pdf", "ab Set-Cookie x.pdf"),
        ("a\u200bb\ufeff.pdf", "ab.pdf"),
        ("a\u2028b\u00a0c.pdf", "a b c.pdf"),
        ('say "<b>" | now?*.pdf', "say b now.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("half \ud800 a pair.pdf", "half a pair.pdf"),
        ("x" * 4000 + ".pdf", "x" * 100 + ".pdf"),
        ("  . spaces . .pdf", "spaces.pdf"),
    ],
)
def test_a_name_is_no_path_and_hides_nothing(sent: str, kept: str) -> None:
    assert cleaned_name(sent, FileType.PDF) == kept


def test_a_name_ends_as_its_content_says() -> None:
    assert cleaned_name("photo.png", FileType.JPG) == "photo.jpg"
    assert cleaned_name("photo.JPEG", FileType.JPG) == "photo.jpg"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 byte"),
        (900, "900 bytes"),
        (1024, "1 KB"),
        (51_200, "50 KB"),
        (1024 * 1024, "1.0 MB"),
        (5_400_000, "5.1 MB"),
    ],
)
def test_a_size_is_said_as_a_person_would(size: int, said: str) -> None:
    assert in_words(size) == said


def test_limits_are_counted_in_bytes() -> None:
    limits = FileLimits(file_mb=1, person_mb=2, tenant_mb=3)
    assert (limits.file_bytes, limits.person_bytes, limits.tenant_bytes) == (
        1_048_576,
        2_097_152,
        3_145_728,
    )


def test_types_are_named_as_in_a_sentence() -> None:
    assert listed([FileType.PDF]) == "PDF"
    assert listed(list(FileType)) == "PDF, DOCX, PNG or JPG"


def test_a_browser_is_asked_for_endings_and_for_what_they_mean() -> None:
    assert accepted([FileType.PDF]) == ".pdf,application/pdf"
    assert ".jpeg" in accepted([FileType.JPG])
    assert accepted([FileType.JPG]).endswith(",image/jpeg")
