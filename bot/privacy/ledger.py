"""The list of erasures beside the database: a backup that is put back replaces the database, and with it the list inside.

`var/erasures.jsonl`, a line an erasure, readable by its owner alone. It names nobody: keyed hashes, counts, numbers of invoices.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from bot import durable
from bot.store.erased import Erasure

NAME = "erasures.jsonl"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Erasure).decode


def add(var: Path, erasure: Erasure) -> None:
    """Write it at the end, on the disk when this returns."""
    durable.add(var / NAME, _line(erasure))


def read(var: Path) -> Sequence[Erasure]:
    """All that stand there; a line that was cut off is none."""
    try:
        lines = (var / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    found = []
    for line in lines:
        try:
            found.append(_decode(line))
        except msgspec.MsgspecError:
            continue
    return found


def keep(var: Path, since: int) -> int:
    """Forget those made before `since`, of which no backup is left; how many."""
    known = read(var)
    left = [one for one in known if one.at >= since]
    if len(left) == len(known):
        return 0
    durable.write(var / NAME, b"".join(map(_line, left)))
    return len(known) - len(left)


def _line(erasure: Erasure) -> bytes:
    return _encode(erasure) + b"\n"
