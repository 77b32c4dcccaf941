"""What people write is text wherever it goes: into answers, pages, tables, letters, files' names, the database and the index.

Telegram's markup, letters' headers, documents, logs and every room of the console have tests of their own (docs/security.md).
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from bot.api.context import Api
from bot.api.pages import SITE
from bot.studio.wing import STUDIO
from flows.wording import Wording
from handoff import console
from handoff.csvs import table
from nlu.model import LANGUAGES
from tests.api.conftest import Agent, Line, wording
from tests.api.test_webchat import a_guest, picture

Client = TestClient[web.Request, web.Application]
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${7*7}",
    "#{7*7}", "'; DROP TABLE conversations; --", "' OR '1'='1", '") OR 1=1 --', "a* NEAR b AND (c", "%_%", "\\", "{ $shop }",
    "{ -term }", '#read("/etc/passwd")', "$ integral x $", "__import__('os').system('id')", "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)", "+1-1", "\t=1+1", "[x](javascript:alert(1))", "javascript:alert(1)", "*_~`>#", "\u202egpj.exe", "\x00",
    "\ud800", "a\r\nBcc: all@example.com", "\x1b[31mred\x1b[0m", "%s%n%x", "../../../etc/passwd", "-->", "]]>", "0" * 3000,
    "\u200b\u200d\ufeff", "A\u0301" * 500,
]  # fmt: skip


def static_files() -> Iterator[Any]:
    for folder in (SITE / "static", console.STATIC, STUDIO.folder / "static"):
        yield from sorted(folder.glob("*.js"))


def templates() -> Iterator[Any]:
    for folder in (SITE / "templates", console.TEMPLATES, STUDIO.folder / "templates"):
        yield from sorted(folder.glob("*.html"))


# --- pages -----------------------------------------------------------------------------------------------------


def test_no_script_makes_markup_or_code_of_a_text() -> None:
    way = re.compile(
        r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]|srcdoc"
        r"|DOMParser|createContextualFragment|setHTMLUnsafe|\.setAttribute\(\s*[\"']on"
    )
    files = list(static_files())
    assert len(files) > 40
    found = {file.name: way.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {name: ways for name, ways in found.items() if ways} == {}
    assert way.search("node.innerHTML = name"), "it is looked for as it is written"


def test_templates_escape_what_they_are_given_but_one_that_draws_it_itself() -> None:
    given_as_is = re.compile(r"\{\{[^}]*\|\s*safe|autoescape false|\{%\s*autoescape")
    found = {file.name: given_as_is.findall(file.read_text(encoding="utf-8")) for file in templates()}
    assert {name for name, ways in found.items() if ways} == {"report.html"}  # pictures: tests/handoff/test_plots.py


# --- texts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_with_a_placeable_in_it_is_only_a_value(language: Any) -> None:
    told: Wording = wording()
    tried = 0
    for id_, variables in told.variables[language].items():
        for hostile in ("{ $planted }", '{ "EVALUATED" }', "{ -planted }", "{ NUMBER(1) }"):
            try:
                said = told.render(id_, dict.fromkeys(variables, hostile) | {"planted": "EVALUATED"}, language)
            except (TypeError, ValueError, ArithmeticError, AttributeError):  # it wants a sum or a day, and says so
                continue
            tried += 1
            assert "EVALUATED" not in said.replace('{ "EVALUATED" }', ""), id_
    assert tried > 500


@given(st.lists(st.lists(st.text(max_size=30) | st.sampled_from(HOSTILE), min_size=1, max_size=4), max_size=4))
@example([[hostile] for hostile in HOSTILE])
def test_no_cell_of_a_table_is_a_formula(rows: list[list[str]]) -> None:
    content = table(["name"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert len(read) == len(rows) + 1
    for cell in (cell for row in read for cell in row):
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell


# --- the whole way ---------------------------------------------------------------------------------------------


async def test_whatever_a_customer_writes_and_is_called_is_stored_found_and_told_as_it_is(
    anna: Agent, vera: Agent, line: Line, api: Api
) -> None:
    for number, hostile in enumerate(HOSTILE):
        clean = hostile.replace("\0", "").encode("utf-8", "replace").decode()
        await line.hear(clean, str(number), name=clean[:200])
    assert await api.database.read(_conversations) == len(HOSTILE)
    for number, hostile in enumerate(HOSTILE, start=1):
        if "\0" in hostile or "\ud800" in hostile:
            continue
        read = await anna.get(f"/conversations/{number}")
        assert read["messages"][0]["text"] == hostile
        async with anna.client.get(
            "/api/v1/search", params={"q": hostile[:200]}, headers={"Authorization": f"Bearer {anna.token}"}
        ) as answer:
            assert answer.status in {200, 422}, hostile
    async with vera.client.get("/api/v1/audit.csv", headers={"Authorization": f"Bearer {vera.token}"}) as answer:
        assert answer.status == 200


def _conversations(connection: Any) -> int:
    return int(connection.exec_driver_sql("SELECT COUNT(*) FROM conversations").scalar())


async def test_a_visitors_words_are_told_as_they_are(client: Client) -> None:
    guest = await a_guest(client)
    sent = [hostile for hostile in HOSTILE if hostile.isprintable() and hostile.strip()][:15]
    for number, hostile in enumerate(sent):
        await guest.write(key=str(number), text=hostile)
    assert [one["text"] for one in (await guest.get("/api/v1/channels/web/messages"))["items"]] == sent


@pytest.mark.parametrize("name", ["a%0D%0ASet-Cookie: x=1.jpg", "../../x.png", "\u202egpj.html", "a" * 999, ""])
async def test_the_name_of_a_file_begins_no_header_and_leads_nowhere(client: Client, name: str) -> None:
    guest = await a_guest(client)
    kept = await guest.upload(picture(), name or "x")
    async with client.get(kept["url"], headers=guest.headers) as answer:
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+\.jpg", answer.headers["Content-Disposition"])
        assert not re.search(r"%0[AaDd]|%2[Ff]|%5[Cc]|%E2%80%AE", answer.headers["Content-Disposition"])
