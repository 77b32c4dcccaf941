"""From YAML to steps: what CALM writes loads unchanged, nested steps are laid flat, and mistakes have their line."""

from collections.abc import Mapping
from textwrap import dedent
from typing import Any

import pytest

from config.source import parse_yaml
from flows import steps
from flows.model import Duration
from flows.reading import read_flows
from flows.steps import Constant, Flow
from tests.flows.support import Talk, flows, mistakes


def read(script: str) -> Flow:
    problems: list[Any] = []
    drafts, _ = read_flows(parse_yaml(dedent(script), "it.yml"), problems)
    assert problems == []
    return drafts[0].flow


def step(text: str) -> Any:
    """The first step of a flow that has it."""
    lines = dedent(text).strip().replace("\n", "\n      ")
    flow = read(f"flows:\n  it:\n    steps:\n      - {lines}\n")
    return flow.steps[flow.first]


# A file as CALM's documentation has them, in all the vocabulary our design names; not one word of it is changed to load.
CALM = """
version: "3.1"

slots:
  logged_out:
    type: bool
    initial_value: false
    mappings:
      - type: from_llm

flows:
  transfer_money:
    description: Help users send money to friends and family.
    name: transfer money
    if: slots.logged_out is not true
    always_include_in_prompt: false
    nlu_trigger:
      - intent: transfer_money
      - intent:
          name: send_money
          confidence_threshold: 0.8
    persisted_slots:
      - recipient
    steps:
      - id: ask_who
        collect: recipient
        description: the name of the person to send money to
      - id: 1
        collect: amount
        description: the number of dollars to send
        utter: utter_ask_how_much
        ask_before_filling: true
        rejections:
          - if: slots.amount <= 0
            utter: utter_invalid_amount
          - if: "slots.amount > 10000 and not slots.recipient = 'me'"
            utter: utter_too_much
      - action: check_funds
        next:
          - if: context.funds.enough
            then:
              - collect: final_confirmation
                ask_before_filling: true
                next:
                  - if: not slots.final_confirmation
                    then:
                      - action: utter_transfer_cancelled
                        next: END
                  - else: execute_transfer
          - else:
              - action: utter_not_enough
                next: END
      - id: execute_transfer
        action: execute_transfer
      - action: utter_transfer_complete
      - set_slots:
          - note: null
          - amount: 1
      - noop: true
        next:
          - if: slots.note contains "gift" or slots.note matches "^present"
            then: wrap
          - if: "slots.amount is 2"
            then: END
          - else: END
      - id: wrap
        call: ask_for_note
      - link: say_goodbye

  ask_for_note:
    if: False
    description: a child flow
    steps:
      - collect: note
        force_slot_filling: true

  say_goodbye:
    description: the end
    steps:
      - action: utter_goodbye

  pattern_completed:
    description: nothing more
    steps:
      - action: utter_can_do_something_else

  pattern_repeat_bot_messages:
    description: Conversation repair flow for repeating previous messages
    steps:
      - action: action_repeat_bot_messages

  pattern_cancel_flow:
    description: Conversation repair flow that starts when a flow is cancelled
    steps:
      - action: action_cancel_flow
      - action: utter_flow_cancelled
"""
CALM_WORDS = """
intent-transfer_money = Send money
utter_ask_recipient = To whom?
utter_ask_how_much = How much?
utter_invalid_amount = More than nothing, please.
utter_too_much = Less, please.
utter_ask_final_confirmation = Shall I?
utter_transfer_cancelled = Not sent.
utter_not_enough = There is not enough.
utter_transfer_complete = Sent.
utter_ask_note = What shall I write?
utter_goodbye = Bye.
utter_can_do_something_else = What else?
utter_flow_cancelled = Stopped.
wrong-number = Just the number, please.
done-execute-transfer = the transfer
yes = Yes
no = No
"""


class TestCalm:
    @pytest.fixture(autouse=True)
    def table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tests.flows import support

        calls = {
            "await_shop": support.CALLS["await_shop"],
            "check_funds": support.Spec("check_funds", result="funds", fields={"enough": "bool"}),
            "execute_transfer": support.Spec("execute_transfer", {"recipient": "text", "amount": "number"}, once=True),
        }
        monkeypatch.setattr(support, "CALLS", calls)

    def test_a_file_of_its_vocabulary_loads_unchanged(self) -> None:
        assert mistakes(CALM, CALM_WORDS) == []

    def test_undeclared_slots_have_the_type_their_conditions_ask_for(self) -> None:
        slots = flows(CALM, CALM_WORDS).flows["transfer_money"].slots
        assert {name: slot.type for name, slot in slots.items()} == {
            "recipient": "text",
            "amount": "number",
            "final_confirmation": "text",
            "note": "text",
            "logged_out": "bool",
        }

    def test_it_runs(self) -> None:
        talk = Talk(flows(CALM, CALM_WORDS), {"check_funds": {"enough": True}})
        assert talk.hear("send some money", "transfer_money") == ["utter_ask_recipient"]
        assert talk.hear("Anna") == ["utter_ask_how_much"]
        assert talk.hear("some") == ["wrong-number"]
        assert talk.hear("-5") == ["utter_invalid_amount"]
        assert talk.hear("50") == ["utter_ask_final_confirmation"]


