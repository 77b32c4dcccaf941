"""The draft of the flows and their wording: what is published, with what admins have changed and not published yet."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.store.database import Database
from config.source import Problem
from flows.flowset import FlowSet
from flows.library import build, built_in, examine, own
from flows.steps import CallSpec

Texts = Mapping[str, str]  # by their names as `flows.library.read_folder` gives them: scripts/greet.yml, wording/lv.ftl


class Workshop:
    """Reads the draft. `published` is the set in use at this moment; `calls` and `facts` are what every set is built with."""

    def __init__(
        self, database: Database, published: Callable[[], FlowSet], calls: Mapping[str, CallSpec], facts: Mapping[str, Any]
    ) -> None:
        self.database, self.published, self.calls, self.facts = database, published, calls, facts

    def own(self, sources: Texts) -> dict[str, str]:
        """Of a set's texts those that are the shop's, which an admin may change."""
        return own(sources)

    async def texts(self) -> dict[str, str]:
        """The shop's texts in the draft."""
        return self.own(self.published().sources)

    def build(self, texts: Texts) -> FlowSet:
        """The shop's texts as a set, with what is built in. Raises Problems with every mistake."""
        return build({**texts, **built_in()}, self.calls, self.facts)

    def check(self, texts: Texts) -> list[Problem]:
        """Every mistake in the shop's texts, in the order of their places."""
        return list(examine({**texts, **built_in()}, self.calls, self.facts)[1])
