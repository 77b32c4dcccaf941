"""Nothing that reads what others write can be made to fail otherwise than by saying no, or to take for ever.

In the suite each target is tried some hundred times, always the same. `DEZURA_FUZZ=30` hunts for half an hour of CPU, differently
each time, and writes what breaks a target into `tests/security/cases/`, where it is tried ever after. docs/security.md.
"""

import os
import time

import pytest

from tests.security.mutating import Target, cases, hunt, keep, outcome
from tests.security.targets import targets

MINUTES = float(os.environ.get("DEZURA_FUZZ", "0"))
TARGETS = list(targets())
SHARE = 60 * MINUTES / len(TARGETS)  # seconds of CPU for each
QUICK, FEW = 1.0, 200  # seconds of CPU and inputs, in the suite
NAMES = [target.name for target in TARGETS]


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_what_once_broke_it_breaks_it_no_more(target: Target) -> None:
    for content in [*target.seeds, *cases(target.name)]:
        _, why, _ = outcome(target, content)
        assert not why, f"{why}\n{content[:300]!r}"


@pytest.mark.timeout(max(300, 10 * SHARE))
@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_whatever_comes_it_reads_it_or_says_no(target: Target) -> None:
    began, seed = time.process_time(), int(time.time()) if MINUTES else 0

    def enough(tried: int) -> bool:
        spent = time.process_time() - began
        return spent > SHARE if MINUTES else tried >= FEW or spent > QUICK

    found = hunt(target, enough, seed)
    print(f"\n{target.name}: {found.tried} tried, {found.kept} kept, the slowest {found.slowest:.2f} s")
    if found.broken is not None:
        place = keep(target.name, found.broken) if MINUTES else "(run it with DEZURA_FUZZ=1 to keep it)"
        pytest.fail(f"{found.why}\n{place}\n{found.broken[:300]!r}")


def test_the_hunt_finds_what_breaks() -> None:
    """A reader with a mistake in it is found out: by a byte that it cannot bear, by a word, and by what takes too long."""

    def fragile(content: bytes) -> int:
        if b"__class__" in content:
            raise KeyError(content)
        return len(content)

    def slow(content: bytes) -> None:
        while b"=1+1" in content and time.thread_time() - began < 0.2:
            pass

    began = time.thread_time()
    assert hunt(Target("fragile", fragile, [b"a b c"]), lambda tried: tried > 20_000).why.startswith("KeyError")
    began = time.thread_time()
    assert "of CPU" in hunt(Target("slow", slow, [b"a b c"], slowest=0.1), lambda tried: tried > 20_000).why


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_every_target_reads_its_seeds_as_they_are(target: Target) -> None:
    """Otherwise everything would be turned away at the first look, and nothing behind it be tried."""
    shapes = {outcome(target, content)[0] for content in target.seeds}
    assert any(not shape.startswith(tuple(error.__name__ for error in target.allowed or (KeyError,))) for shape in shapes)
