"""A model that can be changed for another while it works: without it a newly trained one would wait for the next start."""

from collections.abc import Sequence

from nlu.classifier import Classifier
from nlu.model import Understanding, Utterance


class Changing:
    """The model in use; implements the Nlu port. A message is understood by one model from beginning to end."""

    def __init__(self, model: Classifier) -> None:
        self.model = model

    @property
    def name(self) -> str:
        """Of the model in use."""
        return self.model.name

    @property
    def threshold(self) -> float:
        """From which confidence on the model in use is believed."""
        return self.model.threshold

    def threshold_in(self, language: str) -> float:
        """The same for messages in one language."""
        return self.model.threshold_in(language)

    @property
    def intents(self) -> tuple[str, ...]:
        """What the model in use tells apart."""
        return self.model.intents

    @property
    def kinds(self) -> tuple[str, ...]:
        """The values of the shop's own that the model in use finds."""
        return self.model.kinds

    def take(self, model: Classifier) -> None:
        """Understand with another from the next message on."""
        self.model = model

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order."""
        return await self.model.understand(utterances)

    def predict(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """The same for callers that do not wait."""
        return self.model.predict(utterances)
