"""Secrets from files: without it tokens would have to stand in the environment, which every child and `docker inspect` shows.

Two ways, both as containers and systemd give secrets: a variable `NAME_FILE` with the path of a file that holds the value of
`NAME`, or a folder, `SECRETS_DIR`, of files that are named as the variables are (`telegram_bot_token`, any case; with `dezura_`
before it where systemd's LoadCredential= put it there).
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

FOLDER, SUFFIX, PREFIX = "SECRETS_DIR", "_FILE", "dezura_"
MOST = 64 * 1024  # bytes; what is larger is some other file
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SecretFileError(Exception):
    """A secret's file cannot serve; the message names the variable, says what to do, and holds nothing of the file."""


def folder_of(values: Mapping[str, str]) -> Mapping[str, Path]:
    """The files of SECRETS_DIR by the variable each stands for, in capitals. Raises SecretFileError."""
    if not (name := values.get(FOLDER, "")):
        return {}
    folder = Path(name)
    try:
        files = sorted(file for file in folder.iterdir() if not file.name.startswith(".") and file.is_file())
    except OSError as error:
        raise SecretFileError(f"{FOLDER}: {folder} cannot be read: {error.strerror or error}") from None
    named = ((file.name.lower().removeprefix(PREFIX).upper(), file) for file in files)
    return {name: file for name, file in named if _NAME.fullmatch(name)}


def secret(name: str, values: Mapping[str, str], folder: Mapping[str, Path]) -> str:
    """The value of a variable: its own, or its file's; empty where it is given in no way. Raises SecretFileError."""
    pointed = values.get(name + SUFFIX, "")
    ways = {name: values.get(name, ""), name + SUFFIX: pointed, f"{FOLDER}/{name.lower()}": str(folder.get(name, ""))}
    given = [way for way, value in ways.items() if value]
    if len(given) > 1:
        raise SecretFileError(f"{name}: it is given {len(given)} times, by {' and '.join(given)}; keep one of them")
    if not given or values.get(name):
        return values.get(name, "")
    return _text(given[0], Path(pointed) if pointed else folder[name])


def secrets_of(names: Iterable[str], values: Mapping[str, str]) -> tuple[Mapping[str, str], list[str]]:
    """What files say of these variables, and every mistake in them, one line each."""
    try:
        folder = folder_of(values)
    except SecretFileError as error:
        return {}, [str(error)]
    found, mistakes = {}, []
    for name in names:
        try:
            if value := secret(name, values, folder):
                found[name] = value
        except SecretFileError as error:
            mistakes.append(str(error))
    return found, mistakes


def _text(way: str, file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST + 1)
    except OSError as error:
        raise SecretFileError(f"{way}: {file} cannot be read: {error.strerror or error}") from None
    if len(content) > MOST:
        raise SecretFileError(f"{way}: {file} is larger than any secret; name the right file")
    try:
        text = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise SecretFileError(f"{way}: {file} is not text; name the right file") from None
    if not text:
        raise SecretFileError(f"{way}: {file} is empty; write the secret into it, or take the file away")
    if len(text.splitlines()) > 1:
        raise SecretFileError(f"{way}: {file} holds several lines; the secret alone belongs there")
    return text
