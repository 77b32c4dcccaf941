"""A whole Rasa project as a shop's folder: without it there would be parts, and nobody to fit them together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from config.faq import LONGEST as LONGEST_ANSWER
from config.source import Place, Problem, Problems
from flows import patterns
from flows.library import BUILT_IN, build
from flows.rasa.calm import Calm, flow_at, without_flows, write_calm
from flows.rasa.dialogues import openings, write_cases
from flows.rasa.domain import kinds_of, read_forms, read_slots, typed
from flows.rasa.names import named, renamed
from flows.rasa.project import Project
from flows.rasa.replies import decide
from flows.rasa.responses import Response, fluent, read_responses, wording_of
from flows.rasa.scripts import Material, Writer, plainly, write_flows
from flows.rasa.turns import Act, Turn, read_turns
from flows.shop.calls import CALLS
from nlu.language import LanguageTable
from nlu.model import LANGUAGES, Language
from nlu.phrases import annotated
from nlu.rasa_files import Example, RasaNlu, language_of, phrase_file, read_nlu, without_twins
from nlu.rasa_node import Note

COMMANDS = ("talk_to_human", "cancel", "repeat", "skip", "affirm", "deny")  # what every conversation needs phrases for
TOLD = frozenset(name for given in (*patterns.PATTERNS.values(), *patterns.CALM_GIVES.values()) for name in given)
ROUNDS = 5  # in which flows are left out that call flows left out
ENOUGH = 24  # phrases for what the project has none for: more would outweigh its own
FEWEST = 2  # phrases of an intent that can be learnt, and wordings of a question


@dataclass(slots=True)
class Taken:
    """The files of the shop's folder by their names, what did not come, and how much of what did: (found, came) by its name."""

    files: dict[str, str]
    language: Language
    notes: list[Note]
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    faq: list[dict[str, Any]] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)  # what the check still finds


def take_over(
    project: Project,
    table: LanguageTable,
    usual: Mapping[Language, Mapping[str, list[str]]],
    built_in: Mapping[str, str],
    wanted: Language | None = None,
) -> Taken:
    """Make a shop's files of a project. Raises Problems where it is in none of the languages.

    `table` tells languages apart, `usual` are the phrases of the intents every shop needs, by language, and `built_in` the texts
    below every set, as the library reads them.
    """
    return _TakeOver(project, table, usual, built_in, wanted).taken()


