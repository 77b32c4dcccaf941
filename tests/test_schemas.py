"""The schemas that editors read: kept current, taking all that is shipped and shown, and refusing what the readers refuse."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from bot.commands.schema import SCHEMAS, written
from config.schema import DIALECT as CONFIG_DIALECT
from flows.schema import DIALECT
from tests.commands.conftest import dezura  # noqa: F401 - a fixture
from tests.flows.returns import RETURNS
from tests.flows.test_broken import CATALOGUE, parts

FOLDER = Path("docs/schema")
MINIMAL = "name: M\nlanguages: [lv]\ndefault_language: lv\nteams: {front: {calendar: {}}}\n"


def as_json(data: Any) -> Any:
    """Values of YAML as an editor has them: days are texts, names too."""
    match data:
        case dict():
            return {str(key): as_json(value) for key, value in data.items()}
        case list():
            return [as_json(one) for one in data]
        case str() | bool() | int() | float() | None:
            return data
        case _:
            return str(data)


def mistakes(schema: str, text: str) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(SCHEMAS[schema]())
    found = validator.iter_errors(as_json(yaml.safe_load(text)))
    return [f"{list(error.instance_path)}: {error.message[:300]}" for error in found]


def examples(path: str) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", Path(path).read_text("utf-8"), re.DOTALL)):
        yield f"{path}#{number}", block


SOUND = {
    "flows": {
        **{str(path): path.read_text("utf-8") for path in Path("flows/scripts").glob("*.yml")},
        **{str(path): path.read_text("utf-8") for path in CATALOGUE.glob("shop/flows/scripts/*.yml")},
        **{str(path): path.read_text("utf-8") for path in Path("tests/flows/rasa").glob("*/data/flows/*.yml")},
        **dict(examples("docs/flows.md")),
        "returns": RETURNS,
    },
    "shop": {
        "config/shop.yml": Path("config/shop.yml").read_text("utf-8"),
        "sound": (CATALOGUE / "shop/config/shop.yml").read_text("utf-8"),
        "minimal": MINIMAL,
        "variables": MINIMAL + "queue: {limit: '${LIMIT}'}\nagents_allowance: 20 EUR\nretention: {photos: 90d}\n",
    },
    "dialogues": {
        **{str(path): path.read_text("utf-8") for path in sorted(Path("tests/dialogues").glob("*.yml"))},
        "shown": next(examples("docs/dialogues.md"))[1],
    },
}
STEP = "flows:\n  a:\n    nlu_trigger: [{intent: x}]\n    steps:\n"
WRONG = {
    "flows": [
        "flow: {}",
        "flows: {a: {}}",
        "flows: {a: {steps: []}}",
        "flows: {a: {stepps: [{say: x}], steps: [{say: x}]}}",
        "slots: {a: {type: nonsense}}",
        "slots: {a: {type: choice}}",
        "slots: {a: {type: text, colour: red}}",
        STEP + "      - sya: hello",
        STEP + "      - {say: hello, colour: red}",
        STEP + "      - {say: [a]}",
        STEP + "      - {say: hello, fact: 'yes'}",
        STEP + "      - {say: hello, reprompts: [x]}",
        STEP + "      - {collect: a, expire: soon}",
        STEP + "      - {collect: a, remind: {after: 2h, colour: red}}",
        STEP + "      - {collect: a, rejections: [{if: slots.a, then: x}]}",
        STEP + "      - {noop: true}",
        STEP + "      - {noop: true, next: [{if: slots.a}, {else: END}]}",
        STEP + "      - {noop: true, next: [{if: slots.a, then: [{sya: x}]}, {else: END}]}",
        STEP + "      - {handoff: {team: front, colour: red}}",
        STEP + "      - {approve: {team: front, within: often}}",
        STEP + "      - {promise: {what: x, with: 3d}}",
    ],
    "shop": [
        MINIMAL + "colour: red",
        "name: M",
        MINIMAL.replace("lv", "xx"),
        MINIMAL + "queue: {limit: many}",
        MINIMAL + "queue: {limit: 0}",
        MINIMAL + "agents_allowance: 100",
        MINIMAL + "retention: {photos: long}",
        MINIMAL + "promises: {callback_by: '25:00'}",
        MINIMAL + "channels: [{kind: pigeon, name: p}]",
    ],
    "dialogues": [
        "test_case: []",
        "test_cases: []",
        "test_cases: [{test_case: a, steps: []}]",
        "test_cases: [{test_case: a, steps: [{usr: hello}]}]",
        "test_cases: [{test_case: a, language: xx, steps: [{user: hello}]}]",
        "test_cases: [{test_case: a, steps: [{later: soon}]}]",
        "test_cases: [{test_case: a, steps: [{owner: nobody}]}]",
        "test_cases: [{test_case: a, steps: [{silent: false}]}]",
        "test_cases: [{test_case: a, fixtures: {weather: bad}, steps: [{user: hello}]}]",
    ],
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_is_that_of_the_program(name: str) -> None:
    """`REWRITE=1 pytest tests/test_schemas.py` writes it."""
    file = FOLDER / f"{name}.schema.json"
    if "REWRITE" in os.environ:
        file.write_text(written(name), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written(name)
    jsonschema_rs.meta.validate(SCHEMAS[name]())
    assert SCHEMAS[name]()["$schema"] == DIALECT == CONFIG_DIALECT


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_takes_all_that_is_shipped_and_shown(name: str) -> None:
    assert {file: found for file, text in SOUND[name].items() if (found := mistakes(name, text))} == {}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_it_refuses_what_is_wrong(name: str, text: str) -> None:
    assert mistakes(name, text)


def keys_unknown() -> Iterator[tuple[str, str]]:
    for path in sorted(CATALOGUE.glob("*.*")):
        text = path.read_text(encoding="utf-8")
        for file, content in parts(text).items():
            if re.search(rf"^# finds {re.escape(file)}:.*\[(key-unknown|step-none|slot-type)\]$", text, re.MULTILINE):
                kind = "flows" if "scripts" in file else "shop" if file.endswith("shop.yml") else ""
                if kind:
                    yield kind, content


def test_it_refuses_every_key_that_the_check_does_not_know() -> None:
    found = list(keys_unknown())
    assert len(found) >= 3
    assert not [content for kind, content in found if not mistakes(kind, content)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_it(name: str, dezura: Any) -> None:  # noqa: F811
    assert dezura("schema", name).output == written(name)
