"""Everything that reads what others write: the doors, files of banks, shops and people, messages, and files of models."""

# ruff: noqa: E501 - samples stay on their lines

import atexit
import hashlib
import hmac
import io
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from bot import shop_doors
from bot.channels import messenger, telegram_group_updates
from bot.channels.messenger import Messenger
from bot.channels.port import Rejected
from bot.channels.telegram import SECRET_HEADER, Telegram
from bot.uploads import UnfitError, clean
from config import editing
from config.settings import CHECKOUT
from config.shop import shop_of
from config.source import Problems, parse_yaml
from flows import cases, ftl, library
from flows.conditions import ConditionError, Scope
from flows.parsing import parse_condition
from flows.shop.bank import read as read_bank
from flows.shop.columns import Reading
from flows.shop.importing import parse_orders
from handoff import feeds
from nlu.artifact import ModelError, load, save
from nlu.entities import Extractor
from nlu.phrases import read_file
from tests.flows.shop.bank import samples
from tests.nlu.test_artifact import a_tiny_model
from tests.security.mutating import Target

TODAY, NOW = date(2026, 11, 28), datetime(2026, 11, 28, tzinfo=UTC)
RIGA = ZoneInfo("Europe/Riga")
SECRET = "s3cret-s3cret"


def targets() -> Iterator[Target]:
    """All of them."""
    yield from _doors()
    yield Target("bank", lambda content: read_bank("any", content).transactions, _bank_files(), (Problems,))
    yield from _shop_files()
    yield from _flow_files()
    yield from _models()
    yield Target("uploads", _cleaned, _uploads(), (UnfitError,))
    yield Target("calendars", _calendar, _calendars(), (feeds.FeedError,))


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


# --- doors -----------------------------------------------------------------------------------------------------


