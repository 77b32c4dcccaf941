"""`dezura import rasa`: another team's project becomes a shop's folder that has no mistakes."""

from pathlib import Path

import pytest

from config.shop import read_shop
from tests.commands.conftest import Dezura

PROJECT = Path(__file__).parents[1] / "flows" / "rasa" / "bakery"


@pytest.fixture
def shop(dezura: Dezura, tmp_path: Path) -> Path:
    """The bakery's bot, taken over."""
    result = dezura("import", "rasa", str(PROJECT), "--into", str(tmp_path / "shop"))
    assert result.exit_code == 0, result.output
    assert "16 of 17 intents that do something" in result.output
    return tmp_path / "shop"


def test_the_folder_has_all_that_a_shop_needs(dezura: Dezura, shop: Path) -> None:
    checked = dezura("check", DEZURA_HOME=str(shop))
    assert checked.exit_code == 0, checked.output
    settings = read_shop(shop)
    assert (settings.name, settings.languages, settings.default_language) == ("bakery", ("en",), "en")
    assert settings.teams[settings.team].languages == ("en",)
    report = (shop / "IMPORTED.md").read_text(encoding="utf-8")
    assert "data/rules.yml:44: `action_check_points`" in report
    assert (shop / "tests" / "dialogues" / "test_stories.en.yml").is_file()


def test_nothing_is_written_over(dezura: Dezura, shop: Path) -> None:
    result = dezura("import", "rasa", str(PROJECT), "--into", str(shop))
    assert result.exit_code == 1
    assert "is not empty; give the name of a new folder with --into" in result.output


def test_a_dry_run_only_tells(dezura: Dezura, tmp_path: Path) -> None:
    result = dezura("import", "rasa", str(PROJECT), "--into", str(tmp_path / "shop"), "--language", "lv", "--dry-run")
    assert result.exit_code == 0
    assert "Code, where a person goes on now (2):" in result.output
    assert not (tmp_path / "shop").exists()


def test_a_mistake_in_a_file_has_its_line(dezura: Dezura, tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text("intents: [a]\nslots: {b: [\n", encoding="utf-8")
    result = dezura("import", "rasa", str(tmp_path), "--into", str(tmp_path / "shop"))
    assert result.exit_code == 1
    assert result.output.startswith("domain.yml:3:1: this is not YAML")
