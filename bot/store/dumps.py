"""The rows of a PostgreSQL dump, as pg_restore writes them: without it an archive could run any statement here.

Only rows and the numbers of sequences are taken over; the tables themselves come from our own migrations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^()]*)\) FROM stdin;\s*')
_SETVAL = re.compile(rb"SELECT pg_catalog\.setval\('(?:\"?\w+\"?\.)?\"?(\w+)\"?', (\d+), (true|false)\);\s*")
_END = b"\\.\n"
_BLOCK = 1 << 16


@dataclass(slots=True)
class Rows:
    """The rows of one table, in the lines of COPY's text format; `count` is right once they have all been read."""

    table: str
    columns: tuple[str, ...]
    _file: IO[bytes]
    count: int = 0
    whole: bool = False

    def blocks(self) -> Iterator[bytes]:
        """Lines, many at once. Raises EOFError where the dump ends amid them."""
        lines: list[bytes] = []
        length = 0
        for line in self._file:
            if line == _END:
                self.whole = True
                break
            lines.append(line)
            length += len(line)
            self.count += 1
            if length >= _BLOCK:
                yield b"".join(lines)
                lines, length = [], 0
        if not self.whole:
            raise EOFError(self.table)
        yield b"".join(lines)


@dataclass(frozen=True, slots=True)
class Number:
    """Where a sequence stands."""

    sequence: str
    value: int
    is_used: bool


def parts(file: IO[bytes]) -> Iterator[Rows | Number]:
    """Tables' rows and sequences' numbers in their order; rows that nobody read are passed over."""
    for line in file:
        if found := _COPY.fullmatch(line):
            columns = tuple(name.strip().strip('"') for name in found[2].decode().split(","))
            rows = Rows(found[1].decode(), columns, file)
            yield rows
            if not rows.whole:
                for _ in rows.blocks():
                    pass
        elif found := _SETVAL.fullmatch(line):
            yield Number(found[1].decode(), int(found[2]), found[3] == b"true")


def counted(file: IO[bytes]) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    for part in parts(file):
        if isinstance(part, Rows):
            for _ in part.blocks():
                pass
            counts[part.table] = part.count
    return counts
