"""Every mistake an admin can make in flows, found before anything runs, with its line and all in one run."""

import pytest

from config.source import Problems
from flows.library import BASE, build, check, read_folder
from tests.flows import support
from tests.flows.support import mistakes

WORDS = """
intent-it = It
a = x
b = y
ask-a = A?
ask-b = B?
ask-c = C?
ask-order-number = Number?
"""


def found(steps: str, words: str = "", more: str = "") -> list[str]:
    """What is wrong with a flow `it` of these steps, which begin on line 4."""
    indented = steps.strip().replace("\n", "\n      ")
    wording = "\n".join(line.strip() if "=" in line else line for line in words.splitlines())
    script = f"flows:\n  it:\n    steps:\n      {indented}\n{more}"
    return [problem.removeprefix("scripts/test.yml:") for problem in mistakes(script, WORDS + wording)]


CIRCLE = """- id: ask
  collect: a
  next:
    - if: slots.a = 'x'
      then: again
    - else: END
- id: again
  """


class TestWays:
    def test_a_step_that_is_not_there(self) -> None:
        problem = "5:9: there is no step `lst` in `it` (did you mean `last`?)"
        assert found("- say: a\n  next: lst\n- id: last\n  say: b") == [problem]

    @pytest.mark.parametrize(
        ("steps", "line"),
        [
            ("- collect: a\n  skipped: nowhere", "5:9"),
            ("- action: find_purchase\n  failed: nowhere\n  with: {order_number: x}", "5:9"),
            ("- say: a\n  next:\n    - if: context.first\n      then: nowhere\n    - else: END", "5:9"),
        ],
    )
    def test_a_step_that_is_not_there_wherever_it_is_named(self, steps: str, line: str) -> None:
        assert found(steps) == [f"{line}: there is no step `nowhere` in `it`"]

    def test_a_step_no_way_leads_to(self) -> None:
        assert found("- say: a\n  next: END\n- id: alone\n  say: b") == [
            "6:9: no way leads to this step of `it` (lead to it with `next`, or take it out)"
        ]

    def test_a_loop_without_a_way_out(self) -> None:
        steps = "- id: one\n  collect: a\n  ask_before_filling: true\n- say: b\n  next: one"
        assert found(steps) == ["4:9: from here `it` never comes to an end (let one way lead to END, or to a person)"]

    def test_a_circle_that_passes_over_its_question(self) -> None:
        assert found(CIRCLE + "say: b\n  next: ask")[0].startswith(
            "4:9: `it` goes round in a circle here without asking or doing anything new"
        )

    @pytest.mark.parametrize("way", ["set_slots: {a: null}\n  next: ask", "collect: b\n  ask_before_filling: true\n  next: ask"])
    def test_a_circle_in_which_something_is_asked_anew_is_none(self, way: str) -> None:
        assert found(CIRCLE + way) == []


class TestFlows:
    OTHER = "  other:\n    steps:\n      - link: it\n"

    def test_a_flow_that_is_not_there(self) -> None:
        assert found("- call: othr", more=self.OTHER) == ["4:9: there is no flow `othr` (did you mean `other`?)"]

    def test_a_called_flow_may_not_link(self) -> None:
        problem = "4:9: `other` links to another flow, so it would not come back (use `call` there too)"
        assert problem in found("- call: other", more=self.OTHER)

    def test_flows_may_not_call_each_other_in_a_circle(self) -> None:
        assert "4:9: `it` calls `it` again, in a circle" in found("- call: it")
        more = "  other:\n    steps:\n      - call: it\n"
        assert "4:9: `other` calls `it` again, in a circle" in found("- call: other", more=more)

    def test_a_pattern_is_only_begun_by_the_engine(self) -> None:
        assert found("- call: pattern_completed") == ["4:9: `pattern_completed` is a pattern, which only the engine begins"]

    def test_two_flows_of_one_intent(self) -> None:
        script = "flows:\n  {0}:\n    nlu_trigger: [{{intent: it}}]\n    steps: [{{say: a}}]\n"
        both = script.format("one") + script.format("two").removeprefix("flows:\n")
        assert mistakes(both, WORDS) == [
            "scripts/test.yml:2:3: the intent `it` begins more than one flow (it also begins `two`)",
            "scripts/test.yml:5:3: the intent `it` begins more than one flow (it also begins `one`)",
        ]

    def test_two_flows_of_one_name(self) -> None:
        script = "flows: {it: {steps: [{say: a}]}}"
        with pytest.raises(Problems, match=r"b.yml:1:9: the flow `it` stands twice \(the other is in scripts/a.yml:1:9\)"):
            build({"scripts/a.yml": script, "scripts/b.yml": script, "wording/en.ftl": "a = x"})

    def test_a_pattern_that_is_none(self) -> None:
        problem = (
            "scripts/test.yml:1:9: there is no moment for the pattern `pattern_cancel` (did you mean `pattern_cancel_flow`?)"
        )
        assert mistakes("flows: {pattern_cancel: {steps: [{say: a}]}}", WORDS) == [problem]

    def test_an_intent_no_phrase_teaches(self) -> None:
        problems = check(BASE, intents=["order_status", "refund_stat"])
        assert "no phrases teach the intent `refund_status` (did you mean `refund_stat`?)" in "\n".join(map(str, problems))


