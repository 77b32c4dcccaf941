"""Persons: recognised by whatever they share, one from the moment it shows, also when several find out at once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import arms, persons, returns
from bot.store.arms import Member
from bot.store.database import Database
from flows.shop.persons import Key, chat_key, email_key, iban_key, keys_of, masked_email, masked_iban, phone_key
from tests.store.returns import a_return

SECRET = b"secret"


def know(database: Database, *keys: Key) -> int:
    return database.submit(partial(persons.recognise, keys=list(keys), now=1)).result()


def test_somebody_is_known_again_in_another_chat_by_the_same_phone(database: Database) -> None:
    phone = Key("phone", "p")
    first = know(database, Key("chat", "telegram"), phone)
    assert know(database, Key("chat", "web"), phone) == first
    assert know(database, Key("chat", "stranger")) != first


def test_two_who_turn_out_to_share_an_account_are_one_with_everything_both_have_had(database: Database) -> None:
    older, younger = know(database, Key("chat", "a")), know(database, Key("chat", "b"))
    number = database.submit(partial(a_return, person=younger)).result().number
    database.submit(partial(arms.put, experiment="x", member=Member(younger, "control", 5, ""))).result()
    assert know(database, Key("chat", "b"), Key("iban", "i")) == younger
    assert know(database, Key("chat", "a"), Key("iban", "i")) == older
    assert know(database, Key("chat", "b")) == older
    assert [record.number for record in database.query(partial(returns.of_person, person_id=older)).result()] == [number]
    assert database.query(partial(arms.arm, experiment="x", people=[older])).result() == "control"


def test_many_chats_at_once_that_share_one_key_are_one_person(database: Database) -> None:
    keys = [[Key("chat", str(n)), Key("phone", "same")] for n in range(8)]
    with ThreadPoolExecutor(8) as chats:
        list(chats.map(lambda own: know(database, *own), keys))
    assert len({know(database, *own) for own in keys}) == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3), min_size=1, max_size=8))
def test_persons_are_the_connected_parts_of_what_was_seen_together(groups: list[list[int]]) -> None:
    """As in a graph: whoever can be reached over shared keys is the same."""
    engine = sa.create_engine("sqlite://")
    from bot.store.schema import metadata

    with engine.begin() as connection:
        metadata.create_all(connection)
        for group in groups:
            persons.recognise(connection, [Key("phone", str(key)) for key in group], 1)
        parent = {key: key for group in groups for key in group}

        def root(key: int) -> int:
            return key if parent[key] == key else root(parent[key])

        for group in groups:
            for one, other in pairwise(group):
                parent[root(one)] = root(other)
        found = {key: persons.find(connection, [Key("phone", str(key))]) for key in parent}
        assert all(len(ids) == 1 for ids in found.values())
        assert all((found[a] == found[b]) == (root(a) == root(b)) for a in parent for b in parent)


def test_keys_tell_nothing_and_spellings_do_not_matter() -> None:
    assert phone_key(SECRET, "+371 2000 0101") == phone_key(SECRET, "20000101")
    assert email_key(SECRET, " Ilze@Example.com") == email_key(SECRET, "ilze@example.com")
    assert iban_key(SECRET, "lv80 bank 0000 4351 9500 1") == iban_key(SECRET, "LV80BANK0000435195001")
    assert chat_key(SECRET, "telegram", "7") != chat_key(b"other", "telegram", "7")
    assert "20000101" not in str(keys_of(SECRET, channel="web", address="1", phone="+37120000101", iban="LV80BANK0000435195001"))
    assert phone_key(SECRET, "112") is None
    assert email_key(SECRET, "nobody") is None
    assert masked_iban("LV80BANK0000435195001") == "LV** **** 5001"
    assert masked_email("ilze.liepina@example.com") == "i***@e***.com"


def test_keys_not_seen_for_long_are_forgotten_but_for_who_has_an_open_return(database: Database) -> None:
    idle, open_ = know(database, Key("chat", "idle")), know(database, Key("chat", "open"))
    database.submit(partial(a_return, person=open_)).result()
    assert database.submit(partial(persons.forget, before=100)).result() == 1
    assert know(database, Key("chat", "open")) == open_
    assert know(database, Key("chat", "idle")) != idle
