"""Whether Telegram and Meta know us, and send us what customers write: without it silence would look like a quiet day."""

import aiohttp

from bot.channels import messenger_setup, telegram_setup
from bot.channels.messenger import Messenger
from bot.channels.port import NotSent
from bot.channels.telegram import Telegram
from bot.channels.wire import Failed
from bot.epoch import from_ms
from bot.upkeep.findings import Finding, Patient, ok, warning, wrong

MANY, RECENT = 100, 3600  # updates that wait; seconds
SOON = 14 * 24 * 3600  # seconds before a token ends
SCOPES = ("pages_messaging", "pages_manage_metadata")


async def telegram(patient: Patient) -> list[Finding]:
    """Token, webhook, what waits, what is asked for, and whether the running program has the same secret."""
    bots = [channel for channel in patient.channels.values() if isinstance(channel, Telegram)]
    found: list[Finding] = []
    for bot in bots:
        found += await _bot(patient, bot, is_first=bot is bots[0])
    return found or [ok("no bot is set up")]


async def _bot(patient: Patient, bot: Telegram, *, is_first: bool) -> list[Finding]:
    try:
        told = await telegram_setup.info(bot)
    except Failed as failed:
        if isinstance(failed.result, NotSent):
            return [wrong(f"{bot.name}: Telegram cannot be reached: {failed}", "look at the network, DNS and TELEGRAM_API_URL")]
        return [wrong(f"{bot.name}: Telegram refuses the token: {failed}", "take the token anew from @BotFather")]
    base = f"{patient.environment.public_url.rstrip('/')}/webhooks/telegram"
    expected = {f"{base}/{bot.name}", *([base] if is_first else [])}
    set_it = f"dezura telegram set-webhook --channel {bot.name}"
    if not told.url:
        return [wrong(f"{bot.name}: @{told.username} sends its updates nowhere", set_it)]
    found = []
    if told.url not in expected:
        found.append(wrong(f"{bot.name}: updates go to {told.url}, and PUBLIC_URL would be {base}/{bot.name}", set_it))
    if missing := told.missing():
        found.append(warning(f"{bot.name}: Telegram does not send {', '.join(missing)}", set_it))
    ago = patient.clock() / 1000 - told.last_error_at
    if told.last_error and ago < RECENT:
        found.append(_last_error(bot.name, told.last_error, from_ms(told.last_error_at * 1000).strftime("%H:%M UTC"), set_it))
    if told.pending > MANY:
        found.append(warning(f"{bot.name}: {told.pending} updates wait at Telegram", "look at the web process and its load"))
    if not found and not await _same_secret(told.url, bot.secret):
        found.append(
            wrong(f"{bot.name}: the running program has another webhook secret than these settings", f"restart it, then {set_it}")
        )
    return found or [ok(f"{bot.name}: @{told.username}, updates come to {told.url}, {told.pending} wait")]


def _last_error(name: str, error: str, at: str, set_it: str) -> Finding:
    if "401" in error:
        return wrong(f"{name}: at {at} our own door refused Telegram's secret", set_it)
    return warning(f"{name}: at {at} Telegram could not deliver: {error}", "look at the proxy and the web process")


async def _same_secret(url: str, secret: str) -> bool:
    """An empty update with our secret: a door that knows it does not answer 401. True where it cannot be told."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=4)) as session,
            session.post(url, data=b"{}", headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status != 401
    except (aiohttp.ClientError, TimeoutError, OSError):
        return True  # whether we are reached is another check's question


async def messenger(patient: Patient) -> list[Finding]:
    """Token, the page it is of, what reaches us, until when, and whether the app's secret is right."""
    pages = [channel for channel in patient.channels.values() if isinstance(channel, Messenger)]
    found: list[Finding] = []
    for page in pages:
        found += await _page(patient, page)
    return found or [ok("no page is set up")]


async def _page(patient: Patient, page: Messenger) -> list[Finding]:
    name = page.name
    try:
        told, token = await messenger_setup.info(page), await messenger_setup.token(page)
    except Failed as failed:
        if isinstance(failed.result, NotSent):
            return [wrong(f"{name}: Meta cannot be reached: {failed}", "look at the network, DNS and MESSENGER_GRAPH_URL")]
        if "appsecret_proof" in str(failed):
            return [
                wrong(
                    f"{name}: the app's secret is another one: {failed}", "copy MESSENGER_APP_SECRET anew from the app's settings"
                )
            ]
        return [wrong(f"{name}: Meta refuses the token: {failed}", "make the page's token anew (docs/channels.md)")]
    set_it = f"dezura messenger setup --channel {name}"
    found = []
    if told.id != page.page_id:
        found.append(
            wrong(
                f"{name}: the token is of page {told.id}, and the page's id is set to {page.page_id}", "let both be of one page"
            )
        )
    if not told.subscribed:
        found.append(wrong(f"{name}: nothing of {told.name} reaches us: Meta has unsubscribed the app", set_it))
    elif missing := told.missing():
        found.append(warning(f"{name}: not subscribed to {', '.join(missing)}", set_it))
    if not token.valid:
        found.append(wrong(f"{name}: Meta says the token is not valid any more", "make the page's token anew"))
    if token.app_id != page.app_id:
        found.append(wrong(f"{name}: the token is of app {token.app_id}, not of {page.app_id}", "let both be of one app"))
    if lacks := [scope for scope in SCOPES if scope not in token.scopes]:
        found.append(warning(f"{name}: the token lacks {', '.join(lacks)}", "give the permissions and make the token anew"))
    if token.ends_at and token.ends_at < patient.clock() / 1000 + SOON:
        found.append(warning(f"{name}: the token ends on {from_ms(token.ends_at * 1000):%Y-%m-%d}", "make one that does not end"))
    return found or [ok(f"{name}: {told.name}, subscribed to all that is needed")]
