import random
import re
import struct
import zipfile
from collections.abc import Collection
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lti_tool.exchange.uploads import Examined, UnfitError, examine
from lti_tool.learning.files import FileLimits
from lti_tool.learning.parts import FileType
from tests.exchange.uploaded import (
    CONTENT_TYPES,
    PDF,
    a_docx,
    a_photo,
    a_picture,
    a_png_that_claims,
    a_png_that_tells,
    an_archive,
)

LIMITS = FileLimits(file_mb=1, person_mb=1, tenant_mb=1)
JPG, PNG = a_picture(), a_picture("PNG")
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
MACROS = CONTENT_TYPES.replace(
    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
)
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def told(value: object) -> str | None:
    """Leave bytes out of the names of tests."""
    return "" if isinstance(value, bytes) else None


def examined(
    content: bytes, name: str = "a file", types: Collection[FileType] = tuple(FileType)
) -> Examined:
    return examine(BytesIO(content), name, types, LIMITS)


def refused(
    content: bytes, name: str = "a file", types: Collection[FileType] = tuple(FileType)
) -> str:
    with pytest.raises(UnfitError) as error:
        examined(content, name, types)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, FileType.PDF),
        (a_docx(), FileType.DOCX),
        (a_docx(word__media__image1_png=PNG, docProps__app_xml=b"<x/>"), FileType.DOCX),
        (PNG, FileType.PNG),
        (JPG, FileType.JPG),
    ],
    ids=told,
)
def test_a_file_is_what_its_content_is(content: bytes, file_type: FileType) -> None:
    found = examined(content, "../../what I made.exe")
    assert (found.name, found.type) == (f"what I made.exe.{file_type}", file_type)


def test_documents_are_kept_byte_for_byte() -> None:
    assert examined(PDF).content == PDF
    assert examined(a_docx()).content == a_docx()


def test_an_ending_that_lies_is_put_right() -> None:
    assert examined(PNG, "photo.jpg").name == "photo.png"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"", "plan.pdf").startswith("The file is empty")


def test_a_file_that_is_too_large_is_refused_without_reading_on() -> None:
    file = BytesIO(PDF + bytes(5 * LIMITS.file_bytes))
    with pytest.raises(UnfitError, match="larger than 1 MB"):
        examine(file, "plan.pdf", [FileType.PDF], LIMITS)
    assert file.tell() == LIMITS.file_bytes + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HTML, "a web page"),
        (HTML + PDF, "a web page"),
        (b"\n" + PDF, "something else"),
        (b"MZ\x90\0" + bytes(200), "a program"),
        (OLD_OFFICE, "an older Office document"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "HEIC format"),
        (a_picture("GIF", mode="P"), "a GIF picture"),
        (b"just words, nothing else", "something else"),
        (b"\x00", "something else"),
    ],
    ids=told,
)
def test_any_other_type_is_refused_and_told_what_it_is(content: bytes, said: str) -> None:
    assert said in refused(content, "plan.pdf")


def test_a_type_that_the_part_does_not_take_is_refused() -> None:
    assert refused(PNG, types=[FileType.PDF, FileType.DOCX]) == (
        "The file has to be PDF or DOCX; this is PNG"
    )
    assert refused(a_docx(), types=[FileType.PDF]) == (
        "The file has to be PDF; this is a Word document or a ZIP archive"
    )


@pytest.mark.parametrize(
    "content", [PDF[:40], b"%PDF-1.7\n%%EOF", b"%PDF-9.9" + PDF, PDF + HTML * 60], ids=told
)
def test_a_pdf_that_is_not_whole_is_refused(content: bytes) -> None:
    assert "The PDF is damaged" in refused(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (an_archive({"a.txt": b"words"}), "no Word document"),
        (an_archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "no Word"),
        (a_docx("<Types/>"), "no Word document"),
        (a_docx(word__vbaProject_bin=b"Sub"), "macros"),
        (a_docx(word__VBAPROJECT_BIN=b"Sub"), "macros"),
        (a_docx(MACROS), "macros"),
        (a_docx()[:-30], "damaged"),
        (a_docx()[:60], "damaged"),
        (a_docx().replace(b"word/document.xml", b"word/docu\xffent.xml"), "no Word document"),
        (
            an_archive({"[Content_Types].xml": b"", "word/document.xml": b"", "../x": b""}),
            "damaged",
        ),
        (an_archive({"[Content_Types].xml": b"", "word/document.xml": b"", "/x": b""}), "damaged"),
    ],
    ids=told,
)
def test_what_is_no_sound_document_is_refused(content: bytes, said: str) -> None:
    assert said in refused(content, "report.docx")


def test_a_document_with_a_password_is_refused() -> None:
    content = bytearray(a_docx())
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", bytes(content))]:
        content[at + 8] |= 1
    assert "has a password" in refused(bytes(content))


