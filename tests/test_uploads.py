"""Files from strangers: what they are decides, not what they say they are."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from bot.uploads import MAX_BYTES, SIDE, Clean, UnfitError, clean


def picture(format_: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 1 if mode == "P" else "orange").save(written, format_, **options)
    return written.getvalue()


def opened(cleaned: Clean) -> Image.Image:
    return Image.open(BytesIO(cleaned.content))


@pytest.mark.parametrize(
    ("format_", "mode", "mime"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "P", "image/jpeg"),
    ],
)
def test_pictures_are_written_anew(format_: str, mode: str, mime: str) -> None:
    cleaned = clean(picture(format_, mode=mode), "my photo.bmp")
    assert cleaned.mime == mime
    assert cleaned.name == "my photo" + {"image/jpeg": ".jpg", "image/png": ".png"}[mime]
    assert opened(cleaned).size == (60, 40)


def test_where_a_photo_was_taken_is_left_behind_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    cleaned = clean(picture("JPEG", exif=exif.tobytes()))
    assert b"Exif" not in cleaned.content
    assert opened(cleaned).size == (40, 60)


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    assert b"<script>" not in clean(picture("PNG") + b"<script>alert(1)</script>").content


def test_a_large_picture_becomes_smaller() -> None:
    assert max(opened(clean(picture("JPEG", (6000, 100)))).size) == SIDE


def test_a_picture_of_too_many_pixels_is_turned_away_before_it_is_decoded() -> None:
    with pytest.raises(UnfitError, match="too many pixels"):
        clean(picture("PNG", (30_000, 2_000), mode="L"))


def test_a_pdf_is_kept_as_it_is() -> None:
    cleaned = clean(b"%PDF-1.7 ...", "rēķins.exe")
    assert cleaned == Clean("rēķins.pdf", "application/pdf", b"%PDF-1.7 ...")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"MZ\x90", b"\xff\xd8\xff\xe0broken"])
def test_anything_else_is_turned_away(content: bytes) -> None:
    with pytest.raises(UnfitError, match="Only pictures"):
        clean(content, "photo.jpg")


def test_more_than_20_mb_is_turned_away() -> None:
    with pytest.raises(UnfitError, match="20 MB"):
        clean(b"%PDF-" + b"0" * MAX_BYTES)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\anna\\rēķins.pdf", "rēķins.pdf"),
        ("a\r\nb\0c.pdf", "abc.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert clean(b"%PDF-", name).name == kept


HEADS = (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF____WEBPVP8 ")


@given(st.binary(max_size=400), st.sampled_from(HEADS), st.text())
@example(b"\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00", b"\x89PNG\r\n\x1a\n", "a")
def test_whatever_comes_it_is_clean_or_unfit(content: bytes, head: bytes, name: str) -> None:
    try:
        cleaned = clean(head + content, name)
    except UnfitError:
        return
    assert cleaned.content


@given(
    st.sampled_from(("JPEG", "PNG", "WEBP", "GIF")), st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), max_size=2),
    st.integers(0, 40), st.text(),
)  # fmt: skip
@example("PNG", [], 0, "a")
def test_a_bent_picture_is_written_anew_or_unfit(format_: str, bent: list[tuple[int, int]], cut: int, name: str) -> None:
    content = bytearray(picture(format_, mode="P" if format_ == "GIF" else "RGB"))
    for place, value in bent:
        content[place % len(content)] = value
    try:
        cleaned = clean(bytes(content[: len(content) - cut]), name)
    except UnfitError:
        assert bent or cut, "a whole picture is taken"
        return
    assert opened(cleaned).size > (0, 0)
