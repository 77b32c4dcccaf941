"""Flows and wording as one checked, unchanging set: without it a customer could meet a half-edited flow.

A set is built from texts alone and names itself by the hash of what it says, so that it can be stored and found again: a dialogue
goes on with the set it began with. What a shop does not write itself (patterns, their words) comes from beside this file.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.source import Place, Problem, Problems, Source, not_utf8, parse_yaml
from flows.check import problems_of
from flows.flowset import FlowSet
from flows.linking import answer_titles, link
from flows.patterns import COMMANDS
from flows.reading import Draft, read_flows
from flows.shelf import Shelf
from flows.shop.calls import CALLS
from flows.steps import CallSpec, Say, Slot, Step
from flows.wording import read_wording
from nlu.model import LANGUAGES, Language

BASE = Path(__file__).parent
BUILT_IN = "built-in/"
SETTINGS = "settings.json"  # the name of the facts among the texts of a set
ZONE = "Europe/Riga"
# What flows may know of the shop, as `context.shop.name`; a mapping by language gives each customer the fitting one. `language`
# is the one that is spoken, `currency` that of bare numbers, `zone` the one in which days begin,
# `mails` whether the shop writes e-mails.
FACTS: Mapping[str, Mapping[str, Any]] = {
    "shop": {
        "name": "Dezura",
        "privacy": "https://example.com/privacy",
        "hours": "9:00-18:00",
        "language": {language: language for language in LANGUAGES},
        "currency": "EUR",
        "mails": False,
    }
}


def load_flows(folder: Path, calls: Mapping[str, CallSpec] = CALLS, facts: Mapping[str, Mapping[str, Any]] = FACTS) -> FlowSet:
    """The set in a folder with `scripts/*.yml` and `wording/*.ftl`. Raises Problems with every mistake in it."""
    return build(read_folder(folder), calls, facts)


def check(
    folder: Path,
    calls: Mapping[str, CallSpec] = CALLS,
    facts: Mapping[str, Mapping[str, Any]] = FACTS,
    intents: Collection[str] | None = None,
) -> list[Problem]:
    """All that is to be said of a folder of flows, in the order of its places; no error among it when it can be loaded."""
    try:
        return list(examine(read_folder(folder), calls, facts, intents)[1])
    except Problems as found:
        return list(found.problems)


def read_folder(folder: Path, base: Path = BASE) -> dict[str, str]:
    """The texts of a folder by their names in it, and the built-in ones below BUILT_IN. Raises Problems."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for root, mark in ((folder, ""), (base, BUILT_IN)):
        if mark and root.resolve() == folder.resolve():
            continue
        scripts = (root / "scripts").glob("patterns.yml" if mark else "*.yml")
        for file in (*sorted(scripts), *sorted((root / "wording").glob("*.ftl"))):
            try:
                texts[f"{mark}{file.parent.name}/{file.name}"] = file.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                problems.append(not_utf8(f"{mark}{file.parent.name}/{file.name}", error))
    if not problems and not any(name.startswith("scripts/") for name in texts):
        place = Place("scripts")
        problems.append(Problem(place, "there are no flows here", "add a file such as scripts/greet.yml", "flow-none"))
    if problems:
        raise Problems(problems)
    return texts


def own(sources: Mapping[str, str]) -> dict[str, str]:
    """Of a set's texts those that are the shop's."""
    return {name: text for name, text in sources.items() if not name.startswith(BUILT_IN) and name != SETTINGS}


def built_in() -> dict[str, str]:
    """What a shop does not write itself, as the program has it now."""
    files = (BASE / "scripts" / "patterns.yml", *sorted((BASE / "wording").glob("*.ftl")))
    return {f"{BUILT_IN}{file.parent.name}/{file.name}": file.read_text(encoding="utf-8") for file in files}


def build(
    sources: Mapping[str, str],
    calls: Mapping[str, CallSpec] = CALLS,
    facts: Mapping[str, Mapping[str, Any]] = FACTS,
    intents: Collection[str] | None = None,
) -> FlowSet:
    """The set of texts as `read_folder` gives them. Raises Problems with every mistake.

    `facts` are what flows may know of the shop: texts, by group and name, or by group, name and language. They become a part
    of the set, so that one that was stored is built again as it was. `intents` are those the phrases teach; where they are
    given, a flow that waits for another one is a mistake.
    """
    flows, problems = examine(sources, calls, facts, intents)
    if flows is None:
        raise Problems(problem for problem in problems if problem.stops)
    return flows


def examine(
    sources: Mapping[str, str],
    calls: Mapping[str, CallSpec] = CALLS,
    facts: Mapping[str, Mapping[str, Any]] = FACTS,
    intents: Collection[str] | None = None,
) -> tuple[FlowSet | None, Sequence[Problem]]:
    """The same with all that is to be said of the texts, warnings too, by their places; no set where an error stops it.

    What is read is kept by its text, so that after a change in one file little else is read again.
    """
    facts = json.loads(sources[SETTINGS]) if SETTINGS in sources else facts
    sources = {**sources, SETTINGS: json.dumps(facts, sort_keys=True, ensure_ascii=False)}
    zone = ZoneInfo(str(facts.get("shop", {}).get("zone", ZONE)))
    wording, found = read_wording(books(sources, _languages(facts)), zone)
    read = [_read(name, text) for name, text in sources.items() if name.endswith(".yml")]
    problems = [*found, *(problem for file in read for problem in file.problems)]
    drafts = without_overridden([draft for file in read for draft in file.drafts])
    shared: dict[str, Slot] = {name: slot for file in read for name, slot in file.slots.items()}
    shelf = Shelf(link(drafts, shared, wording, calls, problems), wording, calls, facts, intents, frozenset(shared))
    problems += problems_of(shelf)
    told = sorted(set(problems))
    if any(problem.stops for problem in told):
        return None, told
    return _put_together(shelf, _hash([file.source for file in read], sources, calls, facts), zone, sources), told


