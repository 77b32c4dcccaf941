"""What every command starts from: settings read, problems said in plain lines, a database open and in shape."""

import asyncio
import functools
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, ParamSpec

import click
from pydantic import SecretStr

from bot import logs
from bot.store import schema
from bot.store.database import Database, DatabaseError, connect
from bot.store.sealed import KeysError
from bot.upkeep import unfinished
from config.mail import mail_of
from config.settings import Environment, read_environment
from config.shop import Shop, plain, read_shop
from config.source import Problems
from nlu.artifact import ModelError

P = ParamSpec("P")


def fail(message: str) -> NoReturn:
    """One clear line, exit 1."""
    click.echo(message, err=True)
    sys.exit(1)


def plainly(command: Callable[P, Any]) -> Callable[P, None]:
    """Run a command, a coroutine too; what a user can get wrong ends in plain lines instead of a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            result = command(*args, **kwargs)
            if isinstance(result, Coroutine):
                result = asyncio.run(result)
        except Problems as problems:
            fail("\n".join(map(str, problems.problems)))
        except (DatabaseError, KeysError, ModelError) as error:
            fail(str(error))
        except BrokenPipeError:
            sys.exit(141)
        if isinstance(result, int) and result:
            sys.exit(result)

    return run


def settings() -> tuple[Environment, Shop]:
    """The environment and shop.yml. Raises Problems."""
    environment = read_environment()
    shop = read_shop(environment.dezura_home)
    logs.configure(environment.log_format, environment.log_level, secrets_in(environment, shop))
    return environment, shop


def secrets_in(environment: Environment, shop: Shop) -> Iterator[str]:
    """Every secret of the settings, so that none of them leaves."""
    if (mail := mail_of(environment)) is not None:
        yield mail.password
    chat = shop.understanding.chat
    for source in (environment, shop.orders, *shop.channels, *([chat] if chat is not None else [])):
        for _, field in source:
            if isinstance(field, SecretStr):
                yield plain(field)


@contextmanager
def database(environment: Environment, changed: Callable[[], None] | None = None) -> Iterator[Database]:
    """The database, open and migrated. Raises DatabaseError."""
    unfinished.refuse(environment.var)
    opened = connect(environment.database, changed=changed)
    try:
        opened.submit(schema.migrate).result()
        yield opened
    finally:
        opened.close()
