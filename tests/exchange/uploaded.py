"""Files as learners send them, sound and spoiled, made small."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def _put(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    """Put an entry in with a fixed date, so that the bytes are the same in every process."""
    entry = zipfile.ZipInfo(name, (2026, 3, 2, 9, 0, 0))
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def a_docx(contents: str = CONTENT_TYPES, **more: bytes) -> bytes:
    """A Word document, with further entries by name; ``__`` is a slash and ``_`` a full stop."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, "[Content_Types].xml", contents)
        _put(archive, "word/document.xml", "<w:document/>")
        for name, content in more.items():
            _put(archive, name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def an_archive(names: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in names.items():
            _put(archive, name, content)
    return out.getvalue()


def a_picture(
    form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **given: Any
) -> bytes:
    """A picture whose left half is white and whose right half is black."""
    picture = Image.new(mode, size)
    picture.paste("white" if mode in {"RGB", "L", "RGBA"} else 1, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, form, **given)
    return out.getvalue()


def a_photo(orientation: int = 6) -> bytes:
    """A photo as a phone takes it: lying on its side, with where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Camera of Sam"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (51.0, 30.0, 26.0)
    return a_picture(exif=exif, comment=b"Bed 4, Mrs Jones", icc_profile=b"profile of Sam")


def a_png_that_tells() -> bytes:
    texts = PngInfo()
    texts.add_text("Author", "Sam Okafor")
    texts.add_itxt("Comment", "Mrs Jones")
    return a_picture("PNG", pnginfo=texts, dpi=(72, 72))


def a_png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is very large."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
