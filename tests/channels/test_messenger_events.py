"""What happens on the shop's page reaches the program as it was meant, whatever else stands in the batch."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.messenger_events import Page, read
from bot.channels.metrics import skipped
from bot.channels.port import Attachment, Contact, Content, Control, Echo, Inbound, Press, Receipt, Start, Text
from tests.platforms.graph import PAGE_INBOX, GraphEmulator
from tests.platforms.receiver import Receiver

PAGES = {"10": Page("10", app_id="77", account="page"), "20": Page("20", app_id="77", account="second page")}
AT = 1_700_000_000_123


def batch(*events: Any, page: Any = "10", lane: str = "messaging") -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": page, "time": AT, lane: list(events)}]}


def event(**content: Any) -> dict[str, Any]:
    return {"sender": {"id": "5001"}, "recipient": {"id": "10"}, "timestamp": AT, **content}


def decoded(body: Any) -> list[Inbound]:
    return read(json.dumps(body).encode(), PAGES)


def contents(**content: Any) -> list[Content]:
    return [inbound.content for inbound in decoded(batch(event(**content)))]


def said(**message: Any) -> list[Content]:
    return contents(message={"mid": "m_1", **message})


def test_a_text_comes_with_its_place_and_its_time() -> None:
    assert decoded(batch(event(message={"mid": "m_1", "text": "Kur ir 10023?"}))) == [
        Inbound(account="page", address="5001", key="m_1", content=Text("Kur ir 10023?"), at=AT, position=AT)
    ]


def test_escaped_characters_are_read_as_what_they_stand_for() -> None:
    body = json.dumps(batch(event(message={"mid": "m_1", "text": "Sveiki 👍 ā/b"}))).replace("/", "\\/").encode()
    assert [inbound.content for inbound in read(body, PAGES)] == [Text("Sveiki 👍 ā/b")]


def test_ids_may_be_numbers() -> None:
    (told,) = decoded(batch(event(sender={"id": 5001}, message={"mid": "m_1", "text": "x"}), page=10))
    assert (told.account, told.address) == ("page", "5001")


def test_a_batch_of_several_pages_goes_to_each_its_own() -> None:
    one, two, strange = (batch(event(message={"mid": f"m_{page}", "text": "x"}), page=page) for page in ("10", "20", "30"))
    whole = {"object": "page", "entry": one["entry"] + strange["entry"] + two["entry"]}
    before = skipped.labels("unknown page")._value.get()
    assert [(told.account, told.key) for told in decoded(whole)] == [("page", "m_10"), ("second page", "m_20")]
    assert skipped.labels("unknown page")._value.get() == before + 1


def test_a_strange_event_costs_no_other() -> None:
    good = event(message={"mid": "m_2", "text": "x"})
    strange: list[Any] = [{}, event(message=5), event(message={"text": 7}), event(timestamp="now"), "text", None, []]
    assert [told.key for told in decoded(batch(*strange, good))] == ["m_2"]


def test_what_is_said_while_another_app_has_the_thread_is_marked() -> None:
    (told,) = decoded(batch(event(message={"mid": "m_1", "text": "x"}), lane="standby"))
    assert told.standby


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ({"text": "Jā", "quick_reply": {"payload": "yes"}}, [Press("yes", "Jā")]),
        (
            {"text": "+371 20000001", "quick_reply": {"payload": "+371 20000001"}},
            [Contact("+371 20000001", own=False)],
        ),
        ({"text": "10023", "quick_reply": {"payload": "10023"}}, [Press("10023", "10023")]),
        (
            {"attachments": [{"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/a.jpg"}}]},
            [Attachment("https://scontent.xx.fbcdn.net/a.jpg", "photo")],
        ),
        ({"attachments": [{"type": "file", "payload": {"url": "https://cdn.fbsbx.com/a.pdf"}}]},
         [Attachment("https://cdn.fbsbx.com/a.pdf", "document")]),
        ({"attachments": [{"type": "reel", "payload": {"url": "https://x.fbcdn.net/r"}}]},
         [Attachment("https://x.fbcdn.net/r", "other")]),
        ({"attachments": [{"type": "image", "payload": {"url": "u", "sticker_id": 369239263222822}}],
          "sticker_id": 369239263222822}, [Text("👍")]),
        ({"attachments": [{"type": "image", "payload": {"url": "u", "sticker_id": 5}}]}, [Attachment("u", "other")]),
        ({"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 56.9, "long": 24.1}}}]},
         [Text("📍 56.90000, 24.10000")]),
        ({"text": "see https://x.lv", "attachments": [{"type": "fallback", "title": "X", "url": "https://x.lv"}]},
         [Text("see https://x.lv")]),
        ({"attachments": [{"type": "fallback", "payload": {"title": "X", "url": "https://x.lv"}}]}, [Text("X https://x.lv")]),
        ({"attachments": [{"type": "template", "payload": None}]}, []),
        ({"text": "x", "is_deleted": True}, []),
        ({"is_unsupported": True}, [Attachment("", "other")]),
        ({"text": " \n "}, []),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_understood(message: dict[str, Any], meant: list[Content]) -> None:
    assert said(**message) == meant


def test_the_parts_of_one_message_have_keys_of_their_own() -> None:
    picture = {"type": "image", "payload": {"url": "u"}}
    parts = decoded(batch(event(message={"mid": "m_1", "text": "lūk", "attachments": [picture, picture]})))
    assert [(part.key, type(part.content)) for part in parts] == [("m_1", Text), ("m_1#1", Attachment), ("m_1#2", Attachment)]


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        ({"postback": {"mid": "m_1", "title": "Get Started", "payload": "GET_STARTED"}}, Start()),
        ({"postback": {"mid": "m_1", "title": "Go", "payload": "GET_STARTED", "referral": {"ref": "o10023"}}}, Start("o10023")),
        ({"postback": {"mid": "m_1", "title": "Returns", "payload": "returns"}}, Press("returns", "Returns")),
        ({"postback": {"title": "Returns", "payload": "returns"}}, Press("returns", "Returns")),
        ({"referral": {"ref": "o10023", "source": "SHORTLINK", "type": "OPEN_THREAD"}}, Start("o10023")),
        ({"message_edit": {"mid": "m_1", "text": "10024", "num_edit": 2}}, Text("10024", edited=True)),
        ({"delivery": {"mids": ["m_9"], "watermark": AT}}, Receipt("delivered", AT, ("m_9",))),
        ({"delivery": {"watermark": AT}}, Receipt("delivered", AT)),
        ({"read": {"watermark": AT}}, Receipt("seen", AT)),
        ({"pass_thread_control": {"new_owner_app_id": 77, "previous_owner_app_id": None}}, Control(ours=True, app="77")),
        ({"pass_thread_control": {"new_owner_app_id": "88"}}, Control(ours=False, app="88")),
        ({"take_thread_control": {"previous_owner_app_id": "77", "new_owner_app_id": "88"}}, Control(ours=False, app="88")),
        ({"take_thread_control": {"previous_owner_app_id": "77"}}, Control(ours=False)),
        ({"take_thread_control": {"previous_owner_app_id": "88"}}, Control(ours=True)),
    ],
)
def test_every_kind_of_event_is_understood(content: dict[str, Any], meant: Content) -> None:
    assert contents(**content) == [meant]


@pytest.mark.parametrize(
    "content",
    [
        {"reaction": {"mid": "m_1", "action": "react", "emoji": "❤"}},
        {"optin": {"ref": "x"}},
        {"request_thread_control": {"requested_owner_app_id": 5}},
        {"app_roles": {"77": ["primary_receiver"]}},
        {"account_linking": {"status": "linked"}},
        {"policy-enforcement": {"action": "block"}},
        {"next_years_kind": 5},
        {},
    ],
)
def test_what_is_none_of_our_business_is_taken_and_skipped(content: dict[str, Any]) -> None:
    assert contents(**content) == []


def echo(**message: Any) -> list[Inbound]:
    parties = {"sender": {"id": "10"}, "recipient": {"id": "5001"}}
    return decoded(batch(event(**parties, message={"mid": "m_1", "text": "Labdien", "is_echo": True, **message})))


def test_an_echo_of_our_own_brings_back_our_key() -> None:
    (told,) = echo(app_id=77, metadata="k1")
    assert (told.address, told.content) == ("5001", Echo("Labdien", ours=True, metadata="k1", message_id="m_1"))


@pytest.mark.parametrize("other", [{"app_id": int(PAGE_INBOX), "metadata": "k1"}, {"app_id": None}, {}])
def test_any_other_echo_is_a_person_answering_from_outside(other: dict[str, Any]) -> None:
    (told,) = echo(**other)
    assert told.content == Echo("Labdien", ours=False, message_id="m_1")


def test_the_page_itself_is_no_customer() -> None:
    assert decoded(batch(event(sender={"id": "10"}, message={"mid": "m_1", "text": "x"}))) == []


@pytest.mark.parametrize("content", [{"postback": {"payload": "a"}}, {"read": {"watermark": 5}}, {"referral": {"ref": "a"}}])
def test_what_has_no_id_gets_the_same_key_each_time_and_another_for_another(content: dict[str, Any]) -> None:
    (first,), (again,) = decoded(batch(event(**content))), decoded(batch(event(**content)))
    (later,) = decoded(batch({**event(**content), "timestamp": AT + 1}))
    (other,) = decoded(batch({**event(**content), "sender": {"id": "5002"}}))
    assert first.key == again.key
    assert len({first.key, later.key, other.key}) == 3


@pytest.mark.parametrize("body", [b"[]", b"5", b"null", b'{"object":"instagram","entry":[]}', b'{"entry":5}', b"{}"])
def test_json_of_another_shape_is_taken_and_skipped(body: bytes) -> None:
    assert read(body, PAGES) == []


@pytest.mark.parametrize("body", [b"", b"hello", b"{", b"[" * 100_000])
def test_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        read(body, PAGES)


def test_broken_characters_are_replaced_not_refused() -> None:
    body = json.dumps(batch(event(message={"mid": "m_1", "text": "a\ud800b\0c"}))).encode()
    assert [told.content for told in read(body, PAGES)] == [Text("a?bc")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = ["mid", "text", "quick_reply", "attachments", "sticker_id", "is_echo", "app_id", "metadata", "payload", "referral"]
KINDS = ["message", "postback", "referral", "delivery", "read", "pass_thread_control", "message_edit", "sender", "timestamp"]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read(body, PAGES)
    except ValueError:
        return


@given(st.sampled_from(KINDS), st.sampled_from(NAMES), json_values, json_values)
def test_any_value_anywhere_is_read(kind: str, name: str, value: Any, whole: Any) -> None:
    for strange in ({name: value}, whole, {"mid": "m_1", name: value}, [{"type": "image", "payload": value}]):
        with capture_logs():  # thousands of lines that nobody reads
            inbounds = decoded(batch(event(**{kind: strange})))
        for told in inbounds:
            assert told.key
            told.address.encode()


# --- from the emulator ------------------------------------------------------------------------------------------


async def test_what_a_customer_does_arrives_in_order(fb: GraphEmulator, messenger_webhook: Receiver) -> None:
    anna = fb.user()
    await anna.get_started("o10023")
    written = await anna.write("Sveiki 👍")
    await anna.edit(written, "Sveiki!")
    await anna.attach(b"\xff\xd8\xff")
    await anna.like()
    await anna.choose("returns", "Atgriezt")
    await anna.follow_link("promo")
    await anna.read()
    await fb.answer_in_inbox(anna, "Te Jānis!")
    await fb.pass_thread(anna, PAGE_INBOX)
    await anna.write("Jānis?")
    await fb.pass_thread(anna, fb.app_id, taken=True)
    told = messenger_webhook.inbounds
    assert [type(inbound.content) for inbound in told] == [
        Start, Text, Text, Attachment, Text, Press, Start, Receipt, Echo, Control, Text, Control,
    ]  # fmt: skip
    assert [inbound.standby for inbound in told] == [False] * 10 + [True, False]
    assert {inbound.address for inbound in told} == {"5001"}
    assert len({inbound.key for inbound in told}) == len(told)


async def test_a_batch_of_many_customers_is_one_delivery(fb: GraphEmulator, messenger_webhook: Receiver) -> None:
    async with fb.batch():
        for number in range(20):
            await fb.user(f"{number + 1}").write("ā/č")
    assert len(messenger_webhook.bodies) == 1
    assert b"\\u0101\\/\\u010d" in messenger_webhook.bodies[0]
    assert [inbound.content for inbound in messenger_webhook.inbounds] == [Text("ā/č")] * 20
