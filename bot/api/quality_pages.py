"""Quality reading as pages: draw, read one conversation after the other, judge it by plain forms that need no script."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NoReturn

from aiohttp import web

from bot.api import quality as doing
from bot.api.errors import Problem
from bot.api.report_pages import HOME, ReportPages, day_in
from bot.api.report_reading import asking
from bot.api.tongue import speech_of
from bot.epoch import from_ms
from bot.store import quality
from bot.store.people import User
from handoff.reports.quality import ASPECTS, MARKS, Card

SIZES = (5, 10, 20, 50)
LARGEST = 2**31
LONGEST = 2000


class QualityPages:
    """Serves them beside the other reports."""

    def __init__(self, reports: ReportPages) -> None:
        self.reports, self.api = reports, reports.api

    def routes(self) -> list[web.RouteDef]:
        """Drawing, reading, and the cards."""
        one = HOME + r"/quality/{id:\d{1,18}}"
        return [
            web.get(f"{HOME}/quality", self._of(self.home)), web.post(f"{HOME}/quality", self._of(self.draw)),
            web.get(one, self._of(self.read)), web.post(one, self._of(self.card)),
        ]  # fmt: skip

    def _of(self, page: Any) -> Any:
        async def for_supervisors(request: web.Request, user: User) -> web.Response:
            if not user.is_at_least("supervisor"):
                return self.reports.refused(request, user, "supervisor")
            shown: web.Response = await page(request, user)
            return shown

        return self.reports.signed_in(for_supervisors)

    async def home(self, request: web.Request, user: User) -> web.Response:
        """What readers said, the samples, and the lot."""
        speech, zone = speech_of(self.api, request, user), self.api.shop.time_zone
        found = await self.api.database.read(partial(quality.samples, reader=user.id))
        listed = [
            {"id": one.id, "size": one.size, "n": one.drawn_from, "seed": one.seed, "read": one.read,
             "days": f"{speech.day(from_ms(one.since).astimezone(zone).date())} – "
                     f"{speech.day(from_ms(one.until - 1).astimezone(zone).date())}"}
            for one in found
        ]  # fmt: skip
        return await self.reports.report(
            request, user, "quality", "quality.html", samples=listed, sizes=SIZES, seed=self.api.now() % 1000
        )  # fmt: skip

    async def draw(self, request: web.Request, user: User) -> NoReturn:
        """Draw, and go and read."""
        form = await _form(request)
        days = [day_in(form, name) for name in ("since", "until")]
        asked = asking(self.api, user, *days, team=form.get("team", ""), channel=form.get("channel", ""))
        seed = form.get("seed", "").strip()
        if seed and not (seed.isascii() and seed.isdigit() and int(seed[:11]) < LARGEST):
            raise Problem(422, "seed: write a whole number below 2147483648.", path="seed")
        size = form.get("size", "20")
        if size not in {str(one) for one in SIZES}:
            raise Problem(422, f"size: choose {', '.join(map(str, SIZES))}.", path="size")
        id_ = await doing.draw(asked, int(seed) if seed else None, int(size))
        raise web.HTTPSeeOther(f"{HOME}/quality/{id_}")

    async def read(self, request: web.Request, user: User) -> web.Response:
        """The next conversation that the reader has not judged."""
        return await self._read(request, user)

    async def _read(self, request: web.Request, user: User, wrong: bool = False) -> web.Response:
        id_ = int(request.match_info["id"])
        found = await self.api.database.read(partial(quality.sample, id_=id_, reader=user.id))
        if found is None:
            raise Problem(404, f"There is no sample {id_}.")
        items = await self.api.database.read(partial(quality.items, id_=id_, reader=user.id))
        item = next((one for one in items if not one.carded), None)
        first: list[dict[str, str]] = []
        last: list[dict[str, str]] = []
        between = 0
        if item is not None:
            work = partial(quality.ends, conversation_id=item.conversation_id, since=found.since, until=found.until)
            ends = await self.api.database.read(work)
            first, last = ([_said(line, item.name) for line in part] for part in (ends.first, ends.last))
            between = ends.between
        return self.reports.show(
            request, user, "quality-read.html", self.reports.asked(request, user), name="quality", found=found, item=item,
            first=first, last=last, between=between, aspects=ASPECTS, marks=MARKS, wrong=wrong,
            title=speech_of(self.api, request, user).t("reports.sample", id=found.id),
        )  # fmt: skip

    async def card(self, request: web.Request, user: User) -> web.Response:
        """Keep the card, and go on."""
        form, id_ = await _form(request), int(request.match_info["id"])
        marks = {aspect: form.get(aspect, "") for aspect in ASPECTS}
        number = form.get("conversation", "")
        if not set(marks.values()) <= {str(mark) for mark in MARKS} or not number.isdigit():
            shown = await self._read(request, user, wrong=True)
            shown.set_status(422)
            return shown
        chosen = {aspect: int(mark) for aspect, mark in marks.items()}
        written = Card(id_, int(number[:18]), user.id, **chosen, comment=form.get("comment", "")[:LONGEST])
        await doing.keep(self.api, user, written)
        raise web.HTTPSeeOther(f"{HOME}/quality/{id_}")


async def _form(request: web.Request) -> Mapping[str, str]:
    return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}


def _said(line: Any, name: str) -> dict[str, str]:
    author, text = doing.said(line, name)
    return {"author": author, "text": text}
