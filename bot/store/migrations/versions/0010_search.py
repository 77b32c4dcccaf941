"""Words to be found, people who are one, tags."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CONVERSATION = "conversations.id"


def upgrade() -> None:
    _words()
    if op.get_bind().dialect.name == "sqlite":
        _fts("search_lines", "id")
        _fts("search_people", "conversation_id")
    else:
        _gin("search_lines")
        _gin("search_people")
    _tags()
    _kinships()


def _words() -> None:
    op.create_table(
        "search_lines",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("number", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [_CONVERSATION], name=op.f("fk_search_lines_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_lines")),
        sa.UniqueConstraint("side", "number", name=op.f("uq_search_lines_side_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_lines_conversation_id", "search_lines", ["conversation_id", "id"], unique=False)
    op.create_table(
        "search_people",
        sa.Column("conversation_id", _ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [_CONVERSATION], name=op.f("fk_search_people_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_search_people")),
    )
    op.create_table(
        "search_marks",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("moment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("id", _ID, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_search_marks")),
    )
    op.execute("INSERT INTO search_marks (source) VALUES ('inbox'), ('outbox'), ('conversations'), ('turn')")


def _fts(table: str, key: str) -> None:
    """An index beside the table that triggers keep, a cascade's deletions included; the words themselves stand in the table."""
    fts = f"{table}_fts"
    op.execute(
        f"CREATE VIRTUAL TABLE {fts} USING fts5(words, content='{table}', content_rowid='{key}', prefix='2 3 4', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    into = f"INSERT INTO {fts} (rowid, words) VALUES (new.{key}, new.words)"  # noqa: S608 - our own names
    out = f"INSERT INTO {fts} ({fts}, rowid, words) VALUES ('delete', old.{key}, old.words)"  # noqa: S608 - as above
    op.execute(f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {into}; END")
    op.execute(f"CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN {out}; END")
    op.execute(f"CREATE TRIGGER {table}_changed AFTER UPDATE OF words ON {table} BEGIN {out}; {into}; END")


def _gin(table: str) -> None:
    """Over the words as they are: no parser takes them apart once more. Written at once, since nobody waits for it."""
    op.execute(
        f"CREATE INDEX ix_{table}_words ON {table} USING gin "
        "(array_to_tsvector(string_to_array(btrim(words), ' '))) WITH (fastupdate = off)"
    )


def _tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("colour", sa.SmallInteger(), nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("into_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["into_id"], ["tags.id"], name=op.f("fk_tags_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("folded", name=op.f("uq_tags_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversation_tags",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("tag_id", _ID, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("via", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], [_CONVERSATION], name=op.f("fk_conversation_tags_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_conversation_tags_tag_id")),
        sa.PrimaryKeyConstraint("conversation_id", "tag_id", name=op.f("pk_conversation_tags")),
    )
    op.create_index("ix_conversation_tags_tag_id", "conversation_tags", ["tag_id", "conversation_id"], unique=False)


def _kinships() -> None:
    op.create_table(
        "kinships",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("one_id", _ID, nullable=False),
        sa.Column("other_id", _ID, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], [_CONVERSATION], name=op.f("fk_kinships_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], [_CONVERSATION], name=op.f("fk_kinships_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinships")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_kinships_one_id_other_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kinships_other_id", "kinships", ["other_id"], unique=False)
    op.create_index("ix_bindings_person", "bindings", ["person"], unique=False)
    op.create_index("ix_callbacks_conversation_id", "callbacks", ["conversation_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_callbacks_conversation_id", table_name="callbacks")
    op.drop_index("ix_bindings_person", table_name="bindings")
    for table in ("kinships", "conversation_tags", "tags", "search_marks"):
        op.drop_table(table)
    for table in ("search_people", "search_lines"):
        if op.get_bind().dialect.name == "sqlite":
            op.drop_table(f"{table}_fts")
        op.drop_table(table)
