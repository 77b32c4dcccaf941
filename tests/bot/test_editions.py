"""The set in use is the newest edition, in every process and after every restart, whatever the folder says."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
import structlog

from bot.doorbell import LocalDoorbell
from bot.editions import Craft, Editions, EditionWatcher, opened
from bot.store import editions
from bot.store.database import Database
from bot.store.editions import Origin, Publication
from config.source import Problems
from flows.flowset import FlowSet
from flows.library import FACTS
from flows.shop.calls import CALLS
from nlu.model import LANGUAGES

NOW = 1_795_420_800_000
CRAFT = Craft(CALLS, FACTS)
GREET = "flows: {greet: {description: Greets, nlu_trigger: [{intent: greet}], steps: [{say: hello}]}}"


def a_set(hello: str) -> FlowSet:
    """A shop's only flow, which says so."""
    words = dict.fromkeys(LANGUAGES, f"hello = {hello}\nintent-greet = Hi\n")
    texts = {"scripts/greet.yml": GREET, **{f"wording/{language}.ftl": text for language, text in words.items()}}
    return CRAFT.rebuilt(texts)


@pytest.fixture(scope="module")
def old() -> FlowSet:
    return a_set("Hello")


@pytest.fixture(scope="module")
def new() -> FlowSet:
    return a_set("Welcome")


async def start(database: Database, folder: FlowSet, craft: Craft = CRAFT) -> Editions:
    """A process that starts with such a folder."""
    return await opened(database, craft, lambda: folder, lambda: NOW)


async def publish(begun: Editions, flows_: FlowSet, origin: Origin = "studio") -> int | None:
    """Somebody publishes a set, knowing the newest."""
    newest = await begun.database.read(editions.newest)
    return await begun.publish(Publication(flows_, origin), newest, NOW)


async def history(database: Database) -> list[tuple[str, str]]:
    """Origin and hash of every edition, newest first."""
    return [(edition.origin, edition.hash) for edition in await database.read(editions.page)]


async def test_a_new_shop_is_published_from_its_folder_once(database: Database, old: FlowSet) -> None:
    begun = [await start(database, old) for _ in range(2)]
    assert {one.current.hash for one in begun} == {old.hash}
    assert await history(database) == [("files", old.hash)]


async def test_several_processes_that_start_at_once_publish_once(database: Database, old: FlowSet) -> None:
    await asyncio.gather(*(start(database, old) for _ in range(4)))
    assert await history(database) == [("files", old.hash)]


async def test_a_folder_that_says_something_else_is_published_at_the_next_start(
    database: Database, old: FlowSet, new: FlowSet
) -> None:
    await start(database, old)
    assert (await start(database, new)).current is new
    assert (await start(database, old)).current is old, "a change that is taken back in git is taken back"
    assert await history(database) == [("files", old.hash), ("files", new.hash), ("files", old.hash)]


@pytest.mark.parametrize("origin", ["studio", "rollback"])
async def test_what_was_published_in_the_studio_stays_whatever_the_folder_says(
    database: Database, old: FlowSet, new: FlowSet, origin: Origin
) -> None:
    await publish(await start(database, old), new, origin)
    with structlog.testing.capture_logs() as logs:
        begun = await start(database, old)
    assert begun.current.hash == new.hash
    (line,) = [log for log in logs if log["event"] == "folder_differs"]
    assert "dezura publish" in line["do"]
    with structlog.testing.capture_logs() as logs:
        await start(database, new)
    assert not logs, "the folder and what is published are the same"


async def test_other_settings_build_the_published_texts_anew(database: Database, old: FlowSet, new: FlowSet) -> None:
    await publish(await start(database, old), new)
    facts = {"shop": {**FACTS["shop"], "name": "Other"}}
    begun = await start(database, old, replace(CRAFT, facts=facts))
    assert begun.current.wording.render("hello", {}, "en") == "Welcome"
    assert begun.current.facts["en"]["shop"]["name"] == "Other"
    assert [origin for origin, _ in await history(database)] == ["settings", "studio", "files"]
    again = await start(database, old, replace(CRAFT, facts=facts))
    assert again.current.hash == begun.current.hash
    assert len(await history(database)) == 3, "what is built already is not recorded again"


async def test_other_processes_follow_when_the_bell_rings(database: Database, old: FlowSet, new: FlowSet) -> None:
    here, there, bell = await start(database, old), await start(database, old), LocalDoorbell()
    watching = asyncio.create_task((watcher := EditionWatcher(there, bell)).run())
    assert await publish(here, new) is not None
    assert here.current is new, "where it was published it is in use at once"
    async with asyncio.timeout(60):
        while there.current.hash != new.hash:
            bell.ring("flows")
            await asyncio.sleep(0)
    watcher.stop()
    await watching
    assert there.wording.render("hello", {}, "en") == "Welcome"


async def test_of_two_who_publish_at_once_one_is_told_that_the_other_was_quicker(
    database: Database, old: FlowSet, new: FlowSet
) -> None:
    begun = await start(database, old)
    newest = await database.read(editions.newest)
    first, second = (Publication(new, "studio", who=who) for who in (1, 2))
    told = await asyncio.gather(begun.publish(first, newest, NOW), begun.publish(second, newest, NOW))
    assert sorted(id_ is None for id_ in told) == [False, True]
    assert len(await history(database)) == 2


async def test_a_set_that_does_not_fit_this_program_leaves_the_one_in_use(database: Database, old: FlowSet, new: FlowSet) -> None:
    here, there = await start(database, old), await start(database, old)
    await publish(here, replace(new, hash="ofanewerprogram", sources={"scripts/x.yml": "flows: {x: {steps: [{action: new}]}}"}))
    with structlog.testing.capture_logs() as logs:
        assert await there.look()
    assert there.current.hash == old.hash
    assert [log["event"] for log in logs] == ["edition_not_built"]
    with pytest.raises(Problems):
        await start(database, old)


async def test_a_withdrawn_set_is_known_everywhere_until_it_is_published_again(
    database: Database, old: FlowSet, new: FlowSet
) -> None:
    here, there = await start(database, old), await start(database, old)
    await publish(here, new)
    await database.write(partial(editions.withdraw, hash_=old.hash, who=None, why="a wrong price", now=NOW))
    assert await there.look()
    assert there.withdrawn == {old.hash}
    await publish(here, old, "rollback")
    assert here.withdrawn == frozenset()
    assert await there.look()
    assert there.withdrawn == frozenset()


async def test_only_words_corrected_in_a_hurry_reach_who_is_on_an_older_set(
    database: Database, old: FlowSet, new: FlowSet
) -> None:
    begun = await start(database, old)
    await publish(begun, new)
    found = await begun.find(old.hash)
    assert found is not None
    assert found.wording.render("hello", {}, "lv") == "Hello"
    urgent = a_set("Good day")
    newest = await database.read(editions.newest)
    correction = Publication(urgent, "studio", urgent=True, corrected={"lv": ["hello"]})
    assert await begun.publish(correction, newest, NOW) is not None
    found = await begun.find(old.hash)
    assert found is not None
    assert found.hash == old.hash
    assert found.wording.render("hello", {}, "lv") == "Good day"
    assert found.wording.render("hello", {}, "en") == "Hello", "English was not corrected"


async def test_a_set_nobody_stored_is_not_found(database: Database, old: FlowSet) -> None:
    assert await (await start(database, old)).find("0" * 16) is None
