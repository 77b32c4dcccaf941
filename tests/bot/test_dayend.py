"""The day in a few lines: once a team and day, after closing, in the reader's language with its plurals."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.dayend import Day, DayEnd, Waited, closing, words
from bot.doorbell import LocalDoorbell
from bot.epoch import to_ms
from bot.store import notices, people
from bot.store.database import Database
from bot.voice import Voice, language_of
from bot.ways import Reachable
from config.topics import Summary
from handoff.calendars import parse_calendar
from handoff.promises import Policy
from handoff.reports.day import DayFigures
from handoff.reports.figures import Quantiles
from handoff.teams import Team
from nlu.model import Language

RIGA = ZoneInfo("Europe/Riga")
SHOP = Team("shop", parse_calendar({"week": {"mon-fri": "9:00-18:00"}}), Policy())
FRIDAY = date(2026, 11, 27)
FIGURES = DayFigures(
    contacts=21, messages=90, by_bot=14, handed=7, by_reason={}, answered=6, closed=5, left=1, first_answer=None, kept=5,
    broken=1, waiting=1, late=0, owed=0, returns=2,
)  # fmt: skip
DAY = Day(
    "Rīta veikals", "Klientu apkalpošana", FRIDAY, whole=True, figures=FIGURES,
    first_answer=Quantiles(6, 130_000, 45 * 60_000, 0, 0, 0), to_pay={"EUR": (2, 12_050)}, unmatched=0,
    worst=[Waited(12, "Anna", 75 * 60_000, still=False), Waited(13, "Jānis", 120_000, still=True)],
)  # fmt: skip


def say(language: Language) -> Voice:
    return Voice(language, RIGA)


def test_it_reads_as_people_say_it() -> None:
    told = words(DAY, say("en"), "https://chat.example").replace("\u00a0", " ")
    assert told == """📊 Rīta veikals, Klientu apkalpošana: 27.11.2026

21 conversations, the bot finished 67 % of them
7 customers were handed to people
First answer by a person, in working time: half within 2 min 10 s, nine of ten within 45 min
Promises kept: 5 of 6
1 customer is waiting now
2 returns are open
2 repayments wait: 120,50 EUR

Waited longest:
• Anna, 1 h 15 min
  https://chat.example/console#/12
• Jānis, 2 min, still without an answer
  https://chat.example/console#/13"""


@pytest.mark.parametrize(
    ("language", "contacts", "told"),
    [
        ("lv", 21, "21 saruna"), ("lv", 11, "11 sarunu"), ("lv", 2, "2 sarunas"), ("uk", 21, "21 розмова"),
        ("uk", 3, "3 розмови"), ("uk", 12, "12 розмов"), ("ru", 1, "1 диалог"),
        ("ru", 4, "4 диалога"), ("ru", 11, "11 диалогов"), ("pl", 1, "1 rozmowa"),
        ("pl", 22, "22 rozmowy"), ("pl", 21, "21 rozmów"),
    ],
)  # fmt: skip
def test_plurals_are_right_in_every_language(language: Language, contacts: int, told: str) -> None:
    assert told in words(replace(DAY, figures=replace(FIGURES, contacts=contacts)), say(language))


def test_a_team_is_done_when_its_last_hours_end_and_never_on_a_day_off() -> None:
    assert closing(SHOP.calendar, FRIDAY) == datetime(2026, 11, 27, 18, tzinfo=RIGA)
    assert closing(SHOP.calendar, date(2026, 11, 28)) is None


class Clock:
    now = to_ms(datetime(2026, 11, 27, 17, 59, tzinfo=RIGA))

    def __call__(self) -> int:
        return self.now


async def test_supervisors_are_told_once_after_closing(database: Database) -> None:
    for name, role in (("vija", "supervisor"), ("zane", "agent")):
        add = partial(people.add, email=f"{name}@shop.example", name=name, password="", now=0, languages=("ru",))
        await database.write(partial(add, role=role))
    clock = Clock()
    reach = Reachable(
        "telegram", -5, mails=True, console="", say=say("lv"),
        voice_of=lambda locale, languages: say(language_of(locale, languages, "lv")),
    )  # fmt: skip
    end = DayEnd(
        database, LocalDoorbell(), clock, settings=Summary(by=("group", "email")), reach=reach, teams={"shop": SHOP},
        titles={"shop": "Desk"}, shop="Shop",
    )  # fmt: skip
    assert await end.look() == 0
    clock.now += 6 * 60_000
    assert await end.look() == 2
    assert await end.look() == 0, "once"
    (mail,) = await database.read(partial(notices.next_, way="email", now=clock.now, room=9))
    assert mail.notice.place == "vija@shop.example"
    assert "0 диалогов" in mail.notice.text
    assert mail.notice.subject == "День в цифрах: 27.11.2026"
    (post,) = await database.read(partial(notices.next_, way="group", now=clock.now, room=9))
    assert "Tagad neviens negaida" in post.notice.text
