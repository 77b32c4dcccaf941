"""A model is changed while messages are read: none is lost, and each is read by one model."""

import asyncio
from pathlib import Path

import pytest

from nlu.artifact import load, save
from nlu.changing import Changing
from nlu.classifier import Classifier
from nlu.model import Utterance
from nlu.phrases import read_phrases
from nlu.training import fit
from tests.nlu.conftest import TODAY


@pytest.fixture
def two(small_home: Path) -> tuple[Classifier, Classifier]:
    """Two models of small phrases, told apart by one more intent."""
    folder = small_home / "nlu" / "phrases"
    save(fit(read_phrases(folder, ("en",)), ("en",)), small_home / "first.npz")
    with (folder / "en.yml").open("a") as file:
        file.write("- intent: deny\n  examples: |\n    - no\n    - nope\n")
    save(fit(read_phrases(folder, ("en",)), ("en",)), small_home / "second.npz")
    first, second = (
        Classifier(load(small_home / name), lambda: TODAY, languages=("en",)) for name in ("first.npz", "second.npz")
    )
    assert first.name != second.name
    return first, second


async def test_no_message_is_lost_while_models_change_many_times(two: tuple[Classifier, Classifier]) -> None:
    changing = Changing(two[0])
    batches = [[Utterance(f"where is my parcel {number}"), Utterance("hello")] for number in range(100)]
    over = asyncio.Event()

    async def change() -> int:
        times = 0
        while not over.is_set():
            await asyncio.to_thread(changing.take, two[times % 2])
            times += 1
        return times

    changer = asyncio.create_task(change())
    read = []
    for batch in batches:
        read.append(await changing.understand(batch))
        await asyncio.sleep(0)
    over.set()
    assert await changer > 1
    assert [[one.text for one in found] for found in read] == [[one.text for one in batch] for batch in batches]
    assert all(len({one.model for one in found}) == 1 for found in read)
    assert len({found[0].model for found in read}) == 2
    assert all(found[0].ranking[0].name == "order_status" and found[1].ranking[0].name == "greet" for found in read)
