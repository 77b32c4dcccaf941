"""Giving out, erasing and holding from the command line: nobody is guessed, and what stays is told."""

import shutil
import zipfile
from functools import partial
from pathlib import Path

import pytest

from bot.channels.port import Inbound, Person, Text
from bot.store import orders
from bot.store.database import connect
from bot.store.mailbox import Mailbox
from config.settings import CHECKOUT
from tests.bot.returns_desk import an_order
from tests.commands.conftest import Dezura


@pytest.fixture
async def shop(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop to which Anna and Ilze have written, Ilze on two channels."""
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    shutil.copy(CHECKOUT / "config" / "shop.yml", home / "config" / "shop.yml")
    monkeypatch.setenv("DEZURA_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    database = connect(sqlite_url)
    people = [("telegram", "1001", "Anna Bērziņa"), ("telegram", "1002", "Ilze"), ("messenger", "1002", "Ilze")]
    letters = [
        Inbound(account, address, str(n), Text(f"te {name}"), person=Person(name))
        for n, (account, address, name) in enumerate(people)
    ]  # fmt: skip
    await Mailbox(database).post(letters, 1)
    await database.write(partial(orders.save, orders=[an_order()]))
    database.close()
    return tmp_path


def test_everything_is_written_for_its_owner_alone_and_once(dezura: Dezura, shop: Path) -> None:
    done = dezura("export", "telegram:1001", "--to", str(shop / "anna.zip"), "--language", "en")
    assert done.exit_code == 0, done.output
    assert (shop / "anna.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(shop / "anna.zip") as archive:
        assert "te Anna" in archive.read("messages_from_you.json").decode()
        assert archive.read("README.txt").decode().startswith("What Rīta veikals holds about you")
    again = dezura("export", "telegram:1001", "--to", str(shop / "anna.zip"))
    assert (again.exit_code, "is there already" in again.output) == (1, True)


def test_who_may_be_two_is_asked_for_and_nothing_is_done(dezura: Dezura, shop: Path) -> None:
    done = dezura("erase", "1002", "--yes")
    assert done.exit_code == 1
    assert "telegram:1002" in done.output
    assert "messenger:1002" in done.output
    assert "telegram:1002" in dezura("erase", "#3").output
    assert dezura("erase", "#3", "messenger:1002", "--yes").exit_code == 0
    assert "nobody here is known by that" in dezura("erase", "1002", "--yes").output


def test_who_has_only_ordered_is_found_by_what_they_ordered_with(dezura: Dezura, shop: Path) -> None:
    done = dezura("erase", "ilze@example.com", "--yes")
    assert "order 10020: delivered" in done.output
    assert "erased: 1 rows in 1 tables" in done.output
    assert "nobody here is known by that" in dezura("erase", "+371 20000101", "--yes").output


def test_what_is_held_is_not_erased(dezura: Dezura, shop: Path) -> None:
    assert "is held" in dezura("hold", "set", "conversation:1", "--why", "strīds").output
    assert "is held already" in dezura("hold", "set", "conversation:1", "--why", "strīds").output
    assert "conversation:1" in dezura("hold", "list").output
    done = dezura("erase", "#1", "--yes")
    assert (done.exit_code, "a legal hold keeps conversation:1" in done.output) == (1, True)
    assert dezura("hold", "lift", "conversation:1").exit_code == 0
    assert "is not held" in dezura("hold", "lift", "conversation:1").output
    assert dezura("erase", "#1", "--yes").exit_code == 0
    assert "there is no invoice:99999" in dezura("hold", "set", "invoice:99999", "--why", "x").output
    assert "there is no invoice:99999" in dezura("hold", "lift", "invoice:99999").output


def test_a_dry_run_changes_nothing(dezura: Dezura, shop: Path) -> None:
    planned = dezura("retention", "--dry-run")
    assert "conversations\t3" in planned.output, "their last word was in 1970"
    assert "nothing was changed" in planned.output
    assert "conversations\t3" in dezura("retention").output
    assert "conversations\t0" in dezura("retention", "--dry-run").output
