"""`dezura returns`: a report, a policy tried on the past, and a file for the bank with each payout once."""

from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from bot.epoch import to_ms
from bot.store.database import connect
from tests.bot.returns_desk import Desk, eur
from tests.commands.conftest import Dezura

FROM = ("--from", "LV80BANK0000435195001")


@pytest.fixture
async def opened(sqlite_url: str) -> str:
    """A database with one return that waits for a transfer; its number."""
    database = connect(sqlite_url)
    desk = Desk(database)
    await desk.greet()
    known = {"item": "krūze", "reason": "defect", "bought_on": desk.now.date(), "amount": eur("18")}
    given = await desk.do("open_return", **known, refund_to="iban", iban="LV97HABA0012345678910")
    assert to_ms(desk.now) == desk.clock.now
    database.close()
    return str(given["number"])


def test_a_payout_stands_in_one_file_and_only_there(dezura: Dezura, opened: str, tmp_path: Path) -> None:
    first, second = tmp_path / "one.xml", tmp_path / "two.xml"
    result = dezura("returns", "export", str(first), *FROM, "--on", "2026-11-30")
    assert result.exit_code == 0, result.output
    assert "1 payouts, 18.00 EUR" in result.output
    root = etree.fromstring(first.read_bytes())
    assert opened in first.read_text("utf-8")
    assert root.findtext(".//{*}ReqdExctnDt/{*}Dt") == "2026-11-30"
    again = dezura("returns", "export", str(second), *FROM)
    assert (again.exit_code, again.output) == (1, "no payout waits for a transfer\n")
    assert not second.exists()


@pytest.mark.usefixtures("opened")
def test_a_file_that_cannot_be_made_leaves_the_payouts_for_the_next(dezura: Dezura, tmp_path: Path) -> None:
    wrong = dezura("returns", "export", str(tmp_path / "a.xml"), "--from", "LV01")
    assert (wrong.exit_code, "no IBAN" in wrong.output) == (1, True)
    assert dezura("returns", "export", str(tmp_path / "no" / "a.xml"), *FROM).exit_code == 1
    assert "is no day" in dezura("returns", "export", str(tmp_path / "a.xml"), *FROM, "--on", "soon").output
    assert dezura("returns", "export", str(tmp_path / "a.xml"), *FROM).exit_code == 0
    there = dezura("returns", "export", str(tmp_path / "a.xml"), *FROM)
    assert "is there already" in there.output


@pytest.mark.usefixtures("opened")
def test_the_report_tells_of_the_year(dezura: Dezura) -> None:
    result = dezura("returns", "report", "--year", "2026")
    assert result.exit_code == 0, result.output
    assert "returns of 2026: 1" in result.output
    assert "held 18.00 EUR" in result.output


def test_a_policy_is_tried_on_claims_made_up_from_the_orders(dezura: Dezura) -> None:
    assert dezura("demo-data").exit_code == 0
    simulate = partial(dezura, "returns", "simulate", "--claims", "0.5")
    usual, mean = simulate(), simulate("--per-case", "20 EUR", "--unknown", "10 EUR")
    assert usual.exit_code == mean.exit_code == 0
    assert usual.output != mean.output
    assert simulate().output == usual.output
    assert "trust would have cost" in usual.output


def test_limits_that_do_not_fit_are_said(dezura: Dezura) -> None:
    assert "write 100 EUR" in dezura("returns", "simulate", "--per-case", "lots").output
    assert "at most" in dezura("returns", "simulate", "--unknown", "500 EUR").output
    nothing = dezura("returns", "simulate")
    assert (nothing.exit_code, "no returns on record" in nothing.output) == (1, True)
