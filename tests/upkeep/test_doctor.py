"""Every check finds what it is for, made wrong for real; a shop in order hears of nothing."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import redis as redis_client
import sqlalchemy as sa
from aiohttp import web
from click.testing import CliRunner

from bot import web as doors
from bot.__main__ import main
from bot.app import make_channels
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import ALLOWED_UPDATES
from bot.commands.common import secrets_in
from bot.doorbell import LocalDoorbell
from bot.store import facts, people, schema
from bot.store.database import connect
from bot.store.mailbox import Mailbox
from bot.upkeep import unfinished
from bot.upkeep.checks import here, stores
from bot.upkeep.doctor import CHECKS, examine
from bot.upkeep.findings import Finding, Patient
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from tests.platforms.graph import GraphEmulator
from tests.platforms.mail import GARBAGE, MailServer
from tests.platforms.telegram import TelegramEmulator
from tests.servers import free_port

NOBODY = "http://127.0.0.1:9"  # the discard port, where nobody listens
SHOP = read_shop(CHECKOUT)
DAY = 86_400_000


def now() -> int:
    return time.time_ns() // 1_000_000


def patient(url: str, home: Path = CHECKOUT, clock: Callable[[], int] = now, **variables: str) -> Patient:
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": url, **variables})
    return Patient(environment, SHOP, make_channels(environment, SHOP), clock, home)


async def look(who: Patient, name: str, seconds: float = 15) -> Sequence[Finding]:
    try:
        return (await examine(who, [name], seconds))[name]
    finally:
        for channel in who.channels.values():
            await channel.close()


async def found(who: Patient, name: str, seconds: float = 15) -> tuple[str, str]:
    """The worst level, and all lines with what to do."""
    findings = await look(who, name, seconds)
    level = max((one.level for one in findings), key=("ok", "warning", "wrong").index)
    return level, "\n".join(f"{one.text} -> {one.mend}" for one in findings)


def write(url: str, work: Callable[[sa.Connection], object]) -> None:
    opened = connect(url, pool=1)
    opened.submit(lambda connection: (work(connection), None)[1]).result()
    opened.close()


def insert(url: str, table: str, **values: object) -> None:
    write(url, lambda connection: connection.execute(schema.metadata.tables[table].insert().values(**values)).close())


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]] | web.Application) -> AsyncIterator[str]:
    """A server of any kind on loopback."""
    app = handler
    if not isinstance(app, web.Application):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


# --- a shop in order --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The demo shop at work, as `make run` starts it; the variables by which it is looked at."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    folder.chmod(0o700)
    variables = {"DATABASE_URL": f"sqlite:///{folder}/dezura.db", "PORT": str(port)}
    command = [sys.executable, "-m", "bot", "run"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
        yield variables
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_the_demo_shop_hears_of_nothing(running: Mapping[str, str]) -> None:
    result = CliRunner().invoke(main, ["doctor", "--json", "--seconds", "90"], env=dict(running))
    told = json.loads(result.output)
    stale = "phrases or settings have changed since"  # true where somebody works on them, and has not trained yet
    assert [one for one in told if one["level"] != "ok" and not one["text"].startswith(stale)] == []
    assert {one["check"] for one in told} == set(CHECKS)
    assert result.exit_code == 0


async def test_its_own_address_leads_to_it_and_to_nobody_else(running: Mapping[str, str], sqlite_url: str) -> None:
    url = f"http://127.0.0.1:{running['PORT']}"
    assert (await found(patient(running["DATABASE_URL"], PUBLIC_URL=url), "address"))[0] == "ok"
    level, said = await found(patient(sqlite_url, PUBLIC_URL=url), "address")
    assert (level, "another installation of Dezura" in said) == ("wrong", True)


def test_what_is_wrong_ends_with_one_and_a_line_says_how_to_mend_it(sqlite_url: str) -> None:
    variables = {"DATABASE_URL": sqlite_url, "TRUSTED_PROXIES": "0.0.0.0/0"}
    result = CliRunner().invoke(main, ["doctor", "--only", "proxies", "--only", "zone"], env=variables)
    lines = result.output.splitlines()
    assert (result.exit_code, len(lines)) == (1, 2)
    assert lines[0].startswith("wrong    proxies    TRUSTED_PROXIES trusts everybody")
    assert " -> " in lines[0]


def test_settings_that_cannot_be_read_are_told_as_such(sqlite_url: str) -> None:
    result = CliRunner().invoke(main, ["doctor"], env={"DATABASE_URL": sqlite_url, "TELEGRAM_BOT_TOKEN": "1:a"})
    assert result.exit_code == 1
    assert result.output.startswith("wrong    settings   environment: TELEGRAM_WEBHOOK_SECRET")


# --- platforms --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(secret="s3cret-s3cret") as emulator:
        yield emulator


@pytest.fixture
async def fb() -> AsyncIterator[GraphEmulator]:
    async with GraphEmulator() as emulator:
        emulator.subscribed = [
            "messages", "message_edits", "messaging_postbacks", "messaging_referrals", "message_deliveries", "message_reads",
            "message_echoes", "messaging_handovers", "standby",
        ]  # fmt: skip
        yield emulator


class TestTelegram:
    def bot(self, url: str, tg: TelegramEmulator, public: str = NOBODY, **changed: str) -> Patient:
        variables = {"TELEGRAM_BOT_TOKEN": tg.token, "TELEGRAM_WEBHOOK_SECRET": "s3cret-s3cret", "TELEGRAM_API_URL": tg.url}
        return patient(url, PUBLIC_URL=public, **{**variables, **changed})

    def connected(self, tg: TelegramEmulator, base: str = NOBODY) -> None:
        tg.allowed_updates = list(ALLOWED_UPDATES)
        tg.postman.deliver_to(f"{base}/webhooks/telegram/telegram")

    async def test_one_in_order(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        self.connected(tg)
        assert (await found(self.bot(sqlite_url, tg), "telegram"))[0] == "ok"

    async def test_a_token_telegram_does_not_know(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        level, said = await found(self.bot(sqlite_url, tg, TELEGRAM_BOT_TOKEN="123456789:another-token"), "telegram")
        assert (level, "@BotFather" in said, "another-token" in said) == ("wrong", True, False)

    async def test_a_server_that_is_not_there(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        level, said = await found(self.bot(sqlite_url, tg, TELEGRAM_API_URL=NOBODY), "telegram")
        assert (level, "cannot be reached" in said) == ("wrong", True)

    async def test_no_webhook_and_one_that_leads_elsewhere(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        level, said = await found(self.bot(sqlite_url, tg), "telegram")
        assert (level, "nowhere" in said, "set-webhook" in said) == ("wrong", True, True)
        self.connected(tg, "http://127.0.0.1:7")
        level, said = await found(self.bot(sqlite_url, tg), "telegram")
        assert (level, "updates go to http://127.0.0.1:7" in said) == ("wrong", True)

    async def test_updates_nobody_asked_for(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        self.connected(tg)
        tg.allowed_updates = ["message"]
        level, said = await found(self.bot(sqlite_url, tg), "telegram")
        assert (level, "does not send edited_message" in said) == ("warning", True)

    async def test_a_door_that_refuses_and_updates_that_pile_up(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        async def refuse(_: web.Request) -> web.Response:
            return web.Response(status=401)

        async with serving(refuse) as url:
            self.connected(tg, url)
            anna = tg.user()
            for number in range(105):
                tg.update("message", {**tg.envelope(anna), "text": str(number)}, anna.id)
            await tg.settled()
            level, said = await found(self.bot(sqlite_url, tg, public=url), "telegram")
        assert (level, "our own door refused" in said, "updates wait at Telegram" in said) == ("wrong", True, True)

    async def test_a_running_program_with_another_secret(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        """The real door, that knows another one."""

        async def ready() -> Mapping[str, str]:
            return {}

        database = connect(sqlite_url)
        mailbox, other = Mailbox(database), Telegram("telegram", tg.token, "another-secret")
        app = web.Application()
        app.add_routes(doors.routes(doors.Doors(mailbox, LocalDoorbell(), {"telegram": other}, now, ready)))
        async with serving(app) as url:
            self.connected(tg, url)
            level, said = await found(self.bot(sqlite_url, tg, public=url), "telegram")
            right = await found(self.bot(sqlite_url, tg, public=url, TELEGRAM_WEBHOOK_SECRET="another-secret"), "telegram")
        await mailbox.close()
        database.close()
        assert (level, "another webhook secret" in said) == ("wrong", True)
        assert right[0] == "ok", "negative control"

    async def test_one_that_hangs_is_told_and_keeps_no_other_waiting(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        tg.fail("getMe", "hang")
        who = self.bot(sqlite_url, tg)
        told = await examine(who, ["telegram", "zone", "proxies"], 0.5)
        for channel in who.channels.values():
            await channel.close()
        assert [one.text for one in told["telegram"]] == ["no answer within 0 s"]
        assert told["zone"][0].level == "ok"


class TestMessenger:
    def page(self, url: str, fb: GraphEmulator, clock: Callable[[], int] = now, **changed: str) -> Patient:
        names = ("page_id", "page_token", "app_secret", "app_id", "verify_token", "graph_url")
        return patient(url, clock=clock, **{**{f"MESSENGER_{name.upper()}": fb.credentials[name] for name in names}, **changed})

    async def test_one_in_order(self, sqlite_url: str, fb: GraphEmulator) -> None:
        assert (await found(self.page(sqlite_url, fb), "messenger"))[0] == "ok"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"MESSENGER_PAGE_TOKEN": "other-page-token"}, "Meta refuses the token"),
            ({"MESSENGER_APP_SECRET": "other-app-secret"}, "app's secret is another one"),
            ({"MESSENGER_GRAPH_URL": NOBODY}, "Meta cannot be reached"),
        ],
    )
    async def test_what_does_not_fit(self, sqlite_url: str, fb: GraphEmulator, changed: dict[str, str], said: str) -> None:
        level, text = await found(self.page(sqlite_url, fb, **changed), "messenger")
        assert (level, said in text) == ("wrong", True), text
        assert not [value for value in changed.values() if value in text and value != NOBODY]

    async def test_a_page_that_was_unsubscribed_and_one_that_lacks_fields(self, sqlite_url: str, fb: GraphEmulator) -> None:
        kept, fb.subscribed = fb.subscribed, []
        level, said = await found(self.page(sqlite_url, fb), "messenger")
        assert (level, "unsubscribed" in said, "dezura messenger setup" in said) == ("wrong", True, True)
        fb.subscribed = kept[:3]
        level, said = await found(self.page(sqlite_url, fb), "messenger")
        assert (level, "not subscribed to messaging_referrals" in said) == ("warning", True)

    async def test_a_token_of_another_page_and_one_that_ends(self, sqlite_url: str, fb: GraphEmulator) -> None:
        page = fb.page_id
        who = self.page(sqlite_url, fb, MESSENGER_PAGE_ID="1080002")
        fb.page_id = "1080002"
        fb.token |= {"expires_at": now() // 1000 + 3600, "scopes": ["pages_messaging"]}
        level, said = await found(who, "messenger")
        assert (level, "the token ends on" in said, "lacks pages_manage_metadata" in said) == ("warning", True, True)
        fb.token |= {"is_valid": False, "app_id": "5"}
        level, said = await found(self.page(sqlite_url, fb), "messenger")
        assert (level, "not valid any more" in said, "of app 5" in said) == ("wrong", True, True)
        assert page


# --- how the world reaches us -----------------------------------------------------------------------------------------

TG = {"TELEGRAM_BOT_TOKEN": "123456789:emulated-token", "TELEGRAM_WEBHOOK_SECRET": "s3cret-s3cret"}


class TestOutside:
    @pytest.mark.parametrize(
        ("variables", "level", "said"),
        [
            (TG, "wrong", "PUBLIC_URL is not set"),
            ({**TG, "PUBLIC_URL": "http://shop.example"}, "wrong", "not https"),
            ({"PUBLIC_URL": NOBODY}, "warning", "cannot be reached from here"),
        ],
    )
    async def test_an_address_that_cannot_be_right(
        self, sqlite_url: str, variables: dict[str, str], level: str, said: str
    ) -> None:
        told = await found(patient(sqlite_url, **variables), "address")
        assert (told[0], said in told[1]) == (level, True)

    async def test_somebody_else_at_our_address(self, sqlite_url: str) -> None:
        async def hello(_: web.Request) -> web.Response:
            return web.Response(text="hello")

        async with serving(hello) as url:
            level, said = await found(patient(sqlite_url, PUBLIC_URL=url), "address")
        assert (level, "somebody else answers" in said) == ("wrong", True)

    @pytest.mark.parametrize(
        ("variables", "level"),
        [
            ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "wrong"),
            ({"TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}, "warning"),
            ({"PUBLIC_URL": "https://shop.example"}, "warning"),
            ({"PUBLIC_URL": "https://shop.example", "TRUSTED_PROXIES": "127.0.0.1"}, "ok"),
        ],
    )
    async def test_whom_we_believe_an_address(self, sqlite_url: str, variables: dict[str, str], level: str) -> None:
        assert (await found(patient(sqlite_url, **variables), "proxies"))[0] == level

    async def test_a_mail_server(self, sqlite_url: str) -> None:
        async with MailServer(users={"shop": "letmein-please"}) as server:
            def knocking(password: str) -> Patient:
                url = f"smtp://shop:{password}@127.0.0.1:{server.port}"
                return patient(sqlite_url, SMTP_URL=url, MAIL_FROM="shop@shop.example")

            assert (await found(knocking("letmein-please"), "mail"))[0] == "ok"
            assert server.mails == []
            level, said = await found(knocking("wrong-password"), "mail")
            assert (level, "refuses" in said, "wrong-password" in said) == ("wrong", True, False)
            server.fail("MAIL", "550 5.7.1 not from you")
            assert "not from you" in (await found(knocking("letmein-please"), "mail"))[1]
            server.fail("connect", GARBAGE)
            assert (await found(knocking("letmein-please"), "mail"))[0] != "ok"
        away = patient(sqlite_url, SMTP_URL="smtp://127.0.0.1:9", MAIL_FROM="shop@shop.example")
        assert (await found(away, "mail"))[0] == "wrong"
        half = patient(sqlite_url, SMTP_URL="smtp://127.0.0.1:9")
        assert "belong together" in (await found(half, "mail"))[1]


# --- this machine -----------------------------------------------------------------------------------------------------


class TestHere:
    async def test_a_short_key_and_none(self, sqlite_url: str) -> None:
        level, said = await found(patient(sqlite_url, SECRET_KEY="short"), "secrets")
        assert (level, "5 characters" in said) == ("wrong", True)
        level, said = await found(patient(sqlite_url, **TG), "secrets")
        assert (level, "SECRET_KEY is not set" in said) == ("warning", True)
        assert (await found(patient(sqlite_url, SECRET_KEY="k" * 32, **TG), "secrets"))[0] == "ok"

    async def test_the_demos_passwords_in_a_real_shop(self, sqlite_url: str) -> None:
        write(sqlite_url, partial(people.add, email="admin@demo.example", name="J", role="admin", password="x", now=1))
        level, said = await found(patient(sqlite_url, SECRET_KEY="k" * 32, **TG), "secrets")
        assert (level, "front page shows" in said) == ("wrong", True)
        assert (await found(patient(sqlite_url), "secrets"))[0] == "ok", "a demo may"

    async def test_a_password_left_lying_about(self, sqlite_url: str) -> None:
        given = {"ADMIN_EMAIL": "a@shop.example", "ADMIN_PASSWORD": "correct horse"}
        assert (await found(patient(sqlite_url, **given), "secrets"))[0] == "ok", "there is no admin yet"
        write(sqlite_url, partial(people.add, email="a@shop.example", name="A", role="admin", password="x", now=1))
        level, said = await found(patient(sqlite_url, **given), "secrets")
        assert (level, "ADMIN_PASSWORD is still set" in said, "horse" in said) == ("warning", True, False)

    async def test_files_others_can_read_and_a_secret_in_the_settings(self, sqlite_url: str, home: Path, tmp_path: Path) -> None:
        assert (await found(patient(sqlite_url, home), "secrets"))[0] == "ok"
        tmp_path.chmod(0o755)
        (tmp_path / "dezura.db").chmod(0o644)
        level, said = await found(patient(sqlite_url, home), "secrets")
        assert (level, "dezura.db can be read by others" in said) == ("warning", True)
        tmp_path.chmod(0o700)
        with (home / "config" / "shop.yml").open("a") as settings:
            settings.write("\nchannels:\n- kind: telegram\n  token: 123456789:written-down\n")
        level, said = await found(patient(sqlite_url, home), "secrets")
        assert (level, "stands in" in said, "written-down" in said) == ("warning", True, False)

    async def test_a_clock_that_is_off(self, sqlite_url: str, tg: TelegramEmulator) -> None:
        variables = {**TG, "TELEGRAM_API_URL": tg.url}
        assert (await found(patient(sqlite_url, **variables), "clock"))[0] == "ok"
        level, said = await found(patient(sqlite_url, clock=lambda: now() + 20_000, **variables), "clock")
        assert (level, "ahead of telegram's server" in said) == ("warning", True)
        level, said = await found(patient(sqlite_url, clock=lambda: now() - 300_000, **variables), "clock")
        assert (level, "behind telegram's server" in said) == ("wrong", True)

    async def test_a_clock_that_is_not_the_databases(self, postgres_url: str) -> None:
        assert (await found(patient(postgres_url), "clock"))[0] == "ok"
        level, said = await found(patient(postgres_url, clock=lambda: now() + 120_000), "clock")
        assert (level, "ahead of the database" in said) == ("wrong", True)

    async def test_a_zone_nobody_knows(self, sqlite_url: str) -> None:
        who = patient(sqlite_url)
        lost = Patient(who.environment, who.shop.model_copy(update={"zone": "Mars/Olympus"}), {}, now)
        level, said = await found(lost, "zone")
        assert (level, "Mars/Olympus" in said, "tzdata" in said) == ("wrong", True, True)

    async def test_a_disk_that_is_full_and_one_that_is_read_only(
        self, sqlite_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "GB left" in (await found(patient(sqlite_url, home), "disk"))[1]
        level, said = await found(patient(sqlite_url, Path("/proc/none")), "disk")
        assert (level, "cannot be written to" in said) == ("wrong", True)
        monkeypatch.setattr(here, "FULL", 1 << 60)  # as much as no disk here has
        level, said = await found(patient(sqlite_url, home), "disk")
        assert (level, "make room" in said) == ("wrong", True)

    async def test_a_model_that_is_missing_damaged_or_of_other_phrases(self, sqlite_url: str, home: Path) -> None:
        (home / "var" / "model.npz").unlink()
        level, said = await found(patient(sqlite_url, home), "model")
        assert (level, "dezura train" in said) == ("wrong", True)
        (home / "var" / "model.npz").write_bytes(b"PK" * 1000)
        assert (await found(patient(sqlite_url, home), "model"))[0] == "wrong"
        shutil.copy(CHECKOUT / "var" / "model.npz", home / "var" / "model.npz")
        level, said = await found(patient(sqlite_url, home), "model")
        assert (level, "have changed since" in said) == ("warning", True)

    async def test_flows_with_mistakes(self, sqlite_url: str, home: Path) -> None:
        level, said = await found(patient(sqlite_url, home), "flows")
        assert (level, "dezura check" in said) == ("wrong", True)


# --- where the records live -------------------------------------------------------------------------------------------


class TestStores:
    async def test_a_database_of_another_age(self, sqlite_url: str, tmp_path: Path) -> None:
        assert (await found(patient(sqlite_url), "database"))[0] == "ok"
        write(f"sqlite:///{tmp_path}/old.db", lambda connection: schema.migrate(connection, "0012"))
        level, said = await found(patient(f"sqlite:///{tmp_path}/old.db"), "database")
        assert (level, "migration 0012" in said) == ("warning", True)
        newer = "UPDATE alembic_version SET version_num = '9999'"
        write(sqlite_url, lambda connection: connection.exec_driver_sql(newer).close())
        level, said = await found(patient(sqlite_url), "database")
        assert (level, "newer version" in said) == ("wrong", True)

    async def test_one_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        level, _ = await found(patient(f"sqlite:///{tmp_path}/none.db"), "database")
        assert (level, (tmp_path / "none.db").exists()) == ("warning", False)

    async def test_a_damaged_one(self, sqlite_url: str) -> None:
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        content = bytearray(path.read_bytes())
        content[4096 * 20 : 4096 * 40] = b"\xa5" * 4096 * 20
        path.write_bytes(content)
        level, said = await found(patient(sqlite_url), "database")
        assert (level, "last backup" in said or "DATABASE_URL" in said) == ("wrong", True), said

    async def test_a_restore_that_did_not_end(self, sqlite_url: str, home: Path) -> None:
        unfinished.begin(home / "var", Path("/backups/x.zip"), "d")
        level, said = await found(patient(sqlite_url, home), "database")
        assert (level, "dezura restore /backups/x.zip" in said) == ("wrong", True)

    async def test_a_postgresql_that_would_lose_data_in_a_power_cut(self, postgres_url: str) -> None:
        """The tests' own server: quick, and nothing to entrust a shop to."""
        level, said = await found(patient(postgres_url), "database")
        assert (level, "fsync is off" in said) == ("wrong", True)

    async def test_a_transaction_that_somebody_forgot(self, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stores, "LONG", 0.01)
        assert "a transaction has been open" not in (await found(patient(postgres_url), "database"))[1]
        engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(0.05)")
            said = (await found(patient(postgres_url), "database"))[1]
        engine.dispose()
        assert "a transaction has been open" in said

    async def test_one_that_does_not_answer(self) -> None:
        level, said = await found(patient("postgresql://u:hush@127.0.0.1:9/x"), "database")
        assert (level, "hush" in said, "***" in said) == ("wrong", False, True)

    async def test_redis(self, sqlite_url: str, redis_url: str) -> None:
        assert (await found(patient(sqlite_url, REDIS_URL=redis_url), "redis"))[0] == "ok"
        assert (await found(patient(sqlite_url, REDIS_URL="redis://127.0.0.1:9"), "redis"))[0] == "wrong"
        client = redis_client.from_url(redis_url)
        try:
            client.config_set("maxmemory", "100mb")
            client.config_set("maxmemory-policy", "allkeys-lru")
            level, said = await found(patient(sqlite_url, REDIS_URL=redis_url), "redis")
        finally:
            client.config_set("maxmemory", "0")
            client.config_set("maxmemory-policy", "noeviction")
            client.close()
        assert (level, "may forget" in said) == ("warning", True)