class _TakeOver:
    def __init__(
        self, project: Project, table: LanguageTable, usual: Mapping[Language, Mapping[str, list[str]]],
        built_in: Mapping[str, str], wanted: Language | None,
    ) -> None:  # fmt: skip
        self.project, self.usual, self.built_in, self.notes = project, usual, built_in, list(project.notes)
        slots = read_slots(project, self.notes)
        self.forms, self.slots = read_forms(project, slots, self.notes)
        self.responses = read_responses(project.of_domain("responses", "templates"), self.notes)
        entities = [name for group in project.of_domain("entities") for name, _ in group.named()]
        self.nlu = read_nlu(project.nlu, kinds_of(self.slots), [*entities, *(slot.name for slot in self.slots.values())])
        self.notes += self.nlu.notes
        declared = [name for group in project.of_domain("intents") for name, _ in group.named()]
        bases = [name.partition("/")[0] for name in self.nlu.intents]
        self.names = renamed(dict.fromkeys((*declared, *bases)))
        self.language = self._language(table, wanted)
        self.faq: list[dict[str, Any]] = []
        self.turns, self.counts = read_turns(project.rules, project.stories, self.forms, self.notes)
        self.replies = decide(self.turns, self.names, self.responses, self.notes)

    def _language(self, table: LanguageTable, wanted: Language | None) -> Language:
        if wanted is not None:
            return wanted
        page = next((page for page in self.project.config if page.top.get("language").text), None)
        code = page.top.get("language").text.lower() if page else ""
        said = next((language for language in LANGUAGES if code.startswith(language)), None)
        if page is not None and said is None:
            place, hint = page.top.get("language").place, "name one with --language"
            raise Problems([Problem(place, f"a shop speaks {', '.join(LANGUAGES)}, and this project `{code}`", hint)])
        texts = (annotated(one.text)[0] for examples in self.nlu.intents.values() for one in examples)
        said_by_bot = [response.plain for response in self.responses.values() if response.plain]
        return language_of([*texts] or said_by_bot, table, said)

    # --- phrases ---------------------------------------------------------------------------------------------------

    def _questions(self) -> dict[str, list[Example]]:
        """The phrases by intent; those of questions with one plain answer are asked of config/faq.yml, under one intent."""
        result: dict[str, list[Example]] = {}
        plain: list[tuple[str, str, list[Example], Response]] = []
        for name, examples in self.nlu.intents.items():
            base, _, question = name.partition("/")
            response = self.responses.get(f"utter_{name}")
            if not question or response is None:
                result.setdefault(self.names.get(base, named(base)), []).extend(examples)
                if question:
                    self._note(name, f"there is no response `utter_{name}`")
            elif len(examples) >= FEWEST and not response.buttons and 0 < len(response.plain) <= LONGEST_ANSWER:
                plain.append((name, base, examples, response))
            else:
                self._one_question(result, name, examples, response)
        if len(plain) < FEWEST:
            for name, _, examples, response in plain:
                self._one_question(result, name, examples, response)
            return result
        for name, base, examples, response in plain:
            result.setdefault(self.names.get(base, named(base)), []).extend(examples)
            texts = list(dict.fromkeys(annotated(one.text)[0] for one in examples))
            id_ = named(name).replace("_", "-").lower()[:60]
            entry = {"id": id_, "questions": {self.language: texts}, "answer": {self.language: response.plain}}
            self.faq.append(entry)
        return result

    def _one_question(self, result: dict[str, list[Example]], name: str, examples: list[Example], response: Response) -> None:
        intent = named(name)
        result.setdefault(intent, []).extend(examples)
        if response.entry:
            act = Act("say", f"utter_{name}", response.place)
            self.replies.always[intent] = Turn(response.place, name, (intent,), (act,))

    def _note(self, name: str, why: str) -> None:
        self.notes.append(Note(self.nlu.places.get(name, Place("")), "phrase", f"`{name}`", why))

    def _asked(self, given: Material) -> None:
        """One flow for all questions that config/faq.yml answers."""
        bases = {name.partition("/")[0] for name in self.nlu.intents if "/" in name}
        for base in bases:
            self.replies.always.pop(self.names.get(base, base), None)
        intents = [intent for base in sorted(bases) if (intent := self.names.get(base, named(base))) in given.taught]
        if not self.faq or not intents:
            return
        tell = {"id": "tell", "say": "faq-answer", "values": {"text": "context.answer.text"}, "next": "END"}
        given.flows[intents[0]] = {
            "description": "Questions that config/faq.yml answers",
            "nlu_trigger": [{"intent": intent} for intent in intents],
            "slots": {"asked": {"type": "text", "opening": True}},
            "steps": [
                {"collect": "asked", "utter": "ask-question"},
                {
                    "action": "find_answer",
                    "with": {"language": "context.shop.language", "question": "slots.asked"},
                    "next": [{"if": "context.answer.found", "then": "tell"}, {"else": "unknown"}],
                },
                tell,
                {"id": "unknown", "say": "not-understood", "buttons": ["talk_to_human"]},
            ],
        }
        for intent in intents:
            given.words[f"intent-{intent}"] = fluent(f"intent-{intent}", intent.replace("_", " ").capitalize()[:20])

    # --- all of it -------------------------------------------------------------------------------------------------

    def taken(self) -> Taken:
        examples = without_twins(self._questions(), self.notes)
        found = sum(map(len, self.nlu.intents.values()))
        counts = Counter({intent: len(of_intent) for intent, of_intent in examples.items()})
        taught = frozenset(intent for intent, many in counts.items() if many >= FEWEST) - {"nlu_fallback"}
        spoken = {intent: annotated(examples[intent][0].text)[0] for intent, many in counts.items() if many == 1}
        texts = {plainly(annotated(one.text)[0]): intent for intent, of_intent in examples.items() for one in of_intent}
        affirmed = {theirs for theirs, ours in self.names.items() if ours in {"affirm", "deny"}}
        in_forms = {slot for form in self.forms.values() for slot in form.required}
        slots = {name: typed(slot, affirmed) if name in in_forms else slot for name, slot in self.slots.items()}
        given = Material(slots, self.forms, self.responses, self.replies, self.names, taught, spoken, texts, self.notes)
        self._asked(given)
        calm = write_calm(given, self.project.flows, self.project.texts, openings(self.project.tests))
        if self.turns or self.forms or self.replies.always:
            write_flows(given)
        Writer(given).choices()
        for intent, phrases in calm.phrases.items():
            examples.setdefault(intent, []).extend(Example(text, Place("")) for text in phrases)
        kept = {intent: of_intent for intent, of_intent in examples.items() if len(of_intent) >= FEWEST}
        files = self._files(given, calm, kept)
        taken = Taken(files, self.language, self.notes, faq=self.faq)
        self._renamed()
        self._settings()
        known = frozenset((*kept, *patterns.COMMANDS, "affirm", "deny"))
        taken.left = self._checked(files, known)
        for _ in range(ROUNDS):
            if not self._without_broken(files, calm, taken.left):
                break
            taken.left = self._checked(files, known)
        self._figures(taken, given, calm, found, sum(map(len, kept.values())))
        taken.notes = sorted(set(self.notes))
        return taken

    def _files(self, given: Material, calm: Calm, examples: Mapping[str, list[Example]]) -> dict[str, str]:
        files = dict(calm.files)
        if given.flows:
            files["flows/scripts/rasa.yml"] = _dump({"flows": given.flows})
        declared = {slot.name: slot.declared() for slot in given.slots.values()} | given.declared
        words = self._words(given, declared)
        if declared:
            files["flows/scripts/slots.yml"] = _dump({"slots": declared})
        if not given.flows and not calm.files:
            files["flows/scripts/rasa.yml"] = _dump({"flows": {}, "slots": {}})
        files[f"flows/wording/{self.language}.ftl"] = words
        more = RasaNlu(synonyms=self.nlu.synonyms, regexes=self.nlu.regexes, lookups=self.nlu.lookups)
        files[f"nlu/phrases/{self.language}.yml"] = phrase_file(examples, more)
        usual = self._usual(examples)
        if usual:
            files[f"nlu/phrases/{self.language}-commands.yml"] = phrase_file(usual)
        for name, cases in write_cases(self.project.tests, self.responses, _first(given), self.language, self.notes).items():
            files[name] = _dump({"test_cases": cases})
        return files

    def _words(self, given: Material, declared: dict[str, dict[str, Any]]) -> str:
        entries: dict[str, str] = {}
        for response in self.responses.values():
            if response.entry:
                if wording_of(response.id) in entries:
                    self.notes.append(Note(response.place, "response", f"`{response.id}`", "two responses have this name here"))
                entries.setdefault(wording_of(response.id), response.entry)
        for response in self.responses.values():
            for name in sorted(response.uses - declared.keys() - TOLD):
                declared[name] = {"type": "any"}
                why = "no slot has this name: code gave it; in its place stands a dash until a flow gives it"
                self.notes.append(Note(response.place, "response", f"`{{{name}}}` in `{response.id}`", why))
        own = {id_: entry for id_, entry in given.words.items() if id_ not in entries}
        return "\n".join([*entries.values(), *own.values()]) or "# nothing is said yet\n"

    def _usual(self, examples: Mapping[str, list[Example]]) -> dict[str, list[Example]]:
        """Phrases for what every conversation needs and the project has none for: a person, please; stop; yes and no."""
        taken = {plainly(annotated(one.text)[0]) for of_intent in examples.values() for one in of_intent}
        place = Place("")
        missing = {intent: self.usual.get(self.language, {}).get(intent, []) for intent in COMMANDS if intent not in examples}
        fresh = {
            intent: [text for text in phrases if plainly(annotated(text)[0]) not in taken] for intent, phrases in missing.items()
        }
        return {intent: [Example(text, place) for text in texts[:ENOUGH]] for intent, texts in fresh.items() if texts}

    def _renamed(self) -> None:
        for theirs, ours in self.names.items():
            if theirs != ours:
                where = self.nlu.places.get(theirs, Place("domain.yml", 1))
                self.notes.append(Note(where, "renamed", f"the intent `{theirs}`", f"it is called `{ours}` here"))

    def _settings(self) -> None:
        for page in (*self.project.config, *self.project.domain):
            for key, why in (
                ("session_config", "how long a conversation lasts, and what is remembered, is the program's own"),
                ("policies", "what is done next is decided by flows alone"),
                ("pipeline", "the model is the program's own; how sure it must be is measured, see `understanding.precision`"),
            ):
                if page.top.has(key):
                    self.notes.append(Note(page.top.get(key).place, "setting", f"`{key}`", why))

    def _checked(self, files: Mapping[str, str], intents: frozenset[str]) -> list[Problem]:
        """What is still wrong with the set that was made."""
        sources = {name.removeprefix("flows/"): text for name, text in files.items() if name.startswith("flows/")}
        shop = {"name": self.project.name, "privacy": "/", "hours": "", "currency": "EUR", "mails": False}
        facts = {"shop": {**shop, "language": {self.language: self.language}, "zone": "Europe/Riga"}}
        try:
            build(
                {**sources, **{name: text for name, text in self.built_in.items() if name.startswith(BUILT_IN)}},
                CALLS,
                facts,
                intents,
            )
        except Problems as found:
            return list(found.problems)
        return []

    def _without_broken(self, files: dict[str, str], calm: Calm, left: list[Problem]) -> bool:
        """Take out the CALM flows in which a mistake is left, so that all others can be used; whether there were any."""
        broken: dict[str, dict[str, Problem]] = {}
        for problem in left:
            name = f"flows/{problem.place.file}"
            if name in calm.files and (flow := flow_at(files[name], problem.place.line)):
                broken.setdefault(name, {}).setdefault(flow, problem)
        for name, flows in broken.items():
            files[name] = without_flows(files[name], flows)
            for flow, problem in flows.items():
                calm.flows = [other for other in calm.flows if other != flow]
                place = calm.places.get(flow, Place(problem.place.file))
                self.notes.append(Note(place, "flow", f"`{flow}`", f"it is left out until this is mended: {problem.text}"))
        return bool(broken)

    def _figures(self, taken: Taken, given: Material, calm: Calm, found: int, came: int) -> None:
        intents = list(self.nlu.intents)
        faq = {entry["id"] for entry in self.faq}
        begun = {
            trigger.get("intent") or trigger.get("label")
            for flow in given.flows.values()
            for trigger in flow.get("nlu_trigger", [])
        }
        begun |= {*COMMANDS, "out_of_scope", *(intent for intent in given.taught if f"intent-{intent}" in given.words)}
        answered = [
            name for name in intents
            if self.names.get(name, named(name)) in begun or named(name).replace("_", "-").lower()[:60] in faq
        ]  # fmt: skip
        said = [response for response in self.responses.values() if response.entry]
        taken.figures = {
            "intents that do something": (len(intents), len(answered)),
            "phrases": (found, min(came, found)),
            "responses": (len(self.responses), len(said)),
            "slots": (len(self.slots), len(given.slots)),
            "forms": (len(self.forms), sum(1 for form in self.forms.values() if _asks(given, form.name))),
            "turns of rules and stories": (len(self.turns), min(self.replies.used, len(self.turns))),
            "flows": (calm.found, len(calm.flows)),
            "questions answered from config/faq.yml": (len(self.faq), len(self.faq)),
            "tests": (
                sum(1 for page in self.project.tests for key in ("test_cases", "stories") for _ in page.top.get(key).each()),
                sum(text.count("- test_case:") for name, text in taken.files.items() if name.startswith("tests/")),
            ),
        }  # fmt: skip


