"""A whole Rasa project as a shop's folder: what comes over answers as it did, and what does not is told with its line and why."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.source import Problems, parse_yaml
from flows.cases import parse
from flows.flowset import FlowSet
from flows.library import build
from flows.rasa.scripts import NOT_CODE
from flows.rasa.takeover import Taken, report
from flows.shop.calls import CALLS
from nlu.phrases import annotated
from tests.flows.rasa.conftest import BAKERY, BELOW, GARDEN, TakeOver
from tests.flows.support import FACTS, Talk


def built(taken: Taken) -> FlowSet:
    own = {name.removeprefix("flows/"): text for name, text in taken.files.items() if name.startswith("flows/")}
    facts = {"shop": {**FACTS["shop"], "language": {taken.language: taken.language}}}
    return build({**own, **BELOW}, CALLS, facts)


def notes(taken: Taken, group: str) -> list[str]:
    return [str(note) for note in taken.notes if note.group == group]


def phrases(taken: Taken) -> dict[str, list[str]]:
    data = yaml.safe_load(taken.files["nlu/phrases/en.yml"])
    return {block["intent"]: [line[2:] for line in block["examples"].splitlines()] for block in data["nlu"] if "intent" in block}


class TestClassic:
    def test_the_set_has_no_mistake(self, bakery: Taken) -> None:
        assert bakery.left == []
        assert bakery.language == "en"

    def test_a_form_asks_for_its_slots_and_a_person_does_what_code_did(self, bakery: Taken) -> None:
        talk = Talk(built(bakery))
        assert talk.hear("I want to order a cake", "order_cake") == ["utter_ask_flavour"]
        assert [talk.flows.wording.render(button.wording, {}, "en") for button in talk.buttons] == [
            "Dark chocolate with…",
            "Carrot",
        ]
        assert talk.press("flavour-carrot---nut") == ["utter_ask_cake_form_guests"]
        assert talk.hear("12") == ["utter_ask_email"]
        assert talk.hear("not an address") != ["utter_ask_card"]
        assert talk.hear("anna@example.com", email="anna@example.com") == ["utter_ask_card"]
        assert talk.hear("yes please", "affirm") == ["utter_ask_message"]
        talk.hear("Happy birthday")
        assert talk.texts[0] == "A Carrot cake for 12."
        (handoff,) = [effect for effect in talk.effects if type(effect).__name__ == "Handoff"]
        assert talk.flows.wording.render(handoff.summary, handoff.values, "en").splitlines()[-1] == "Message: Happy birthday"

    def test_what_was_asked_in_a_story_is_a_question_with_two_ways(self, bakery: Taken) -> None:
        for answer, said in (("affirm", "utter_glad"), ("deny", "utter_still_sorry")):
            talk = Talk(built(bakery))
            assert talk.hear("my bread was stale", "complain") == ["utter_sorry", "utter_did_that_help"]
            assert talk.hear("well", answer) == [said]

    def test_a_rule_under_a_condition_is_a_way_of_the_flow(self, bakery: Taken) -> None:
        talk = Talk(built(bakery))
        talk.hear("am I a member", "loyalty")
        assert talk.texts == ["You are no member yet."]

    def test_a_fallback_is_said_once_and_then_a_person_goes_on(self, bakery: Taken) -> None:
        talk = Talk(built(bakery))
        assert talk.hear("bla") == ["utter_default"]
        assert "unsure-person" in talk.hear("bla bla")

    def test_texts_are_said_to_the_letter(self, bakery: Taken) -> None:
        wording = built(bakery).wording
        assert wording.render("utter_greet", {"shop_name": "Bakery"}, "en") == "Good morning! Bakery speaking {"
        menu = "We have:\n* cakes\n[bread]\n\nand festive things\nhttps://bakery.example/cakes.jpg"
        assert wording.render("utter_menu", {"occasion": "festive"}, "en") == menu
        assert "# Hi there!\nutter_greet" in bakery.files["flows/wording/en.ftl"]

    def test_buttons_begin_what_they_did(self, bakery: Taken) -> None:
        talk = Talk(built(bakery))
        talk.hear("hello", "greet")
        assert {button.title: button.payload or button.url for button in talk.buttons} == {
            "Order a cake": "intent:order_cake",
            "With chocolate": "intent:order_cake",
            "Hours": "intent:opening_hours",
            "Our site": "https://bakery.example",
        }

    def test_an_intent_with_one_phrase_is_begun_by_just_that(self, bakery: Taken) -> None:
        assert Talk(built(bakery)).hear("The secret word is sourdough!") == ["utter_nice"]

    def test_phrases_have_their_marks_and_stand_under_one_intent(self, bakery: Taken) -> None:
        found = phrases(bakery)
        assert 'a [choc]{"entity": "flavour", "value": "chocolate"} cake for [12](number) please' in found["order_cake"]
        assert annotated(found["order_cake"][-1])[1][0].kind == "city"
        assert "hello" in found["greet"]
        assert "hello" not in found["order_cake"]
        assert {"affirm", "deny", "cancel", "talk_to_human"} <= set(found)
        assert "say that again" in bakery.files["nlu/phrases/en-commands.yml"]

    def test_questions_of_a_retrieval_intent_are_answers_of_the_shop(self, bakery: Taken) -> None:
        assert [(entry["id"], entry["answer"]["en"]) for entry in bakery.faq] == [
            ("faq-parking", "Behind the house."),
            ("faq-gluten", "On Mondays we bake without gluten."),
        ]
        assert phrases(bakery)["faq"] == [
            "where can I park",
            "is there parking",
            "do you bake without gluten",
            "gluten free bread",
        ]
        assert Talk(built(bakery)).hear("can I visit", "faq_tour") == ["utter_faq_tour"]

    def test_tests_are_conversations(self, bakery: Taken) -> None:
        name = "tests/dialogues/test_stories.en.yml"
        assert [case.name for case in parse(parse_yaml(bakery.files[name], name))] == ["hours", "a complaint", "code"]

    @pytest.mark.parametrize(
        ("group", "told"),
        [
            ("action", f"data/rules.yml:44: `action_check_points`: {NOT_CODE}; a person goes on here"),
            ("rule", "data/rules.yml:52: `talk_to_human` does utter_sorry: the program does this by itself"),
            ("story", "data/stories.yml:30: “in words”: words instead of names; a conversation of words is a test here"),
            ("response", "domain.yml:71: `utter_greet` for slack: a text is the same on every channel"),
            ("button", "domain.yml:85: “Nonsense” of `utter_menu`: nothing begins with what it sends"),
            ("form", "domain.yml:64: `invoice_code` of `cake_form`: no response asks for it; write its question anew"),
            ("slot", "domain.yml:59: `occasion` of the type `my.slots.OccasionSlot`: the type is code; here it is `any`"),
            ("phrase", "data/nlu.yml:75: `a+b`: a message with two intents at once; a message has one here"),
            ("entity", "data/nlu.yml:87: regex `flavour`: `\\w+`: it takes any word for a value"),
            ("renamed", "data/nlu.yml:13: the intent `yes`: it is called `affirm` here"),
        ],
    )  # fmt: skip
    def test_what_did_not_come_is_told(self, bakery: Taken, group: str, told: str) -> None:
        assert told in notes(bakery, group)
        assert f"* {' '.join(told.split())}" in report(bakery, "bakery")


class TestCalm:
    def test_a_file_in_which_all_means_something_comes_over_to_the_byte(self, garden: Taken) -> None:
        assert garden.left == []
        assert garden.files["flows/scripts/advice.yml"] == (GARDEN / "data/flows/advice.yml").read_text(encoding="utf-8")

    def test_else_comments_stay_and_code_is_a_person(self, garden: Taken) -> None:
        text = garden.files["flows/scripts/order.yml"]
        assert "# what the shop lives on" in text
        assert "action_check_stock" not in text
        talk = Talk(built(garden))
        assert talk.hear("six tulips", "order_plants") == ["utter_ask_plant"]
        assert talk.hear("tulip") == ["utter_ask_amount"]
        assert talk.hear("0")[0] == "utter_too_few"
        assert talk.hear("6") == ["utter_ask_pot"]
        assert talk.press("pot-dark-blue") == ["utter_ask_missing_question"]
        talk.hear("anything")
        assert talk.texts == ["6 of tulip?"]
        talk.hear("yes", "affirm")
        assert [type(effect).__name__ for effect in talk.effects].count("Handoff") == 1

    def test_a_pattern_of_the_project_is_used_where_it_can_be(self, garden: Taken) -> None:
        talk = Talk(built(garden))
        talk.hear("six tulips", "order_plants")
        talk.hear("leave it", "cancel")
        assert talk.texts == ["Order plants is left."]
        told = "data/flows/order.yml:50: `pattern_correction`: it uses `utter_corrected_previous_input`, which is not here"
        assert any(note.startswith(told) for note in notes(garden, "flow"))

    def test_a_flow_begun_by_a_language_model_has_phrases_from_the_tests(self, garden: Taken) -> None:
        assert phrases(garden)["order_plants"] == ["six tulips, please", "order plants", "order plants for the garden"]

    def test_a_flow_with_a_mistake_is_left_out_and_all_others_come(self, taking: TakeOver, tmp_path: Path) -> None:
        (tmp_path / "domain.yml").write_text("responses:\n  utter_a: [{text: A}]\n", encoding="utf-8")
        flows = """flows:
  good: {description: fine, steps: [{action: utter_a}]}
  bad:
    description: asks what cannot be compared
    steps:
      - collect: rating
        next: [{if: 'slots.rating < "3"', then: END}, {else: END}]
  calls_bad: {description: too, steps: [{call: bad}]}
