"""All flows with their words, ready to run: without it the engine would have to know files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from flows.steps import CallSpec, Flow
from flows.wording import Wording
from nlu.model import Language


@dataclass(frozen=True, slots=True)
class FlowSet:
    """All flows with their words, ready to run. `sources` are the texts it was built from, by file name."""

    hash: str
    flows: Mapping[str, Flow]
    wording: Wording
    calls: Mapping[str, CallSpec] = field(default_factory=dict)
    facts: Mapping[Language, Mapping[str, Any]] = field(default_factory=dict)
    by_intent: Mapping[str, Flow] = field(default_factory=dict)
    by_entity: Mapping[str, Flow] = field(default_factory=dict)
    by_fact: Mapping[str, Flow] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)  # the words of buttons that begin a flow when typed, and its intent
    titles: Mapping[str, frozenset[str]] = field(default_factory=dict)  # the words of answers' buttons, in all languages
    phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)  # those that mean the answer amid other words, too
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the values of each wording
    zone: tzinfo = UTC  # the shop's: the one in which days begin
    sources: Mapping[str, str] = field(default_factory=dict)
