"""What turns want understood at the same moment is understood together: a pass of the model costs more than a message in it."""

import asyncio
from collections.abc import Sequence

from bot.store.gather import Gather
from nlu.model import Nlu, Understanding, Utterance

MOST = 32  # messages of one pass: some ms, after which everything else has its turn


class Together:
    """A model in this process, asked once for all who ask in the same round of the loop; implements the Nlu port.

    A message that it fails on fails alone.
    """

    def __init__(self, nlu: Nlu) -> None:
        self._nlu = nlu
        self._asked: Gather[Utterance, Understanding] = Gather(self._pass, limit=MOST)

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """See Nlu."""
        if len(utterances) == 1:
            return [await self._asked(utterances[0])]
        return await asyncio.gather(*map(self._asked, utterances))

    async def _pass(self, utterances: list[Utterance]) -> Sequence[Understanding]:
        understood = await self._nlu.understand(utterances)
        await asyncio.sleep(0)
        return understood
