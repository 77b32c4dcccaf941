"""The keys of an installation: if they were not set apart, whoever finds a backup could read all that is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.store import facts
from bot.store.database import connect
from config.settings import Environment
from config.shop import plain

SECRET = "SECRET_KEY"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in use by the names of their variables; `only_here` says that one is kept in the database and nowhere else."""

    kept: Mapping[str, str]
    only_here: bool


def keys_of(environment: Environment) -> Keys:
    """What this installation opens things with. Raises DatabaseError."""
    if given := plain(environment.secret_key):
        return Keys({SECRET: given}, only_here=False)
    opened = connect(environment.database, pool=1)
    try:
        found = opened.query(_kept).result()
    except SQLAlchemyError:  # no table of facts yet
        found = None
    finally:
        opened.close()
    return Keys({SECRET: found} if found else {}, only_here=bool(found))


def _kept(connection: sa.Connection) -> str | None:
    return facts.get(connection, "secret_key")
