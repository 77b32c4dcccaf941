"""People from the command line: links that open once, roles, the last admin; all of it in the record."""

import re
from functools import partial

from argon2 import PasswordHasher
from click.testing import CliRunner

from bot.__main__ import main
from bot.store import audit, people
from bot.store.audit import Wanted
from bot.store.database import connect
from tests.commands.conftest import Dezura


def test_an_invitation_is_a_link_and_a_second_one_ends_it(dezura: Dezura) -> None:
    made = dezura("user", "invite", "jana@shop.example", "--name", "Jana", "--role", "supervisor", PUBLIC_URL="https://chat.example")
    assert re.fullmatch(r"https://chat\.example/console/enter#[\w-]{43}\n", made.output)
    assert dezura("user", "list").output == "jana@shop.example\tJana\tsupervisor\tinvited\n"
    again = dezura("user", "reset", "jana@shop.example")
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/console/enter#[\w-]{43}\n", again.output)
    assert "is there already" in dezura("user", "invite", "jana@shop.example").output


def test_the_last_admin_stays_one(dezura: Dezura) -> None:
    dezura("user", "add", "dace@shop.example", "--role", "admin")
    for words in (("role", "dace@shop.example", "agent"), ("disable", "dace@shop.example")):
        result = dezura("user", *words)
        assert (result.exit_code, result.output) == (1, "this is the last admin: make somebody else one first\n")
    dezura("user", "add", "anna@shop.example")
    assert dezura("user", "role", "anna@shop.example", "admin").output == "anna@shop.example is admin now\n"
    assert dezura("user", "disable", "dace@shop.example").exit_code == 0
    assert dezura("user", "reset", "dace@shop.example").exit_code == 1


def test_what_the_command_line_does_stands_in_the_record_without_a_person(dezura: Dezura, sqlite_url: str) -> None:
    dezura("user", "add", "dace@shop.example", "--role", "admin")
    dezura("user", "invite", "jana@shop.example")
    dezura("user", "role", "jana@shop.example", "supervisor")
    dezura("user", "reset", "dace@shop.example")
    dezura("user", "disable", "jana@shop.example")
    opened = connect(sqlite_url)
    found = opened.query(partial(audit.page, wanted=Wanted(), before=2**62, room=9)).result()
    opened.close()
    assert [(entry.user_id, entry.action, entry.about) for entry in reversed(found)] == [
        (None, "user.added", "user:1"), (None, "user.invited", "user:2"), (None, "user.role", "user:2"),
        (None, "user.link_made", "user:1"), (None, "user.disabled", "user:2"),
    ]  # fmt: skip


def test_a_password_need_not_stand_in_the_command(dezura: Dezura, sqlite_url: str) -> None:
    read = CliRunner().invoke(
        main, ["user", "add", "a@shop.example", "--password", "-"], input="of several words\n", env={"DATABASE_URL": sqlite_url}
    )
    assert read.output == "a@shop.example can sign in\n"
    opened = connect(sqlite_url)
    found = opened.query(partial(people.with_password, email="a@shop.example")).result()
    opened.close()
    assert found is not None
    assert found[1] is not None
    assert PasswordHasher().verify(found[1], "of several words")
    assert dezura("user", "add", "b@shop.example", DEZURA_PASSWORD="of several words").output == "b@shop.example can sign in\n"
    told = dezura("user", "add", "c@shop.example", "--password", "of several words").output
    assert told.startswith("others on this machine can read what stands in a command")


def test_a_name_is_one_line(dezura: Dezura) -> None:
    dezura("user", "add", "a@shop.example", "--name", "Anna\nBcc: x")
    assert dezura("user", "list").output == "a@shop.example\tAnna Bcc: x\tagent\n"
