"""Where one can go in the console: without it each page would have a navigation of its own.

A page is one row here with its template, and one word in `words/nav.json` under its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["agent", "supervisor", "admin"]
_RANK: dict[str, int] = {"agent": 0, "supervisor": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name, its address, what it is made from, the role it needs at least, and whether it stands in the bar and menu.

    `own`: a module of its own serves it, since it is more than its template.
    """

    name: str
    path: str
    template: str
    role: Role = "agent"
    bar: bool = True
    menu: bool = True
    own: bool = False


PLACES = (
    Place("conversations", "/console", "console.html"),
    Place("promises", "/console/promises", "promises.html"),
    Place("owed", "/console/owed", "owed.html"),
    Place("money", "/console/money", "money.html"),
    Place("reports", "/console/reports", "reports.html", own=True),
    Place("answers", "/console/answers", "answers.html", bar=False),
    Place("live", "/console/live", "live.html", role="supervisor"),
    Place("people", "/console/people", "people.html", role="supervisor", bar=False),
    Place("audit", "/console/audit", "audit.html", role="supervisor", bar=False),
    Place("lessons", "/console/lessons", "lessons.html", bar=False),
    Place("account", "/console/account", "account.html", bar=False),
)


def allowed(role: str, place: Place) -> bool:
    """Whether somebody of this role may go there."""
    return _RANK[role] >= _RANK[place.role]


def open_to(role: str, among: Iterable[Place] = PLACES) -> list[Place]:
    """Where the menu leads somebody of this role."""
    return [place for place in among if place.menu and allowed(role, place)]
