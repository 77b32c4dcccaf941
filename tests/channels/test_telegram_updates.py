"""What happens in Telegram reaches the program as it was meant, and what is none of our business does not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.port import Attachment, Contact, Content, Echo, Inbound, Person, Press, Reach, Start, Text
from bot.channels.telegram_updates import Reader
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator

READER = Reader("telegram", bot=42)
ANNA = {"id": 1001, "is_bot": False, "first_name": "Anna", "last_name": "Ozola", "language_code": "lv"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Anna"}
GROUP = {"id": -5001, "type": "group", "title": "Draugi"}


def read(**update: Any) -> list[Inbound]:
    return READER.read(json.dumps({"update_id": 7, **update}).encode())


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 11, "from": ANNA, "chat": chat, "date": 1_700_000_000, **content}


def contents(**content: Any) -> list[Content]:
    return [inbound.content for inbound in read(message=message(**content))]


def test_a_text_comes_with_its_place_its_time_and_its_person() -> None:
    assert read(message=message(text="Kur ir 10023?")) == [
        Inbound(
            account="telegram",
            address="1001",
            key="7",
            content=Text("Kur ir 10023?"),
            at=1_700_000_000_000,
            position=11,
            person=Person("Anna Ozola", "lv"),
        )
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/start", Start("")),
        ("/start order-10023", Start("order-10023")),
        ("/start two words", Text("/start two words")),
        ("/started", Text("/started")),
        ("/start " + "a" * 65, Text("/start " + "a" * 65)),
    ],
)
def test_a_link_opens_the_conversation_with_its_payload(said: str, meant: Content) -> None:
    assert contents(text=said) == [meant]


def test_the_largest_of_a_pictures_sizes_is_taken() -> None:
    sizes = [
        {"file_id": "small", "file_unique_id": "a", "width": 90, "height": 60, "file_size": 1000},
        {"file_id": "large", "file_unique_id": "b", "width": 1280, "height": 853, "file_size": 99_000},
        {"file_id": "medium", "file_unique_id": "c", "width": 320, "height": 213, "file_size": 9000},
    ]
    assert contents(photo=sizes, caption="saplēsts") == [
        Attachment("large", "photo", mime="image/jpeg", size=99_000, caption="saplēsts")
    ]


FILE = {"file_id": "f", "file_unique_id": "u", "file_name": "a.bin", "mime_type": "x/y", "file_size": 5}


@pytest.mark.parametrize(
    ("field", "type_"),
    [
        ("document", "document"),
        ("voice", "audio"),
        ("audio", "audio"),
        ("video", "video"),
        ("video_note", "video"),
        ("animation", "video"),
    ],
)
def test_files_of_every_kind_are_attachments(field: str, type_: Any) -> None:
    assert contents(**{field: FILE}) == [Attachment("f", type_, "a.bin", "x/y", 5)]


def test_an_animation_that_also_counts_as_a_document_comes_once() -> None:
    assert [one.type for one in contents(animation=FILE, document=FILE) if isinstance(one, Attachment)] == ["video"]


@pytest.mark.parametrize(
    ("card", "meant"),
    [
        ({"phone_number": "37120000001", "user_id": 1001}, Contact("+37120000001", own=True)),
        ({"phone_number": "+37120000001", "user_id": 1001}, Contact("+37120000001", own=True)),
        ({"phone_number": "20000002", "user_id": 2002}, Contact("20000002", own=False)),
        ({"phone_number": "20000003"}, Contact("20000003", own=False)),
    ],
)
def test_only_the_senders_own_card_is_vouched_for(card: dict[str, Any], meant: Contact) -> None:
    assert contents(contact={"first_name": "Anna", **card}) == [meant]


def test_a_sticker_says_what_its_emoji_says_and_a_place_its_coordinates() -> None:
    assert contents(sticker={"file_id": "s", "emoji": "👍"}) == [Text("👍")]
    assert contents(sticker={"file_id": "s"}) == [Attachment("s", "other")]
    assert contents(location={"latitude": 56.9496, "longitude": 24.1052}) == [Text("📍 56.94960, 24.10520")]


def test_an_edit_is_a_text_that_says_so_at_the_place_of_the_first() -> None:
    (edited,) = read(edited_message=message(text="10024", edit_date=1_700_000_060))
    assert (edited.content, edited.position, edited.at) == (Text("10024", edited=True), 11, 1_700_000_060_000)


def press(**fields: Any) -> dict[str, Any]:
    return {"id": "99", "from": ANNA, "chat_instance": "1", "data": "yes", **fields}


def test_a_press_brings_its_payload_its_title_and_where_to_answer_in_a_queue_of_its_own() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Nē", "callback_data": "no"}], [{"text": "Jā", "callback_data": "yes"}]]}
    (pressed,) = read(callback_query=press(message=message(text="Vai tā?", reply_markup=keyboard)))
    assert (pressed.content, pressed.source, pressed.position) == (Press("yes", "Jā", "99"), "callback", 0)
    assert pressed.address == "1001"


@pytest.mark.parametrize("told", [None, {"chat": PRIVATE, "message_id": 3, "date": 0}])
def test_a_press_on_a_message_telegram_has_forgotten_still_counts(told: dict[str, Any] | None) -> None:
    (pressed,) = read(callback_query=press(**({"message": told} if told else {})))
    assert (pressed.address, pressed.content) == ("1001", Press("yes", "", "99"))


def test_blocking_and_unblocking_say_whether_the_customer_can_be_reached() -> None:
    def change(status: str, chat: dict[str, Any] = PRIVATE) -> list[Content]:
        member = {"status": status, "user": {"id": 42, "is_bot": True, "first_name": "Bot"}}
        told = {"chat": chat, "from": ANNA, "date": 1_700_000_000, "old_chat_member": member, "new_chat_member": member}
        return [inbound.content for inbound in read(my_chat_member=told)]

    assert change("kicked") == [Reach(reachable=False)]
    assert change("member") == [Reach(reachable=True)]
    assert change("restricted") == []
    assert change("kicked", GROUP) == []


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(GROUP, text="hi all")},
        {"message": message(GROUP, migrate_to_chat_id=-100_5001)},
        {"message": {**message(text="beep"), "from": {**ANNA, "is_bot": True}}},
        {"message": message(pinned_message=message(text="x"))},
        {"message": message(text=" \n ")},
        {"edited_message": message(GROUP, text="hi all")},
        {"edited_message": message(caption="a picture's new caption")},
        {"callback_query": press(message=message(GROUP, text="pick"))},
        {"callback_query": {**press(), "from": {**ANNA, "is_bot": True}}},
        {"callback_query": {"id": "9", "from": ANNA, "chat_instance": "1", "game_short_name": "chess"}},
        {"channel_post": message({"id": -1, "type": "channel"}, text="news")},
        {"message_reaction": {"chat": PRIVATE, "message_id": 1, "date": 1}},
        {"poll": {"id": "1"}},
        {"some_kind_of_next_year": {"text": "?"}},
        {},
    ],
    ids=lambda update: next(iter(update), "nothing"),
)
def test_what_is_none_of_our_business_is_taken_and_skipped(update: dict[str, Any]) -> None:
    assert read(**update) == []


# --- business accounts ------------------------------------------------------------------------------------------


def business(author: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {**message(**content), "from": author, "business_connection_id": "bc1"}


OWNER = {"id": 9001, "is_bot": False, "first_name": "Veikals"}


def test_a_customer_of_a_business_account_has_an_address_of_the_connection_and_the_chat() -> None:
    (told,) = read(business_message=business(ANNA, text="Labdien"))
    assert (told.address, told.content) == ("bc1:1001", Text("Labdien"))
    (edited,) = read(edited_business_message=business(ANNA, text="Labvakar"))
    assert edited.content == Text("Labvakar", edited=True)


def test_an_owner_who_answers_by_hand_is_an_echo_even_if_nobody_told_who_the_owner_is() -> None:
    (told,) = read(business_message=business(OWNER, text="Esmu klāt"))
    assert (told.address, told.content) == ("bc1:1001", Echo("Esmu klāt", ours=False, message_id="11"))
    assert told.person == Person()
    assert read(edited_business_message=business(OWNER, text="Esmu te")) == []


def test_our_own_words_in_a_business_chat_are_an_echo_of_ours_another_bots_are_not() -> None:
    ours = business(OWNER, text="Labdien", sender_business_bot={"id": 42, "is_bot": True, "first_name": "Bot"})
    theirs = business(OWNER, text="Labdien", sender_business_bot={"id": 43, "is_bot": True, "first_name": "Bot"})
    assert [inbound.content.ours for inbound in read(business_message=ours) if isinstance(inbound.content, Echo)] == [True]
    assert [inbound.content.ours for inbound in read(business_message=theirs) if isinstance(inbound.content, Echo)] == [False]


def test_a_new_connection_is_nothing_to_answer() -> None:
    connection = {"id": "bc1", "user": OWNER, "user_chat_id": 9001, "date": 1, "is_enabled": True}
    assert read(business_connection=connection) == []


# --- strange bodies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"update_id"',
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": 7.5}',
        b'{"update_id": true}',
        b'{"update_id": null}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 7',
        b'{"update_id": 7} {}',
        b"[" * 100_000,
        b"\x1f\x8b\x08\x00gzip",
    ],
)
def test_only_what_is_no_update_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="update_id"):
        READER.read(body)


@pytest.mark.parametrize(
    "strange",
    [
        {"message": 5},
        {"message": None},
        {"message": {"text": "no chat"}},
        {"message": message(text=7)},
        {"message": {**message(text="x"), "date": -1}},
        {"message": {**message(text="x"), "date": 10**30}},
        {"message": {**message(text="x"), "message_id": 10**30}},
        {"callback_query": []},
    ],
)
def test_an_update_of_a_shape_we_do_not_know_is_taken_so_that_it_does_not_come_again(strange: dict[str, Any]) -> None:
    assert read(**strange) == []


def test_broken_characters_are_replaced_not_refused() -> None:
    body = json.dumps({"update_id": 7, "message": message(text="a\ud800b\0c")}).encode()
    assert [inbound.content for inbound in READER.read(body)] == [Text("a?bc")]
    broken = body.replace(b"\\ud800", b"\xff")
    assert [inbound.content for inbound in READER.read(broken)] == [Text("a\ufffdbc")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ["message", "edited_message", "business_message", "callback_query", "my_chat_member"]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        READER.read(body)
    except ValueError:
        return


@given(st.sampled_from(FIELDS), st.sampled_from(list(message(photo=0, caption=0, text=0, contact=0, data=0, id=0))), json_values)
def test_any_value_in_any_field_is_read(kind: str, name: str, value: Any) -> None:
    with capture_logs():  # thousands of lines that nobody reads
        inbounds = read(**{kind: {**message(text="x"), **press(), name: value}})
    for inbound in inbounds:
        assert inbound.key == "7"
        json.dumps([inbound.address, inbound.person.name]).encode()


# --- from the emulator ------------------------------------------------------------------------------------------


async def test_what_a_customer_does_arrives_in_order(tg: TelegramEmulator, telegram_webhook: Receiver) -> None:
    anna = tg.user(1001)
    await anna.start("o10023")
    written = await anna.write("Sveiki 👍")
    await anna.edit(written, "Sveiki!")
    await anna.photo(b"\xff\xd8\xff-a-picture", "saplēsts")
    await anna.document(b"%PDF", "čeks.pdf")
    await anna.voice(b"OggS")
    await anna.share_contact("37120000001")
    await anna.block()
    assert [type(inbound.content) for inbound in telegram_webhook.inbounds] == [
        Start, Text, Text, Attachment, Attachment, Attachment, Contact, Reach,
    ]  # fmt: skip
    assert len({inbound.key for inbound in telegram_webhook.inbounds}) == 8


async def test_a_business_accounts_chats_arrive(tg: TelegramEmulator, telegram_webhook: Receiver) -> None:
    shop, anna = tg.business(9001), tg.user(1001)
    await shop.connect()
    await shop.write(anna, "Labdien")
    await shop.answer(anna, "Labdien, esmu klāt")
    assert [type(inbound.content) for inbound in telegram_webhook.inbounds] == [Text, Echo]
    assert {inbound.address for inbound in telegram_webhook.inbounds} == {f"{shop.id}:1001"}
