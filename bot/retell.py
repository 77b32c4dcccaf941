"""A conversation retold as a test (docs/dialogues.md), with nothing in it of the person who had it; pure.

The test is held with the demo shop, so an order becomes a demo order in the same state, an address that of its made-up customer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from math import ceil
from typing import Any

import yaml

from bot.channels.port import Attachment, Contact, Press, Text
from bot.epoch import from_ms
from bot.store.letters import Body, Decision, Fact
from bot.store.retold import Scene
from flows.shop.demo import CUSTOMERS, demo_orders
from flows.shop.model import Order
from flows.shop.order_lookups import is_late
from handoff.masking import StandIns, mask

MINUTE = 60_000  # ms; shorter pauses are not told
SPREAD = 21  # seconds by which timers of different conversations differ
ACTS = {"taken": "take", "released": "release", "closed": "close"}
ANSWERED = {"user", "press", "share"}  # acts after which it is told what the bot said
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Retold:
    """What a test needs to know: the turns, what people wrote by row id, the names to hide, and how it stands."""

    name: str
    language: str
    scenes: Sequence[Scene]
    agents: Mapping[int, str]
    names: Sequence[str]
    owner: str


def retell(story: Retold, begin: datetime) -> str:
    """The YAML of a test; `begin` is the first turn's moment on the shop's clock."""
    stand_ins = stand_ins_of(story.scenes, begin)
    teller = _Teller(story, stand_ins)
    steps = [*teller.steps(), {"owner": story.owner}]
    case: Step = {
        "test_case": story.name,
        "language": story.language,
        "now": begin.replace(tzinfo=None).isoformat(timespec="minutes"),
        **({"fixtures": {"understood": teller.understood}} if teller.understood else {}),
        "steps": steps,
    }
    return dumped(case)


def dumped(case: Mapping[str, Any]) -> str:
    """A file with one test in it, as people write them."""
    return yaml.dump({"test_cases": [case]}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=130)


class _Dumper(yaml.SafeDumper):
    """Lists of wordings on one line, as people write them; the rest as a block."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        short = all(isinstance(one, str) for one in sequence)
        return super().represent_sequence(tag, sequence, flow_style=short or flow_style)


_Dumper.add_representer(list, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data))


@dataclass(slots=True)
class _Teller:
    story: Retold
    stand_ins: StandIns
    said: list[str] = field(default_factory=list)  # since the last act
    sure: bool = False  # that act was the only one of its turn, and the customer's
    understood: dict[str, dict[str, float]] = field(default_factory=dict)  # of texts that masking changed

    def steps(self) -> Iterator[Step]:
        """What happened and what was said, in order."""
        before: int | None = None
        for scene in self.story.scenes:
            acts = [act for key, body in scene.letters if (act := self._act(key, body)) is not None]
            self._understand(scene)
            acts = [*_pause(before, scene), *acts]
            for act in acts:
                yield from self._expected()
                yield act
                self.sure = _alone(acts) and next(iter(act)) in ANSWERED
            self.said += scene.wordings
            before = scene.at
        yield from self._expected()

    def _understand(self, scene: Scene) -> None:
        """What the model made of a text it would now read masked: it is told, since the text alone no longer tells it."""
        for kind, event in scene.record.get("events", ()):
            heard = event.get("understanding", {}) if kind == "Heard" else {}
            text = str(heard.get("text", ""))
            if text and (masked := self._masked(text).strip()) != text.strip():
                ranking = heard.get("ranking", [])
                self.understood[masked] = {one["name"]: round(one["confidence"], 4) for one in ranking}

    def _expected(self) -> Iterator[Step]:
        """Where several messages were read in one turn, a test that sends them one by one could be answered otherwise."""
        if self.sure:
            yield {"utter": self.said} if self.said else {"silent": True}
        self.said, self.sure = [], False

    def _act(self, key: str, body: Body) -> Step | None:  # noqa: PLR0911 - one line for each kind of letter
        match body:
            case Text(text, False):
                return {"user": self._masked(text)}
            case Press(payload, title):
                return {"press": title or payload}
            case Attachment(type=type_):
                return {"attach": "photo" if type_ == "photo" else "document"}
            case Contact(phone):
                return {"share": self._masked(phone)}
            case Fact(fact) if fact in ACTS:
                return {"agent": ACTS[fact]}
            case Fact("agent_wrote"):
                return {"agent_says": self._masked(self.story.agents.get(int(key.rpartition(":")[2]), "…"))}
            case Decision(_, decision) if decision != "no_answer":
                return {"decide": decision}
            case _:
                return None

    def _masked(self, text: str) -> str:
        return mask(text, self.story.names, self.stand_ins)


def _alone(acts: Sequence[Step]) -> bool:
    return len([act for act in acts if "later" not in act]) == 1


def _pause(before: int | None, scene: Scene) -> Iterator[Step]:
    """Time that passed; where a timer ran out, a little more, so that it does in the test too."""
    if before is None:
        return
    elapsed = any(kind == "Elapsed" for kind, _ in scene.record.get("events", ()))
    gap = scene.at - before
    if elapsed:
        yield {"later": f"{ceil(gap / 1000) + SPREAD}s"}
    elif gap >= MINUTE:
        yield {"later": f"{gap // MINUTE}m"}


def stand_ins_of(scenes: Sequence[Scene], begin: datetime) -> StandIns:
    """Demo orders for those the bot looked up, in the same state, and their customer's addresses."""
    demo = {order.number: order for order in demo_orders(begin)}
    looked_up = dict(_orders([scene.record for scene in scenes]))
    chosen = {number: _like(state, late, demo, begin) for number, (state, late) in looked_up.items() if number not in demo}
    first = next((demo[number] for number in (*chosen.values(), *looked_up) if number in demo), None)
    people = frozenset(value for one in CUSTOMERS for value in (one.email, one.phone))
    customer = first.customer if first is not None else CUSTOMERS[0]
    return StandIns(chosen, email=customer.email, phone=customer.phone, known=people | demo.keys())


def _like(state: str, late: bool, demo: Mapping[str, Order], begin: datetime) -> str:
    fitting = [order.number for order in demo.values() if order.state == state and is_late(order, begin.date()) == late]
    return next(iter(fitting or [order.number for order in demo.values() if order.state == state]), "00000")


def _orders(value: Any) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Everything in the records that looks like an order: a number with a state."""
    match value:
        case {"number": str(number), "state": str(state)}:
            yield number, (state, bool(value.get("late")))
        case dict():
            for inner in value.values():
                yield from _orders(inner)
        case list():
            for inner in value:
                yield from _orders(inner)
        case _:
            return


def begin_of(scenes: Sequence[Scene], zone: tzinfo) -> datetime:
    """The first turn's moment in the shop's zone."""
    return from_ms(scenes[0].at).astimezone(zone)
