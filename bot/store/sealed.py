"""Accounts sealed at rest: without it a copy of the database would hold where every customer banks.

AES-256-GCM by the library `cryptography`. A sealed value names its key (the first eight digits of its SHA-256), so several keys
can be in use at a time, and it is bound to what it belongs to, so that nobody can put it into another row. What is looked for by
an account is looked for by a keyed hash of it.

Keys stand in DATA_KEYS, or in var/data.keys, which is made when the first account is sealed; never in the database itself. One a
line, 32 bytes in base64, the last is the one in use; what stands behind `#` is for people.
"""

import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from pathlib import Path

from bot import durable
from config.settings import Environment
from config.shop import plain
from flows.shop.persons import normal_iban

FILE = "data.keys"
ID = 8  # characters of a key's name
_KEY, _NONCE = 32, 12  # bytes
_HEAD = "# Keys of sealed accounts. Keep a copy away from the database: without them accounts of open refunds cannot be read.\n"


class KeysError(Exception):
    """A key is not there, or is none; the message says which and what to do, and holds no key."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of an installation, read anew at each use, so that a rotation reaches processes that are running.

    `given` is DATA_KEYS; `file` is read where that is empty. `secret` keys the hashes by which accounts are looked for.
    """

    given: str
    file: Path
    secret: bytes

    def keys(self) -> Mapping[str, bytes]:
        """By name, the one in use last; none before the first. Raises KeysError."""
        return {name_of(key): key for key in self._read()}

    @property
    def is_file(self) -> bool:
        """Whether the keys stand in a file of ours, to which one may be added."""
        return not self.given

    def seal(self, text: str, about: str) -> str:
        """What is stored. Raises KeysError where there is no key."""
        keys = self.keys()
        if not keys:
            raise KeysError(f"there is no key to seal accounts with: neither in DATA_KEYS nor in {self.file}")
        name, key = list(keys.items())[-1]
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 7 MB, with the first account

        nonce = secrets.token_bytes(_NONCE)
        return f"{name}.{urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())).decode()}"

    def open(self, sealed: str, about: str) -> str:
        """What was sealed. Raises KeysError where its key is not here, or it was changed or belongs elsewhere."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        name, _, content = sealed.partition(".")
        key = self.keys().get(name)
        if key is None:
            raise KeysError(f"the account of a {about} is sealed with the key {name}: put it back into DATA_KEYS or {self.file}")
        try:
            raw = urlsafe_b64decode(content)
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError):
            raise KeysError(f"the sealed account of a {about} is damaged or belongs elsewhere; take it from a backup") from None

    def tag(self, iban: str) -> str:
        """By which an account is found, without its key; empty for none."""
        account = normal_iban(iban)
        return digest(self.secret, f"account\0{account}".encode(errors="replace"), sha256).hex() if account else ""

    def add(self, note: str) -> str:
        """A new key in the file, in use from now on; its name. Raises KeysError where keys come from DATA_KEYS."""
        if not self.is_file:
            raise KeysError("the keys stand in DATA_KEYS: add a line to it, made by `openssl rand -base64 32`, as the last one")
        key = secrets.token_bytes(_KEY)
        with self._writing():
            head = _HEAD if not self.file.exists() or not self.file.stat().st_size else ""
            durable.add(self.file, f"{head}{b64encode(key).decode()}  # {note}\n".encode("ascii"))
        return name_of(key)

    def retire(self, names: frozenset[str]) -> None:
        """Take keys out of the file, whole or not at all: what they have sealed cannot be read any more. Raises KeysError."""
        kept = [line for line in self._lines() if (key := _key_of(line, self._where)) is None or name_of(key) not in names]
        with self._writing():
            durable.write(self.file, "".join(f"{line}\n" for line in kept).encode("ascii"))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KeysError(f"{self.file} cannot be written: {error.strerror}") from None

    @property
    def _where(self) -> str:
        return str(self.file) if self.is_file else "DATA_KEYS"

    def _read(self) -> list[bytes]:
        return [key for line in self._lines() if (key := _key_of(line, self._where)) is not None]

    def _lines(self) -> list[str]:
        if self.given:
            return self.given.replace(",", "\n").splitlines()
        try:
            return self.file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise KeysError(f"{self.file} cannot be read: {error}") from None


def ring_of(environment: Environment, secret: bytes = b"") -> Ring:
    """An installation's keys. Without `secret` accounts can be opened and sealed, not looked for."""
    return Ring(plain(environment.data_keys), environment.var / FILE, secret)


def name_of(key: bytes) -> str:
    """A key's name: it tells nothing of the key, and cannot be given to another by mistake."""
    return sha256(b"dezura data key\0" + key).hexdigest()[:ID]


def _key_of(line: str, where: str) -> bytes | None:
    text = line.partition("#")[0].strip()
    if not text:
        return None
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise KeysError(f"{where} holds a line that is no key: 32 bytes in base64 each, made by `openssl rand -base64 32`")
    return key