class TestValues:
    SLOTS = "    slots: {a: {type: choice, values: [broken, other]}, sum: money, n: number, day: date, sure: bool}\n"

    def typed(self, condition: str) -> list[str]:
        steps = f"      - noop: true\n        next:\n          - if: {condition}\n            then: END\n          - else: END\n"
        problems = mistakes(f"flows:\n  it:\n{self.SLOTS}    steps:\n{steps}", WORDS)
        return [problem.removeprefix("scripts/test.yml:7:13: ") for problem in problems]

    @pytest.mark.parametrize(
        ("condition", "mistake"),
        [
            ("slots.sum > 3", "an amount is neither more nor less than a number"),
            ("slots.n = 'x'", "a number is never equal to a text"),
            ("slots.sure > 1", "yes or no is neither more nor less than anything"),
            ("slots.n contains 'x'", "a number contains nothing"),
            ("slots.n matches 'x'", "a number is no text to match a pattern"),
            ("slots.day < 4h open", "working time cannot be compared; it needs a calendar"),
            ("slots.a = 'brokn'", "`a` is never `brokn` (did you mean `broken`?)"),
        ],
    )
    def test_a_comparison_that_cannot_hold(self, condition: str, mistake: str) -> None:
        assert [problem.replace(f"`{condition}`: ", "") for problem in self.typed(condition)] == [mistake]

    @pytest.mark.parametrize(
        "condition",
        [
            *["slots.sum > 3 EUR", "slots.n = 3", "slots.day < 14d", "slots.a = 'other'"],
            *["slots.sure is true", "slots.n is null", "slots.sum is known"],
        ],
    )
    def test_a_comparison_of_the_same_kind_is_sound(self, condition: str) -> None:
        assert self.typed(condition) == []

    def test_a_slot_that_is_nowhere(self) -> None:
        steps = "- collect: a\n  next:\n    - if: slots.ab = 'x'\n      then: END\n    - else: END"
        assert found(steps) == ["6:13: `slots.ab` is known nowhere in `it` (did you mean `slots.a`?)"]

    def test_an_answer_no_call_gives(self) -> None:
        steps = "- collect: order_number\n- action: find_purchase\n- say: n\n  values: {n: context.purchase.totl}"
        assert found(steps, "n = { $n }") == [
            "7:18: `context.purchase.totl` is known nowhere in `it` (did you mean `context.purchase.total`?)"
        ]
        assert "known nowhere" in found("- say: n\n  values: {n: context.purchase.total}", "n = { $n }")[0]

    def test_a_call_the_shop_does_not_have(self) -> None:
        assert found("- action: find_purchse") == ["4:9: the shop has no call `find_purchse` (did you mean `find_purchase`?)"]

    def test_an_argument_too_few_or_too_many(self) -> None:
        assert found("- action: find_purchase\n  with: {number: x}") == [
            "4:9: `find_purchase` needs `order_number` (collect it, or add `with: {order_number: ...}`)",
            "5:16: `find_purchase` takes no `number` (did you mean `order_number`?)",
        ]

    def test_an_effect_is_no_read(self) -> None:
        problems = found("- collect: order_number\n- action: find_purchase\n  once: true")
        assert problems == ["6:9: `find_purchase` only reads, so `once` is false"]

    def test_a_value_of_another_type(self) -> None:
        script = f"flows:\n  it:\n{self.SLOTS}    steps:\n      - set_slots: {{n: many, a: other}}\n"
        assert mistakes(script, WORDS) == ["scripts/test.yml:5:9: `many` is no value for `n`, which is a number"]

    def test_a_value_handed_to_a_flow_that_does_not_know_it(self) -> None:
        more = "  other:\n    slots: {level: number}\n    steps:\n      - say: a\n"
        assert found("- call: other\n  with: {levl: 2}", more=more) == ["5:9: `other` has no slot `levl` (did you mean `level`?)"]
        problem = "5:16: `high` is no value for `level`, which is a number"
        assert found("- call: other\n  with: {level: high}", more=more) == [problem]

    def test_buttons_for_what_is_no_choice(self) -> None:
        assert found("- collect: a\n  buttons: [x]")[0].startswith("5:9: `a` is no choice, so it has no buttons")

    def test_a_persisted_slot_that_is_nowhere(self) -> None:
        script = "flows:\n  it:\n    persisted_slots: [ab]\n    steps:\n      - collect: a\n"
        assert mistakes(script, WORDS) == ["scripts/test.yml:3:5: there is no slot `ab` (did you mean `a`?)"]

    def test_a_bound_of_another_type(self) -> None:
        script = "flows:\n  it:\n    slots: {a: {type: money, max: 100}}\n    steps:\n      - collect: a\n"
        assert mistakes(script, WORDS) == ["scripts/test.yml:5:9: `a`: a number is no bound for an amount"]


