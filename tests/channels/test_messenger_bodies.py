"""A message looks to Messenger as it may look there, and loses nothing on the way."""

from bot.channels.messenger_bodies import body, render, upload
from bot.channels.port import Button, File, Message
from bot.channels.text import units

PDF = File("f1", "rēķins.pdf", "application/pdf")
LINK = Button("Sekot", url="https://dpd.lv/1")


def answers(count: int) -> tuple[Button, ...]:
    return tuple(Button(f"Nr. {number}", f"p{number}") for number in range(count))


def test_a_short_message_is_one_request() -> None:
    assert render(Message("Sveiki!", answers(2))) == [Message("Sveiki!", answers(2))]


def test_a_long_text_stays_below_2000() -> None:
    pieces = render(Message("vārds " * 1000, answers(1)))
    assert all(units(piece.text) < 2000 for piece in pieces)
    assert [len(piece.buttons) for piece in pieces] == [0, 0, 0, 1]


def test_titles_are_shortened_payloads_are_not() -> None:
    (piece,) = render(Message("?", (Button("Kur ir mans sūtījums?", "x" * 64),)))
    assert piece.buttons == (Button("Kur ir mans sūtījum…", "x" * 64),)


def test_answers_beyond_thirteen_can_be_typed() -> None:
    (piece,) = render(Message("Kurš?", answers(15)))
    assert len(piece.buttons) == 13
    assert piece.text == "Kurš?\n• Nr. 13\n• Nr. 14"


def test_a_wish_for_the_phone_number_takes_one_of_the_thirteen() -> None:
    (piece,) = render(Message("Numurs?", answers(13), ask_contact="Dot numuru"))
    assert len(piece.buttons) == 12
    assert body(piece, "k")["quick_replies"][-1] == {"content_type": "user_phone_number"}


def test_links_beyond_three_stand_in_the_text() -> None:
    (piece,) = render(Message("Lūk", (LINK,) * 4))
    assert len(piece.buttons) == 3
    assert piece.text == "Lūk\nSekot: https://dpd.lv/1"


def test_a_text_too_long_for_a_template_gives_it_its_last_words() -> None:
    first, last = render(Message("Teikums. " * 100, (LINK,)))
    assert units(last.text) <= 640
    assert (first.buttons, last.buttons) == ((), (LINK,))
    assert f"{first.text} {last.text}" == ("Teikums. " * 100).strip()


def test_a_file_goes_alone_and_before_its_text() -> None:
    assert render(Message("Rēķins", answers(1), PDF)) == [Message(file=PDF), Message("Rēķins", answers(1))]


def test_no_message_goes_out_empty() -> None:
    assert render(Message(" ")) == []
    assert render(Message("", answers(1))) == [Message("👇", answers(1))]
    assert render(Message("", ask_contact="Dot numuru")) == [Message("Dot numuru", ask_contact="Dot numuru")]
    assert render(Message("", file=PDF)) == [Message(file=PDF)]


def test_links_make_a_template_with_the_answers_below() -> None:
    made = body(Message("Lūk", (LINK, Button("Jā", "yes"))), "k1")
    assert made == {
        "attachment": {
            "type": "template",
            "payload": {
                "template_type": "button",
                "text": "Lūk",
                "buttons": [{"type": "web_url", "title": "Sekot", "url": "https://dpd.lv/1"}],
            },
        },
        "quick_replies": [{"content_type": "text", "title": "Jā", "payload": "yes"}],
        "metadata": "k1",
    }


def test_a_plain_text_is_plain() -> None:
    assert body(Message("Lūk"), "k1") == {"text": "Lūk", "metadata": "k1"}


def test_an_upload_says_what_it_is() -> None:
    kinds = {"image/png": "image", "audio/ogg": "audio", "video/mp4": "video", "application/pdf": "file", "": "file"}
    for mime, kind in kinds.items():
        assert upload(File("f", "n", mime), "k1") == {"attachment": {"type": kind, "payload": {}}, "metadata": "k1"}
