"""The draft's files on both databases: no change is written over, none is lost, and how a file stood can be brought back."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import draft_files, people
from bot.store.database import Database
from bot.store.draft_files import KEPT, SITTING, Changed, Conflict, Saved, version_of
from flows.merging import Agreed, merge

NOW = 1_800_000_000_000
NAME = "scripts/greet.yml"
BASE = "flows:\n  greet:\n    steps:\n      - say: hello\n      - say: bye\n"
ANNA, BERTA = 1, 2


async def save(
    database: Database, text: str | None, seen: str | None, *, by: int = ANNA, now: int = NOW, published: str | None = BASE,
    settled: bool = False,
) -> Saved | Conflict:  # fmt: skip
    work = partial(
        draft_files.save, name=NAME, text=text, seen=version_of(seen), published=published, by=by, now=now, settled=settled
    )
    return await database.write(work)


async def standing(database: Database) -> Changed | None:
    return (await database.read(draft_files.changed)).get(NAME)


async def test_a_file_that_was_changed_stands_so_with_what_it_was_made_from(database: Database) -> None:
    assert await save(database, "new\n", BASE) == Saved("new\n", fresh=True)
    assert await standing(database) == Changed(NAME, "new\n", BASE, NOW, ANNA)


async def test_a_colleagues_newer_text_is_not_written_over(database: Database) -> None:
    await save(database, "Anna's\n", BASE)
    assert await save(database, "Berta's\n", BASE, by=BERTA) == Conflict("Anna's\n", ANNA)
    assert (await standing(database)) == Changed(NAME, "Anna's\n", BASE, NOW, ANNA)


async def test_a_file_that_is_again_as_published_is_no_change(database: Database) -> None:
    await save(database, "new\n", BASE)
    await save(database, BASE, "new\n")
    assert await standing(database) is None


async def test_what_one_person_writes_within_minutes_is_one_version(database: Database) -> None:
    assert await save(database, "a", BASE) == Saved("a", fresh=True)
    assert await save(database, "ab", "a", now=NOW + 1000) == Saved("ab", fresh=False)
    assert await save(database, "abc", "ab", now=NOW + 2000, by=BERTA) == Saved("abc", fresh=True)
    assert await save(database, "abcd", "abc", now=NOW + 2000 + SITTING, by=BERTA) == Saved("abcd", fresh=True)
    found = await database.read(partial(draft_files.history, name=NAME))
    assert [(one.text, one.by) for one in found] == [("abcd", BERTA), ("abc", BERTA), ("ab", ANNA)]


async def test_discarding_keeps_how_it_stood(database: Database) -> None:
    await save(database, "new\n", BASE)
    assert await database.write(partial(draft_files.discard, name=NAME, published=BASE, by=BERTA, now=NOW + 5)) is True
    assert await standing(database) is None
    found = await database.read(partial(draft_files.history, name=NAME))
    assert [(one.what, one.text) for one in found] == [("discarded", BASE), ("written", "new\n")]
    assert await database.write(partial(draft_files.discard, name=NAME, published=BASE, by=BERTA, now=NOW + 5)) is False


async def test_the_history_of_a_file_is_bounded(database: Database) -> None:
    text = BASE
    for number in range(KEPT + 10):
        now = NOW + number * SITTING
        await save(database, f"{number}", text, now=now)
        text = f"{number}"
    found = await database.read(partial(draft_files.history, name=NAME, room=999))
    assert (len(found), found[0].text, found[-1].text) == (KEPT, text, "10")


async def test_a_file_is_new_and_removed_again(database: Database) -> None:
    await save(database, "x", None, published=None)
    assert await standing(database) == Changed(NAME, "x", None, NOW, ANNA)
    await save(database, None, "x", published=None)
    assert await standing(database) is None


async def test_a_removed_file_stays_removed_until_it_is_published_so(database: Database) -> None:
    await save(database, None, BASE)
    assert (await standing(database)) == Changed(NAME, None, BASE, NOW, ANNA)
    await database.write(partial(draft_files.published_now, texts={}, by=ANNA, now=NOW))
    assert await standing(database) is None


async def test_what_was_published_is_no_change_any_more(database: Database) -> None:
    await save(database, "new\n", BASE)
    await database.write(partial(draft_files.published_now, texts={NAME: "new\n"}, by=ANNA, now=NOW))
    assert await standing(database) is None


async def test_what_was_written_while_it_was_published_is_a_change_of_what_is_published_now(database: Database) -> None:
    await save(database, "later\n", BASE)
    await database.write(partial(draft_files.published_now, texts={NAME: "new\n"}, by=ANNA, now=NOW))
    assert await standing(database) == Changed(NAME, "later\n", "new\n", NOW, ANNA)


async def test_what_others_publish_meanwhile_is_put_together_with_a_change_of_other_lines(database: Database) -> None:
    await save(database, BASE.replace("hello", "welcome"), BASE)
    published = BASE + "      - say: thanks\n"
    assert await database.write(partial(draft_files.rebase, texts={NAME: published}, now=NOW + 9)) == [NAME]
    assert await standing(database) == Changed(NAME, published.replace("hello", "welcome"), published, NOW + 9, ANNA)


async def test_what_others_publish_of_the_same_lines_waits_for_a_person(database: Database) -> None:
    mine, published = BASE.replace("hello", "welcome"), BASE.replace("hello", "good-day")
    await save(database, mine, BASE)
    assert await database.write(partial(draft_files.rebase, texts={NAME: published}, now=NOW)) == []
    assert await standing(database) == Changed(NAME, mine, BASE, NOW, ANNA)
    both = mine.replace("welcome", "welcome-good-day")
    await save(database, both, mine, published=published, settled=True)
    assert await standing(database) == Changed(NAME, both, published, NOW, ANNA)


async def test_a_change_that_others_have_published_too_is_none(database: Database) -> None:
    await save(database, "same\n", BASE)
    await database.write(partial(draft_files.rebase, texts={NAME: "same\n"}, now=NOW))
    assert await standing(database) is None


async def test_who_has_a_file_open_is_seen_until_they_close_it_or_are_gone(database: Database) -> None:
    add = partial(people.add, role="admin", password="", now=NOW)
    anna = await database.write(partial(add, email="a", name="Anna")) or 0
    berta = await database.write(partial(add, email="b", name="Berta")) or 0
    look = partial(draft_files.look, now=NOW)
    await database.write(partial(look, name=NAME, by=anna, tab="1"))
    await database.write(partial(look, name=NAME, by=anna, tab="2"))
    await database.write(partial(look, name=NAME, by=berta, tab="1"))
    assert await database.read(partial(draft_files.around, now=NOW)) == {NAME: (anna, berta)}
    await database.write(partial(look, name="", by=berta, tab="1"))
    assert await database.read(partial(draft_files.around, now=NOW)) == {NAME: (anna,)}
    assert await database.read(partial(draft_files.around, now=NOW + draft_files.SEEN)) == {}


LINE = st.integers(0, 5)


@pytest.mark.timeout(300)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.sampled_from([ANNA, BERTA]), LINE, st.booleans()), max_size=12))
async def test_two_who_save_in_any_order_never_lose_a_line(database: Database, order: list[tuple[int, int, bool]]) -> None:
    """Each writes lines of their own at places of their own choice; one who is told of a newer text puts both together."""
    await database.write(partial(draft_files.discard, name=NAME, published=BASE, by=None, now=NOW))
    seen = {ANNA: BASE, BERTA: BASE}
    have = {ANNA: BASE, BERTA: BASE}
    written: set[str] = set()

    async def bring(who: int) -> None:
        while isinstance(told := await save(database, have[who], seen[who], by=who), Conflict):
            assert told.text is not None
            merged = merge(seen[who], have[who], told.text)
            kept = [piece.lines if isinstance(piece, Agreed) else (*piece.theirs, *piece.mine) for piece in merged.pieces]
            have[who], seen[who] = "\n".join(line for lines in kept for line in lines), told.text
        seen[who] = have[who]

    for number, (who, at, at_once) in enumerate(order):
        lines = have[who].split("\n")
        lines.insert(min(at, len(lines) - 1), line := f"# {who} wrote {number}")
        written.add(line)
        have[who] = "\n".join(lines)
        if at_once:
            await bring(who)
    await bring(ANNA)
    await bring(BERTA)
    found = await standing(database)
    stands = found.text if found is not None else BASE
    assert stands is not None
    assert written <= set(stands.split("\n"))
    assert set(BASE.split("\n")) <= set(stands.split("\n"))
