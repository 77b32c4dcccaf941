"""What a photo says of itself: recognised though it was saved again, its day read, rubbish passed over."""

from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.uploads import clean
from flows.shop.pictures import read_photo
from flows.shop.trust import same_picture


def a_picture(seed: int, quality: int = 90, size: tuple[int, int] = (640, 480), taken: str = "") -> bytes:
    random = Random(seed)
    image = Image.new("L", (9, 8))
    image.putdata([random.randrange(256) for _ in range(72)])
    exif, written = Image.Exif(), BytesIO()
    if taken:
        exif.get_ifd(0x8769)[36867] = taken
        exif.get_ifd(0x8825)[2] = (56.9, 24.1, 0.0)  # where it was taken
    image.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(written, "JPEG", quality=quality, exif=exif)
    return written.getvalue()


def test_a_picture_is_known_again_smaller_and_worse() -> None:
    one, other = read_photo("a", a_picture(1)), read_photo("b", a_picture(1, quality=30, size=(320, 240)))
    assert one.sha256 != other.sha256
    assert same_picture(one, other)


def test_other_pictures_are_others() -> None:
    photos = [read_photo(str(seed), a_picture(seed)) for seed in range(12)]
    assert not any(same_picture(a, b) for n, a in enumerate(photos) for b in photos[n + 1 :])


def test_its_day_survives_the_cleaning_of_uploads_and_its_place_does_not() -> None:
    cleaned = clean(a_picture(1, taken="2026:11:02 10:11:12"), "foto.jpg")
    assert read_photo("a", cleaned.content).taken_at == datetime(2026, 11, 2, 10, 11, 12, tzinfo=UTC)
    with Image.open(BytesIO(cleaned.content)) as image:
        assert dict(image.getexif()) == {306: "2026:11:02 10:11:12"}


@pytest.mark.parametrize("taken", ["", "yesterday", "2026:99:99 10:11:12", "0000:00:00 00:00:00"])
def test_a_camera_with_no_clock_says_nothing(taken: str) -> None:
    assert read_photo("a", a_picture(1, taken=taken)).taken_at is None


def test_a_picture_of_one_colour_looks_like_none() -> None:
    written = BytesIO()
    Image.new("RGB", (50, 50), "white").save(written, "PNG")
    assert read_photo("a", written.getvalue()).dhash is None


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.integers(1, 2000).map(lambda cut: a_picture(3)[:cut]))
def test_a_photo_that_is_no_photo_has_a_hash_and_no_look(content: bytes) -> None:
    photo = read_photo("a", content)
    assert len(photo.sha256) == 64
