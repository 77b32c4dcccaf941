"""Responses of a domain as Fluent: without it every text would be copied by hand, and the first `{` in one would break a file.

Rasa's format is told at https://legacy-docs-oss.rasa.com/docs/rasa/responses. Replies are deterministic here, so of several
wordings the first is said; the others stand above it as comments.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.source import Place
from flows.rasa.names import named
from nlu.rasa_node import Node, Note

LONGEST = 4000  # characters
_PLACEHOLDER = re.compile(r"\{\{\s*(?:slots\.|context\.)?([A-Za-z_][\w.-]*)\s*\}\}|\{([A-Za-z_][\w.-]*)\}")
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PAYLOAD = re.compile(r"/(?P<intent>[^\s{(]+)\s*(?P<more>\{.*\})?\s*$", re.DOTALL)
_SET = re.compile(r"/SetSlots\((?P<pairs>.*)\)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Payload:
    """A button: what it says and what it sends, an intent with values, values alone, or words. `url` leads elsewhere."""

    title: str
    place: Place
    intent: str = ""
    values: Mapping[str, str] | None = None
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What is said. `entry` is its Fluent text, `uses` the values in it; no entry: there is nothing to say."""

    id: str
    place: Place
    entry: str
    uses: frozenset[str] = frozenset()
    buttons: tuple[Payload, ...] = ()
    plain: str = ""  # the text alone, where it is the same for everybody and holds no values


def read_responses(nodes: Iterator[Node], notes: list[Note]) -> dict[str, Response]:
    """All responses by their names in the project; the last of several files counts."""
    return {name: _response(name, node, notes) for group in nodes for name, node in group.items()}


def wording_of(name: str) -> str:
    """The wording id of a response: `utter_faq/hours` is `utter_faq_hours`."""
    return named(name)


def _response(name: str, node: Node, notes: list[Note]) -> Response:
    variants = [one for one in (node.each() if node.is_list else (node,)) if one.is_mapping or one.text]
    general = [one for one in variants if not one.get("channel").text]
    notes += [
        Note(one.place, "response", f"`{name}` for {one.get('channel').text}", "a text is the same on every channel")
        for one in variants
        if general and one.get("channel").text
    ]
    chosen = general or variants
    conditional = [one for one in chosen if one.has("condition")]
    plain = [one for one in chosen if not one.has("condition")]
    texts = [text for one in plain or conditional if (text := _text(one, name, notes))]
    selected = _by_slot(name, conditional, notes) if plain or len(conditional) > 1 else None
    if len(texts) > 1 and not (selected and not plain):
        why = "replies are deterministic: the first is said, the others stand beside it as comments"
        notes.append(Note(node.place, "response", f"`{name}`: {len(texts) - 1} other wordings", why))
    first = next(iter(plain or conditional), None)
    buttons = tuple(_buttons(first)) if first is not None else ()
    if not texts and not selected:
        if buttons:
            texts = ["…"]
        else:
            notes.append(Note(node.place, "response", f"`{name}`", "it has no text that could be said"))
            return Response(name, node.place, "")
    entry, uses = _entry(wording_of(name), texts, selected)
    has_values = bool(uses) or selected is not None
    return Response(name, node.place, entry, uses, buttons, "" if has_values or not texts else texts[0])


def _text(one: Node, name: str, notes: list[Note]) -> str:
    text = (one.get("text") if one.is_mapping else one).text[:LONGEST]
    if _STATEMENT.search(text):
        notes.append(
            Note(one.place, "response", f"`{name}`", "what is written in Jinja is left out: wordings choose with Fluent")
        )
        text = _STATEMENT.sub("", text)
    extra = [one.get(key).text for key in ("image", "attachment") if one.get(key).text]
    if one.has("custom") or one.has("elements") or one.has("quick_replies"):
        notes.append(Note(one.place, "response", f"`{name}`", "`custom` and the like are for one channel's software"))
    return "\n".join(part for part in (text, *extra) if part).strip()


