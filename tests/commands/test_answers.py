"""Canned answers come from a file once, in five languages; what people made of them in the console stays."""

from pathlib import Path

import pytest

from bot.checking import answers_of
from bot.store import canned
from bot.store.database import Database, connect
from config.answers import FILE
from config.settings import CHECKOUT
from config.source import Problems
from handoff.answers import NAME
from nlu.model import LANGUAGES
from tests.commands.conftest import Dezura


def test_those_that_ship_speak_every_language_and_name_no_variable_that_is_none() -> None:
    found = answers_of(CHECKOUT / FILE).answers
    assert len(found) >= 12
    for answer in found:
        assert set(answer.texts) == set(LANGUAGES), answer.name
        assert NAME.fullmatch(answer.name)
        placed = {tuple(sorted(part.partition("}")[0] for part in text.split("{")[1:])) for text in answer.texts.values()}
        assert len(placed) == 1, f"{answer.name}: the languages fill in different things"


def test_what_was_changed_or_removed_stays_so(dezura: Dezura, sqlite_url: str) -> None:
    assert dezura("import", "answers").output.startswith("12 new of 12")
    database = connect(sqlite_url)
    first, second, *_ = database.query(lambda connection: canned.listed(connection, 1)).result()
    changed(database, first, name="cits-vards")
    changed(database, second, retired=True)
    assert dezura("import", "answers").output.startswith("0 new of 12")
    names = [one.name for one in database.query(lambda connection: canned.listed(connection, 1)).result()]
    assert {"cits-vards"} == set(names) - {one.name for one in answers_of(CHECKOUT / FILE).answers}
    assert {first.name, second.name}.isdisjoint(names)
    database.close()


def changed(database: Database, before: canned.Canned, *, name: str = "", retired: bool = False) -> None:
    values = {"name": name or before.name, "texts": before.texts, "by": 1, "now": 9, "retired": retired}
    database.submit(lambda connection: canned.change(connection, before, **values)).result()  # type: ignore[arg-type]


def test_mistakes_are_told_by_file_and_line(tmp_path: Path, dezura: Dezura) -> None:
    path = tmp_path / "answers.yml"
    path.write_text("answers:\n  - {name: a, texts: {lv: '{customer.nam}'}}\n", encoding="utf-8")
    with pytest.raises(Problems, match=r"lv: \{customer.nam\} is no variable"):
        answers_of(path, "answers.yml")
    path.write_text("answers:\n  - {name: a, texts: {lv: A}}\n  - {name: a, texts: {lv: B}}\n", encoding="utf-8")
    assert "`a` stands twice" in dezura("import", "answers", str(path)).output
    path.write_text("answers:\n  - {name: Ar atstarpi, texts: {lv: A}}\n", encoding="utf-8")
    assert dezura("import", "answers", str(path)).exit_code == 1
    path.write_text("- x\n", encoding="utf-8")
    assert "this should hold `answers`" in dezura("import", "answers", str(path)).output
