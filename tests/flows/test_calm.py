"""What files written for Rasa's CALM hold beyond the steps: they load unchanged, and mean at run time what they mean there."""

from decimal import Decimal
from typing import Any

import pytest

from flows.library import BUILT_IN, build
from flows.patterns import COMMANDS
from nlu.model import LANGUAGES
from tests.flows.support import CALLS, FACTS, PATTERNS, WORDS, Talk, flows, mistakes

BOOKING = """
slots:
  party_size:
    type: float
    min_value: 1
    mappings: [{type: from_llm}]
    validation: {rejections: [{if: "slots.party_size > 12", utter: utter_too_many}]}
  table: {type: categorical, values: [inside, terrace], initial_value: inside, mappings: [{type: controlled}]}
  guest: {type: text, influence_conversation: false, mappings: [{type: from_llm}, {type: from_entity, entity: guest}]}
  vip: {type: bool, initial_value: false, shared_for_coexistence: true}
flows:
  book_table:
    name: book a table
    description: Somebody wants to eat here.
    always_include_in_prompt: false
    metadata: {owner: front}
    nlu_trigger:
      - intent:
          name: book_table
          confidence_threshold: 1
    steps:
      - collect: party_size
        description: how many will come
        rejections:
          - if: slots.party_size > 12
            utter: utter_too_many
      - collect: guest
        reset_after_flow_ends: false
        silence_timeout: 5
      - action: utter_booked
        metadata: {rephrase: true}
        buttons:
          - {title: Another, payload: "intent:book_table"}

  who_am_i:
    description: Says what is remembered.
    nlu_trigger: [{intent: who_am_i}]
    steps:
      - action: utter_you_are

  pattern_cancel_flow:
    description: As CALM's documentation has it
    steps:
      - action: action_cancel_flow
      - action: utter_stopping

  pattern_completed:
    description: Asks on
    steps:
      - action: utter_what_else

  pattern_collect_information:
    description: Is the engine's own here
    steps:
      - id: start
        action: action_run_slot_rejections
      - action: validate_{{context.collect}}
        next:
          - if: "slots.{{context.collect}} is not null"
            then: END
          - else: ask
      - id: ask
        action: "{{context.utter}}"
      - action: action_listen
        next: start
  pattern_chitchat: {description: for a language model, steps: [{action: utter_free_chitchat_response}]}
  pattern_restart: {description: all over, steps: [{action: action_restart}]}
"""
SAID = """
intent-book_table = Book a table
intent-who_am_i = Who am I
utter_ask_party_size = How many are you?
utter_ask_guest = And your name?
utter_too_many = We have no table for so many.
utter_booked = A table { $table } for { $party_size }, { $guest }.
utter_you_are = You are { $guest }.
utter_stopping = Leaving { $canceled_name }.
utter_what_else = { $previous_flow_name } is done. What else?
table-inside = Inside
table-terrace = Terrace
"""


def test_it_loads_unchanged() -> None:
    assert mistakes(BOOKING, SAID) == []
    assert "pattern_chitchat" not in flows(BOOKING, SAID).flows


def test_a_slot_has_its_initial_value_in_every_wording() -> None:
    talk = Talk(flows(BOOKING, SAID))
    talk.hear("a table, please", "book_table", confidence=1.0)
    talk.hear("4")
    talk.hear("Anna")
    (booked,) = [say for say in talk.says if say.wording == "utter_booked"]
    assert {name: getattr(value, "key", value) for name, value in booked.values.items()} == {
        "table": "inside", "party_size": Decimal(4), "guest": "Anna"
    }  # fmt: skip
    assert [button.payload for button in booked.buttons] == ["intent:book_table"]


def test_a_threshold_may_be_a_whole_number() -> None:
    talk = Talk(flows(BOOKING, SAID))
    assert "utter_ask_party_size" not in talk.hear("a table?", "book_table", confidence=0.99)


def test_what_was_not_to_be_reset_is_known_in_other_flows() -> None:
    talk = Talk(flows(BOOKING, SAID))
    talk.hear("a table", "book_table", confidence=1.0)
    talk.hear("4")
    talk.hear("Anna")
    talk.hear("who am I", "who_am_i")
    assert talk.says[0].values == {"guest": "Anna"}


def test_a_pattern_finds_what_calm_tells_it() -> None:
    talk = Talk(flows(BOOKING, SAID))
    talk.hear("a table", "book_table", confidence=1.0)
    talk.hear("forget it", "cancel")
    (stopping,) = [say for say in talk.says if say.wording == "utter_stopping"]
    assert stopping.values["canceled_name"].key == "book_table"


@pytest.mark.parametrize("told", ["canceled_name", "flow"])
def test_a_condition_of_a_pattern_may_ask_for_it_too(told: str) -> None:
    script = f"""
    flows:
      pattern_cancel_flow:
        steps:
          - noop: true
            next: [{{if: context.{told}, then: END}}, {{else: say}}]
          - id: say
            action: utter_nothing
    """
    assert mistakes(script, "utter_nothing = Nothing is open.") == []


def in_languages(*spoken: str) -> dict[str, dict[str, Any]]:
    return {"shop": {**FACTS["shop"], "language": {language: language for language in spoken}}}


def test_a_shop_of_one_language_needs_words_in_that_one_only() -> None:
    sources = {
        "scripts/test.yml": BOOKING,
        "wording/en.ftl": SAID,
        f"{BUILT_IN}scripts/patterns.yml": PATTERNS,
        **{f"{BUILT_IN}wording/{language}.ftl": WORDS for language in LANGUAGES},
    }
    built = build(sources, CALLS, in_languages("en"), {"book_table", "who_am_i", *COMMANDS} - {"change_language"})
    assert built.wording.languages == ("en",)
    assert built.wording.render("utter_ask_guest", {}, "lv") == "And your name?"
    assert build(dict(built.sources), CALLS).hash == built.hash
