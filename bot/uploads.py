"""What a stranger sends is what its content says, not its name: without it the desk would open whatever came.

Pictures are decoded and written anew, which leaves behind what was hidden in them and where they were taken; a PDF is kept as it
is; anything else is turned away.
"""

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
SIDE = 4096  # pixels; a larger picture is made smaller, no label on a parcel needs more
QUALITY = 88
NAME = 100  # characters kept of a file's name

_DETAILS, _TAKEN, _CHANGED = 0x8769, 36867, 306  # EXIF: where it keeps the moment of the picture; the moment of the file
_DAY = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError)


class UnfitError(Exception):
    """This file cannot be taken; the message says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept and shown."""

    name: str
    mime: str
    content: bytes


def clean(content: bytes, name: str = "") -> Clean:
    """The file as it may be kept. Raises UnfitError.

    A large picture takes up to a second and some 100 MB: call it in a thread, one at a time.
    """
    if len(content) > MAX_BYTES:
        raise UnfitError("The file is larger than 20 MB.")
    if content[:1024].lstrip()[:5] == b"%PDF-":
        return Clean(_named(name, "document", ".pdf"), "application/pdf", content)
    from PIL import Image  # noqa: PLC0415 - 6 MB, with the first picture

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            return _picture(image, name)
    except Image.DecompressionBombWarning:
        raise UnfitError("The picture has too many pixels.") from None
    except (*_BROKEN, Image.DecompressionBombError):
        raise UnfitError("Only pictures (JPEG, PNG, WebP, GIF) and PDF documents can be sent.") from None


def _picture(image: "Image.Image", name: str) -> Clean:
    from PIL import ImageOps  # noqa: PLC0415

    if image.width * image.height > MAX_PIXELS:
        raise UnfitError("The picture has too many pixels.")
    lossless = image.format == "PNG" or image.has_transparency_data
    dated = _day_alone(image)
    image.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded at a smaller size at once, which spares memory
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((SIDE, SIDE))
    written = BytesIO()
    if lossless:
        upright.convert("RGBA" if upright.has_transparency_data else "RGB").save(written, "PNG", exif=dated)
        return Clean(_named(name, "picture", ".png"), "image/png", written.getvalue())
    upright.convert("RGB").save(written, "JPEG", quality=QUALITY, exif=dated)
    return Clean(_named(name, "picture", ".jpg"), "image/jpeg", written.getvalue())


def _day_alone(image: "Image.Image") -> bytes:
    """Of all that a camera writes into a picture, the day it was taken: a return may ask. Not where, nor by whose camera."""
    from PIL import Image  # noqa: PLC0415

    found, kept = image.getexif(), Image.Exif()
    taken = found.get_ifd(_DETAILS).get(_TAKEN) or found.get(_CHANGED)
    if isinstance(taken, str) and _DAY.fullmatch(taken.strip("\0 ")):
        kept[_CHANGED] = taken.strip("\0 ")
    return kept.tobytes() if len(kept) else b""


def _named(name: str, otherwise: str, suffix: str) -> str:
    """The sender's name for it without any folder or control character, and with the ending that it really has."""
    stem = PurePath(name.replace("\\", "/")).stem
    readable = "".join(letter for letter in stem if letter.isprintable()).strip(" .")
    return (readable[:NAME] or otherwise) + suffix
