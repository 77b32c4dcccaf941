"""Slots and forms of a domain: without it a form would be a name, and what it asks for would be text alone.

Rasa's format is told at https://legacy-docs-oss.rasa.com/docs/rasa/domain and https://legacy-docs-oss.rasa.com/docs/rasa/forms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from config.source import Place
from flows.rasa.names import named
from flows.rasa.project import Project
from nlu.rasa_node import Node, Note

TYPES: Mapping[str, str] = {
    "text": "text", "bool": "bool", "boolean": "bool", "categorical": "choice", "float": "number", "list": "any", "any": "any",
    "unfeaturized": "any",
}  # fmt: skip
# What extractors of Rasa's (Duckling and the like) find, by the types that find the same here.
ENTITIES: Mapping[str, str] = {
    "email": "email", "e_mail": "email", "phone-number": "phone", "phone_number": "phone", "phone": "phone", "number": "number",
    "amount-of-money": "money", "amount_of_money": "money", "order_number": "order_number", "order_id": "order_number",
    "time": "date", "date": "date", "iban": "iban",
}  # fmt: skip
INNER = frozenset({"requested_slot", "session_started_metadata", "dialogue_stack", "flow_hashes", "return_value"})
YES_NO = frozenset({"true", "false", "yes", "no"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it is declared here, and what it was filled from."""

    name: str
    type: str
    place: Place
    values: tuple[str, ...] = ()
    initial: Any = None
    entities: tuple[tuple[str, str], ...] = ()  # (entity, role)
    by_intent: Mapping[str, str] = field(default_factory=dict)  # intent -> value
    by_trigger: Mapping[str, str] = field(default_factory=dict)  # of the intent that begins a form
    is_code: bool = False  # only code fills it
    rejections: tuple[tuple[str, str], ...] = ()

    def declared(self) -> dict[str, Any]:
        """As it stands under `slots:`."""
        declared: dict[str, Any] = {"type": self.type}
        if self.values:
            declared["values"] = list(self.values)
        if self.initial is not None:
            declared["initial_value"] = self.initial
        return declared


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked for, in order."""

    name: str
    place: Place
    required: tuple[str, ...]


def read_slots(project: Project, notes: list[Note]) -> dict[str, Slot]:
    """All slots, by their names in the project."""
    slots: dict[str, Slot] = {}
    for group in project.of_domain("slots"):
        for name, node in group.named():
            if name not in INNER:
                slots[name] = _slot(name, node, notes)
    return slots


def _slot(name: str, node: Node, notes: list[Note]) -> Slot:
    kind = node.get("type").text or "text"
    if kind not in TYPES:
        notes.append(Note(node.place, "slot", f"`{name}` of the type `{kind}`", "the type is code; here it is `any`"))
    type_ = TYPES.get(kind, "any")
    values = tuple(dict.fromkeys(node.get("values").texts())) if type_ == "choice" else ()
    if type_ == "choice" and not values:
        type_ = "any"
    slot = Slot(named(name), type_, node.place, values, _initial(type_, values, node.get("initial_value")))
    slot = _mapped(slot, list(node.get("mappings").each()))
    rejections = [(one.get("if").text, one.get("utter").text) for one in node.get("validation").get("rejections").each()]
    return replace(slot, rejections=tuple((test, said) for test, said in rejections if test and said))


def _initial(type_: str, values: tuple[str, ...], node: Node) -> Any:
    value = node.value
    if type_ == "bool":
        return value if isinstance(value, bool) else None
    if type_ == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    text = node.text
    return (text or None) if type_ != "choice" or text in values else None


def _mapped(slot: Slot, mappings: list[Node]) -> Slot:
    entities: list[tuple[str, str]] = []
    by_intent: dict[str, str] = {}
    by_trigger: dict[str, str] = {}
    kinds = {mapping.get("type").text for mapping in mappings}
    for mapping in mappings:
        match mapping.get("type").text:
            case "from_entity" if entity := mapping.get("entity").text:
                entities.append((entity, mapping.get("role").text))
            case "from_intent":
                by_intent |= {intent: mapping.get("value").text for intent in mapping.get("intent").texts()}
            case "from_trigger_intent":
                by_trigger |= {intent: mapping.get("value").text for intent in mapping.get("intent").texts()}
            case _:
                pass
    is_code = bool(mappings) and kinds <= {"custom", "controlled", ""}
    return replace(
        slot, entities=tuple(dict.fromkeys(entities)), by_intent=by_intent, by_trigger=by_trigger, is_code=is_code
    )  # fmt: skip


def typed(slot: Slot, affirmed: Iterable[str]) -> Slot:
    """A slot of a classic form with the type that its mappings tell: yes or no, an e-mail address, an amount."""
    if slot.type not in {"text", "any"}:
        return slot
    answers = {value.lower() for value in slot.by_intent.values()}
    if not slot.entities and answers and answers <= YES_NO and set(slot.by_intent) & set(affirmed):
        return replace(slot, type="bool", initial=None)
    found = {ENTITIES[entity] for entity, _ in slot.entities if entity in ENTITIES}
    if slot.name in ENTITIES and not found:
        found = {ENTITIES[slot.name]}
    kind = next(iter(found)) if len(found) == 1 else ""
    if found == {"money", "number"}:
        kind = "money"
    return replace(slot, type=kind or "text", initial=slot.initial if not kind else None)


def read_forms(project: Project, slots: Mapping[str, Slot], notes: list[Note]) -> tuple[dict[str, Form], dict[str, Slot]]:
    """All forms, and the slots with what older projects say of them within their forms."""
    forms: dict[str, Form] = {}
    known = dict(slots)
    for group in project.of_domain("forms"):
        for name, node in group.named():
            asked = node.get("required_slots") if node.has("required_slots") else node
            if asked.is_mapping:
                pairs = [(slot, more) for slot, more in asked.items() if slot not in {"ignored_intents", "required_slots"}]
            else:
                pairs = [(one.text, one) for one in asked.each()] if asked.is_list else []
            for slot, more in pairs:
                known.setdefault(slot, Slot(named(slot), "text", node.place))
                if more.is_list:
                    known[slot] = _mapped(known[slot], [*more.each()])
            required = tuple(slot for slot, _ in pairs if slot)
            forms[name] = Form(name, node.place, required)
            if ignored := node.get("ignored_intents").texts():
                why = "the customer may ask something else at any question, and comes back to it"
                notes.append(Note(node.get("ignored_intents").place, "form", f"`{name}` ignores {', '.join(ignored)}", why))
            if not required:
                notes.append(Note(node.place, "form", f"`{name}`", "what it asks for is code; write its questions into its flow"))
    return forms, known


def kinds_of(slots: Mapping[str, Slot]) -> dict[tuple[str, str], str]:
    """What entities are called here: like the slot they fill, where they fill one, so that they find it."""
    filled: dict[tuple[str, str], set[str]] = {}
    for slot in slots.values():
        for entity, role in slot.entities:
            filled.setdefault((entity, role), set()).add(slot.name)
    names = {pair: next(iter(found)) for pair, found in filled.items() if len(found) == 1}
    own = {slot.name for slot in slots.values()}
    ours = {pair: name for pair, name in names.items() if pair[0] not in own and pair[0] not in ENTITIES}
    for entity, _ in filled:
        if named(entity) != entity:
            ours.setdefault((entity, ""), named(entity))
    return ours