def _doors() -> Iterator[Target]:
    person, chat = {"id": 7, "first_name": "Anna", "is_bot": False}, {"id": 7, "type": "private"}
    message = {"message_id": 1, "date": 1_800_000_000, "from": person, "chat": chat}
    group = {"id": -100, "type": "supergroup", "is_forum": True}
    query = {
        "id": "1",
        "from": person,
        "data": "menu",
        "message": {**message, "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}},
    }
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    updates = [
        {"update_id": 1, "message": {**message, "text": "Kur ir 10023?"}},
        {"update_id": 2, "callback_query": query},
        {"update_id": 3, "message": {**message, "photo": photo, "caption": "x"}},
        {"update_id": 4, "message": {**message, "contact": {"phone_number": "371", "first_name": "A", "user_id": 7}}},
        {"update_id": 5, "my_chat_member": {"chat": chat, "from": person, "date": 1, "new_chat_member": {"status": "kicked", "user": person}}},
        {"update_id": 6, "business_message": {**message, "business_connection_id": "b", "text": "y"}},
        {"update_id": 7, "message": {**message, "chat": group, "message_thread_id": 3, "is_topic_message": True, "text": "/take"}},
    ]  # fmt: skip
    bot = Telegram("telegram", "123456:ABC", SECRET)
    seeds = [_json(update) for update in updates]
    yield Target("telegram", lambda body: bot.receive({SECRET_HEADER: SECRET}, body), seeds, (Rejected,))
    yield Target("telegram-group", telegram_group_updates.read, seeds)
    yield Target("messenger", _signed(_page()), list(_batches()), (Rejected,))
    headers = {"X-WC-Webhook-Topic": "order.updated", "X-Shopify-Topic": "fulfillments/update", "X-Shopify-Webhook-Id": "a"}
    order = _json({"id": 1, "number": "10040", "name": "#1001.2", "billing": {"email": "a@b.lv"}})
    said = (ValueError, RecursionError)  # the door answers 400 to these
    yield Target("woocommerce", lambda body: shop_doors._from_woocommerce(headers, body).number, [order], said)
    yield Target("shopify", lambda body: shop_doors._from_shopify(headers, body).number, [order], said)


def _page() -> Messenger:
    return Messenger("page", page_id="10", page_token="token", app_secret=SECRET, app_id="77", verify_token="verify")


def _signed(page: Messenger) -> Callable[[bytes], object]:
    def read(body: bytes) -> object:
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return messenger.receive([page], {"X-Hub-Signature-256": f"sha256={signature}"}, body)

    return read


def _batches() -> Iterator[bytes]:
    who = {"sender": {"id": "5001"}, "recipient": {"id": "10"}, "timestamp": 1_700_000_000_123}
    image = {"type": "image", "payload": {"url": "https://scontent.fbcdn.net/a.jpg"}}
    for content in (
        {"message": {"mid": "m", "text": "Sveiki", "quick_reply": {"payload": "menu"}}},
        {"message": {"mid": "m", "attachments": [image, {"type": "location", "payload": {"coordinates": {"lat": 1.5, "long": 2}}}]}},
        {"message": {"mid": "m", "is_echo": True, "app_id": 77, "metadata": "key", "text": "x"}},
        {"postback": {"mid": "m", "title": "A", "payload": "menu", "referral": {"ref": "x", "source": "SHORTLINK"}}},
        {"read": {"watermark": 5}}, {"delivery": {"mids": ["m"], "watermark": 5}},
        {"pass_thread_control": {"previous_owner_app_id": "1", "new_owner_app_id": "77"}},
        {"message_edit": {"mid": "m", "text": "z", "num_edit": 1}},
    ):  # fmt: skip
        yield _json({"object": "page", "entry": [{"id": "10", "time": 1, "messaging": [{**who, **content}]}]})


# --- files of the shop -----------------------------------------------------------------------------------------


def _bank_files() -> list[bytes]:
    return [
        samples.camt(samples.entry("12.50", samples.detail(text="a"), samples.detail(ref="RF46 2026 1001 23"))),
        samples.MBANK.encode(), samples.SWEDBANK.encode(), samples.PRIVAT.encode(),
        samples.FIDAVISTA.format(version="v1-2", tag="IBAN", amount="1").encode("cp1257"),
    ]  # fmt: skip


def _shop_files() -> Iterator[Target]:
    sheet = (
        "Number,State,Placed at,Name,Email,Phone,Language,Total,Currency,Carrier,Tracking,Shipped at,Expected at,Item,Quantity,Unit price\n"
        '#10023,Shipped,2026-11-19 19:30,Ilze,Ilze@Example.com,20 000 101,lv,"38,20",EUR,Omniva,CE123456789LV,20.11.2026 9:05,24.11.2026,'
        '"Medus, 500 g",2,7.50\n10023,,,,,,,,,,,,,Krūze,,19.70\n'
    )
    sheets = [sheet.encode(), b"number;state;placed_at;total\nA-1;partly shipped;2026-11-19T19:30Z;1 290,50\n"]
    reading = Reading(RIGA, "LV")
    yield Target("orders", lambda content: parse_orders(content, "orders.csv", reading), sheets, (Problems,))
    settings = (CHECKOUT / "config" / "shop.yml").read_bytes()
    small = b"name: Shop\nlanguages: [lv, en]\ndefault_language: lv\nteams:\n  shop: {name: A, calendar: {week: {mon-fri: '9:00-18:00'}}}\n"
    more = (
        b"understanding: {order_numbers: ['\\d{5}']}\nretention: {conversations: 30d}\norders: {kind: http, url: 'https://a.b'}\n"
    )
    yield Target("settings", _settings, [settings, small, small + more], (Problems,))
    yield Target("edits", _edit, [small, small + more], (Problems, editing.EditError))


def _settings(content: bytes) -> object:
    return shop_of(parse_yaml(content.decode("utf-8", "replace"), "shop.yml"), {})


def _edit(content: bytes) -> object:
    text = content.decode("utf-8", "replace")
    return editing.put(text, ("retention", "conversations"), "60d"), editing.remove(text, ("languages", 0))


# --- flows, phrases, models ------------------------------------------------------------------------------------


@cache
def _set() -> dict[str, str]:
    return library.read_folder(CHECKOUT / "flows")


def _small_flows() -> dict[str, str]:
    """The built-in patterns beside one script."""
    return {name: text for name, text in _set().items() if name.endswith((".ftl", "patterns.yml"))}


def _flow_files() -> Iterator[Target]:
    sources = _small_flows()
    scripts = sorted(
        (text.encode() for name, text in _set().items() if name.endswith(".yml") and "patterns" not in name), key=len
    )
    yield Target("flows", lambda content: _examined(sources, content), scripts[:4], (Problems,), slowest=20)
    conditions = [
        "slots.a = 1 and not slots.b", "context.order.total > 10 EUR or (slots.x = 'a')", "slots.t matches '^[A-Z]+[0-9]{2,3}$'",
        "context.at < 3d open", "slots.a contains 'b'", "slots.a is not null",
    ]  # fmt: skip
    yield Target(
        "conditions", _condition, [one.encode() for one in conditions],
        (ConditionError,),
    )  # fmt: skip
    words = b"hello = Hi { $name }!\n    .short = Hi\norders = { $count ->\n    [one] One\n   *[other] { NUMBER($count) }\n }\n"
    yield Target("wording", lambda content: ftl.messages(content.decode("utf-8", "replace")), [words], (ftl.FtlError,))
    dialogue = b"test_cases:\n- test_case: a\n  steps:\n  - user: hello\n  - utter: greet\n  - slot_was_set:\n    - order_number: 10023\n"
    yield Target(
        "dialogues", lambda content: cases.parse(parse_yaml(content.decode("utf-8", "replace"), "t.yml")), [dialogue], (Problems,)
    )


def _condition(content: bytes) -> object:
    """Read, and asked about what a customer may have written."""
    values = {"a": "b" * 3000 + "!", "t": "A1" * 1500 + "-", "x": None, "b": True}
    return parse_condition(content.decode("utf-8", "replace")).holds(Scope(values, {"order": {"total": 12}}, NOW))


def _examined(sources: dict[str, str], content: bytes) -> object:
    library.forget()
    return library.examine({**sources, "scripts/bent.yml": content.decode("utf-8", "replace")})[1]


def _models() -> Iterator[Target]:
    phrases = (
        b"version: '3.1'\nnlu:\n- intent: order_status\n  examples: |\n    - where is [10023](order_number)\n    - my parcel\n"
        b"- synonym: parcel\n  examples: |\n    - package\n- regex: order_number\n  examples: |\n    - \\d{5}\n- lookup: city\n  examples: |\n    - Riga\n"
    )
    yield Target("phrases", lambda content: _of_file(content, lambda path: read_file(path, "en"), ".yml"), [phrases], (Problems,))
    save(a_tiny_model(), _folder() / "tiny.npz")
    yield Target(
        "models", lambda content: _of_file(content, load, ".npz"), [(_folder() / "tiny.npz").read_bytes()], (ModelError,)
    )  # fmt: skip
    finder = Extractor()
    messages = [
        "Kur ir mans pasūtījums 10023? Epasts anna@example.com, +371 20000000", "від 1 до 5 травня, 12,50 EUR", "w zeszły piątek o 9:00",
        "LV80HABA0551000000001 LV40003000002 reg. 40003000003", "верните 2 лампы и 3 шт", "#A-10023 / 10024; nr. 77",
    ]  # fmt: skip
    yield Target(
        "messages", lambda content: finder.find(content.decode("utf-8", "replace"), TODAY), [one.encode() for one in messages], slowest=1
    )  # fmt: skip


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dezura-hunt-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _of_file(content: bytes, read: Callable[[Path], object], suffix: str) -> object:
    (path := _folder() / f"bent{suffix}").write_bytes(content)
    return read(path)


# --- what people send ------------------------------------------------------------------------------------------


def _uploads() -> list[bytes]:
    made = [
        b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a<script>",
    ]
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        written = io.BytesIO()
        exif = Image.Exif()
        exif[306] = "2026:11:28 10:00:00"
        Image.new("RGB", (40, 30), "orange").save(written, form, **({} if form == "GIF" else {"exif": exif}))
        made.append(written.getvalue())
    return made


def _cleaned(content: bytes) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's about broken EXIF, which are errors in tests alone
        return clean(content).content


def _calendars() -> list[bytes]:
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261224T090000Z\r\nDTEND:20261224T120000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Closed\r\nEND:VEVENT"
    days = "BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20261225\r\nDURATION:P2D\r\nEXDATE:20261226\r\nSUMMARY:X\r\nEND:VEVENT"
    return [f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{part}\r\nEND:VCALENDAR\r\n".encode() for part in (event, days)]


def _calendar(content: bytes) -> object:
    return feeds.read(content.decode("utf-8", "replace"), RIGA, NOW)
