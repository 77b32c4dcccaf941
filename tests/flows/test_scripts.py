"""The demo shop's own scripts, words and conversations: sound, spoken alike in every language, and each tried out."""

import re
from functools import cache

import pytest

from config.source import parse_yaml, read_yaml
from flows.cases import Case, User, Utter, parse
from flows.flowset import FlowSet
from flows.hearing import PLAIN_ANSWERS
from flows.library import BASE, check, load_flows
from flows.patterns import COMMANDS
from flows.steps import Collect
from nlu.model import LANGUAGES, Language
from nlu.unkept import unkept

DIALOGUES = BASE.parent / "tests" / "dialogues"
TOPICS = sorted({path.name.split(".")[0] for path in DIALOGUES.glob("*.yml")})
BUTTON = 20  # characters Messenger shows of a title
TITLE = re.compile(r"(?m)^((?:intent|button|mend)-[\w-]+) = (.+)$")
UNSPOKEN = (
    *("mail-", "done-"),  # not said in the chat, or in the middle of other texts
    *("summary-", "intent-", "button-", "mend-"),  # read by our own people, or on buttons
    *("order-sent", "order-expected"),  # parts of other texts
    *("invoice-what", "invoice-registration", "invoice-vat", "invoice-address", "invoice-mail", "invoice-delivery"),  # parts, too
    *("buyer-", "earlier-", "erasing-"),  # answers on buttons
    *("slot-", "overpayment-wish-"),  # what was done or asked for, in other texts; answers on buttons
    *("confirm-", "csat-", "ces-", "nps-", "call-when-", "call-wish-", "coupon-wish-"),  # on buttons
    *("yes", "no", "goodwill-from"),  # on buttons; a part of another text
    *("call-time-gone", "discount-none"),  # said where others were faster, or where the shop gives nothing
    *("country-", "way-", "cancel-it-"),  # on buttons
    *("delivery-way", "delivery-price", "delivery-arrives", "delivery-other", "to-country", "opening-except"),  # parts
    "delivery-unknown",  # where the shop has no table of delivery
    *("reason-", "remedy-", "item-"),  # names
    "promise-",  # said by a person in one key, or by who looks after promises: tests/api/test_vows.py, tests/bot/test_keeper.py
    "ask-email-instead-again",  # in the queue the bot asks nothing twice; said where the customer has left it meanwhile
    *("refund-to-", "withdrawal-confirm", "withdrawal-leave", "code-next-send", "code-next-without"),  # and buttons
    *("return-sum", "return-goods", "return-keeping"),
    *("invoice-from-accounting",),  # where the shop itself is Polish
    *("already-done", "cannot-skip", "got-file"),  # said where no shipped flow, or no text alone, can lead
)


@cache
def shipped() -> FlowSet:
    return load_flows(BASE)


def text_of(language: Language) -> str:
    """All its files."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((BASE / "wording").glob(f"{language}*.ftl")))


def cases(topic: str, language: Language) -> tuple[Case, ...]:
    path = DIALOGUES / f"{topic}.{language}.yml"
    return parse(read_yaml(path, path.name), {*shipped().by_intent, *COMMANDS, *PLAIN_ANSWERS})


def test_the_shipped_flows_hold_no_mistake() -> None:
    assert check(BASE) == []


class TestWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_nobody_is_shouted_at(self, language: Language) -> None:
        assert "!" not in text_of(language)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_button_is_read_whole_on_every_platform(self, language: Language) -> None:
        titles = {name: title for name, title in TITLE.findall(text_of(language)) if name != "button-expired"}
        assert len(titles) > 15
        assert {name: title for name, title in titles.items() if len(title) > BUTTON} == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_two_buttons_never_read_the_same(self, language: Language) -> None:
        titles = [title for _, title in TITLE.findall(text_of(language))]
        assert len(titles) == len(set(titles))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_link_stands_at_the_end_of_its_line(self, language: Language) -> None:
        assert re.findall(r"\{ \$(?:url|privacy) \}[^\n]", text_of(language)) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_question_is_never_asked_twice_in_the_same_words(self, language: Language) -> None:
        flows = shipped()
        for flow in flows.flows.values():
            for step in flow.steps.values():
                if isinstance(step, Collect) and flow.slots[step.slot].type != "text":  # any text is an answer
                    words = [flows.wording.render(id_, {}, language) for id_ in (step.question, *step.reprompts)]
                    assert len(words) == len(set(words))


class TestConversations:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_every_language_has_the_same_ones(self, topic: str) -> None:
        names = {language: [case.name for case in cases(topic, language)] for language in LANGUAGES}
        assert all(found == names["en"] for found in names.values())

    @pytest.mark.parametrize("topic", TOPICS)
    def test_every_language_tells_the_model_the_same(self, topic: str) -> None:
        told = {language: [list(case.fixtures.understood.values()) for case in cases(topic, language)] for language in LANGUAGES}
        assert all(found == told["en"] for found in told.values())

    @pytest.mark.parametrize("topic", TOPICS)
    def test_what_is_told_of_the_model_is_said_in_the_conversation(self, topic: str) -> None:
        for case in (case for language in LANGUAGES for case in cases(topic, language)):
            said = {unkept(step.what.text).text for step in case.steps if isinstance(step.what, User)}
            assert case.fixtures.understood.keys() <= said

    @pytest.mark.parametrize("topic", TOPICS)
    def test_each_is_held_in_the_language_of_its_file_at_a_fixed_time(self, topic: str) -> None:
        for language in LANGUAGES:
            assert all((case.language, case.now is not None) == (language, True) for case in cases(topic, language))

    def test_there_is_no_file_beside_them(self) -> None:
        wanted = {f"{topic}.{language}.yml" for topic in TOPICS for language in LANGUAGES}
        assert {path.name for path in DIALOGUES.glob("*.yml")} == wanted

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_whatever_the_bot_can_say_is_said_in_one(self, language: Language) -> None:
        steps = [step.what for topic in TOPICS for case in cases(topic, language) for step in case.steps]
        said = {wording for what in steps if isinstance(what, Utter) for wording in what.wordings}
        said |= {"no-match", "submitted"}  # the first is quoted, because its words must not differ
        said |= {"withdrawn"}  # when a set is, see tests/line/test_editions.py
        known = {id_ for id_ in shipped().wording.parts[language] if "." not in id_}
        said |= {"yes", "no", "change-address", "change-day", "change-phone", "change-other"}  # buttons
        assert {id_ for id_ in known - said if not id_.startswith(UNSPOKEN) or id_ == "button-expired"} == set()
        assert said <= known


def test_the_example_in_the_docs_is_a_conversation() -> None:
    page = (BASE.parent / "docs" / "dialogues.md").read_text(encoding="utf-8")
    example = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0]
    [case] = parse(parse_yaml(example, "docs/dialogues.md"))
    known = shipped().wording
    assert all(known.has(id_) for step in case.steps if isinstance(step.what, Utter) for id_ in step.what.wordings)