# --- the shop at work -------------------------------------------------------------------------------------------------


class TestRunning:
    async def test_nobody_at_work(self, sqlite_url: str) -> None:
        level, said = await found(patient(sqlite_url, PORT=str(free_port()), **TG), "processes")
        assert (level, "no process answers" in said) == ("wrong", True)

    async def test_one_that_is_not_ready(self, sqlite_url: str) -> None:
        async def not_ready(_: web.Request) -> web.Response:
            return web.json_response({"database": "OperationalError"}, status=503)

        async with serving(not_ready) as url:
            level, said = await found(patient(sqlite_url, PORT=url.rpartition(":")[2]), "processes")
        assert (level, "is not ready" in said) == ("wrong", True)

    async def test_work_that_nobody_does(self, running: Mapping[str, str], sqlite_url: str) -> None:
        at = now() - 3_600_000
        insert(sqlite_url, "conversations", id=7, channel="t", address="7", created_at=at, changed_at=at, wake_at=at)
        insert(sqlite_url, "outbox", conversation_id=7, kind="fact", author="bot", floor=0, key="k", body="{}", created_at=at,
               send_at=at, state="queued", open=True)
        level, said = await found(patient(sqlite_url, PORT=running["PORT"]), "processes")
        assert (level, "conversation is due for 1 hour" in said, "message waits to be sent" in said) == ("wrong", True, True)

    async def test_promises_at_risk_and_broken(self, sqlite_url: str) -> None:
        at = now()
        insert(sqlite_url, "conversations", id=7, channel="t", address="7", created_at=at, changed_at=at)
        promise = {"conversation_id": 7, "what": "answer", "text": "", "made_by": "bot", "made_at": 0, "state": "open",
                   "renew_at": 0}
        insert(sqlite_url, "promises", due_at=at + DAY, warn_at=at - 1, **promise)
        level, said = await found(patient(sqlite_url), "promises")
        assert (level, "1 promise to customers close" in said) == ("warning", True)
        insert(sqlite_url, "promises", due_at=at - 1, warn_at=at - 2, **promise)
        assert "1 promise to customers overdue" in (await found(patient(sqlite_url), "promises"))[1]

    async def test_sends_nobody_knows_of(self, sqlite_url: str) -> None:
        insert(sqlite_url, "conversations", id=7, channel="t", address="7", created_at=1, changed_at=1)
        insert(sqlite_url, "outbox", conversation_id=7, kind="fact", author="bot", floor=0, key="k", body="{}", created_at=1,
               send_at=1, state="unknown", open=False, settled_at=1)
        level, said = await found(patient(sqlite_url), "sends")
        assert (level, "1 unknown" in said) == ("warning", True)

    async def test_backups_that_are_missing_or_old(self, sqlite_url: str) -> None:
        assert (await found(patient(sqlite_url, **TG), "backup"))[0] == "warning"
        for days, level in ((0, "ok"), (5, "warning"), (30, "wrong")):
            kept = json.dumps({"at": now() - days * DAY, "bytes": 5, "keys": False})
            write(sqlite_url, partial(facts.replace, name="last_backup", value=kept))
            assert (await found(patient(sqlite_url, **TG), "backup"))[0] == level

    async def test_a_set_that_was_withdrawn(self, sqlite_url: str) -> None:
        insert(sqlite_url, "flow_sets", hash="abcdef0123", sources="{}", created_at=1)
        insert(sqlite_url, "editions", id=1, follows=0, hash="abcdef0123", at=1, origin="files")
        assert (await found(patient(sqlite_url), "flows"))[0] == "ok"
        insert(sqlite_url, "withdrawals", hash="abcdef0123", edition_id=1, at=2)
        level, said = await found(patient(sqlite_url), "flows")
        assert (level, "withdrawn" in said) == ("wrong", True)