class TestSteps:
    def test_nested_steps_are_laid_flat(self) -> None:
        flow = read("""
            flows:
              it:
                steps:
                  - collect: a
                    next:
                      - if: slots.a = "x"
                        then:
                          - say: one
                          - say: two
                            next: last
                      - else:
                          - say: three
                            next: END
                  - id: last
                    say: four
        """)
        ways = {id_: [arm.to for arm in step.next] for id_, step in flow.steps.items()}
        assert ways == {
            "collect:a": ["say:one", "say:three"],
            "say:one": ["say:two"],
            "say:two": ["last"],
            "say:three": ["END"],
            "last": ["END"],
        }

    def test_steps_of_the_same_name_have_ids_of_their_own(self) -> None:
        flow = read("flows: {it: {steps: [{say: a}, {say: a}, {say: a}]}}")
        assert list(flow.steps) == ["say:a", "say:a#2", "say:a#3"]

    def test_next_may_be_steps(self) -> None:
        flow = read("flows: {it: {steps: [{say: a, next: [{say: b, next: END}]}]}}")
        assert [arm.to for arm in flow.steps["say:a"].next] == ["say:b"]

    def test_a_handoff_and_a_link_are_the_end(self) -> None:
        flow = read("flows: {it: {steps: [{handoff: true}, {link: other}, {say: a}]}}")
        assert [step.next[0].to for step in flow.steps.values()] == ["END", "END", "END"]

    def test_a_collect_with_all_its_keys(self) -> None:
        found = step("""
            collect: reason
              utter: ask-why
              values: {max: 100 EUR}
              buttons: [broken]
              reprompts: [one, two]
              rejections: [{if: slots.reason = "x", utter: no-x}]
              ask_before_filling: true
              force_slot_filling: true
              skipped: END
              optional: true
              remind: {after: 2h open, say: still-there}
              expire: 3d
              ask_contact: share
        """)
        assert isinstance(found, steps.Collect)
        assert (found.question, found.buttons, found.reprompts, found.skipped) == ("ask-why", ("broken",), ("one", "two"), "END")
        assert (found.remind, found.expire) == (steps.Reminder(Duration(7200, open=True), "still-there"), Duration(259_200))
        assert found.ask_before_filling
        assert found.force
        assert found.optional
        assert [rejection.wording for rejection in found.rejections] == ["no-x"]

    def test_a_question_may_stand_under_say(self) -> None:
        assert step("collect: reason\n  say: why").question == "why"

    def test_values_have_their_types(self) -> None:
        values: Mapping[str, Any] = step("say: a\n  values: {a: slots.x, b: 2.50 EUR, c: 3d, d: text, e: 1.5, f: true}").values
        assert str(values["a"]) == "slots.x"
        constants = {name: given.value for name, given in values.items() if isinstance(given, Constant)}
        assert {name: str(value) for name, value in constants.items()} == {
            "b": "2.50 EUR",
            "c": "Duration(seconds=259200, open=False)",
            "d": "text",
            "e": "1.5",
            "f": "True",
        }

    def test_set_slots_may_be_a_list_or_a_mapping(self) -> None:
        assert step("set_slots: [{a: 1}, {b: null}]").values == step("set_slots: {a: 1, b: null}").values

    def test_buttons_of_a_message(self) -> None:
        found = step("""
            say: a
              buttons:
                - talk_to_human
                - {title: Shop, url: "https://a.lv"}
                - {wording: leave, payload: "leave:queue"}
        """)
        assert [(button.wording, button.title, button.payload) for button in found.buttons] == [
            *[("intent-talk_to_human", "", "intent:talk_to_human"), ("", "Shop", ""), ("leave", "", "leave:queue")]
        ]
        assert step("say: a\n  buttons: languages").buttons == steps.LANGUAGES
        assert step("say: a\n  buttons: options").options

    def test_triggers(self) -> None:
        flow = read("""
            flows:
              it:
                nlu_trigger:
                  - intent: a
                  - intent: {name: b, confidence_threshold: 0.9}
                  - entity: order_number
                told: [paid]
                steps: [{say: a}]
        """)
        assert (flow.intents, flow.thresholds, flow.entities, flow.told) == (("a", "b"), {"b": 0.9}, ("order_number",), ("paid",))


