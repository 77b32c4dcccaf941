"""What a file of conversations may say, and how its mistakes are told."""

from datetime import datetime, timedelta

import pytest

from config.source import Problems, parse_yaml
from flows.cases import Agent, AgentSays, Bot, Case, Contains, Later, Owned, Press, Silent, SlotsSet, User, Utter, parse
from flows.fixtures import Fixtures

FULL = """
test_cases:
- test_case: everything there is
  language: lv
  now: 2026-11-23T10:00
  fixtures: {shop: down}
  steps:
  - user: kur ir 10023?
  - utter: first-contact
  - utter: [ask-contact, hello]
  - bot: Sveicināti.
  - contains: "10023"
  - lacks: Brīvības iela
  - press: Runāt ar cilvēku
  - owner: queue
  - later: 2h
  - silent: true
  - agent: take
  - agent_says: Labdien
  - slot_was_set: {order_number: 10023, contact: null}
  - slot_was_set:
    - item: kettle
"""


def cases(text: str) -> tuple[Case, ...]:
    return parse(parse_yaml(text, "talk.yml"))


def mistakes(text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        cases(text)
    return [str(problem) for problem in caught.value.problems]


def case(*steps: str, head: str = "") -> str:
    return "test_cases:\n- test_case: a\n" + head + "  steps:\n" + "".join(f"  - {step}\n" for step in steps)


class TestWhatAFileMaySay:
    def test_every_kind_of_step_is_read(self) -> None:
        [found] = cases(FULL)
        assert [step.what for step in found.steps] == [
            User("kur ir 10023?"),
            Utter(("first-contact",)),
            Utter(("ask-contact", "hello")),
            Bot("Sveicināti."),
            Contains("10023"),
            Contains("Brīvības iela", lacks=True),
            Press("Runāt ar cilvēku"),
            Owned("queue"),
            Later(timedelta(hours=2)),
            Silent(),
            Agent("take"),
            AgentSays("Labdien"),
            SlotsSet({"order_number": "10023", "contact": None}),
            SlotsSet({"item": "kettle"}),
        ]

    def test_a_case_knows_its_language_clock_and_fixtures(self) -> None:
        [found] = cases(FULL)
        assert (found.name, found.language, found.now) == ("everything there is", "lv", datetime(2026, 11, 23, 10))  # noqa: DTZ001 - a wall clock
        assert found.fixtures == Fixtures(is_down=True)

    def test_every_step_knows_its_line(self) -> None:
        [found] = cases(FULL)
        assert [step.place.line for step in found.steps][:3] == [8, 9, 10]

    def test_a_case_with_steps_alone_is_english_at_any_time(self) -> None:
        [found] = cases(case("user: hi"))
        assert (found.language, found.now, found.fixtures) == ("en", None, Fixtures())

    def test_a_case_may_tell_what_the_model_makes_of_texts(self) -> None:
        told = "  fixtures: {understood: {10023: {}, hm: {order_status: 0.45, refund_status: 1}}}\n"
        [found] = cases(case("user: hm", head=told))
        assert found.fixtures.understood == {"10023": {}, "hm": {"order_status": 0.45, "refund_status": 1.0}}

    def test_an_expectation_may_stand_in_the_step_it_belongs_to(self) -> None:
        [found] = cases(case("{user: hi, utter: hello}"))
        assert [step.what for step in found.steps] == [User("hi"), Utter(("hello",))]


class TestHowMistakesAreTold:
    @pytest.mark.parametrize("text", ["", "[]", "stories: []", "test_cases: []", "test_cases: 3"])
    def test_a_file_without_cases(self, text: str) -> None:
        assert "no `test_cases` here" in mistakes(text)[0]

    def test_a_case_without_a_name(self) -> None:
        assert "needs a name" in mistakes("test_cases:\n- steps:\n  - user: hi\n")[0]

    def test_a_case_without_steps(self) -> None:
        assert mistakes("test_cases:\n- test_case: a\n") == ["talk.yml:2:3: `a` has no steps"]

    def test_two_cases_of_one_name(self) -> None:
        assert "`a` stands twice" in mistakes(case("user: hi") + "- test_case: a\n  steps:\n  - user: hi\n")[0]

    def test_a_misspelt_step(self) -> None:
        assert mistakes(case("usr: hi")) == ["talk.yml:4:5: `usr` means nothing here (did you mean `user`?)"]

    def test_a_misspelt_key_of_a_case(self) -> None:
        assert "did you mean `language`" in mistakes(case("user: hi", head="  langauge: lv\n"))[0]

    def test_a_step_that_is_only_text(self) -> None:
        assert "`hello` is no step" in mistakes(case("hello"))[0]

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("user: ''", "write a text here"),
            ("user: [a]", "write a text here"),
            ("later: soon", "2h"),
            ("later: 2h open", "2h"),
            ("agent: shout", "take, release, close"),
            ("owner: nobody", "bot, queue, agent"),
            ("slot_was_set: order_number", "names and values"),
            ("silent: false", "can only be `true`"),
        ],
    )
    def test_a_value_that_a_step_cannot_have(self, step: str, said: str) -> None:
        [mistake] = mistakes(case(step))
        assert mistake.startswith("talk.yml:4:5: ")
        assert said in mistake

    @pytest.mark.parametrize(
        ("head", "said"),
        [
            ("  language: de\n", "`de` is not a language here"),
            ("  now: tomorrow\n", "2026-11-23T10:00"),
            ("  now: 2026-11-23T10:00+02:00\n", "shop's clock"),
            ("  fixtures: down\n", "no list of names"),
        ],
    )
    def test_a_wrong_head(self, head: str, said: str) -> None:
        [mistake] = mistakes(case("user: hi", head=head))
        assert mistake.startswith("talk.yml:3:3: ")
        assert said in mistake

    @pytest.mark.parametrize(
        ("fixtures", "said"),
        [
            ("{shpo: down}", "did you mean `shop`?"),
            ("{shop: up}", "can only be `down`"),
            ("{understood: hm}", "`hm` is no list of names and values"),
            ("{understood: {hm: order_status}}", "`order_status` is no list of names and values"),
            ("{understood: {hm: {order_status: sure}}}", "`sure` is no confidence"),
            ("{understood: {hm: {order_status: 45}}}", "from 0 to 1"),
            ("{understood: {hm: {order_status: true}}}", "from 0 to 1"),
        ],
    )
    def test_a_wrong_fixture(self, fixtures: str, said: str) -> None:
        [mistake] = mistakes(case("user: hi", head=f"  fixtures: {fixtures}\n"))
        assert mistake.startswith("talk.yml:3:")
        assert said in mistake

    def test_an_intent_the_model_does_not_know(self) -> None:
        text = case("user: hm", head="  fixtures:\n    understood:\n      hm: {order_staus: 0.4}\n")
        with pytest.raises(Problems) as caught:
            parse(parse_yaml(text, "talk.yml"), ["order_status", "greet"])
        assert str(caught.value) == "talk.yml:5:12: `order_staus` means nothing here (did you mean `order_status`?)"

    def test_all_mistakes_are_told_in_one_run(self) -> None:
        assert len(mistakes(case("usr: hi", "later: soon", "owner: me", head="  now: never\n"))) == 4
