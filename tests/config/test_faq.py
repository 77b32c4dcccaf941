"""config/faq.yml: every language is there, and mistakes are told with file and line."""

from pathlib import Path

import pytest

from config.faq import read_faq
from config.settings import CHECKOUT
from config.source import Problems

LANGUAGES = ("lv", "en")
GOOD = """answers:
  - id: colour
    questions:
      lv: [kādā krāsā, kāda krāsa]
      en: [what colour, which colour]
    answer: {lv: Sarkans., en: Red.}
catalogue:
  - id: mug
    price: 9.90 EUR
    names: {lv: [Krūze], en: [Mug]}
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / "faq.yml").write_text(text, encoding="utf-8")
    try:
        read_faq(tmp_path, LANGUAGES)
    except Problems as found:
        return [str(problem) for problem in found.problems]
    return []


def test_the_demo_shops_answers_hold_no_mistake() -> None:
    assert read_faq(CHECKOUT, ("lv", "uk", "ru", "pl", "en")).precision == 0.9


def test_a_shop_without_answers_has_none(tmp_path: Path) -> None:
    assert read_faq(tmp_path, LANGUAGES).answers == ()


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      en: [what colour, which colour]\n", "", "config/faq.yml:3:5: `colour`: `questions` has no `en`"),
        (", en: Red.", "", "config/faq.yml:6:5: `colour`: `answer` has no `en`"),
        (", en: [Mug]", "", "config/faq.yml:10:5: `mug`: `names` has no `en`"),
        ("[kādā krāsā, kāda krāsa]", "[kādā krāsā]", "config/faq.yml:4:7: `colour` has one wording"),
        ("9.90 EUR", "cheap", "config/faq.yml:9:5: `catalogue.0.price`: not a sum of money"),
        ("id: mug", "id: Mug!", "config/faq.yml:8:5: `catalogue.0.id`"),
        ("answers:", "precision: 2\nanswers:", "config/faq.yml:1:1: `precision`"),
        ("answers:", "answer:", "config/faq.yml:1:1: `answer` is not a setting here"),
        ("Red.", f'"{"x" * 700}"', "config/faq.yml:6:28: `answers.0.answer.en`"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(problem.startswith(said) for problem in problems(tmp_path, GOOD.replace(old, new))), problems(
        tmp_path, GOOD.replace(old, new)
    )


def test_a_wording_that_leads_to_two_answers_is_a_mistake(tmp_path: Path) -> None:
    entry = GOOD.split("catalogue", maxsplit=1)[0].removeprefix("answers:\n").replace("id: colour", "id: paint")
    found = problems(tmp_path, GOOD.split("catalogue", maxsplit=1)[0] + entry)
    assert [problem for problem in found if "`what colour` leads to `colour` too" in problem]


def test_two_entries_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    head = GOOD.split("catalogue", maxsplit=1)[0]
    assert any("`colour` stands twice" in problem for problem in problems(tmp_path, head + head.removeprefix("answers:\n")))


@pytest.mark.parametrize("text", ["", "- just a list\n", "answers: [", "answers: 7\n"])
def test_what_is_no_such_file_is_said_plainly(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)