"""
        (tmp_path / "flows.yml").write_text(flows, encoding="utf-8")
        taken = taking(tmp_path)
        assert taken.left == []
        assert {"good", "bad", "calls_bad"} & set(built(taken).flows) == {"good"}
        told = (
            'flows.yml:3: `bad`: it is left out until this is mended: `slots.rating < "3"`: a text is neither more nor less than'
        )
        assert any(note.startswith(told) for note in notes(taken, "flow"))
        assert taken.figures["flows"] == (3, 1)


class TestLanguage:
    def test_it_is_guessed_from_what_customers_write(self, taking: TakeOver, tmp_path: Path) -> None:
        (tmp_path / "domain.yml").write_text("intents: [a]\nresponses: {utter_a: [{text: Labdien}]}\n", encoding="utf-8")
        nlu = "nlu:\n- intent: a\n  examples: |\n    - kur ir mans pasūtījums\n    - kad to piegādās, lūdzu\n"
        (tmp_path / "nlu.yml").write_text(nlu, encoding="utf-8")
        assert taking(tmp_path).language == "lv"
        assert taking(tmp_path, "ru").language == "ru"

    def test_one_that_is_not_spoken_is_told_with_its_line(self, taking: TakeOver, tmp_path: Path) -> None:
        (tmp_path / "domain.yml").write_text("intents: [a]\n", encoding="utf-8")
        (tmp_path / "config.yml").write_text("recipe: default.v1\nlanguage: es\n", encoding="utf-8")
        with pytest.raises(Problems, match=r"config.yml:2:1: a shop speaks lv, uk, ru, pl, en, and this project `es`"):
            taking(tmp_path)


class TestBadInput:
    def test_a_folder_without_a_project(self, taking: TakeOver, tmp_path: Path) -> None:
        with pytest.raises(Problems, match="there is no Rasa project here"):
            taking(tmp_path)

    def test_every_file_that_cannot_be_read_is_told(self, taking: TakeOver, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "nlu.yml").write_text("nlu: [\n", encoding="utf-8")
        (tmp_path / "domain.yml").write_bytes(b"intents: \xff")
        with pytest.raises(Problems) as found:
            taking(tmp_path)
        assert [problem.place.file for problem in found.value.problems] == ["data/nlu.yml", "domain.yml"]

    def test_yaml_of_other_programs_beside_it_does_not_matter(self, taking: TakeOver, tmp_path: Path) -> None:
        (tmp_path / "chart.yml").write_text("a: {{ .Values.b }}\n---\nc: d\n", encoding="utf-8")
        (tmp_path / "domain.yml").write_text("intents: [a]\n", encoding="utf-8")
        assert taking(tmp_path).files


FILES = {
    project: {path.relative_to(project).as_posix(): path.read_text(encoding="utf-8") for path in sorted(project.rglob("*.yml"))}
    for project in (BAKERY, GARDEN)
}
SCRAPS = (
    "",
    "null",
    "- ",
    "[]",
    "{}",
    ": ",
    "  ",
    "'",
    "{",
    "}",
    "]",
    "utter_x",
    "END",
    "42",
    "true",
    "[a](b)",
    "{slot}",
    "\n",
    "&a",
    "*a",
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    """A project with some of its lines changed, taken out, or standing twice."""
    files = dict(FILES[draw(st.sampled_from([BAKERY, GARDEN]))])
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].splitlines()
        if not lines:
            continue
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["out", "twice", "indent", "value", "cut"])):
            case "out":
                del lines[at]
            case "twice":
                lines.insert(at, lines[at])
            case "indent":
                lines[at] = draw(st.sampled_from(["  ", "", "    "])) + lines[at].lstrip()
            case "value":
                lines[at] = lines[at].partition(":")[0] + ": " + draw(st.sampled_from(SCRAPS))
            case _:
                where = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:where] + draw(st.sampled_from(SCRAPS)) + lines[at][where + draw(st.integers(0, 3)) :]
        files[name] = "\n".join(lines) + "\n"
    return files


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(files=mutated())
def test_whatever_stands_in_a_project_it_is_taken_over_or_told(taking: TakeOver, files: dict[str, Any]) -> None:
    """Never a traceback; and where nothing is left to mend, the set builds and so do the conversations."""
    digest = hashlib.sha256(repr(files).encode()).hexdigest()[:12]
    with tempfile.TemporaryDirectory(suffix=digest) as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        try:
            taken = taking(Path(folder))
        except Problems:
            return
    assert report(taken, "it")
    if not taken.left:
        assert built(taken).flows
