"""What the program is made of goes on whatever happens to it, and is what the settings say."""

import pytest
from sqlalchemy.exc import OperationalError

from bot import app


class Part:
    """Ends as the script says: by an exception, or as asked."""

    def __init__(self, *script: Exception) -> None:
        self.script, self.begun = list(script), 0

    async def run(self) -> None:
        """See Part."""
        self.begun += 1
        if self.script:
            raise self.script.pop(0)

    def stop(self) -> None:
        """See Part."""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "AGAIN", 0)


@pytest.mark.parametrize("trouble", [OperationalError("", None, Exception()), ConnectionError(), KeyError("a fault of ours")])
async def test_a_part_that_stopped_of_itself_begins_anew(trouble: Exception) -> None:
    part = Part(trouble, trouble)
    await app.keep_running(part)
    assert part.begun == 3
