"""No table and no column without a word on whose it is: what is not named would be neither given out nor erased."""

import sqlalchemy as sa

from bot.store.personal import BY_TABLE, PLACES
from bot.store.schema import metadata

TEXT = (sa.Text, sa.LargeBinary)


def unnamed(known: sa.MetaData) -> list[str]:
    """Columns of the schema that the list of personal data does not name, and names in the list that are no columns."""
    wrong = []
    for name in sorted(known.tables.keys() | BY_TABLE.keys()):
        there = set(known.tables[name].columns.keys()) if name in known.tables else set()
        named = set(BY_TABLE[name].columns) if name in BY_TABLE else set()
        wrong += [f"{name}.{column}" for column in sorted(there ^ named)]
    return wrong


def test_every_column_is_named_in_the_list_of_personal_data() -> None:
    assert unnamed(metadata) == [], "say in bot/store/personal.py whose it is, how it is given out and what erasure does"


def test_a_table_or_column_that_is_added_is_found() -> None:
    grown = sa.MetaData()
    for table in metadata.tables.values():
        table.to_metadata(grown)
    sa.Table("novelties", grown, sa.Column("id", sa.Integer))
    grown.tables["conversations"].append_column(sa.Column("nickname", sa.Text))
    assert unnamed(grown) == ["conversations.nickname", "novelties.id"]


def test_each_table_stands_once_and_no_column_twice() -> None:
    assert len(PLACES) == len(BY_TABLE)
    assert [place.table for place in PLACES if len(place.columns) != len(set(place.columns))] == []


def test_what_stays_after_erasure_is_emptied_column_by_column() -> None:
    """Where a row stays, each personal column is emptied or is a number, a hash or a sum that says nothing alone."""
    allowed = {"returns": {"points", "title", "reason"}, "refunds": {"bank_reference"}}
    for place in PLACES:
        if place.fate == "blank":
            assert set(place.personal) - set(place.blank) == allowed.get(place.table, set()), place.table
            assert set(place.blank) <= set(place.columns), place.table


def test_rows_of_a_person_are_found_by_a_column_of_the_table() -> None:
    for place in PLACES:
        assert (place.of is None) == (place.fate == "none"), place.table
        if place.of is not None:
            assert place.column in place.columns, place.table


def test_nobody_who_hangs_on_a_conversation_is_left_out() -> None:
    """Every table with a conversation's number is visited by erasure, or is the log of what admins taught."""
    for table in metadata.tables.values():
        if any(key.column.table.name == "conversations" for column in table.columns for key in column.foreign_keys):
            assert BY_TABLE[table.name].of is not None, table.name