async def test_no_secret_is_ever_printed(sqlite_url: str, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    """All of them set, servers that quote what they were sent, and everything wrong at once."""

    async def quote(request: web.Request) -> web.Response:
        said = {"ok": False, "error_code": 400, "description": f"{request.path} {dict(request.headers)}"}
        return web.json_response(said, status=400)

    async with serving(quote) as url:
        variables = {
            "DATABASE_URL": sqlite_url, **TG, "TELEGRAM_API_URL": url, "MESSENGER_GRAPH_URL": url, "SECRET_KEY": "short-key",
            **{f"MESSENGER_{name.upper()}": str(value) for name, value in fb.credentials.items() if name != "graph_url"},
            "SMTP_URL": "smtp://shop:mail-password@127.0.0.1:9", "MAIL_FROM": "a@shop.example", "ADMIN_EMAIL": "a@shop.example",
            "ADMIN_PASSWORD": "admin-password",
        }  # fmt: skip
        result = await asyncio.to_thread(CliRunner().invoke, main, ["doctor"], env=variables)
    environment = read_environment(variables)
    hidden = {secret for secret in secrets_in(environment, SHOP) if secret}
    assert {"short-key", "mail-password", "admin-password", tg.token, "s3cret-s3cret", fb.page_token, fb.app_secret} <= hidden
    assert [secret for secret in hidden if secret in result.output] == []
    assert result.exit_code == 1
    assert "Traceback" not in result.output
