"""How tests came out, for people, for programs, and for what shows test reports: without it a failure would be one long line."""

import json
from collections.abc import Iterator, Sequence
from difflib import ndiff
from typing import Any
from xml.etree import ElementTree as ET

from bot.troupe import Held
from flows.coverage import FlowCover, shown, total
from flows.dialogues import Failure, Line

UPTO = 12  # lines of the conversation that are shown before a failure
WHO = {"customer": "customer", "bot": "bot", "desk": "desk", "clock": "clock", "shop": "shop"}


def told(held: Held) -> Iterator[str]:
    """Every failure of a conversation: place, what was expected and what came, where they differ, and what was said before."""
    case = held.result.case
    for failure in held.result.failures:
        yield str(failure)
        yield f"    in “{case.name}”"
        yield from (f"    {line}" for line in _difference(failure))
        before = held.result.talk[: failure.upto]
        if len(before) > UPTO:
            yield "      …"
        yield from (f"      {_said(line)}" for line in before[-UPTO:])


def _difference(failure: Failure) -> Iterator[str]:
    """Only where there is something to lay side by side."""
    if len(failure.wanted) + len(failure.came) > 1 and failure.wanted and failure.came:
        yield from (line.rstrip() for line in ndiff(failure.wanted, failure.came) if not line.startswith("?"))


def _said(line: Line) -> str:
    names = f" ({', '.join(line.what)})" if line.what else ""
    return f"{WHO[line.who]}: {' '.join(line.text.split())}{names}"


def coverage_lines(covers: Sequence[FlowCover]) -> Iterator[str]:
    """A line for each flow, and one for all."""
    width = max((len(cover.flow) for cover in covers), default=4)
    for cover in covers:
        taken, ways = cover.ways
        counts = f"steps {cover.reached}/{len(cover.steps)}, ways {taken}/{ways}"
        missing = f"   not covered: {cover.file}:{shown(cover.missing)}" if cover.missing else ""
        yield f"{cover.flow:{width}}  {cover.percent:5.1f} %  {counts}{missing}"
    yield f"{'all':{width}}  {total(covers):5.1f} %"


def as_json(all_held: Sequence[Held], covers: Sequence[FlowCover] | None, seconds: float) -> str:
    """Everything, for a program to read."""
    failed = sum(not held.result.passed for held in all_held)
    told_: dict[str, Any] = {
        "passed": len(all_held) - failed, "failed": failed, "seconds": round(seconds, 3),
        "cases": [_case(held) for held in all_held],
    }  # fmt: skip
    if covers is not None:
        told_["coverage"] = {"percent": round(total(covers), 1), "flows": [flow_json(cover) for cover in covers]}
    return json.dumps(told_, ensure_ascii=False, indent=2)


def _case(held: Held) -> dict[str, Any]:
    result = held.result
    return {
        "name": result.case.name, "file": result.case.place.file, "line": result.case.place.line, "passed": result.passed,
        "seconds": round(held.seconds, 3),
        "failures": [
            {"file": one.place.file, "line": one.place.line, "expected": one.expected, "got": one.got} for one in result.failures
        ],
    }  # fmt: skip


def flow_json(cover: FlowCover) -> dict[str, Any]:
    """A flow's coverage."""
    taken, ways = cover.ways
    return {
        "flow": cover.flow, "file": cover.file, "line": cover.line, "percent": round(cover.percent, 1), "steps": len(cover.steps),
        "reached": cover.reached, "ways": ways, "taken": taken, "missing": [list(stretch) for stretch in cover.missing],
    }  # fmt: skip


def as_junit(all_held: Sequence[Held]) -> str:
    """JUnit's XML, which build servers show (https://github.com/testmoapp/junitxml)."""
    failed = sum(not held.result.passed for held in all_held)
    suite = ET.Element(
        "testsuite", name="dezura", tests=str(len(all_held)), failures=str(failed),
        time=f"{sum(held.seconds for held in all_held):.3f}",
    )  # fmt: skip
    for held in all_held:
        case = held.result.case
        names = {"classname": case.place.file, "name": case.name, "time": f"{held.seconds:.3f}"}
        found = ET.SubElement(suite, "testcase", {**names, "file": case.place.file, "line": str(case.place.line)})
        if held.result.failures:
            first = held.result.failures[0]
            failure = ET.SubElement(found, "failure", message=_printable(str(first)))
            failure.text = _printable("\n".join(told(held)))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(char for char in text if char in "\n\t" or char >= " ")
