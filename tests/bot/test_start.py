"""A start reads no more of the libraries than it needs: the rest is imported by who first uses it."""

import subprocess
import sys

import pytest

LATER = (
    "PIL.Image", "aiogram", "alembic", "cryptography.hazmat.primitives.ciphers.aead", "facturx", "icalendar", "lxml.etree",
    "opentelemetry.sdk", "redis", "scipy", "segno", "sklearn", "typst",
)  # fmt: skip


@pytest.mark.parametrize("module", ["bot.__main__", "bot.commands.serve"])
def test_what_only_some_shops_use_is_not_imported_by_all(module: str) -> None:
    say = f"import sys, {module}; print(*[name for name in {LATER} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_a_calendar_is_read_without_every_countrys_holidays() -> None:
    read = "from handoff.calendars import parse_calendar; parse_calendar({'week': {'mon': '9:00-18:00'}, 'holidays': 'LV'})"
    say = f"import sys; {read}; print('holidays.countries' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_the_names_are_those_of_libraries_that_are_here() -> None:
    say = f"from importlib.util import find_spec; print(all(map(find_spec, {LATER})))"
    assert subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True).stdout.strip() == "True"
