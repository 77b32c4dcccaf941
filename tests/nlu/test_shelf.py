"""Models are exchanged with their reports, the last ones are kept, and each can be taken back."""

import json
from pathlib import Path

from nlu.shelf import KEPT, Shelf, report_of


def put(path: Path, word: str, at: int) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(word, encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps({"model": word, "at": at}), encoding="utf-8")


def stands(shelf: Shelf) -> str:
    assert (report_of(shelf.using) or {})["model"] == shelf.using.read_text()
    return shelf.using.read_text()


def test_a_model_is_used_and_taken_back_with_its_report(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf.using, "old", 1)
    put(shelf.trained, "new", 2)
    assert shelf.publish()
    assert stands(shelf) == "new"
    assert not shelf.publish()
    before = shelf.before()
    assert before is not None
    assert shelf.restore(before.name)
    assert stands(shelf) == "old"
    assert shelf.before() is None
    (kept,) = shelf.kept()
    assert (kept.at, kept.report) == (2, {"model": "new", "at": 2})
    assert shelf.restore(kept.name)
    assert stands(shelf) == "new"


def test_the_first_model_of_a_shop_replaces_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf.trained, "first", 1)
    assert shelf.publish()
    assert (stands(shelf), shelf.kept(), shelf.before()) == ("first", [], None)


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for at in range(1, KEPT + 4):
        put(shelf.trained, f"model {at}", at)
        shelf.publish()
    assert [one.at for one in shelf.kept()] == [7, 6, 5, 4, 3]
    assert len(list(shelf.folder.iterdir())) == 2 * KEPT
    assert shelf.restore(shelf.kept()[-1].name)
    assert stands(shelf) == "model 3"


def test_a_name_that_is_none_changes_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    put(shelf.using, "old", 1)
    assert not shelf.restore("../model")
    assert not shelf.restore("")
    assert stands(shelf) == "old"


def test_a_report_without_end_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("[" * 100_000, encoding="utf-8")
    assert report_of(tmp_path / "model.npz") is None
