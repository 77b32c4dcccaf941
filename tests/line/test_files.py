"""What customers send besides words: pictures are fetched, made harmless and kept."""

from io import BytesIO

import pytest
from PIL import Image

from bot import courtesy
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator


@pytest.fixture
def picture() -> bytes:
    """A photo that tells where it was taken."""
    image, out = Image.new("RGB", (64, 48), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Brīvības iela 1"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_a_photo_from_telegram_is_kept_without_what_is_hidden_in_it(
    house: House, tg: TelegramEmulator, picture: bytes
) -> None:
    anna = tg.user()
    await anna.photo(picture, "saplīsis")
    await house.quiet()
    assert anna.seen
    ((mime, content),) = await house.ask("SELECT mime, content FROM files")
    assert mime == "image/jpeg"
    with Image.open(BytesIO(content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((64, 48), {})


async def test_a_photo_from_messenger_is_kept_too(house: House, fb: GraphEmulator, picture: bytes) -> None:
    anna = fb.user()
    await anna.attach(picture)
    await house.quiet()
    ((mime, conversation),) = await house.ask("SELECT mime, conversation_id FROM files")
    assert (mime, conversation) == ("image/jpeg", 1)


async def test_a_document_is_kept_as_it_is(house: House, tg: TelegramEmulator) -> None:
    content = b"%PDF-1.7 " + bytes(range(256))
    await tg.user().document(content, "ceks.pdf")
    await house.quiet()
    assert await house.ask("SELECT name, mime, content FROM files") == [("ceks.pdf", "application/pdf", content)]


async def test_a_voice_message_is_kept_for_the_desk(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user()
    await anna.voice(b"OggS voice")
    await house.quiet()
    assert await house.ask("SELECT mime, content FROM files") == [("audio/ogg", b"OggS voice")]
    assert anna.seen


async def test_a_file_that_cannot_be_had_does_not_hold_up_the_conversation(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user()
    tg.fail("getFile", 400, description="Bad Request: file is too big")
    await anna.photo(b"\xff\xd8\xff")
    await house.quiet()
    assert anna.seen
    assert await house.ask("SELECT COUNT(*) FROM files") == [(0,)]
    assert (await house.hold(anna, "kur ir mans pasūtījums"))[0]


async def test_who_waits_for_a_file_to_be_fetched_sees_that_an_answer_is_being_written(
    house: House, tg: TelegramEmulator, monkeypatch: pytest.MonkeyPatch, picture: bytes
) -> None:
    monkeypatch.setattr(courtesy, "SLOW", 0)
    await tg.user().photo(picture)
    await house.quiet()
    assert [call.params["action"] for call in tg.called("sendChatAction")] == ["typing"]
