"""Phrases that people take from messages: suggested without what is personal, kept once, listed, removed, or refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api
from bot.api.routes import install
from bot.lessons import write
from bot.store import lessons
from nlu.phrases import Phrases, read_phrases
from tests.api.conftest import Agent, Line

PHRASES = """version: "3.1"
nlu:
- intent: order_status
  examples: |
    - kur ir mans pasūtījums
    - kad būs paka
- intent: refund_status
  examples: |
    - kur ir mana nauda
    - kad atmaksāsiet
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "lv.yml").write_text(PHRASES, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def school(api: Api, anna: Agent, files: Path) -> AsyncIterator[Agent]:
    """Anna before a program that has phrases."""

    def classroom() -> Phrases:
        return read_phrases(files, ("lv",))

    changed = Api(**{name: getattr(api, name) for name in Api.__slots__} | {"classroom": classroom, "home": files})
    app = web.Application()
    install(app, changed)
    async with TestClient(TestServer(app)) as client:
        yield Agent(client, anna.id, anna.token)


async def said(line: Line, text: str) -> str:
    await line.hear(text, name="Anna Bērziņa")
    await line.reply("Ceļā.")
    return "i1"


def body(text: str, intent: str = "order_status", message: str = "i1", conversation: int = 1) -> dict[str, object]:
    return {"message": message, "conversation_id": conversation, "language": "lv", "intent": intent, "text": text}


async def test_a_message_is_suggested_without_what_is_personal(school: Agent, line: Line) -> None:
    message = await said(line, "Te Anna Bērziņa, kur ir 10023? Raksti anna@inbox.lv")
    found = await school.get("/conversations/1/lesson", message=message)
    assert found == {
        "text": "Te N. N., kur ir 00000? Raksti name@example.com",
        "language": "lv",
        "intent": "",
        "intents": ["order_status", "refund_status"],
    }


async def test_what_the_bot_took_it_for_is_chosen_first(school: Agent, line: Line) -> None:
    await said(line, "Kur ir mans pasūtījums 10023?")
    assert (await school.get("/conversations/1/lesson", message="i1"))["intent"] == "order_status"


async def test_a_phrase_is_kept_with_where_it_comes_from_and_forgotten_again(school: Agent, line: Line) -> None:
    await said(line, "kur palika mana paka")
    kept = await school.post("/lessons", body("kur  palika mana paka"))
    assert (kept["text"], kept["message"], kept["conversation_id"]) == ("kur palika mana paka", "i1", 1)
    assert [one["id"] for one in (await school.get("/lessons"))["items"]] == [kept["id"]]
    again = await school.post("/lessons", body("kur palika mana paka", "refund_status"))
    assert (again["id"], again["intent"]) == (kept["id"], "refund_status")
    await school.ask("DELETE", f"/lessons/{kept['id']}", 204)
    assert (await school.get("/lessons"))["items"] == []
    await school.ask("DELETE", f"/lessons/{kept['id']}", 404)


async def test_what_the_files_know_is_refused_with_its_place(school: Agent, line: Line) -> None:
    await said(line, "kur ir mans pasūtījums?")
    same = await school.post("/lessons", body("Kur ir mans pasūtījums!"), status=409)
    assert "lv.yml:5" in same["detail"]
    other = await school.post("/lessons", body("Kur ir mans pasūtījums!", "refund_status"), status=409)
    assert "order_status" in other["detail"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (body("kur tā ir", "no_such_intent"), 422),
        (body("...", "order_status"), 422),
        (body("[10023](order_number", "order_status"), 422),
        (body("kur tā ir", message="i77"), 404),
        (body("kur tā ir", conversation=2), 404),
    ],
)
async def test_what_cannot_be_learnt_is_refused(school: Agent, line: Line, wrong: dict[str, object], status: int) -> None:
    await said(line, "kur tā ir")
    await school.post("/lessons", wrong, status=status)


async def test_a_mistake_in_the_files_is_told_first(school: Agent, line: Line, files: Path) -> None:
    await said(line, "kur tā ir")
    (files / "lv.yml").write_text("nlu: 5", encoding="utf-8")
    told = await school.get("/conversations/1/lesson", message="i1", status=409)
    assert "lv.yml" in told["detail"]


async def test_training_reads_them_beside_the_files(school: Agent, line: Line, files: Path, tmp_path: Path) -> None:
    await said(line, "kur palika paka")
    await school.post("/lessons", body("kur palika [10023](order_number)"))
    folder = tmp_path / "lessons"
    before = read_phrases(files, ("lv",), folder)
    write(folder, line.database.query(lessons.everything).result())
    after = read_phrases(files, ("lv",), folder)
    assert ("kur palika 10023", "order_status") in {(phrase.text, phrase.intent) for phrase in after.phrases}
    assert len(after.phrases) == len(before.phrases) + 1
    assert after.fingerprint != before.fingerprint
    write(folder, ())
    assert read_phrases(files, ("lv",), folder).fingerprint == before.fingerprint


async def test_a_conversation_that_the_bot_has_not_read_is_no_test(anna: Agent) -> None:
    await anna.get("/conversations/1/test", status=404)


async def test_a_test_is_kept_among_the_shops_own_and_nonsense_is_not(school: Agent, files: Path) -> None:
    text = "test_cases:\n- test_case: one\n  language: lv\n  steps:\n  - user: labdien\n  - owner: bot\n"
    kept = await school.post("/conversation-tests", {"name": "one", "text": text})
    assert kept == {"file": "tests/dialogues/desk-one.yml"}
    assert (files / "tests" / "dialogues" / "desk-one.yml").read_text(encoding="utf-8") == text
    told = await school.post("/conversation-tests", {"name": "two", "text": text.replace("user", "usr")}, status=422)
    assert "did you mean `user`?" in told["detail"]
    await school.post("/conversation-tests", {"name": "../two", "text": text}, status=422)
