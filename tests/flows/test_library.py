"""Sets of flows: built from texts alone, named by what they say, with built-in patterns below the shop's own."""

from pathlib import Path
from typing import Any

import pytest

from config.source import Problems
from flows.library import BASE, BUILT_IN, FACTS, build, check, load_flows, read_folder
from flows.shop.calls import CALLS
from nlu.model import LANGUAGES
from tests.flows.support import Spec, Talk, flows

SCRIPT = "flows:\n  it:\n    nlu_trigger: [{intent: it}]\n    steps: [{say: a, values: {shop: context.shop.name}}]\n"
WORDS = "intent-it = It\na = { $shop }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop's own folder with one flow in English."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "wording").mkdir()
    (tmp_path / "scripts" / "it.yml").write_text(SCRIPT, encoding="utf-8")
    for language in LANGUAGES:
        (tmp_path / "wording" / f"{language}.ftl").write_text(WORDS, encoding="utf-8")
    return tmp_path


def test_a_shop_needs_to_write_only_its_own_flows(folder: Path) -> None:
    built = load_flows(folder)
    assert {"it", "pattern_human_handoff"} <= set(built.flows)
    assert set(built.by_intent) == {"it"}
    assert Talk(built, greeted=False).hear("hello", "it") == ["first-contact", "a"]


def test_a_built_in_pattern_offers_only_what_the_shop_has(folder: Path) -> None:
    talk = Talk(load_flows(folder), greeted=False)
    talk.hear("bla")
    assert [choice.payload for choice in talk.buttons] == ["intent:talk_to_human"]


def test_a_pattern_of_the_shop_stands_in_for_the_built_in_one(folder: Path) -> None:
    own = "flows:\n  pattern_completed:\n    steps: [{say: all-done}]\n"
    (folder / "scripts" / "own.yml").write_text(own, encoding="utf-8")
    for language in LANGUAGES:
        (folder / "wording" / f"{language}.ftl").write_text(WORDS + "\nall-done = Anything else?", encoding="utf-8")
    assert [step.id for step in load_flows(folder).flows["pattern_completed"].steps.values()] == ["say:all-done"]


def test_the_shipped_folder_needs_nothing_built_in() -> None:
    assert not [name for name in read_folder(BASE) if name.startswith(BUILT_IN)]
    assert load_flows(BASE).wording.languages == LANGUAGES


def test_every_mistake_is_listed_in_its_order(folder: Path) -> None:
    (folder / "scripts" / "it.yml").write_text(SCRIPT.replace("say: a", "say: b"), encoding="utf-8")
    (folder / "wording" / "lv.ftl").write_text("intent-it = Tas", encoding="utf-8")
    assert [str(problem) for problem in check(folder)] == [
        "scripts/it.yml:4:14: there is no wording `b` (add it to every file in wording/)",
        "wording/lv.ftl:1:1: `a` is missing (it is in wording/uk.ftl:2)",
    ]


def test_a_file_that_is_no_utf8_is_named(folder: Path) -> None:
    (folder / "scripts" / "it.yml").write_bytes(b"flows: \xff")
    with pytest.raises(Problems, match=r"it\.yml:1:8: this is not UTF-8 at byte 7 \(save it as UTF-8\)"):
        load_flows(folder)


class TestHash:
    def test_it_is_that_of_what_the_set_says(self) -> None:
        assert build(read_folder(BASE)).hash == load_flows(BASE).hash

    def test_comments_and_layout_of_a_script_do_not_count(self) -> None:
        assert flows(SCRIPT, WORDS).hash == flows("# a comment\n" + SCRIPT.replace("[{say", "[ {say"), WORDS).hash

    @pytest.mark.parametrize(("script", "words"), [(SCRIPT.replace("name}", "hours}"), WORDS), (SCRIPT, WORDS + "!")])
    def test_what_is_done_and_said_counts(self, script: str, words: str) -> None:
        assert flows(SCRIPT, WORDS).hash != flows(script, words).hash

    def test_the_settings_that_flows_read_count(self) -> None:
        sources = read_folder(BASE)
        other: dict[str, Any] = {"shop": {**FACTS["shop"], "name": "Maize"}}
        assert build(sources, facts=other).hash != build(sources).hash

    def test_the_signatures_of_calls_count(self) -> None:
        sources = read_folder(BASE)
        assert build(sources, {**CALLS, "more": Spec("more")}).hash != build(sources).hash


def test_a_stored_set_is_built_again_as_it_was(folder: Path) -> None:
    facts: dict[str, Any] = {"shop": {**FACTS["shop"], "name": "Maize"}}
    first = load_flows(folder, facts=facts)
    again = build(first.sources)
    assert again.hash == first.hash
    assert again.facts["en"]["shop"]["name"] == "Maize"


def test_a_fact_may_differ_by_language(folder: Path) -> None:
    facts: dict[str, Any] = {"shop": {**FACTS["shop"], "name": {"lv": "Maize", "en": "Bread"}}}
    built = load_flows(folder, facts=facts)
    assert {language: built.facts[language]["shop"]["name"] for language in LANGUAGES} == {
        "lv": "Maize",
        "en": "Bread",
        "uk": "Maize",
        "ru": "Maize",
        "pl": "Maize",
    }


def test_days_begin_in_the_shops_zone(folder: Path) -> None:
    with pytest.raises(Exception, match="Nowhere"):
        load_flows(folder, facts={"shop": {**FACTS["shop"], "zone": "Nowhere/Else"}})
