"""What /metrics tells once the line has run: every series that the dashboard and the alerts live by has a sample."""

import re

from prometheus_client.parser import text_string_to_metric_families

from bot import vitals
from tests.deploy.watching import FOREIGN, asked, expressions
from tests.line.house import House
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

# What a quiet day with one customer on each platform has no occasion for; their names are declared all the same.
OCCASIONAL = re.compile(
    r"dezura_(promises_total|promises_kept_ratio|notices|models|mails|channel_failures|logged|database_connections|"
    r"event_loop_lag|disk_free|info|database_jobs|handoffs|backup_timestamp)"
)


async def test_metrics_tell_all_that_dashboard_and_alerts_ask_for(house: House, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    await house.hold(tg.user(), "kur ir mans pasūtījums")
    await house.hold(fb.user(), "gribu runāt ar cilvēku")
    async with house.http.get(f"{house.url}/metrics") as answer:
        text = await answer.text()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    samples = {sample.name for family in families.values() for sample in family.samples}
    declared = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)) | samples
    wanted = {name for _, expression in expressions() for name, _ in asked(expression)} - FOREIGN
    undeclared = {name for name in wanted if name not in declared and name.removesuffix("_bucket") not in declared}
    assert {name for name in undeclared if not name.startswith(("dezura_database", "dezura_backup"))} == set()
    silent = {name for name in wanted - samples if not OCCASIONAL.match(name)}
    assert silent == set()
    assert re.search(r'^dezura_last_event_timestamp_seconds\{channel="telegram"\} ', text, re.MULTILINE)


async def test_no_name_text_or_token_stands_in_metrics(house: House, tg: TelegramEmulator) -> None:
    anna = tg.user(77123456, name="Annele Kļaviņa")
    await house.hold(anna, "mans pasūtījums 10026, liga.kalnina@example.com")
    async with house.http.get(f"{house.url}/metrics") as answer:
        text = await answer.text()
    assert [word for word in ("77123456", "Annele", "10026", "kalnina", tg.token.partition(":")[2]) if word in text] == []
    assert vitals.LOOK >= 5  # seconds: looking costs nothing that would show
