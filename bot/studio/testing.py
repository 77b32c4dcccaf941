"""The shop's conversation tests held with a draft, and what came out.

They are held in processes of their own that leave the machine to customers; the row in the database tells every process of the
program, and whoever comes back, how far they are.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot.store import trials
from bot.store.trials import Trial
from bot.studio.background import SIGN, is_lost
from bot.studio.gates import Gate
from bot.troupe import Held, Script, TroupeError, perform
from config.source import Problem, Problems, parse_yaml
from flows.cases import Case, parse
from flows.coverage import covered, total
from flows.flowset import FlowSet

if TYPE_CHECKING:
    from bot.studio.context import Studio

SHOWN = 100  # failures that are kept
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tests:
    """The shop's tests as they stand: the conversations, a hash of the files, and the mistakes in them."""

    cases: Sequence[Case]
    hash: str
    problems: Sequence[Problem] = field(default_factory=tuple)


def read_tests(home: Path) -> Tests:
    """Those in `tests/dialogues`; none where there is no such folder."""
    cases: list[Case] = []
    problems: list[Problem] = []
    digest = sha256()
    for file in sorted((home / "tests" / "dialogues").glob("*.yml")):
        name = f"tests/dialogues/{file.name}"
        with suppress(OSError, UnicodeDecodeError):
            text = file.read_text(encoding="utf-8")
            digest.update(f"{name}\0{text}\0".encode())
            try:
                cases += parse(parse_yaml(text, name))
            except Problems as found:
                problems += found.problems
    return Tests(cases, digest.hexdigest()[:16], problems)


async def start(studio: "Studio", flows: FlowSet, tests: Tests, user_id: int) -> None:
    """Hold them in the background; a draft whose tests are being held already goes on with that."""
    bench = studio.bench
    if bench.busy and bench.flows == flows.hash:
        return
    await bench.stop()
    floor = studio.floor
    begin = partial(trials.begin, flows=flows.hash, tests=tests.hash, user_id=user_id, total=len(tests.cases), now=floor.clock())
    id_ = await floor.database.write(begin)
    bench.flows = flows.hash
    bench.task = asyncio.create_task(_run(studio, flows, tests, id_), name="conversation tests")


async def _run(studio: "Studio", flows: FlowSet, tests: Tests, id_: int) -> None:
    floor = studio.floor
    script = Script(floor.environment, floor.shop, dict(flows.sources), kindly=True)
    held: list[Held] = []
    signed, wrong = floor.clock(), ""
    try:
        async for one in perform(script, tests.cases, max(1, (os.cpu_count() or 1) - 1)):
            held.append(one)
            if floor.clock() - signed >= SIGN:
                signed = floor.clock()
                await floor.database.write(partial(trials.see, id_=id_, done=len(held), failed=_failed(held), now=signed))
    except TroupeError as error:
        wrong = str(error)
        _log.error("tests_left_off", reason=wrong)
    report = await asyncio.to_thread(_report, flows, held, tests, wrong)
    failed = _failed(held) + len(tests.problems) + bool(wrong)
    end = partial(trials.end, id_=id_, done=len(held), failed=failed, report=report, now=floor.clock())
    await floor.database.write(end)


def _failed(held: Sequence[Held]) -> int:
    return sum(not one.result.passed for one in held)


def _report(flows: FlowSet, held: Sequence[Held], tests: Tests, wrong: str) -> str:
    failures: list[dict[str, Any]] = [
        {"name": "", "file": one.place.file, "line": one.place.line, "expected": "", "got": one.text, "talk": []}
        for one in tests.problems
    ]
    if wrong:
        failures.append({"name": "", "file": "", "line": 0, "expected": "", "got": wrong, "talk": []})
    for one in held:
        for failure in one.result.failures[:1]:
            talk = [{"who": line.who, "text": line.text} for line in one.result.talk[max(0, failure.upto - 12) : failure.upto]]
            failures.append({
                "name": one.result.case.name, "file": failure.place.file, "line": failure.place.line,
                "expected": failure.expected, "got": failure.got, "talk": talk,
            })  # fmt: skip
    went: Counter[tuple[str, str]] = sum((Counter(one.walked) for one in held), Counter())
    covers = covered(flows, went)
    return json.dumps({
        "failures": failures[:SHOWN],
        "percent": round(total(covers), 1),
        "flows": [
            {"flow": one.flow, "file": one.file, "line": one.line, "percent": round(one.percent, 1), "missing": one.missing}
            for one in covers
        ],
    })  # fmt: skip


async def newest(studio: "Studio", flows: FlowSet) -> Trial | None:
    """How a set's tests came out last, or how far they are."""
    return await studio.floor.database.read(partial(trials.newest, flows=flows.hash))


async def gate(studio: "Studio", flows: FlowSet) -> Gate:
    """How the tests of this set came out when they were held last. Where there are none, none can fail."""
    tests = await asyncio.to_thread(read_tests, studio.floor.environment.dezura_home)
    if not tests.cases and not tests.problems:
        return Gate("tests", "passed", "0 / 0")
    trial = await newest(studio, flows)
    if trial is None or trial.tests != tests.hash or is_lost(trial, studio.floor.clock()):
        return Gate("tests", "missing")
    told = f"{trial.done - trial.failed} / {trial.total}"
    if trial.ended_at is None:
        return Gate("tests", "running", told)
    if not trial.failed:
        return Gate("tests", "passed", told)
    first = json.loads(trial.report)["failures"][0]
    return Gate("tests", "failed", f"{told} · {first['file']}:{first['line']}")
