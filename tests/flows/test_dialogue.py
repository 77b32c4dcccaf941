"""A conversation as it is stored: nothing is lost, and what any release ever wrote can still be read."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import dialogue
from flows.dialogue import FORMAT, Dialogue, DialogueError, Frame, Offer, Run, Spoken, Stop, dump, load
from flows.fluent import Named
from flows.model import Choice, Duration
from flows.shop.model import Money

FORMATS = Path(__file__).parent / "formats"
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "text": 'a "$money" and "quotes"',
    "money": Money(Decimal("12.5"), "EUR"),
    "day": date(2026, 11, 23),
    "moment": AT,
    "number": Decimal("3.50"),
    "length": Duration(3600, open=True),
    "named": Named("broken", "reason-broken"),
    "yes": True,
    "count": 3,
    "nothing": None,
    "lines": [{"title": "lamp", "price": Money(Decimal(2), "EUR")}, "x"],
    "order": {"found": True, "at": AT, "more": {"day": date(2026, 1, 1)}},
}
RUN = Run(
    4,
    (Frame("return_goods", "prove"), Frame("prove_ownership", "contact")),
    slots=VALUES,
    context={"order": VALUES["order"], "lines": VALUES["lines"]},
    visit=7,
    tries=1,
    interrupted=True,
    skipped=("photo",),
    trail=(Stop("item", (Frame("return_goods", "collect:item"),), 1),),
    done=("open_return",),
)
WHOLE = Dialogue(
    FORMAT,
    flows="abc",
    language="lv",
    greeted=True,
    owner="queue",
    stack=(RUN,),
    parked={"paused:order_status": Run(5, (Frame("order_status", "x"),), slots={"sum": VALUES["money"]})},
    persisted={"order_number": "10023"},
    last=VALUES,
    offered={"7": Offer(4, "return_goods", "collect:reason", ("broken", "other"))},
    said=(Spoken("ask-item", VALUES, (Choice("7.0", "reason-broken"),), asks="7"),),
    promised={"due": "rīt līdz plkst. 11.00", "open": False, "team": "front"},
    visits=7,
    runs=5,
    unsure=1,
)


def test_nothing_is_lost() -> None:
    assert load(dump(WHOLE)) == WHOLE


def test_a_new_conversation_is_hardly_anything() -> None:
    assert dump(Dialogue(FORMAT, flows="abc", language="lv")) == '{"format":1,"flows":"abc","language":"lv"}'


def test_what_is_known_of_the_flow_at_hand() -> None:
    assert WHOLE.slots == VALUES
    assert WHOLE.context == RUN.context
    assert WHOLE.question == "7"


def test_after_a_flow_its_slots_are_still_known() -> None:
    over = Dialogue(FORMAT, last={"order_number": "10023"})
    assert (over.slots, over.context, over.question) == ({"order_number": "10023"}, {}, "")


@pytest.mark.parametrize("file", sorted(FORMATS.glob("*.json")), ids=lambda file: file.stem)
def test_what_any_release_wrote_can_be_read(file: Path) -> None:
    read = load(file.read_text(encoding="utf-8"))
    assert read.format == FORMAT
    assert read.slots["money"] == Money(Decimal("12.5"), "EUR")


def test_the_format_is_what_its_fixture_says() -> None:
    """A failure here means that what is written has changed: raise FORMAT, add an upgrade, and keep a fixture of the new one."""
    assert json.loads((FORMATS / f"{FORMAT}.json").read_text(encoding="utf-8")) == json.loads(dump(WHOLE))


def test_an_older_format_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    upgrades = {-1: lambda data: {**data, "format": 0}, 0: lambda data: {**data, "format": 1, "language": data["tongue"]}}
    monkeypatch.setattr(dialogue, "UPGRADES", upgrades)
    assert load('{"format": -1, "tongue": "pl"}') == Dialogue(FORMAT, language="pl")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '{"format": 99}',
        '{"format": 1, "stack": 3}',
        '{"format": 1, "language": "de"}',
        '{"format": 1, "last": {"a": {"$money": ["x", "EUR"]}}}',
        '{"format": 1, "last": {"a": {"$day": 3}}}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DialogueError):
        load(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.dates() | st.decimals(allow_nan=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abc"), inner),
    )
)
def test_any_answer_of_a_shop_survives(value: Any) -> None:
    told = Dialogue(FORMAT, last={"it": value})
    assert load(dump(told)) == told
