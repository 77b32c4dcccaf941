"""Mistakes as people and programs read them: without it a mistake found would have to be looked up by hand."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import click

from bot.premises import VERSION
from config.rules import RULES
from config.source import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
DOCS = "docs/checking.md"


def as_json(found: Sequence[Problem]) -> str:
    """A list of objects, one a mistake."""
    return json.dumps([described(problem) for problem in found], ensure_ascii=False, indent=2)


def described(problem: Problem) -> dict[str, object]:
    """A mistake with names for all its parts; line and column count from 1, 0 is the file as a whole."""
    place = problem.place
    return {
        "file": place.file, "line": place.line, "column": place.column, "text": problem.text, "hint": problem.hint,
        "code": problem.code, "severity": problem.severity,
    }  # fmt: skip


def as_sarif(found: Sequence[Problem]) -> str:
    """SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0), with the rules that were broken."""
    broken = sorted({problem.code for problem in found})
    rules = [
        {"id": code, "shortDescription": {"text": RULES.get(code, code)}, "helpUri": f"{DOCS}#{code}"} for code in broken if code
    ]
    driver = {"name": "dezura", "version": VERSION, "informationUri": DOCS, "rules": rules}
    results = [_result(problem, broken) for problem in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(problem: Problem, broken: Sequence[str]) -> dict[str, object]:
    place = problem.place
    region = {"region": {"startLine": place.line, "startColumn": max(place.column, 1)}} if place.line else {}
    located = {"physicalLocation": {"artifactLocation": {"uri": place.file.replace(" ", "%20")}, **region}}
    result: dict[str, object] = {"level": problem.severity, "message": {"text": _said(problem)}, "locations": [located]}
    if problem.code:
        result |= {"ruleId": problem.code, "ruleIndex": [code for code in broken if code].index(problem.code)}
    return result


def as_github(found: Sequence[Problem]) -> str:
    """Workflow commands, which become annotations of a pull request (docs.github.com/actions, workflow commands)."""
    return "\n".join(map(_annotation, found))


def _annotation(problem: Problem) -> str:
    place = problem.place
    at = f",line={place.line},col={max(place.column, 1)}" if place.line else ""
    return f"::{problem.severity} file={_escaped(place.file, ':,')}{at},title={problem.code}::{_escaped(_said(problem))}"


def _escaped(text: str, more: str = "") -> str:
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _said(problem: Problem) -> str:
    return problem.text + (f" ({problem.hint})" if problem.hint else "")


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {"json": as_json, "sarif": as_sarif, "github": as_github}

# --- in a terminal ---------------------------------------------------------------------------------------------

COLOURS = {"error": "red", "warning": "yellow"}


def lines(found: Iterable[Problem], home: Path) -> Iterator[str]:
    """By file, each with the line it speaks of and a mark below its column."""
    for file, problems in groupby(found, key=lambda problem: problem.place.file):
        text = _text(home / file)
        yield click.style(file, bold=True)
        for problem in problems:
            place = problem.place
            at = f"{place.line}:{place.column}" if place.line else ""
            colour = COLOURS[problem.severity]
            yield f"  {at:>7} {click.style(problem.severity, fg=colour)}: {problem.text}  {click.style(problem.code, dim=True)}"
            if 0 < place.line <= len(text):
                yield from _shown(text[place.line - 1], place.column)
            if problem.hint:
                yield f"          {click.style('→ ' + problem.hint, fg='green')}"
        yield ""


WIDEST = 100  # characters of a line shown


def _shown(line: str, column: int) -> Iterator[str]:
    begin = column - WIDEST // 2 if column > WIDEST else 0
    cut = line[begin : begin + WIDEST].replace("\t", " ")
    yield f"          {click.style(cut, dim=True)}"
    yield f"          {' ' * (column - 1 - begin)}^"


def _text(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