def _by_slot(name: str, variants: list[Node], notes: list[Note]) -> tuple[str, dict[str, str]] | None:
    """Variants that depend on one slot's value, as Fluent can choose; else they are noted."""
    found: dict[str, str] = {}
    slots = set()
    for one in variants:
        conditions = [node for node in one.get("condition").each() if node.get("type").text in {"slot", ""}]
        slot, value = (conditions[0].get("name").text, conditions[0].get("value")) if conditions else ("", one)
        key = {"true": "yes", "false": "no", "yes": "yes", "no": "no"}.get(value.text.lower(), value.text)
        text = _text(one, name, notes)
        if len(conditions) == 1 and slot and re.fullmatch(r"[A-Za-z][\w-]*|\d+", key, re.ASCII) and text:
            slots.add(slot)
            found.setdefault(key, text)
        else:
            why = "only one slot, with a simple value, can choose a wording; write it with Fluent, or a branch in the flow"
            notes.append(Note(one.place, "response", f"`{name}` under a condition", why))
    if len(slots) > 1:
        notes.append(Note(variants[0].place, "response", f"`{name}` under conditions", "they look at several slots"))
    return (slots.pop(), found) if len(slots) == 1 else None


def _buttons(one: Node) -> Iterator[Payload]:
    for node in (*one.get("buttons").each(), *one.get("quick_replies").each()):
        title = node.get("title").text
        payload = node.get("payload").text
        url = node.get("url").text or (payload if node.get("type").text == "web_url" else "")
        if title:
            yield payload_of(title, payload or title, node.place, url)


def payload_of(title: str, payload: str, place: Place, url: str = "") -> Payload:
    """What a button sends, taken apart."""
    if url:
        return Payload(title, place, url=url)
    if found := _SET.match(payload):
        pairs = (pair.partition("=") for pair in found["pairs"].split(","))
        return Payload(
            title, place, values={name.strip(): value.strip().strip("\"'") for name, _, value in pairs if name.strip()}
        )
    if payload.startswith("/") and (found := _PAYLOAD.match(payload)):
        values: dict[str, str] = {}
        if found["more"]:
            try:
                more = json.loads(found["more"].replace("{{", "{").replace("}}", "}"))
            except json.JSONDecodeError:
                more = {}
            values = {str(name): str(value) for name, value in more.items()} if isinstance(more, dict) else {}
        return Payload(title, place, intent=found["intent"], values=values)
    return Payload(title, place, text=payload)


# --- Fluent ----------------------------------------------------------------------------------------------------


def _entry(id_: str, texts: list[str], selected: tuple[str, dict[str, str]] | None) -> tuple[str, frozenset[str]]:
    uses: set[str] = set()
    comments = "".join(f"# {' '.join(text.split())}\n" for text in texts[1:])
    if selected is None:
        return f"{comments}{id_} ={_block(texts[0], uses, '    ')}\n", frozenset(uses)
    slot, variants = selected
    uses.add(named(slot))
    arms = [(key, text) for key, text in variants.items()]
    default = texts[0] if texts else arms[-1][1]
    lines = [f"       [{key}]{_block(text, uses, ' ' * 12)}" for key, text in arms]
    lines.append(f"      *[other]{_block(default, uses, ' ' * 12)}")
    return f"{comments}{id_} = {{ ${named(slot)} ->\n" + "\n".join(lines) + "\n    }\n", frozenset(uses)


def fluent(id_: str, text: str) -> str:
    """One entry of a wording file, its text as it stands."""
    return _entry(id_, [text], None)[0]


def _block(text: str, uses: set[str], indent: str) -> str:
    lines = [_line(line.strip(), uses) for line in text.strip().splitlines()] or ['{ "" }']
    if len(lines) == 1:
        return f" {lines[0]}"
    return "".join(f"\n{indent}{line}" if line else "\n" for line in lines)


def _line(line: str, uses: set[str]) -> str:
    result, end = "", 0
    for found in _PLACEHOLDER.finditer(line):
        name = named((found[1] or found[2]).replace(".", "_"))
        uses.add(name)
        result += _escaped(line[end : found.start()]) + f"{{ ${name} }}"
        end = found.end()
    result += _escaped(line[end:])
    return f'{{ "{result[0]}" }}{result[1:]}' if result[:1] in {"[", "*", ".", "#", "-"} else result


def _escaped(text: str) -> str:
    text = "".join(one for one in text if one.isprintable() or one == "\t")
    return re.sub(r"[{}]", lambda found: f'{{ "{found[0]}" }}', text)
