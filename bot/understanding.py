"""Who understands messages, in the shop's own order: without it each part of the program would make its own models."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import structlog

from bot.metrics import MODEL_COST, MODEL_SECONDS, MODEL_TOKENS, MODELS
from config.shop import Shop, plain
from config.understanding import Chat, Mind
from flows.flowset import FlowSet
from flows.patterns import COMMANDS
from nlu.artifact import OUT_OF_SCOPE
from nlu.breaker import Breaker
from nlu.chain import BUILTIN, Chain, Link, Result
from nlu.changing import Changing
from nlu.chat import Brief, ChatNlu, Terms, Topic
from nlu.commands import lessons_path, phrases_path
from nlu.model import Language, Nlu
from nlu.phrases import Phrase, read_phrases
from nlu.rasa import RasaNlu

Flows = Callable[[], FlowSet]
OWN: Mapping[str, str] = {  # what the engine understands by itself, for which no flow has a description
    "affirm": "A customer says yes to what was just asked",
    "deny": "A customer says no to what was just asked",
    "greet": "A customer only greets",
    "thank": "A customer only thanks",
    "cancel": "A customer wants to stop what the assistant is doing with them now; not an order",
    "change_language": "A customer asks for another language, or cannot read this one",
    "repeat": "A customer wants to hear again what the assistant said last",
    "skip": "A customer does not want to answer what was just asked, or does not know",
}
MILLION = 1_000_000
_log = structlog.get_logger()


def make_chain(shop: Shop, home: Path, reader: Changing, flows: Flows) -> Nlu:
    """The models of the shop's order; the built-in one by itself where no other is asked. Raises Problems for its phrases."""
    settings = shop.understanding
    if settings.asked == (BUILTIN,):
        return reader
    links = [_link(name, shop, home, reader, flows) for name in settings.asked]
    return Chain(reader, links, settings.wait_ms / 1000, told=_counted, faulty=_faulty)


def builtin_of(nlu: Nlu) -> Changing | None:
    """The built-in model that works alone or before others, where there is one."""
    model = nlu.reader if isinstance(nlu, Chain) else nlu
    return model if isinstance(model, Changing) else None


async def tell_unreachable(nlu: Nlu) -> None:
    """Warn of servers that do not answer as the program starts; they are asked again as soon as there is something to ask."""
    if isinstance(nlu, Chain):
        for name, why in (await nlu.probe()).items():
            _log.warning("model_unreachable", model=name, reason=why)


def _link(name: Mind, shop: Shop, home: Path, reader: Changing, flows: Flows) -> Link:
    settings = shop.understanding
    breaker = Breaker(settings.failures, settings.rest.total_seconds())
    if name == "rasa" and settings.rasa is not None:
        patience = settings.rasa_wait_ms / 1000
        asked = RasaNlu(
            settings.rasa, reader, settings.rasa_threshold, patience=patience, known=lambda: known_of(flows(), reader.intents)
        )
        return Link(name, asked, patience, breaker)
    if name == "chat" and settings.chat is not None:
        return Link(name, _chat(settings.chat, shop, home, reader, flows), settings.chat.wait_ms / 1000, breaker)
    return Link(BUILTIN)


def _chat(settings: Chat, shop: Shop, home: Path, reader: Changing, flows: Flows) -> ChatNlu:
    phrases = read_phrases(phrases_path(home), shop.languages, lessons_path(home)).phrases if settings.examples else ()
    examples = examples_of(phrases, shop.languages, settings.examples)
    made: dict[tuple[str, str], Brief] = {}

    def brief() -> Brief:
        """Made anew when flows or model have changed."""
        now = flows()
        if (wanted := (now.hash, reader.name)) not in made:
            made.clear()
            made[wanted] = brief_of(now, reader.intents, examples, reader.kinds)
        return made[wanted]

    def spent(tokens_in: int, tokens_out: int) -> None:
        MODEL_TOKENS.labels("chat", "in").inc(tokens_in)
        MODEL_TOKENS.labels("chat", "out").inc(tokens_out)
        MODEL_COST.labels("chat").inc((tokens_in * settings.price_in + tokens_out * settings.price_out) / MILLION)

    terms = Terms(settings.trust, settings.threshold, settings.logprobs, settings.options)
    return ChatNlu(
        settings.url, settings.model, reader, brief, key=plain(settings.key), terms=terms, patience=settings.wait_ms / 1000,
        spent=spent,
    )  # fmt: skip


def known_of(flows: FlowSet, learnt: Collection[str]) -> frozenset[str]:
    """The intents for which something is done here."""
    return frozenset({*flows.by_intent, *COMMANDS, *OWN, *learnt} - {OUT_OF_SCOPE})


def brief_of(
    flows: FlowSet, learnt: Collection[str], examples: Mapping[str, tuple[str, ...]], kinds: Sequence[str] = ()
) -> Brief:
    """The shop's intents as another model is told of them: those with a flow, and those the engine understands by itself."""
    names = known_of(flows, ()) & {*flows.by_intent, *learnt}

    def described(name: str) -> str:
        flow = flows.by_intent.get(name)
        return OWN.get(name) or (flow.description if flow is not None else "")

    return Brief(
        tuple(Topic(name, described(name), examples.get(name, ())) for name in sorted(names)),
        tuple(dict.fromkeys([*kinds, *flows.by_entity])),
    )


def examples_of(phrases: Sequence[Phrase], languages: Sequence[Language], most: int) -> Mapping[str, tuple[str, ...]]:
    """By intent so many phrases, the languages by turns, spread over the file of each."""
    by_intent: defaultdict[str, defaultdict[Language, list[str]]] = defaultdict(lambda: defaultdict(list))
    for phrase in phrases:
        by_intent[phrase.intent][phrase.language].append(phrase.text)
    found = {}
    for intent, by_language in by_intent.items():
        spoken = [by_language[language] for language in languages if language in by_language]
        rounds = -(-most // len(spoken))
        picked = [texts[turn * len(texts) // rounds] for turn in range(rounds) for texts in spoken]
        found[intent] = tuple(dict.fromkeys(picked))[:most]
    return found


def _counted(name: str, result: Result, seconds: float) -> None:
    MODELS.labels(name, result).inc()
    if result != "resting":
        MODEL_SECONDS.labels(name).observe(seconds)


def _faulty(name: str, why: str) -> None:
    _log.warning("model_failed", model=name, reason=why)

