"""The catalogue of mistakes, tests/flows/broken: each file is a shop's file with something wrong, and says what is found in it.

A catalogue file has one part or several, each after a line `# in <file of the shop>`; all other files are those of the sound
shop in `broken/shop`. A line `# finds <place>: <text> (<hint>) [<code>]` stands for each mistake, in the order in which they are
told; lines count as in the catalogue file. To add one: write the parts, and let `REWRITE=1 pytest tests/flows/test_broken.py`
write what is found.
"""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.checking import check_shop
from config.rules import RULES
from config.settings import Environment

CATALOGUE = Path(__file__).parent / "broken"
CASES = sorted(path.relative_to(CATALOGUE).as_posix() for path in CATALOGUE.glob("*.*"))
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ELSEWHERE = {
    "file-encoding",  # tests/config/test_source.py
    *("environment-wrong", "feed-unreadable"),  # tests/config/test_settings.py, tests/commands/test_hours.py
    "pattern-missing",  # tests/flows/test_library.py
}
FINDS = "# finds "


def parts(text: str) -> dict[str, str]:
    """The files of a catalogue file, each with as many empty lines before it as make its lines those of the catalogue."""
    found: dict[str, list[str]] = {}
    name = ""
    for number, line in enumerate(text.split("\n")):
        if line.startswith("# in "):
            name = line.removeprefix("# in ").strip()
            found[name] = [""] * (number + 1)
        elif name:
            found[name].append(line)
    return {file: "\n".join(lines) for file, lines in found.items()}


def told(home: Path, text: str) -> list[str]:
    """What is found in the sound shop with these files in it."""
    shutil.copytree(CATALOGUE / "shop", home)
    for file, content in parts(text).items():
        (home / file).write_text(content, encoding="utf-8")
    found = check_shop(Environment(dezura_home=home), NOW)
    return [f"{problem} [{problem.code}]" + " warning" * (not problem.stops) for problem in found]


def expected(text: str) -> list[str]:
    return [line.removeprefix(FINDS) for line in text.split("\n") if line.startswith(FINDS)]


@pytest.mark.parametrize("case", CASES)
def test_it_is_found_with_its_place_and_how_to_mend_it(case: str, tmp_path: Path) -> None:
    path = CATALOGUE / case
    text = path.read_text(encoding="utf-8")
    if os.environ.get("REWRITE"):
        text = rewritten(tmp_path, text)
        path.write_text(text, encoding="utf-8")
    found = told(tmp_path / "shop", text)
    assert found == expected(text)
    assert found
    for line in found:
        assert re.match(r"[\w./-]+:[1-9]\d*:[1-9]\d*: ", line), "a file, a line and a column"
        assert "/tmp" not in line, "named from the shop's folder"


def rewritten(folder: Path, text: str) -> str:
    """The same with what is found in it; twice, because the lines that tell it move all others."""
    body = "\n".join(line for line in text.split("\n") if not line.startswith(FINDS))
    found: list[str] = []
    for turn in range(2):
        text = "".join(f"{FINDS}{line}\n" for line in found) + body
        found = told(folder / str(turn), text)
    return "".join(f"{FINDS}{line}\n" for line in found) + body


def test_the_sound_shop_is_sound(tmp_path: Path) -> None:
    assert told(tmp_path / "shop", "") == []


def test_the_catalogue_is_large_and_has_every_rule() -> None:
    texts = [(CATALOGUE / case).read_text(encoding="utf-8") for case in CASES]
    codes = {found for text in texts for found in re.findall(r"^# finds .*\[([a-z-]+)\](?: warning)?$", text, re.MULTILINE)}
    assert len(CASES) >= 150
    assert set(RULES) - codes == ELSEWHERE
    assert codes <= set(RULES)
