"""Every setting of config/shop.yml stands in the docs: one that stands in the code alone is one that nobody sets."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from config.shop import Shop

DOCS = "\n".join(page.read_text(encoding="utf-8") for page in sorted(Path("docs").glob("*.md")))


def settings(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """All settings below a model, by their path."""
    for name, field in model.model_fields.items():
        yield path + name
        for inner in models_in(field.annotation):
            yield from settings(inner, f"{path}{name}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@pytest.mark.parametrize("setting", sorted(settings(Shop)))
def test_it_stands_in_the_docs_as_it_is_written(setting: str) -> None:
    name = setting.rpartition(".")[2]
    assert re.search(rf"[`{{,.\s(]{name}(`|:|\.)", DOCS), f"say in docs/settings.md, or where it leads, what `{setting}` is"
