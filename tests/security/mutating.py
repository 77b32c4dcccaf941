"""Bytes bent at random, those kept that did something new: without it a parser would only meet what its author thought of.

No coverage is measured: what tells two inputs apart is what became of them (the kind and shape of the answer), which needs
nothing but Python and finds its way through formats of text well enough.
"""

# ruff: noqa: E501 - samples stay on their lines

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

CASES = Path(__file__).parent / "cases"
SLOWEST = 3.0  # seconds of CPU one input may take, on a machine as busy as it may be
LONGEST = 60_000  # bytes
_WORDS = re.compile(rb"[\w.+-]+|[^\w\s]")
_NASTY = (
    b"\0", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\xf0\x9f\x91\x8d", b"\r\n", b"\n", b"\t", b" ", b"&", b"]]>", b'"', b"'", b"`", b"\\",
    b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"*", b"&a ", b"*a", b"<<: *a", b"!!python/object/apply:os.system [id]",
    b"- ", b": ", b"#", b"|\n", b"%", b"{{", b"}}", b"${x}", b"__class__", b"../../etc/passwd", b"null", b"true", b"NaN", b"Infinity",
    b"-1", b"0", b"1e999", b"9999999999999999999999", b"2026-99-99", b"0x10", b"99999-01-01", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\xa0",
    b"=1+1", b"@SUM(A1)", b"' OR 1=1 --", b"<!ENTITY a 'b'>", b"<![CDATA[", b"RRULE:FREQ=SECONDLY", b"(a+)+$", b"\\d+\\d+",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others write. `read` may raise `allowed`, which is how it says no."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    allowed: tuple[type[Exception], ...] = ()
    slowest: float = SLOWEST


@dataclass(slots=True)
class Found:
    """What a hunt came to: how many inputs were tried, how many were kept as new, and the first that broke it."""

    tried: int = 0
    kept: int = 0
    broken: bytes | None = None
    why: str = ""
    slowest: float = 0.0
    shapes: set[str] = field(default_factory=set)


def hunt(target: Target, until: Callable[[int], bool], seed: int = 0) -> Found:
    """Try inputs until `until`, asked with how many were tried, says so, or one breaks the target."""
    chance, pool, found = random.Random(f"{target.name} {seed}"), list(target.seeds), Found()
    waiting = list(target.seeds)  # the seeds themselves come first
    while waiting or not until(found.tried):
        content = waiting.pop() if waiting else _bent(chance, pool)
        shape, why, took = outcome(target, content)
        found.tried, found.slowest = found.tried + 1, max(found.slowest, took)
        if why:
            found.broken, found.why = content, why
            return found
        if shape not in found.shapes:
            found.shapes.add(shape)
            pool.append(content)
            found.kept += 1
    return found


def outcome(target: Target, content: bytes) -> tuple[str, str, float]:
    """The shape of what came of an input, why that is not allowed (empty where it is), and the seconds of CPU it took."""
    began = time.thread_time()
    try:
        answer = target.read(content)
        shape, why = f"{type(answer).__name__} {_size(answer)}", ""
    except target.allowed as error:
        shape, why = f"{type(error).__name__} {_plain(str(error))}", ""
    except Exception as error:  # noqa: BLE001 - whatever else is raised is what is looked for
        shape, why = "broken", f"{type(error).__name__}: {str(error)[:300]}"
    took = time.thread_time() - began
    if not why and took > target.slowest:
        why = f"it took {took:.1f} s of CPU"
    return shape, why, took


def cases(name: str) -> Sequence[bytes]:
    """What once broke a target of this name, or was thought of to do so."""
    return [file.read_bytes() for file in sorted((CASES / name).glob("*"))]


def keep(name: str, content: bytes, folder: Path = CASES) -> Path:
    """Write down what broke a target, so that it is tried for ever after."""
    path = folder / name / sha256(content).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _size(answer: object) -> int:
    return len(answer).bit_length() if hasattr(answer, "__len__") else 0


def _plain(text: str) -> str:
    """A message without its numbers and quoted parts, which differ without saying more."""
    return re.sub(r"\d+|`[^`]*`|'[^']*'|[^\x20-\x7e]+", "·", text)[:120]


def _bent(chance: random.Random, pool: Sequence[bytes]) -> bytes:
    content = bytearray(chance.choice(pool))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        chance.choice(_BENDS)(chance, content, pool)
    return bytes(content[:LONGEST])


def _place(chance: random.Random, content: bytearray) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((0, 1, 2, 8, 40)))


def _nasty(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    start, end = _place(chance, content)
    content[start:end] = chance.choice(_NASTY)


def _flip(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    start, end = _place(chance, content)
    del content[start : end if chance.random() < 0.8 else len(content)]


def _again(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    start, end = _place(chance, content)
    content[end:end] = bytes(content[start:end]) * chance.choice((1, 2, 3, 100, 1500))


def _splice(chance: random.Random, content: bytearray, pool: Sequence[bytes]) -> None:
    other = chance.choice(pool)
    start, end = _place(chance, content)
    from_ = chance.randint(0, len(other))
    content[start:end] = other[from_ : from_ + chance.choice((4, 40, 400))]


def _swap(chance: random.Random, content: bytearray, pool: Sequence[bytes]) -> None:
    """A word in the place of another, so that what was one kind of thing is another."""
    words = list(_WORDS.finditer(bytes(content[:LONGEST])))
    others = _WORDS.findall(chance.choice(pool)[:LONGEST])
    if words and others:
        start, end = chance.choice(words).span()
        content[start:end] = chance.choice(others)


def _line(chance: random.Random, content: bytearray, _: Sequence[bytes]) -> None:
    """Lines leave, come twice, or move in or out."""
    lines = bytes(content).split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, chance.choice(lines))
        case 2:
            lines[at] = b"  " + lines[at]
        case _:
            lines[at] = lines[at].removeprefix(b"  ")
    content[:] = b"\n".join(lines)


_BENDS = (_nasty, _nasty, _flip, _cut, _again, _splice, _swap, _swap, _line)
