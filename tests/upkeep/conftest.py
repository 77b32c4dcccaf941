"""A shop of its own with a database of both kinds, and archives of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import CHECKOUT, Environment, read_environment

NOW = 1_800_000_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shop's folder with what is its own, and a file in place of a model."""
    folder = tmp_path / "shop"
    for name in ("config/shop.yml", "config/countries.yml", "flows/scripts/order_status.yml", "nlu/phrases/lv.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, folder / name)
    (folder / "var").mkdir()
    (folder / "var" / "model.npz").write_bytes(b"model" * 100)
    return folder


@pytest.fixture
def environment(home: Path, database_url: str) -> Environment:
    return read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": database_url})


@pytest.fixture
def clock() -> Callable[[], int]:
    return lambda: NOW
