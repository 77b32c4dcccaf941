"""A customer who asks in the messenger for what is held of them has it there, as a file."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tests.line.house import House

MARK = "kvirīns-tikai-šeit"


async def test_a_copy_of_everything_comes_as_a_file_in_the_same_chat(house: House, anna: Any) -> None:
    await house.hold(anna, f"labdien, mani sauc {MARK}")
    before = len(anna.seen)
    await house.hold(anna, "/mydata")
    files = [seen.file for seen in anna.seen[before:] if seen.file is not None]
    assert len(files) == 1
    with ZipFile(BytesIO(files[0].content)) as parts:
        assert parts.testzip() is None
        told = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".json")}
    assert MARK in told["messages_from_you.json"]
    assert all(json.loads(text) for text in told.values())
    assert anna.seen[-1].text.startswith("Te ir viss"), "a command is in no language"


async def test_nobody_elses_words_are_in_it(house: House, anna: Any, platform: Any) -> None:
    stranger = platform.user(7002)
    await house.hold(stranger, f"labdien, mani sauc {MARK}")
    await house.hold(anna, "labdien", "/mydata")
    (file,) = [seen.file for seen in anna.seen if seen.file is not None]
    with ZipFile(BytesIO(file.content)) as parts:
        assert not [name for name in parts.namelist() if MARK.encode() in parts.read(name)]
