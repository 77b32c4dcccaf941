"""config/shop.yml: each mistake in one line with its place, and secrets only by `${VARIABLES}` that are set."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from config.settings import CHECKOUT
from config.shop import Shop, plain, read_shop
from config.source import Problems

BEST = """\
name: Veikals
languages: [lv, ru]
default_language: lv
teams:
  shop:
    calendar: {week: {mon-fri: "9:00-18:00"}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def read(home: Path, text: str, **variables: str) -> Shop:
    """The shop of such a file."""
    (home / "config" / "shop.yml").write_text(text, encoding="utf-8")
    return read_shop(home, variables)


def problem(home: Path, text: str, **variables: str) -> str:
    """The only mistake of such a file."""
    with pytest.raises(Problems) as raised:
        read(home, text, **variables)
    (one,) = raised.value.problems
    assert "\n" not in str(one)
    return str(one)


def test_the_demo_shop_is_right() -> None:
    shop = read_shop(CHECKOUT)
    assert (shop.name, shop.team, shop.default_language) == ("Rīta veikals", "shop", "lv")
    assert shop.promises.reply_within == timedelta(minutes=3)
    assert shop.agents_allowance == (Decimal(100), "EUR")


def test_the_least_that_is_needed_is_enough(home: Path) -> None:
    shop = read(home, BEST)
    assert (shop.team, shop.time_zone.key, shop.promises_of("shop")) == ("shop", "Europe/Riga", shop.promises)


@pytest.mark.parametrize("needed", ["name", "languages", "default_language", "teams"])
def test_what_is_missing_is_named(home: Path, needed: str) -> None:
    lines = BEST.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(needed))
    without = lines[:start] + (lines[start + 1 :] if needed != "teams" else [])
    assert problem(home, "".join(without)) == f"config/shop.yml:1:1: `{needed}` is missing"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour: red", "7:1: `colour` is not a setting here"),
        ("zone: Riga", "7:1: `zone`: 'Riga' is not a time zone; write one like Europe/Riga"),
        ("region: Latvia", "7:1: `region`: String should match pattern '^[A-Z]{2}$'"),
        ("promises: {reply_within: soon}", "7:12: `promises.reply_within`: not a duration; write 30s, 3m, 2h or 14d"),
        ("promises: {callback_by: noon}", "7:12: `promises.callback_by`: not a time of day; write 11:00"),
        ("agents_allowance: a lot", "7:1: `agents_allowance`: not a sum of money; write 100 EUR"),
        ("queue: {limit: 0}", "7:9: `queue.limit`: Input should be greater than or equal to 1"),
        ("understanding: {precision: 2}", "7:17: `understanding.precision`: Input should be less than 1"),
        ("retention: {photos: 3 years}", "7:13: `retention.photos`: not a duration; write 30s, 3m, 2h or 14d"),
        ("default_team: desk", "7:1: `the file`: default_team 'desk' is not among teams: shop"),
        ("channels: [{kind: fax, name: fax}]", "7:13: `channels.0.kind`: Input should be 'telegram', 'messenger' or 'web'"),
        ("channels: [{kind: web, name: Web Chat}]", "7:24: `channels.0.name`: String should match pattern"),
        ("channels: [{kind: telegram, name: riga}]", "7:12: `channels.0`: a telegram channel also needs token and secret"),
        ("channels: [{kind: web, name: a}, {kind: web, name: a}]", "7:1: `the file`: two channels have the same name"),
        ("understanding: {order_numbers: ['(']}", "7:33: `understanding.order_numbers.0`: not a regular expression: missing )"),
    ],
)
def test_a_wrong_value_is_said_with_its_line(home: Path, line: str, said: str) -> None:
    assert problem(home, BEST + line + "\n").startswith(f"config/shop.yml:{said}")


def test_a_default_language_must_be_spoken(home: Path) -> None:
    said = problem(home, BEST.replace("default_language: lv", "default_language: pl"))
    assert "default_language 'pl' is not among languages" in said


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n"])
def test_what_holds_no_settings_is_said(home: Path, text: str) -> None:
    assert "this should be a list of settings" in problem(home, text)


class TestVariables:
    CHANNEL = 'channels: [{kind: telegram, name: riga, token: "${RIGA_TOKEN}", secret: "${RIGA_SECRET}"}]\n'

    def test_they_are_filled_in(self, home: Path) -> None:
        (channel,) = read(home, BEST + self.CHANNEL, RIGA_TOKEN="1:a", RIGA_SECRET="s").channels
        assert (plain(channel.token), plain(channel.secret)) == ("1:a", "s")
        assert "1:a" not in repr(channel)

    def test_one_that_is_not_set_is_named_with_its_line(self, home: Path) -> None:
        said = problem(home, BEST + self.CHANNEL, RIGA_TOKEN="1:a")
        assert said == "config/shop.yml:7:65: the environment variable RIGA_SECRET is not set (set it where the program starts)"

    def test_an_empty_one_is_not_set(self, home: Path) -> None:
        assert "RIGA_SECRET is not set" in problem(home, BEST + self.CHANNEL, RIGA_TOKEN="1:a", RIGA_SECRET="")

    def test_one_may_stand_within_a_text(self, home: Path) -> None:
        assert read(home, BEST.replace("Veikals", '"${CITY} veikals"'), CITY="Rīgas").name == "Rīgas veikals"


@pytest.mark.parametrize(
    ("written", "meant"), [("30s", 30), ("3m", 180), ("2h", 7200), (" 14 d ", 14 * 86400)]
)
def test_durations_are_written_as_people_write_them(home: Path, written: str, meant: int) -> None:
    shop = read(home, BEST + f"promises: {{reply_within: {written}}}\n")
    assert shop.promises.reply_within == timedelta(seconds=meant)


@pytest.mark.parametrize("written", ["11:00", '"11:00"', "660"])
def test_a_time_of_day_is_read_although_yaml_takes_it_for_a_number(home: Path, written: str) -> None:
    assert read(home, BEST + f"promises: {{callback_by: {written}}}\n").promises.callback_by == "11:00"


def test_a_team_may_promise_otherwise(home: Path) -> None:
    text = BEST + "  night:\n    calendar: {}\n    promises: {reply_within: 1h}\n"
    shop = read(home, text)
    assert [shop.promises_of(team).reply_within for team in ("shop", "night", "unknown")] == [
        timedelta(minutes=3), timedelta(hours=1), timedelta(minutes=3),
    ]  # fmt: skip
