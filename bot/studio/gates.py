"""What stands between a draft and the customers: it is checked, its tests pass, and the past shows what it would do."""

from dataclasses import dataclass
from typing import Literal

GateState = Literal["passed", "failed", "missing", "running"]


@dataclass(frozen=True, slots=True)
class Gate:
    """One of them, and how it stands for a draft. `told` says why in one line, for people."""

    name: Literal["check", "tests", "replay"]
    state: GateState
    told: str = ""