def _first(given: Material) -> dict[str, str]:
    """What each form asks first; nothing where a person goes on at once."""
    firsts = {name: given.flows.get(named(name), {}).get("steps", [{}])[0] for name in given.forms}
    return {name: str(step.get("utter", "")) for name, step in firsts.items()}


def _asks(given: Material, form: str) -> bool:
    return any("collect" in step for step in given.flows.get(named(form), {}).get("steps", []))


class _Plain(yaml.SafeDumper):
    """YAML without anchors, which an admin would have to look up."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(data: Mapping[str, Any]) -> str:
    return yaml.dump(dict(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


def of_faq(entries: list[dict[str, Any]]) -> str:
    """config/faq.yml."""
    return _dump({"answers": entries, "catalogue": []})


def report(taken: Taken, source: str) -> str:
    """IMPORTED.md: how much came, and everything that did not, with its place and why."""
    lines = [f"# Taken over from {source}", "", "| what | in the project | here |", "|---|---|---|"]
    lines += [f"| {name} | {found} | {came} |" for name, (found, came) in taken.figures.items() if found]
    for group, about in GROUPS.items():
        notes = [note for note in taken.notes if note.group == group]
        if notes:
            lines += ["", f"## {about} ({len(notes)})", ""]
            lines += [f"* {_plain(str(note))}" for note in notes]
    if taken.left:
        lines += ["", f"## What `dezura check` still says ({len(taken.left)})", ""]
        lines += [f"* {_plain(str(problem))}" for problem in taken.left]
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    return " ".join(text.split())


GROUPS: Mapping[str, str] = {
    "action": "Code, where a person goes on now",
    "flow": "Flows",
    "form": "Forms",
    "rule": "Rules that are answered otherwise",
    "story": "Stories that are answered otherwise",
    "condition": "Conditions",
    "response": "Responses",
    "button": "Buttons",
    "slot": "Slots",
    "phrase": "Phrases",
    "entity": "Entities",
    "test": "Tests",
    "setting": "Settings",
    "renamed": "Other names",
}


def told(taken: Taken, most: int) -> Iterator[str]:
    """The same for the screen: figures, and the first few of each group."""
    for name, (found, came) in taken.figures.items():
        if found:
            yield f"{came} of {found} {name}" if came != found else f"{found} {name}"
    for group, about in GROUPS.items():
        notes = [note for note in taken.notes if note.group == group]
        if notes:
            yield f"{about} ({len(notes)}):"
            yield from (f"  {_plain(str(note))}" for note in notes[:most])
            if len(notes) > most:
                yield f"  and {len(notes) - most} more"
    yield from (f"check: {_plain(str(problem))}" for problem in taken.left[:most])
