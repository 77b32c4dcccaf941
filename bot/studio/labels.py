"""What settings are called in people's languages: without it a form would be a list of the program's own names."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from nlu.model import Language

ORDER: Sequence[Language] = ("en", "lv", "uk", "ru", "pl")
GROUPS: Mapping[str, str] = {  # where a setting stands on the page, by the beginning of its name
    "teams": "hours", "default_team": "hours", "promises": "promises", "sla": "promises", "queue": "promises",
    "channels": "channels", "desk": "desk", "topics": "desk", "alerts": "calling", "summary": "calling",
    "understanding": "understanding", "publishing": "understanding",
    "returns": "returns", "reserve": "returns", "experiment": "returns",
    "care.surveys": "surveys", "care": "care", "orders": "orders", "changes": "orders", "delivery": "orders",
    "invoices": "invoices", "goods": "invoices", "payments": "invoices", "agents_allowance": "people", "people": "people",
    "retention": "retention", "reports": "retention", "privacy": "retention",
}  # fmt: skip
ALL_GROUPS: Sequence[str] = (
    "shop", "hours", "promises", "channels", "desk", "calling", "understanding", "returns", "care", "surveys", "orders",
    "invoices", "people", "retention",
)  # fmt: skip


@cache
def _known() -> Mapping[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = json.loads((Path(__file__).parent / "labels.json").read_text(encoding="utf-8"))
    return found


def label(name: str, language: Language) -> str:
    """A setting's name for people: its own, or that of all settings whose names end alike. Raises KeyError for none at all."""
    parts = name.split(".")
    names = [name, *(".".join(parts[-length:]) for length in range(len(parts) - 1, 0, -1))]
    found = next((_known()[one] for one in names if one in _known()), None)
    if found is None:
        raise KeyError(name)
    return found[ORDER.index(language)]


def section(name: str, language: Language) -> str:
    """The heading under which a setting stands, empty where it needs none."""
    above = name.split(".")[:-1]
    known = [f"section.{'.'.join(part for part in above[:length] if part != '*')}" for length in range(len(above), 0, -1)]
    known += [f"section.{above[-1]}"] if above else []
    found = next((_known()[one] for one in known if one in _known()), None)
    return found[ORDER.index(language)] if found else ""


def group(name: str) -> str:
    """The group in which a setting stands."""
    return next((GROUPS[begin] for begin in GROUPS if name == begin or name.startswith(f"{begin}.")), "shop")


def group_label(name: str, language: Language) -> str:
    """A group's heading."""
    return _known()[f"group.{name}"][ORDER.index(language)]
