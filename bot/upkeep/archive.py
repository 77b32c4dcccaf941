"""One file that holds a whole shop: without it a backup would be several files of several moments, some of them missing.

A ZIP that any tool opens: `manifest.json`, the database, the shop's folder under `home/`. The manifest names every other member
with its length and SHA-256, so that what is cut short, damaged or exchanged is found before anything is touched.
"""

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Literal, Self

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64 << 20  # bytes; a hundred thousand members take a tenth of it
_BLOCK = 1 << 20
_EARLIEST = 315_532_800  # 1980, from when on a ZIP can tell the time
_UNREADABLE = (  # what zipfile raises for files that are cut, overwritten or no archive
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError, OverflowError,
    struct.error,
)  # fmt: skip
Kind = Literal["sqlite", "postgresql"]


class UpkeepError(Exception):
    """What an operator has to know or to do, in one line."""


class Member(msgspec.Struct, frozen=True):
    """One file of the archive."""

    bytes: int
    sha256: str


class Content(msgspec.Struct, frozen=True):
    """The database as it was: its migration, the rows of each table, and for PostgreSQL the majors of server and pg_dump."""

    kind: Kind
    member: str
    migration: str
    counts: dict[str, int]
    server: int = 0
    tool: int = 0


class Manifest(msgspec.Struct, frozen=True):
    """What an archive says of itself; `made_at` (ms since the epoch) is the moment whose state it holds."""

    format: int
    program: str
    made_at: int
    moment: str  # the same for people, UTC
    database: Content
    members: dict[str, Member]
    keys: bool = False


class Writer:
    """An archive in the making, beside its final name: it appears there whole or not at all, for its owner's eyes only."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.members: dict[str, Member] = {}
        self._draft = target.with_name(f".{target.name}.{os.getpid()}.part")

    def __enter__(self) -> Self:
        descriptor = os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._zip.fp = None  # it would write its directory now, perhaps to a disk that is full
            with suppress(OSError):
                self._file.close()
        self._draft.unlink(missing_ok=True)

    def add(self, name: str, source: Path, *, packed: bool = False) -> None:
        """A file; `packed` is one that deflating makes no smaller."""
        with source.open("rb") as file:
            self._copy(name, file, source.stat().st_mtime, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)

    def say(self, name: str, content: bytes) -> None:
        """A member made of these bytes."""
        with self._zip.open(_info(name), "w") as into:
            into.write(content)
        self.members[name] = Member(len(content), hashlib.sha256(content).hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, see that all of it is on the disk, and give the archive its name."""
        with self._zip.open(_info(MANIFEST), "w") as into:
            into.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self.target)
        sync_folder(self.target.parent)

    def _copy(self, name: str, file: IO[bytes], changed: float, method: int) -> None:
        digest, length, info = hashlib.sha256(), 0, _info(name, changed)
        info.compress_type = method
        with self._zip.open(info, "w", force_zip64=True) as into:
            while block := file.read(_BLOCK):
                digest.update(block)
                length += len(block)
                into.write(block)
        self.members[name] = Member(length, digest.hexdigest())


class Archive:
    """An archive on the disk, read with distrust."""

    def __init__(self, path: Path) -> None:
        """Raises UpkeepError for what is no archive, or one of another format."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise UpkeepError(f"{path}: there is no such file") from None
        except OSError as error:
            raise UpkeepError(f"{path} cannot be read: {error.strerror}") from None
        except _UNREADABLE:
            raise UpkeepError(f"{path} is cut short, damaged, or no archive of Dezura's") from None
        self.manifest = self._manifest()
        self._named()

    def close(self) -> None:
        """Give back the file."""
        self._zip.close()

    def check(self) -> None:
        """Read every member to its end. Raises UpkeepError for the first that is not what the manifest says."""
        for name in self.manifest.members:
            for _ in self.blocks(name):
                pass

    def blocks(self, name: str) -> Iterator[bytes]:
        """A member's content; at its end the checksum is compared. Raises UpkeepError."""
        wanted, digest, length = self.manifest.members[name], hashlib.sha256(), 0
        with self._reading(name), self._zip.open(name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                length += len(block)
                if length > wanted.bytes:
                    break
                yield block
        if length != wanted.bytes or digest.hexdigest() != wanted.sha256:
            raise UpkeepError(f"{self.path}: {name} is damaged: its checksum is another; take an older backup")

    def read(self, name: str) -> bytes:
        """A small member, whole."""
        return b"".join(self.blocks(name))

    def extract(self, name: str, target: Path) -> None:
        """Put a member there, for its owner's eyes only, whole and on the disk."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for block in self.blocks(name):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())

    def _manifest(self) -> Manifest:
        with self._reading(MANIFEST):
            if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise ValueError
            said = self._zip.read(MANIFEST)
            number = msgspec.json.decode(said, type=_Numbered).format
        if number != FORMAT:
            raise UpkeepError(f"{self.path} is of format {number}, this program reads {FORMAT}: use the one that wrote it")
        with self._reading(MANIFEST):
            return msgspec.json.decode(said, type=Manifest)

    def _named(self) -> None:
        """Just the members that the manifest names, each once, none of which leads out of a folder."""
        names = [name for name in self._zip.namelist() if name != MANIFEST]
        if sorted(names) != sorted(self.manifest.members) or self.manifest.database.member not in names:
            raise UpkeepError(f"{self.path} does not hold what its manifest names: it is damaged, or somebody changed it")
        for name in names:
            parts = PurePosixPath(name).parts
            if name.startswith("/") or "\\" in name or "\0" in name or ".." in parts or not parts:
                raise UpkeepError(f"{self.path} holds a member that leads out of its folder: somebody made it so")

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except UpkeepError:
            raise
        except KeyError:
            raise UpkeepError(f"{self.path} is an archive, but none of Dezura's: there is no {name} in it") from None
        except (*_UNREADABLE, msgspec.DecodeError):
            raise UpkeepError(f"{self.path}: {name} is damaged; take an older backup") from None


class _Numbered(msgspec.Struct):
    format: int


def sync_folder(folder: Path) -> None:
    """See that names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def under(members: Mapping[str, Member], folder: str) -> list[str]:
    """The members below a folder of the archive."""
    return [name for name in members if name.startswith(f"{folder}/")]


def _info(name: str, changed: float = 0.0) -> zipfile.ZipInfo:
    at = datetime.fromtimestamp(max(changed, _EARLIEST), UTC)
    info = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.external_attr = 0o600 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
