"""`dezura hours` prints the next two weeks, and `dezura check` names a feed that cannot be read."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from config.settings import CHECKOUT

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20200101
RRULE:FREQ=DAILY
SUMMARY:Renovation
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop's own folder."""
    CliRunner().invoke(main, ["init", str(tmp_path / "shop")])
    monkeypatch.setenv("DEZURA_HOME", str(tmp_path / "shop"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/hours.db")
    return tmp_path / "shop"


def with_feed(home: Path, source: str) -> None:
    settings = home / "config" / "shop.yml"
    text = settings.read_text(encoding="utf-8")
    holidays = "      holidays: LV "
    settings.write_text(text.replace(holidays, f"      ical: {{file: {source}}}\n{holidays}", 1), encoding="utf-8")


def test_two_weeks_and_what_is_promised_now(home: Path) -> None:
    result = CliRunner().invoke(main, ["hours", "--lang", "en"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "Klientu apkalpošana (Europe/Riga)"
    assert len(lines) == 16
    assert lines[-1].startswith("  A customer who asks now is promised an answer ")


def test_a_team_that_is_none_is_said_so(home: Path) -> None:
    result = CliRunner().invoke(main, ["hours", "--team", "night"])
    assert (result.exit_code, "there is no team night; the teams are shop" in result.output) == (1, True)


def test_a_feed_that_was_never_read_is_told(home: Path) -> None:
    with_feed(home, "holidays.ics")
    result = CliRunner().invoke(main, ["hours"])
    assert "calendar feed 1 has not been read yet" in result.output


@pytest.mark.parametrize(("content", "wrong"), [(ICS, False), ("<html>", True), (None, True)])
def test_check_reads_every_feed(home: Path, content: str | None, wrong: bool) -> None:
    with_feed(home, "holidays.ics")
    if content is not None:
        (home / "holidays.ics").write_text(content, encoding="utf-8")
    result = CliRunner().invoke(main, ["check"])
    assert ("teams.shop.calendar.ical: feed 1" in result.output) is wrong


def test_the_checkout_itself_is_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEZURA_HOME", str(CHECKOUT))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/hours.db")
    for language in ("lv", "uk", "ru", "pl"):
        assert CliRunner().invoke(main, ["hours", "--lang", language]).exit_code == 0
