"""Whom a waiting customer is given to: without it the quickest hand would take the easiest question.

Pure: no clock, no database. The rules, in the order in which they are asked:

| who | gets it |
|---|---|
| somebody who is not here, of another team, or with both hands full | never |
| who served this customer last (rule `last_agent`) | first |
| who has the skill and speaks the language | before who has one of them, before anybody of the team |
| of several | who has least to do for their capacity (rule `least_busy`) |

Where those who suit are here but busy, the customer waits for them a little (`patience`); then anybody may. So nobody who can be
answered at all waits for a particular colleague for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.desk import Rule
from handoff.model import AgentId
from handoff.presence import Presence
from nlu.model import Language


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the shop as the desk sees them. No teams, no languages: all of them. `load` counts what they hold now."""

    id: AgentId
    name: str = ""
    presence: Presence = "off"
    languages: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = 8
    load: int = 0

    @property
    def has_room(self) -> bool:
        """Whether something may be given to them."""
        return self.presence == "here" and self.load < self.capacity

    def serves(self, team: str) -> bool:
        """Whether they belong to the team."""
        return not self.teams or team in self.teams

    def speaks(self, language: str) -> bool:
        """Whether they answer in the language; of a customer whose language is not known, everybody does."""
        return not self.languages or not language or language in self.languages

    def can(self, skill: str) -> bool:
        """Whether they know how to do what is asked."""
        return not skill or skill in self.skills


@dataclass(frozen=True, slots=True)
class Need:
    """A customer who waits: for which team, in which language, with what skill, since when, and who served them last."""

    team: str
    language: str
    since: datetime
    skill: str = ""
    last: AgentId | None = None


def choose(
    need: Need, colleagues: Sequence[Colleague], rules: Sequence[Rule], now: datetime, patience: timedelta
) -> AgentId | None:
    """Who gets it now; None where nobody does, or where it is worth to wait a little."""
    here = [one for one in colleagues if one.presence == "here" and one.serves(need.team)]
    for rule in rules:
        if rule == "last_agent":
            chosen = next((one.id for one in here if one.id == need.last and one.has_room), None)
        else:
            chosen = _least_busy(need, here, waits=now - need.since < patience)
        if chosen is not None:
            return chosen
    return None


def _least_busy(need: Need, here: Sequence[Colleague], *, waits: bool) -> AgentId | None:
    tiers = (
        [one for one in here if one.speaks(need.language) and one.can(need.skill)],
        [one for one in here if one.speaks(need.language)],
        [one for one in here if one.can(need.skill)],
        here,
    )
    for tier in tiers:
        if free := [one for one in tier if one.has_room]:
            return min(free, key=lambda one: (one.load / one.capacity, one.load, one.id)).id
        if tier and waits:
            return None
    return None


def answered_in(language: Language, team: str, colleagues: Sequence[Colleague], default: Language) -> Language | None:
    """In which language a person will answer, where nobody speaks the customer's; None where somebody does, or nobody is known.

    Those who are here count; where nobody is, everybody of the team.
    """
    members = [one for one in colleagues if one.serves(team)]
    asked = [one for one in members if one.presence == "here"] or members
    if not asked or any(one.speaks(language) for one in asked):
        return None
    spoken = [known for one in asked for known in one.languages]
    return default if default in spoken else spoken[0]  # type: ignore[return-value]  # languages of people are those of the shop
