"""Tests of a Rasa project as conversations of ours: without it nobody would know whether the bot still answers as it did."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.rasa.responses import Response, wording_of
from flows.rasa.scripts import HARMLESS
from flows.rasa.turns import DONE_BY_ENGINE
from nlu.model import Language
from nlu.phrases import annotated
from nlu.rasa_node import Node, Note, Page

FIRST = "first-contact"  # is said before the first answer of a conversation
PROMISED = "handed-over"  # by when a person writes
Case = dict[str, Any]


def write_cases(
    pages: list[Page], responses: Mapping[str, Response], forms: Mapping[str, str], language: Language, notes: list[Note]
) -> dict[str, list[Case]]:
    """The cases of each file. What comes after code has run cannot be expected, so a case ends there, with a person.

    `forms` has what each form asks first.
    """
    files: dict[str, list[Case]] = {}
    for page in pages:
        cases: dict[str, Case] = {}
        for node in (*page.top.get("test_cases").each(), *page.top.get("stories").each()):
            name = node.get("test_case").text or node.get("story").text
            steps = list(_steps(node, responses, forms, notes))
            if name and any("user" in step for step in steps):
                unique = name if name not in cases else f"{name} ({len(cases)})"
                cases[unique] = {"test_case": unique, "language": language, "steps": steps}
        if cases:
            stem = page.source.file.rpartition(".")[0].replace("/", "-").removeprefix("tests-").removeprefix("e2e_tests-")
            files[f"tests/dialogues/{stem}.{language}.yml"] = list(cases.values())
    return files


def openings(pages: list[Page]) -> dict[str, list[str]]:
    """What customers write first in the tests, by the flow that the test says is started then."""
    found: dict[str, list[str]] = {}
    for page in pages:
        for node in page.top.get("test_cases").each():
            said = ""
            for step in node.get("steps").each():
                said = step.get("user").text or said
                for one in step.get("assertions").each():
                    flow = one.get("flow_started").text
                    if flow and said and not said.startswith("/"):
                        found.setdefault(flow, []).append(said)
    return found


def _steps(node: Node, responses: Mapping[str, Response], forms: Mapping[str, str], notes: list[Note]) -> Iterator[Case]:
    said: list[str] = []
    users = 0
    for step in node.get("steps").each():
        name = step.get("utter").text or step.get("action").text
        if step.has("user"):
            yield from _said(said, is_first=users == 1)
            users, said = users + 1, []
            text = _bare(step.get("user").text)
            if text.startswith("/") or not text:
                why = "customers write words; the conversation ends here"
                notes.append(Note(step.place, "test", f"`{text or 'a message'}`", why))
                return
            yield {"user": text}
        elif name in forms:
            asked = [forms[name]] if forms[name] else [PROMISED]
            yield from _said([*said, *asked], is_first=users == 1)
            notes.append(
                Note(step.place, "test", f"`{name}`", "the test does not say what the form asks; it ends with its question")
            )
            return
        elif name in responses and responses[name].entry:
            said.append(wording_of(name))
        elif step.has("bot"):
            yield from _said(said, is_first=users == 1)
            said = []
            if text := re.sub(r"\s+", " ", step.get("bot").text):
                yield {"contains": text}
        elif step.has("action") and name not in DONE_BY_ENGINE and not HARMLESS.fullmatch(name):
            yield from _said([*said, PROMISED], is_first=users == 1)
            notes.append(Note(step.place, "test", f"`{name}`", "code has answered here; the conversation ends with a person"))
            yield {"owner": "queue"}
            return
    yield from _said(said, is_first=users == 1)


def _said(said: list[str], *, is_first: bool) -> Iterator[Case]:
    if said:
        yield {"utter": [FIRST, *said] if is_first else said}


def _bare(text: str) -> str:
    try:
        return " ".join(annotated(text)[0].split())
    except ValueError:
        return " ".join(text.split())
