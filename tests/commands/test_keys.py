"""`dezura keys`: shown by name, rotated while payouts wait, and a lost one said in one line."""

from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from bot.store.database import connect
from config.settings import CHECKOUT
from tests.bot.returns_desk import Desk, eur
from tests.commands.conftest import Dezura

IBAN = "LV97HABA0012345678910"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shop's folder with a `var` of its own."""
    made = tmp_path / "shop"
    (made / "var").mkdir(parents=True)
    (made / "config").symlink_to(CHECKOUT / "config")
    return made


@pytest.fixture
def dezura(dezura: Dezura, home: Path) -> Dezura:
    """In that folder."""
    return partial(dezura, DEZURA_HOME=str(home))


@pytest.fixture
async def sealed(sqlite_url: str, home: Path) -> Path:
    """One payout with a sealed account; the file of keys."""
    database = connect(sqlite_url)
    desk = Desk(database, environment=Desk.environment_at(home))
    await desk.greet()
    known = {"item": "krūze", "reason": "defect", "bought_on": desk.now.date(), "amount": eur("18")}
    await desk.do("open_return", **known, refund_to="iban", iban=IBAN)
    database.close()
    return home / "var" / "data.keys"


def test_a_rotated_key_leaves_the_payout_payable(dezura: Dezura, sealed: Path, tmp_path: Path) -> None:
    before = dezura("keys", "list").output
    assert before.count("1 sealed  in use") == 1
    result = dezura("keys", "rotate", "--retire")
    assert (result.exit_code, "1 accounts sealed" in result.output, "1 keys retired" in result.output) == (0, True, True)
    after = dezura("keys", "list")
    assert after.output.count("\n") == 1
    assert after.output[:8] != before[:8]
    assert sealed.read_text().splitlines()[-1].split()[0] not in result.output + after.output
    file = tmp_path / "payouts.xml"
    assert dezura("returns", "export", str(file), "--from", "LV80BANK0000435195001").exit_code == 0
    assert etree.fromstring(file.read_bytes()).findtext(".//{*}CdtrAcct//{*}IBAN") == IBAN


def test_a_lost_key_stops_the_file_for_the_bank_and_says_what_to_do(dezura: Dezura, sealed: Path, tmp_path: Path) -> None:
    sealed.unlink()
    for command in (["returns", "export", str(tmp_path / "a.xml"), "--from", "LV80BANK0000435195001"], ["keys", "list"]):
        result = dezura(*command)
        assert result.exit_code == 1
        assert "put the key back into DATA_KEYS or" in result.output or "put it back into DATA_KEYS or" in result.output
    assert "nothing was changed" in dezura("keys", "rotate").output
    assert not (tmp_path / "a.xml").exists()
    assert not sealed.exists()


def test_before_the_first_account_there_is_no_key(dezura: Dezura) -> None:
    result = dezura("keys", "list")
    assert (result.exit_code, "no key yet" in result.output) == (0, True)
