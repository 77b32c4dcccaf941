"""The training process, run inside this one."""

from pathlib import Path

import pytest

from nlu.artifact import load
from nlu.commands import model_path
from nlu.trainer import main


def test_training_shows_what_it_reached_and_where_the_model_stands(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small_home), "--languages", "en", "--target", "0.8"]) == 0
    said = capsys.readouterr().out
    assert "On examples like these" in said
    assert "expect less" in said
    assert "order_status" in said
    assert load(model_path(small_home)).target == 0.8


def test_mistakes_are_told_with_their_lines_and_no_model_is_left(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small_home / "nlu" / "phrases" / "en.yml"
    path.write_text(path.read_text().replace("- hello", "hello"))
    assert main([str(small_home), "--languages", "en"]) == 1
    assert "en.yml:12:3: `hello` is not an example (each begins with `- `)" in capsys.readouterr().err
    assert not model_path(small_home).exists()


def test_a_language_without_phrases_is_a_mistake(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(small_home), "--languages", "en,pl"]) == 1
    assert "pl.yml:1:1: there is no such file" in capsys.readouterr().err
