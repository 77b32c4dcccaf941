"""Phrase files as admins write them, with their mistakes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.source import Problems
from nlu.model import Entity
from nlu.phrases import Phrases, annotated, fingerprint, read_file, read_phrases
from tests.nlu.trained import PHRASES

INTENTS = {
    "order_status", "return_goods", "pay_by_invoice", "refund_status", "cancel_order", "change_order", "delivery_info",
    "opening_hours", "product_question", "discount_code", "complaint", "callback_request", "talk_to_human", "change_language",
    "bot_question", "greet", "thank", "goodbye", "affirm", "deny", "cancel", "repeat", "skip",
}  # fmt: skip


def write(folder: Path, text: str, name: str = "en.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Phrases:
    return read_file(write(folder, text), "en")


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(Problems) as raised:
        read(folder, text)
    return [f"{problem.place.line}: {problem.text}" for problem in raised.value.problems]


def test_the_shipped_phrases_have_every_intent_in_every_language() -> None:
    phrases = read_phrases(PHRASES).phrases
    for language in ("lv", "uk", "ru", "pl", "en"):
        mine = [phrase.intent for phrase in phrases if phrase.language == language]
        assert set(mine) == INTENTS | {"out_of_scope"}
        assert min(mine.count(intent) for intent in INTENTS) >= 40


def test_a_phrase_knows_its_intent_its_line_and_its_entities(tmp_path: Path) -> None:
    phrases = read(tmp_path, "nlu:\n- intent: greet\n  examples: |\n    - hi\n    # a remark\n    - hello [Anna](name)\n").phrases
    assert [(phrase.text, phrase.intent, phrase.language, phrase.place.line) for phrase in phrases] == [
        ("hi", "greet", "en", 4),
        ("hello Anna", "greet", "en", 6),
    ]
    assert phrases[1].entities == (Entity("name", "Anna", "Anna", 6, 10),)


def test_every_way_of_marking_an_entity_is_read() -> None:
    assert annotated("from [Riga](city:RIX) to [Kyiv]{\"entity\": \"city\", \"role\": \"to\", \"value\": \"KBP\"} [photo]") == (
        "from Riga to Kyiv [photo]",
        (Entity("city", "RIX", "Riga", 5, 9), Entity("city", "KBP", "Kyiv", 13, 17)),
    )  # fmt: skip


@given(st.lists(st.tuples(st.text("abc ", max_size=5), st.text("xyz", min_size=1, max_size=5)), max_size=4))
def test_marks_come_off_and_spans_fit(parts: list[tuple[str, str]]) -> None:
    text, entities = annotated("".join(f"{before}[{inside}](kind)" for before, inside in parts))
    assert text == "".join(before + inside for before, inside in parts)
    assert [text[entity.start : entity.end] for entity in entities] == [inside for _, inside in parts]


def test_synonyms_regexes_lookups_and_lists_of_examples_are_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """version: "3.1"
nlu:
- intent: greet
  examples:
  - hi
  - text: hello [buddy](who:friend)
- synonym: kefir
  examples: |
    - Kefīrs
- regex: parcel
  examples: |
    - RR[0-9]{4}LV
- lookup: product
  examples: |
    - milk
""",
    )
    assert [phrase.text for phrase in found.phrases] == ["hi", "hello buddy"]
    assert found.synonyms == {"kefīrs": "kefir", "buddy": "friend"}
    assert found.regexes == {"parcel": ("RR[0-9]{4}LV",)}
    assert found.lookups == {"product": ("milk",)}


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    assert mistakes(
        tmp_path,
        """nlu:
- intent: greet
  examples: |
    - hi
    hello
    - [Anna](name
    - [x]{"value": "y"}
- intent:
  examples: |
    - oops
- intnet: typo
- intent: thank
  exmaples: |
    - thanks
- regex: bad
  examples: |
    - "["
    - (
""",
    ) == [
        "5: `hello` is not an example",
        "6: an entity in `[Anna](name` is not marked well",
        '7: `{"value": "y"}` names no entity',
        "9: `intent` has no name",
        "11: an entry of `nlu` is one of intent, synonym, regex, lookup",
        "12: `thank` has no examples",
        "13: `exmaples` is not known here",
        '17: `"["` is not a regular expression: unterminated character set at position 1',
        "18: `(` is not a regular expression: missing ), unterminated subpattern at position 0",
    ]


def test_one_phrase_under_two_intents_is_a_mistake_also_in_other_spelling(tmp_path: Path) -> None:
    text = "nlu:\n- intent: greet\n  examples: |\n    - Čau\n- intent: goodbye\n  examples: |\n    - cau!\n"
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith("7: `cau!` stands under `goodbye` and `greet` at ")


@pytest.mark.parametrize("text", ["", "- a\n", "nlu: 5\n", "version: 3\n"])
def test_a_file_that_is_no_phrase_file_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (mistake,) = mistakes(tmp_path, text)
    assert "has a list called `nlu`" in mistake


def test_a_folder_has_a_file_for_each_language_and_may_have_more(tmp_path: Path) -> None:
    write(tmp_path, "nlu:\n- intent: greet\n  examples: |\n    - hi\n")
    write(tmp_path, "nlu:\n- intent: thank\n  examples: |\n    - ta\n", "en-slang.yml")
    assert read_phrases(tmp_path, ("en",)).intents == ("greet", "thank")
    write(tmp_path, "nlu: []\n", "de.yml")
    with pytest.raises(Problems) as raised:
        read_phrases(tmp_path, ("en", "lv"))
    assert ["de.yml" in str(one) or "lv.yml" in str(one) for one in raised.value.problems] == [True, True]


def test_the_fingerprint_changes_with_the_phrases_and_the_languages(tmp_path: Path) -> None:
    write(tmp_path, "nlu: []\n")
    write(tmp_path, "nlu: []\n", "lv.yml")
    before = fingerprint(tmp_path)
    assert before == fingerprint(tmp_path)
    assert before != fingerprint(tmp_path, ("en",))
    write(tmp_path, "nlu: [ ]\n")
    assert before != fingerprint(tmp_path)
