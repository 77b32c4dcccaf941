"""API and pages as one list, with what surrounds them: problems instead of bare errors, headers, other sites let in or not."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bot.api import (
    account,
    approvals,
    calendars,
    canned,
    care,
    conversations,
    counts,
    customer,
    desk,
    drafts,
    endpoints,
    entry,
    events,
    files,
    floor,
    goodwill,
    invoices,
    joining,
    kin,
    lessons,
    live,
    looks,
    mentions,
    openapi,
    owed,
    pages,
    payments,
    people,
    privacy,
    quality,
    record,
    records,
    refunds,
    report_tables,
    reports,
    retelling,
    search,
    session,
    sla,
    tags,
    telegram,
    vow_ledger,
    vows,
    webchat,
    who,
    writing,
)
from bot.api.context import Api
from bot.api.endpoints import BASE, Endpoint
from bot.api.errors import Handler, problems
from bot.api.wing import Wing

ENDPOINTS: tuple[Endpoint, ...] = (
    *session.ENDPOINTS,
    *entry.ENDPOINTS,
    *account.ENDPOINTS,
    *telegram.ENDPOINTS,
    *people.ENDPOINTS,
    *joining.ENDPOINTS,
    *live.ENDPOINTS,
    *record.ENDPOINTS,
    *conversations.ENDPOINTS,
    *search.ENDPOINTS,
    *tags.ENDPOINTS,
    *kin.ENDPOINTS,
    *customer.ENDPOINTS,
    *privacy.ENDPOINTS,
    *counts.ENDPOINTS,
    *floor.ENDPOINTS,
    *desk.ENDPOINTS,
    *writing.ENDPOINTS,
    *drafts.ENDPOINTS,
    *canned.ENDPOINTS,
    *mentions.ENDPOINTS,
    *looks.ENDPOINTS,
    *lessons.ENDPOINTS,
    *retelling.ENDPOINTS,
    *events.ENDPOINTS,
    *vows.ENDPOINTS,
    *vow_ledger.ENDPOINTS,
    *calendars.ENDPOINTS,
    *sla.ENDPOINTS,
    *records.ENDPOINTS,
    *refunds.ENDPOINTS,
    *owed.ENDPOINTS,
    *approvals.ENDPOINTS,
    *goodwill.ENDPOINTS,
    *care.ENDPOINTS,
    *reports.ENDPOINTS,
    *report_tables.ENDPOINTS,
    *quality.ENDPOINTS,
    *invoices.ENDPOINTS,
    *payments.ENDPOINTS,
    *files.ENDPOINTS,
    *webchat.ENDPOINTS,
    *openapi.ENDPOINTS,
)
_OPEN_TO_OTHERS = (f"{BASE}/channels/web/", f"{BASE}/files/")  # what an embedded chat needs


def install(app: web.Application, api: Api, version: str = "1", wings: Sequence[Wing] = ()) -> None:
    """Put API and pages into an application: routes, problems, headers, document. The hub is the caller's to run and close."""
    table = (*ENDPOINTS, *(endpoint for wing in wings for endpoint in wing.endpoints))
    document: Callable[[], dict[str, Any]] = cache(partial(openapi.document, table, version, api))
    app[openapi.DOCUMENT] = document  # made when it is first asked for
    app.middlewares.extend((_preflight(api), problems))
    app.on_response_prepare.append(_headers(api))
    app.add_routes([*(endpoints.route(api, endpoint) for endpoint in table), *pages.routes(api, wings)])


def _preflight(api: Api) -> Middleware:
    @web.middleware
    async def preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
        """A browser asks before another site's page may send a token along."""
        if request.method == hdrs.METH_OPTIONS and _let_in(api, request):
            return web.Response(status=204)
        return await handler(request)

    return preflight


def _headers(api: Api) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        _guard(response, https=who.secure(api, request))
        if not request.path.startswith("/api/"):
            return
        response.headers.setdefault("Vary", "Origin")
        if _let_in(api, request):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
            response.headers["Access-Control-Max-Age"] = "86400"

    return headers


def _guard(response: web.StreamResponse, *, https: bool) -> None:
    """On whatever leaves, also where no handler thought of it: nothing runs, nothing is guessed, nobody frames it.

    A page says more of itself. https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
    """
    for name, value in _GUARDS.items():
        response.headers.setdefault(name, value)
    if https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers.popall(hdrs.SERVER, None)  # which version runs here is nobody's business


_GUARDS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _let_in(api: Api, request: web.Request) -> bool:
    """Whether a site the shop has named speaks to the web chat's door; it shows a bearer, cookies are not let through."""
    return request.headers.get("Origin", "") in api.origins and request.path.startswith(_OPEN_TO_OTHERS)