@pytest.mark.parametrize(
    ("script", "mistake"),
    [
        ("- colect: a", "4:9: this is no step (did you mean `collect`?)"),
        ("- collect: a\n  next: END\n- say: b\n  collects: c", "7:9: `collects` is not known here"),
        ("- say: a\n  action: b", "4:9: one step cannot be both `say` and `action`"),
        ("- say: a\n  action: b", "(begin the second with a dash)"),
        ("- noop: true", "4:9: a `noop` needs `next`"),
        ("- id: x\n  say: a\n- id: x\n  say: b", "6:9: the id `x` stands twice in `it`"),
        ("- id: END\n  say: a", "4:9: `END` cannot be the id of a step"),
        ("- say: a\n  next:\n    - if: slots.x = 1\n      then: END", "6:13: it is not said what happens otherwise"),
        ("- say: a\n  next:\n    - else: END\n    - if: slots.x = 1\n      then: END", "6:13: `else` must come last"),
        ("- say: a\n  next: [{if: slots.x, then: [{say: b}]}, {else: END}]", "it is not said what comes after this nested step"),
        ("- say: a\n  next:\n    - if: not\n      then: END\n    - else: END", "6:13: `if: not`: something is missing at the"),
        ("- say: a\n  next: {x: y}", "5:9: `next` is the id of a step, END, steps, or a list of if/then/else"),
        ("- collect: a\n  remind: {after: soon, say: b}", "5:18: `after: soon` is no length of time (write 30m, 2h, 3d, or 4h"),
        ("- collect: a\n  remind: {say: b}", "5:9: `after` is missing"),
        ("- collect: a\n  optional: perhaps", "5:9: `optional` must be true or false"),
        ("- collect: a\n  reprompts: {a: b}", "5:9: `reprompts` must be a list of words"),
        ("- collect: a\n  rejections: [{if: slots.a = 1}]", "it is not said what the customer hears"),
        ("- say: a\n  values: [b]", "5:9: `values` must be names with values"),
        ("- say: a\n  buttons: yes-please", "5:9: `buttons` is a list"),
        ("- say: a\n  buttons: [{payload: x}]", "the button says nothing"),
        ("- say: a\n  buttons: [{title: x}]", "a button needs either `payload` or `url`"),
        ("- set_slots: now", "4:9: `set_slots` is a list of slots with values"),
        ("- promise: {what: a}", "it is not said by when"),
        ("- promise: {what: a, within: 2d, until: slots.x}", "it is not said by when"),
        ("- approve: {team: a}", "`summary` is missing"),
        ("- handoff: {reson: a}", "`reson` is not known here (did you mean `reason`?)"),
        ("- say: a\n  next: no", "5:9: `next` must be a text (YAML reads yes, no, on and off as true and false: put"),
        ("- say: {a: b}", "4:9: `say` must be a text"),
        ("- just words", "4:9: here must stand names with values"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line_and_says_what_to_do(script: str, mistake: str) -> None:
    indented = script.replace("\n", "\n      ")
    found = mistakes(f"flows:\n  it:\n    steps:\n      {indented}\n")
    assert any(mistake in f"{problem.removeprefix('scripts/test.yml:')}" for problem in found), found


@pytest.mark.parametrize(
    ("script", "mistake"),
    [
        ("flow: {}", "there is no `flows:` in this file"),
        ("flows: {it: {}}", "the flow `it` has no steps"),
        ("flows: {it: {steps: {a: b}}}", "`steps` must be a list"),
        ("flows: {it: {steps: [{say: a}], nlu_triger: []}}", "`nlu_triger` is not known here (did you mean `nlu_trigger`?)"),
        ("flows: {it: {steps: [{say: a}], nlu_trigger: [{intent: [a]}]}}", "a trigger is `intent: name`, `entity: kind` or `lab"),
        ("flows: {it: {steps: [{say: a}], slots: {x: {type: mony}}}}", "there is no type `mony` (did you mean `money`?)"),
        ("flows: {it: {steps: [{say: a}], slots: {x: choice}}}", "the choice `x` has no `values`"),
        ("flows: {it: {steps: [{say: a}]}, it: {steps: [{say: b}]}}", "`it` stands twice"),
        ("flows: [", "this is not YAML"),
        ("", "there is no `flows:` in this file"),
    ],
)
def test_a_mistake_in_a_flow_itself(script: str, mistake: str) -> None:
    found = mistakes(script, "a = x\nb = y")
    assert any(mistake in problem for problem in found), found
