"""A restart in the middle of a conversation: the program is closed and opened at every question, and nothing is asked twice."""

from collections.abc import Sequence

import pytest

from bot.store.database import Database
from tests.line.conftest import Program, introduce
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

EMAIL = "ilze.liepina@example.com"
STORIES: dict[str, tuple[Sequence[str], str, str]] = {
    "a return without a receipt": (
        ["nopirku medu vakar par 7,50 eiro, sapelējis, bez čeka", "Atdot naudu", "LV97HABA0012345678910", "jā"],
        "Atdosim 7,50",
        """SELECT COUNT(*) FROM returns r JOIN promises p ON p.conversation_id = r.conversation_id AND p.due_at = r.refund_by
        WHERE r.state = 'refund_pending' AND r.amount = 750 AND p.what = 'refund-sent' AND p.state = 'open'""",
    ),
    "an invoice": (
        ["gribu samaksāt ar rēķinu par pasūtījumu 10031", EMAIL, "privātpersona", "Ilze Liepiņa", "jā"],
        "2026100001",
        "SELECT COUNT(*) FROM invoices WHERE state = 'open' AND total = 4080",
    ),
    "a cancelled order": (
        ["atceliet pasūtījumu 10031", EMAIL, "jā, atceliet"],
        "Pasūtījums 10031 ir atcelts",
        "SELECT COUNT(*) FROM orders WHERE number = '10031' AND state = 'cancelled'",
    ),
}


@pytest.mark.parametrize("story", STORIES)
async def test_the_program_restarts_at_every_question(
    story: str, database: Database, program: Program, tg: TelegramEmulator, fb: GraphEmulator
) -> None:
    words, told, outcome = STORIES[story]
    customer = tg.user()
    for said in words:
        async with program(database) as house:
            introduce(house, tg, fb)
            await customer.write(said)
            for _ in range(10):
                await house.quiet(soon=0)
                house.forward(1)
            await house.quiet()
            done = await house.ask(outcome)
    assert done == [(1,)]
    texts = [seen.text for seen in customer.seen]
    assert any(told in text for text in texts)
    assert len(texts) == len(set(texts)), "something was said twice"