class TestAnArchiveThatWouldFillADisk:
    def test_is_refused_for_what_it_unpacks_to(self) -> None:
        assert "would unpack" in refused(a_docx(word__media__a_bin=bytes(8 * 1024 * 1024)))

    def test_is_refused_for_how_many_entries_it_has(self) -> None:
        entries = {f"word/{number}": b"" for number in range(2_100)}
        assert "would unpack" in refused(an_archive(entries))

    def test_is_refused_when_its_entries_share_their_bytes(self) -> None:
        content = bytearray(a_docx(a=bytes(5000), b=bytes(5000)))
        records = [match.start() for match in re.finditer(b"PK\x01\x02", bytes(content))]
        first = struct.unpack_from("<I", content, records[-2] + 42)
        struct.pack_into("<I", content, records[-1] + 42, *first)
        assert "would unpack" in refused(bytes(content))

    def test_is_refused_when_it_lies_about_its_directory(self) -> None:
        content = bytearray(a_docx())
        end = content.rindex(b"PK\x05\x06")
        struct.pack_into("<I", content, end + 12, 0x7FFFFFFF)
        assert "would unpack" in refused(bytes(content))

    def test_is_not_unpacked_to_find_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        content = a_docx(word__media__a_bin=bytes(8 * 1024 * 1024))
        monkeypatch.setattr(zipfile.ZipFile, "open", None)
        assert "would unpack" in refused(content)


def test_something_before_a_document_is_refused() -> None:
    """It begins as a document and holds one, which another program may find elsewhere."""
    before = a_docx(a=b"another")
    assert "damaged" in refused(before + a_docx())


class TestAPicture:
    def test_is_turned_upright_and_keeps_nothing_but_what_is_seen(self) -> None:
        photo = a_photo(6)
        assert b"Camera of Sam" in photo
        kept = examined(photo, "IMG_1.jpeg")
        assert kept.name == "IMG_1.jpg"
        with Image.open(BytesIO(kept.content)) as seen:
            assert seen.size == (20, 40)
            assert seen.getpixel((10, 5)) > (200, 200, 200)  # what was left is on top
            assert not seen.getexif()
            assert not {"exif", "comment", "icc_profile"} & set(seen.info)
        for told in (b"Camera", b"Jones", b"Exif", b"profile"):
            assert told not in kept.content

    @pytest.mark.parametrize("orientation", range(9))
    def test_stands_as_its_camera_meant_it(self, orientation: int) -> None:
        with Image.open(BytesIO(examined(a_photo(orientation)).content)) as seen:
            assert (seen.width < seen.height) is (orientation >= 5)

    def test_loses_the_texts_of_a_png(self) -> None:
        assert b"Okafor" in a_png_that_tells()
        kept = examined(a_png_that_tells()).content
        assert not re.search(rb"Okafor|Jones|tEXt|iTXt|pHYs|eXIf", kept)

    def test_loses_what_was_hidden_behind_it(self) -> None:
        assert HTML not in examined(JPG + HTML).content
        assert HTML not in examined(PNG + HTML).content

    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
    def test_of_any_sort_of_png_is_kept_as_it_is(self, mode: str) -> None:
        out = BytesIO()
        Image.new(mode, (4, 3)).save(out, "PNG")
        with Image.open(BytesIO(examined(out.getvalue()).content)) as seen:
            assert (seen.mode, seen.size) == (mode, (4, 3))

    def test_keeps_what_is_transparent(self) -> None:
        kept = examined(a_picture("PNG", mode="P", transparency=0)).content
        with Image.open(BytesIO(kept)) as seen:
            assert seen.convert("RGBA").getpixel((39, 0))[3] == 0

    def test_for_print_becomes_one_for_screens(self) -> None:
        out = BytesIO()
        Image.new("CMYK", (4, 3)).save(out, "JPEG")
        with Image.open(BytesIO(examined(out.getvalue()).content)) as seen:
            assert seen.mode == "RGB"

    @pytest.mark.parametrize(
        "content", [JPG[:200], PNG[:60], JPG[:4], PNG[:8], JPG[:-200]], ids=told
    )
    def test_that_is_cut_off_is_refused(self, content: bytes) -> None:
        assert "The picture is damaged" in refused(content)

    @pytest.mark.parametrize(
        ("size", "said"),
        [
            ((8_000, 8_000), "50 million pixels"),
            ((11_000, 11_000), "The picture"),
            ((60_000, 60_000), "The picture"),
            ((2**31 - 1, 2**31 - 1), "The picture"),
            ((0, 5), "The picture"),
        ],
    )
    def test_that_would_fill_the_memory_is_refused(self, size: tuple[int, int], said: str) -> None:
        assert said in refused(a_png_that_claims(*size))


@given(
    whole=st.sampled_from([PDF, a_docx(), a_photo(), PNG]),
    seed=st.integers(0, 2**32),
    changes=st.integers(1, 12),
)
def test_a_file_with_bytes_changed_is_taken_or_refused_and_nothing_else(
    whole: bytes, seed: int, changes: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    content = bytearray(whole)
    for _ in range(changes):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(UnfitError):
        assert examined(bytes(content)).content
