"""Accounts are sealed at rest: a new key takes the old one's place, both can be read meanwhile, and a lost one is told."""

import asyncio
from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.store import refunds, sealing
from bot.store.database import Database
from bot.store.sealed import KeysError, Ring, name_of
from bot.store.tables import metadata
from tests.bot.returns_desk import Desk, eur

IBAN = "LV97HABA0012345678910"
KEY, OTHER = bytes(range(32)), bytes(range(32, 64))
GIVEN = b64encode(KEY).decode()


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    return Ring("", tmp_path / "var" / "data.keys", b"secret")


def _refund(connection: sa.Connection) -> refunds.Refund:
    (found,) = refunds.page(connection, "", (0, 0), 2)
    return found


def _columns(connection: sa.Connection) -> str:
    return str(connection.execute(sa.select(metadata.tables["refunds"])).all())


async def opened(database: Database, ring: Ring) -> Desk:
    """A return whose money goes to IBAN, sealed with the ring's key."""
    desk = Desk(database, environment=Desk.environment_at(ring.file.parent.parent))
    await desk.greet()
    known = {"item": "krūze", "reason": "defect", "bought_on": desk.now.date(), "amount": eur("18")}
    await desk.do("open_return", **known, refund_to="iban", iban=IBAN)
    return desk


async def test_the_row_holds_no_account_and_who_may_gets_it_whole(database: Database, ring: Ring) -> None:
    await opened(database, ring)
    assert IBAN not in await database.read(_columns)
    found = await database.read(_refund)
    assert (found.iban, found.shown, found.whole(ring)) == ("", "LV** **** 8910", IBAN)
    assert (ring.file.stat().st_mode & 0o777, ring.file.read_text().count("\n")) == (0o600, 2)


async def test_rotating_seals_everything_anew_and_the_old_key_can_go(database: Database, ring: Ring) -> None:
    await opened(database, ring)
    before, old = await database.read(_refund), next(iter(ring.keys()))
    new = ring.add("2026-11-28")
    assert before.whole(ring) == IBAN
    assert await database.write(partial(sealing.reseal, ring=ring)) == (1, before.id)
    assert await database.write(partial(sealing.reseal, ring=ring)) == (0, 0)
    ring.retire(frozenset({old}))
    after = await database.read(_refund)
    assert (list(ring.keys()), after.account.startswith(new), after.whole(ring)) == ([new], True, IBAN)
    with pytest.raises(KeysError, match=old):
        before.whole(ring)


async def test_what_an_older_process_wrote_is_read_found_and_sealed(database: Database, ring: Ring) -> None:
    await opened(database, ring)
    plain = f"UPDATE refunds SET account = '', account_tag = '', account_shown = '', iban = '{IBAN}'"
    await database.write(lambda connection: connection.exec_driver_sql(plain).close())
    found = await database.read(_refund)
    assert (found.whole(ring), found.shown) == (IBAN, "LV** **** 8910")
    (taken,) = await database.write(partial(_exported, ring=ring))
    assert taken == IBAN
    done = await asyncio.gather(*(database.write(partial(sealing.seal_plain, ring=ring)) for _ in range(3)))
    assert sum(done) == 1
    assert IBAN not in await database.read(_columns)
    assert (await database.read(_refund)).whole(ring) == IBAN


def _exported(connection: sa.Connection, ring: Ring) -> list[str]:
    taken = [refund.whole(ring) for refund in refunds.to_export(connection, "EUR", 1)]
    connection.exec_driver_sql("UPDATE refunds SET state = 'pending'").close()
    return taken


async def test_a_lost_key_is_told_by_its_name_and_no_new_one_hides_it(database: Database, ring: Ring) -> None:
    await opened(database, ring)
    name = next(iter(ring.keys()))
    ring.file.rename(ring.file.with_name("elsewhere"))
    with pytest.raises(KeysError, match=rf"{name}.*data\.keys"):
        (await database.read(_refund)).whole(ring)
    with pytest.raises(KeysError, match=f"sealed with {name}"):
        await database.write(partial(sealing.account, ring=ring, iban=IBAN, number="R-1"))
    assert not ring.file.exists()
    ring.file.with_name("elsewhere").rename(ring.file)
    assert (await database.read(_refund)).whole(ring) == IBAN


def test_an_account_in_another_row_or_with_a_sign_changed_is_not_opened(ring: Ring) -> None:
    ring.add("first")
    sealed = ring.seal(IBAN, sealing.about("R-1"))
    assert ring.open(sealed, sealing.about("R-1")) == IBAN
    for wrong, about in ((sealed, "R-2"), (sealed[:-6] + "AAAAA=", "R-1"), (sealed[:9], "R-1"), (f"{sealed}é", "R-1")):
        with pytest.raises(KeysError, match="damaged"):
            ring.open(wrong, sealing.about(about))


def test_the_same_account_is_sealed_differently_each_time_and_found_all_the_same(ring: Ring) -> None:
    ring.add("first")
    assert ring.seal(IBAN, "a") != ring.seal(IBAN, "a")
    assert ring.tag("lv97 haba 0012 3456 7891 0") == ring.tag(IBAN) != Ring("", ring.file, b"other").tag(IBAN)
    assert ring.tag("") == ""


def test_keys_of_the_environment_come_before_the_file_and_are_never_written(tmp_path: Path) -> None:
    given = Ring(f"{GIVEN}  # first,\n{b64encode(OTHER).decode()}", tmp_path / "data.keys", b"")
    assert list(given.keys()) == [name_of(KEY), name_of(OTHER)]
    assert given.seal(IBAN, "a").startswith(name_of(OTHER))
    with pytest.raises(KeysError, match="DATA_KEYS"):
        given.add("another")
    assert not (tmp_path / "data.keys").exists()


@pytest.mark.parametrize("line", ["short", b64encode(b"x" * 31).decode(), "é" * 44])
def test_a_line_that_is_no_key_is_refused_without_showing_it(tmp_path: Path, line: str) -> None:
    with pytest.raises(KeysError, match="openssl rand -base64 32") as error:
        Ring(line, tmp_path / "data.keys", b"").keys()
    assert line not in str(error.value)


@given(st.text(max_size=80), st.text(max_size=20))
def test_what_is_sealed_comes_out_as_it_was(text: str, about: str) -> None:
    ring = Ring(GIVEN, Path("nowhere"), b"")
    assert ring.open(ring.seal(text, about), about) == text
