"""The keys of an installation: if they were not set apart, whoever finds a backup could read all that is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.store import facts, sealed
from bot.store.database import connect
from config.settings import Environment
from config.shop import plain

SECRET, DATA = "SECRET_KEY", "DATA_KEYS"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in use by the names of their variables; `only_here` says that one was made here and is kept nowhere else."""

    kept: Mapping[str, str]
    only_here: bool


def keys_of(environment: Environment) -> Keys:
    """What this installation opens things with. Raises DatabaseError."""
    given, kept = {SECRET: plain(environment.secret_key), DATA: plain(environment.data_keys)}, {}
    if not given[SECRET]:
        kept[SECRET] = _secret(environment)
    if not given[DATA]:
        kept[DATA] = _sealing(environment)
    return Keys({name: key for name, key in {**given, **kept}.items() if key}, only_here=any(kept.values()))


def _sealing(environment: Environment) -> str:
    try:
        return (environment.var / sealed.FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _secret(environment: Environment) -> str:
    opened = connect(environment.database, pool=1)
    try:
        return opened.query(_kept).result() or ""
    except SQLAlchemyError:  # no table of facts yet
        return ""
    finally:
        opened.close()


def _kept(connection: sa.Connection) -> str | None:
    return facts.get(connection, "secret_key")
