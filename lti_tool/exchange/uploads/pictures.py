"""Pictures: opened, turned upright and written anew, so that nothing is left but what is seen.

Cameras write where and when into a picture, and with which device; programs add comments and names.
None of it is kept, and nor is anything that was hidden behind the picture.
"""

import struct
import threading
import warnings
import zlib
from io import BytesIO
from typing import Final

from PIL import Image

from lti_tool.exchange.uploads.unfit import UnfitError
from lti_tool.learning.parts import FileType

_MOST_PIXELS: Final = 50_000_000
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FORMATS: Final = {FileType.PNG: "PNG", FileType.JPG: "JPEG"}
_JPG_MODES: Final = frozenset({"L", "RGB"})
_JPG_QUALITY: Final = 90
_FAULTS: Final = (
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""What Pillow raises when a picture is not what it says."""

_ONE_AT_A_TIME = threading.Lock()
"""A large picture takes hundreds of megabytes while it is open, and a server has many threads."""


def clean_picture(content: bytes, file_type: FileType) -> bytes:
    """Write a picture anew, upright and without metadata. Raises :class:`UnfitError`."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow only warns of is refused below or thrown away
        try:
            with Image.open(BytesIO(content), formats=(_FORMATS[file_type],)) as picture:
                _check_size(picture)
                picture.load()
                return _written(_upright(picture), file_type)
        except _FAULTS:
            raise UnfitError(
                "The picture is damaged or only a part of it arrived. Save it again"
            ) from None


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > _MOST_PIXELS:
        raise UnfitError(
            f"The picture has more than {_MOST_PIXELS // 1_000_000} million pixels. Save it smaller"
        )


def _upright(picture: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except _FAULTS:
        turn = None  # what a camera wrote badly is no reason to refuse what it saw
    return picture if turn is None else picture.transpose(turn)


def _written(picture: Image.Image, file_type: FileType) -> bytes:
    # Only what makes colours is kept: comments and the like are written from here by themselves.
    picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    out = BytesIO()
    if file_type is FileType.JPG:
        seen = picture if picture.mode in _JPG_MODES else picture.convert("RGB")
        seen.info = {}
        seen.save(out, "JPEG", quality=_JPG_QUALITY)
    else:
        picture.save(out, "PNG")
    return out.getvalue()
