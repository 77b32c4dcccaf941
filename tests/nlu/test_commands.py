"""Training and trying out by hand, as the command line does it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from nlu.classifier import Classifier
from nlu.commands import is_trained, model_path, train_command, training_argv, understand_lines
from tests.nlu.trained import ROOT


def test_training_makes_a_model_once_and_again_only_for_other_phrases(
    small_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = io.StringIO()
    console = Console(file=said)
    assert not is_trained(small_home, languages=("en",))
    assert train_command(small_home, console, languages=("en",), if_needed=True) == 0
    assert "15 phrases" in capfd.readouterr().out
    written = model_path(small_home).stat().st_mtime_ns

    assert is_trained(small_home, languages=("en",))
    assert train_command(small_home, console, languages=("en",), if_needed=True) == 0
    assert "these very phrases" in said.getvalue().replace("\n", " ")
    assert model_path(small_home).stat().st_mtime_ns == written

    assert not is_trained(small_home, languages=("en",), target=0.8)
    with (small_home / "nlu" / "phrases" / "en.yml").open("a") as file:
        file.write("- intent: deny\n  examples: |\n    - no\n    - nope\n")
    assert not is_trained(small_home, languages=("en",))


def test_a_damaged_model_counts_as_none(small_home: Path) -> None:
    model_path(small_home).parent.mkdir()
    model_path(small_home).write_bytes(b"PK nonsense")
    assert not is_trained(small_home, languages=("en",))


def test_the_training_process_is_named_for_others_to_start(tmp_path: Path) -> None:
    assert training_argv(tmp_path, languages=("lv", "en"), target=0.85)[1:] == [
        "-m", "nlu.trainer", str(tmp_path), "--languages", "lv,en", "--target", "0.85",
    ]  # fmt: skip


async def test_each_line_is_understood_as_one_json_object(classifier: Classifier) -> None:
    lines = [line async for line in understand_lines(classifier, ["kur ir pasūtījums 10023?\n", "\n"], True)]
    first, second = map(json.loads, lines)
    assert first["intent"] == "order_status"
    assert first["entities"] == [{"kind": "order_number", "value": "10023", "text": "10023", "start": 18, "end": 23}]
    assert {"text", "language", "intent", "confidence", "accepted", "entities", "ranking"} <= first.keys()
    assert first["ranking"][0].keys() == {"name", "confidence"}
    assert (second["text"], second["intent"], second["accepted"]) == ("", None, False)


async def test_for_people_a_line_says_what_is_meant_or_what_it_might_be(classifier: Classifier) -> None:
    texts = ["paldies", "what is the weather like", "10023"]
    sure, unsure, empty = [line async for line in understand_lines(classifier, texts, False)]
    assert sure.startswith("lv  thank ")
    assert "not sure: " in unsure
    assert empty.endswith("not sure: nothing to go by  order_number=10023")


def test_answering_never_loads_what_only_training_needs() -> None:
    code = "import sys, nlu.commands, nlu.chain, nlu.rasa, nlu.chat; print(sorted({'sklearn', 'scipy'} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"