def _put_together(shelf: Shelf, digest: str, zone: ZoneInfo, sources: Mapping[str, str]) -> FlowSet:
    flows, wording = {draft.flow.id: draft.flow for draft in shelf.drafts}, shelf.wording
    titles = answer_titles(flows.values())
    return FlowSet(
        digest,
        flows,
        wording,
        shelf.calls,
        {language: _facts_in(language, shelf.facts) for language in LANGUAGES},
        {intent: flow for flow in flows.values() if not flow.is_pattern for intent in flow.intents},
        {entity: flow for flow in flows.values() for entity in flow.entities},
        {fact: flow for flow in flows.values() for fact in flow.told},
        {words: label for flow in flows.values() for label in flow.labels for words in wording.words(f"intent-{label}")},
        {title: wording.words(title) for title in titles},
        {title: wording.phrases(title) for title in titles},
        {id_: tuple(sorted(wording.needs(id_))) for id_ in {id_: None for parts in wording.parts.values() for id_ in parts}},
        zone,
        sources,
    )


@dataclass(frozen=True, slots=True)
class _File:
    source: Source
    drafts: Sequence[Draft]
    slots: Mapping[str, Slot]
    problems: Sequence[Problem]


def forget() -> None:
    """Keep nothing of what was read: for measuring."""
    _read.cache_clear()


@lru_cache(maxsize=128)  # a third of a megabyte for a long file
def _read(name: str, text: str) -> _File:
    problems: list[Problem] = []
    try:
        source = parse_yaml(text, name)
    except Problems as found:
        return _File(Source(name, {}, {}), (), {}, found.problems)
    drafts, slots = read_flows(source, problems)
    return _File(source, tuple(drafts), slots, tuple(problems))


def without_overridden(drafts: list[Draft]) -> list[Draft]:
    """The shop's own flows, and the built-in ones it has none of its own for."""
    own = {draft.flow.id for draft in drafts if not draft.source.file.startswith(BUILT_IN)}
    intents = {*COMMANDS, *(intent for draft in drafts for intent in draft.flow.intents)}
    return [
        _fitted(draft, intents) if draft.source.file.startswith(BUILT_IN) else draft
        for draft in drafts
        if draft.flow.id not in own or not draft.source.file.startswith(BUILT_IN)
    ]


def _fitted(draft: Draft, intents: set[str]) -> Draft:
    """A built-in flow offers only what the shop has."""

    def fitted(step: Step) -> Step:
        if not isinstance(step, Say):
            return step
        offered = (button for button in step.buttons if not button.payload.startswith("intent:") or button.payload[7:] in intents)
        return replace(step, buttons=tuple(offered))

    return replace(draft, flow=replace(draft.flow, steps={id_: fitted(step) for id_, step in draft.flow.steps.items()}))


def _languages(facts: Mapping[str, Mapping[str, Any]]) -> tuple[Language, ...]:
    """The languages the shop speaks, as the facts have them: in the others it need not have a word."""
    spoken = facts.get("shop", {}).get("language")
    known = tuple(language for language in LANGUAGES if isinstance(spoken, Mapping) and language in spoken)
    return known or LANGUAGES


def books(sources: Mapping[str, str], languages: Sequence[Language] = LANGUAGES) -> dict[Language, list[tuple[str, str]]]:
    """The wording files of each language (`lv.ftl`, `lv-returns.ftl` ...), the shop's own first."""
    names = sorted((name for name in sources if name.endswith(".ftl")), key=lambda name: name.removesuffix(".ftl"))
    books = {
        language: [
            (name, sources[name])
            for mark in ("", BUILT_IN)
            for name in names
            if name == f"{mark}wording/{language}.ftl" or name.startswith(f"{mark}wording/{language}-")
        ]
        for language in languages
    }
    return {language: found for language, found in books.items() if found}


def _facts_in(language: Language, facts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    def choose(value: Any) -> Any:
        if isinstance(value, Mapping) and value and set(value) <= set(LANGUAGES):
            return value.get(language) or next(iter(value.values()))
        return value

    return {group: {name: choose(value) for name, value in values.items()} for group, values in facts.items()}


def _hash(
    files: list[Source], sources: Mapping[str, str], calls: Mapping[str, CallSpec], facts: Mapping[str, Mapping[str, Any]]
) -> str:
    """What a set says, without comments and layout of its YAML."""
    signatures = {
        name: [dict(call.arguments), sorted(call.optional), call.result, dict(call.fields), call.once]
        for name, call in calls.items()
    }
    wording = {name: text for name, text in sources.items() if name.endswith(".ftl")}
    content = [{file.file: file.data for file in files}, wording, signatures, facts]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()[:16]