class TestWords:
    def test_a_wording_that_is_nowhere(self) -> None:
        assert found("- say: order-laat") == ["4:9: there is no wording `order-laat` (did you mean `order-late`?)"]

    @pytest.mark.parametrize(
        ("step", "place"),
        [
            ("- collect: a\n  utter: zzz", "5:9"),
            ("- collect: a\n  reprompts: [zzz]", "5:9"),
            ("- collect: a\n  rejections: [{if: slots.a = 'x', utter: zzz}]", "5:9"),
            ("- collect: a\n  remind: {after: 2h, say: zzz}", "5:9"),
            ("- collect: a\n  ask_contact: zzz", "5:9"),
            ("- confirm: zzz", "4:9"),
            ("- handoff: {summary: zzz}", "4:19"),
            ("- action: utter_zzz", "4:9"),
        ],
    )
    def test_a_wording_that_is_nowhere_wherever_it_is_named(self, step: str, place: str) -> None:
        wanted = "utter_zzz" if "utter_zzz" in step else "zzz"
        assert f"{place}: there is no wording `{wanted}` (add it to every file in wording/)" in found(step)

    def test_a_value_that_is_not_given(self) -> None:
        assert found("- say: n", "n = { $number }") == [
            "4:9: `n` uses $number, which is not given here (add `values: {number: ...}`)"
        ]

    def test_a_slot_of_the_same_name_is_given_by_itself(self) -> None:
        assert found("- collect: order_number\n- say: n", "n = { $order_number }") == []

    def test_a_value_nobody_uses(self) -> None:
        assert found("- say: n\n  values: {numbr: x, number: y}", "n = { $number }") == [
            "4:9: `n` does not use $numbr (did you mean `number`?)"
        ]

    def test_a_choice_without_words_for_its_buttons(self) -> None:
        slots = "    slots: {a: {type: choice, values: [wrong_item]}}\n"
        script = f"flows:\n  it:\n{slots}    steps:\n      - collect: a\n        buttons: true\n"
        problem = "scripts/test.yml:6:9: there is no wording `a-wrong-item` (add it to every file in wording/)"
        assert mistakes(script, WORDS) == [problem]

    def test_a_button_that_is_too_long_for_messenger(self) -> None:
        problems = found("- say: a\n  buttons: [{wording: long, payload: 'lang:lv'}]", "long = Twenty-one characters")
        assert problems == ["wording/en.ftl:9:1: the button `long` has 21 characters (Messenger shows 20 at most)"]

    @pytest.mark.parametrize(
        ("payload", "mistake"),
        [
            ("intent:talk_to_humn", "no flow begins with the intent `talk_to_humn` (did you mean `talk_to_human`?)"),
            ("lang:de", "there is no language `de` (there are lv, uk, ru, pl, en)"),
            ("pay", "nothing happens for `pay` (write intent:name, flow:name, lang:code, wait:on or leave:queue)"),
        ],
    )
    def test_a_button_that_does_nothing(self, payload: str, mistake: str) -> None:
        assert found(f"- say: a\n  buttons: [{{wording: b, payload: '{payload}'}}]") == [f"5:9: {mistake}"]

    def test_a_confirmation_needs_names_for_what_can_be_changed(self) -> None:
        problems = found("- collect: a\n- confirm: b")
        missing = [problem.split("`")[1] for problem in problems]
        assert missing == ["confirm-cancel", "confirm-change", "confirm-what", "confirm-yes", "slot-a"]

    def test_a_clarification_must_offer_something(self) -> None:
        script = "flows: {pattern_clarification: {steps: [{say: a}]}}"
        assert "the customer is given nothing to choose (add `buttons: options`)" in mistakes(script, WORDS)[0]


def test_all_mistakes_are_found_in_one_run() -> None:
    problems = found("- say: nothing-like-it\n  next: nowhere\n- action: nothing\n- collect: a\n  buttns: true")
    assert len(problems) == 4
    assert problems == sorted(problems, key=lambda problem: [int(part) for part in problem.split(": ")[0].split(":")])


def test_a_wording_missing_in_one_language_is_found() -> None:
    sources = dict(read_folder(BASE))
    sources["wording/lv.ftl"] = sources["wording/lv.ftl"].replace("\nwelcome =", "\nwelcme =")
    with pytest.raises(Problems) as caught:
        build(sources)
    shown = [str(problem) for problem in caught.value.problems]
    missing = [problem for problem in shown if "`welcome` is missing (it is in wording/" in problem]
    assert len([problem for problem in missing if problem.startswith("wording/lv.ftl:")]) == 1
    assert len([problem for problem in shown if "`welcme` is missing" in problem]) == 4


def test_a_folder_without_flows_says_so(tmp_path: object) -> None:
    assert "there are no flows here" in str(check(BASE / "nowhere")[0])
    assert support.mistakes("flows: {}", "a = b") == []
