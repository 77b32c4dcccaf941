"""Somebody who has written, with the parts that give out and erase what is theirs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.channels.port import Content, Inbound, Person, Text
from bot.privacy.custody import Custody
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from config.settings import CHECKOUT
from config.shop import Shop, read_shop
from tests.bot.returns_desk import Clock

SECRET = b"only for tests"
ANNA = "550077001"


def written(key: str, text: str = "labdien, te Anna", address: str = ANNA) -> Inbound:
    """A message on Telegram, as it reaches us; the same key is the same delivery."""
    body: Content = Text(text)
    return Inbound("telegram", address, key, body, position=int(key), person=Person("Anna Bērziņa", "lv"))


@pytest.fixture(scope="session")
def shop() -> Shop:
    return read_shop(CHECKOUT)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def custody(database: Database, shop: Shop, clock: Clock, tmp_path: Path) -> Custody:
    return Custody(database, shop, SECRET, tmp_path / "shop" / "var", clock)


@pytest.fixture
def mailbox(database: Database) -> Mailbox:
    return Mailbox(database, burst=0)


Counted = Callable[[str], int]


@pytest.fixture
def count(database: Database) -> Counted:
    """How many rows a table has."""

    def of(table: str) -> int:
        return database.submit(partial(_count, table=table)).result()

    return of


def _count(connection: object, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar_one())  # type: ignore[attr-defined]
