"""What a customer's photo says of itself: without it one picture of a broken cup could be paid for a hundred times.

Signals, never proof: people resave, crop and forward pictures, and cameras have wrong clocks.
"""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from flows.shop.returns import Photo

if TYPE_CHECKING:
    from PIL import Image

TAKEN = (36867, 306)  # EXIF: DateTimeOriginal, DateTime
DETAILS = 0x8769  # where EXIF keeps the first of them
SIDE = 8
LARGEST = 40_000_000  # pixels


def read_photo(file: str, content: bytes) -> Photo:
    """The file's hash, its look and its own date, as far as it has any; bytes that are no picture have none. Never raises."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - 6 MB, with the first photo

    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with Image.open(BytesIO(content)) as picture:
            if picture.width * picture.height > LARGEST:
                return Photo(file, sha256)
            return Photo(file, sha256, dhash(picture), _taken_at(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Photo(file, sha256)


def dhash(picture: "Image.Image") -> int | None:
    """64 bits, each telling whether it grows brighter from one spot to the next; None for a picture of one colour."""
    from PIL import Image  # noqa: PLC0415

    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BILINEAR)
    spots = list(small.tobytes())
    if max(spots) - min(spots) < 8:
        return None
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            here = row * (SIDE + 1) + column
            bits = bits << 1 | (spots[here] < spots[here + 1])
    return bits


def _taken_at(picture: "Image.Image") -> datetime | None:
    exif = picture.getexif()
    details = exif.get_ifd(DETAILS)
    for tag in TAKEN:
        if (text := details.get(tag) or exif.get(tag)) and (moment := _moment(str(text))) is not None:
            return moment
    return None


def _moment(text: str) -> datetime | None:
    """EXIF has no zone before 2.31; a day more or less does not matter here."""
    try:
        return datetime.strptime(text.strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
