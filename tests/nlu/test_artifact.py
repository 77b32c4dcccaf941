"""The model file: written in one piece, the same for the same phrases, and refused when anything is wrong with it."""

import contextlib
import io
import json
import os
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu import artifact
from nlu.artifact import Block, Model, ModelError, load, save
from nlu.calibration import Curve
from nlu.language import learn
from tests.nlu.grams import code


@pytest.fixture
def tiny() -> Model:
    return a_tiny_model()


def a_tiny_model() -> Model:
    """Two intents, three features."""
    language = learn([("lv", "labdien"), ("en", "hello")])
    ones = np.ones(2, np.float32)
    blocks = (
        Block("words", np.array(sorted(map(code, ("hello", "thanks"))), np.uint64), ones, np.eye(2, dtype=np.float16)),
        Block("chars", np.array([code(" h")], np.uint64), ones[:1], np.ones((1, 2), np.float16)),
        Block("pairs", np.array([7], np.uint64), ones[:1], np.ones((1, 2), np.float16), 0.5),
    )
    return Model(
        ("greet", "thank"), blocks, ones, 0.5, 0.7, 0.9, language, "abc",
        {"a": "b"}, {"parcel": ("R.",)}, {"product": ("piens",)}, thresholds={"lv": 0.8}, curve=Curve(1.1, 0.5, 0.7),
        words={"hello": 3, "thanks": 1},
    )  # fmt: skip


@pytest.fixture
def file(tiny: Model, tmp_path: Path) -> Path:
    path = tmp_path / "var" / "model.npz"
    save(tiny, path)
    return path


def test_what_was_saved_is_what_is_loaded(tiny: Model, file: Path) -> None:
    found = load(file)
    for name in (
        "classes",
        "temperature",
        "threshold",
        "thresholds",
        "curve",
        "target",
        "fingerprint",
        "synonyms",
        "regexes",
        "lookups",
        "words",
    ):
        assert getattr(found, name) == getattr(tiny, name)
    np.testing.assert_array_equal(found.bias, tiny.bias)
    for block, saved in zip(found.blocks, tiny.blocks, strict=True):
        assert (block.name, block.weight, block.digest) == (saved.name, saved.weight, saved.digest)
        for name in ("codes", "idf", "weights"):
            np.testing.assert_array_equal(getattr(block, name), getattr(saved, name))
    assert (found.language.languages, found.language.grams) == (tiny.language.languages, tiny.language.grams)
    np.testing.assert_allclose(found.language.logs, tiny.language.logs, atol=0.01)


def test_the_same_model_is_the_same_file_byte_for_byte(tiny: Model, file: Path, tmp_path: Path) -> None:
    digest = save(tiny, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == file.read_bytes()
    assert load(file).digest == digest
    assert save(replace(tiny, threshold=0.8), tmp_path / "other.npz") != digest


def test_nothing_but_the_model_is_left_beside_it(file: Path) -> None:
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as raised:
        load(path)
    return str(raised.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    assert "make one with `dezura train`" in refused(tmp_path / "none.npz")


def test_a_file_cut_anywhere_is_refused(file: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert "train again" in refused(file)


def test_a_changed_byte_is_noticed(file: Path) -> None:
    whole = file.read_bytes()
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with contextlib.suppress(ModelError):
            assert load(file).fingerprint == "abc"  # a byte that carries nothing, such as a date in the archive


def test_a_file_with_code_in_it_is_refused_and_the_code_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "evil.npz"
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (exec, (f"open({str(mark)!r}, 'w')",))

    path.write_bytes(pickle.dumps(Evil()))
    assert "no model" in refused(path)
    np.savez(path, meta=np.array([Evil()], dtype=object))
    assert "no model" in refused(path)
    assert not mark.exists()


def test_a_foreign_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign.npz"
    np.savez(path, a=np.ones(3))
    assert "not a model of this program" in refused(path)
    np.save(tmp_path / "array.npy", np.ones(3))
    assert "no model" in refused(tmp_path / "array.npy")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("meta.npy", b"text")
    assert "no model" in refused(path)


def rewritten(file: Path, changed: Mapping[str, np.ndarray]) -> Path:
    """The file with other members and a digest that fits them, as another version of the program would write it."""
    with np.load(file) as archive:
        members = {name: archive[name] for name in archive.files if name != "digest"} | dict(changed)
    members["digest"] = np.frombuffer(artifact._digest(members).encode(), np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **members)
    file.write_bytes(buffer.getvalue())
    return file


def described(file: Path) -> dict[str, object]:
    with np.load(file) as archive:
        found: dict[str, object] = json.loads(archive["meta"].tobytes())
        return found


def meta(file: Path, **changed: object) -> np.ndarray:
    return np.frombuffer(json.dumps(described(file) | changed).encode(), np.uint8)


def test_another_format_is_named(file: Path) -> None:
    assert "is of format 99 and not" in refused(rewritten(file, {"meta": meta(file, format=99)}))
    assert "is of format 1 and not" in refused(rewritten(file, {"meta": meta(file, format=1)}))


def test_shapes_that_do_not_fit_are_refused(file: Path) -> None:
    whole = file.read_bytes()
    for changed in ({"words.weights": np.ones((3, 2), np.float16)}, {"chars.idf": np.ones(9, np.float32)},
                    {"bias": np.ones(5, np.float32)}, {"words.weights": np.ones((2, 2))}, {"words.weights": np.float16(2)},
                    {"words.codes": np.zeros(2, np.uint64)}, {"words.codes": np.zeros((2, 1), np.uint64)},
                    {"words.weights": np.full((2, 2), np.nan, np.float16)}, {"chars.idf": np.full(1, np.inf, np.float32)},
                    {"languages": np.ones((1, 1), np.float16)}, {"meta": meta(file, temperature=0)},
                    {"meta": meta(file, temperature=float("nan"))}, {"meta": meta(file, blocks=[])},
                    {"meta": meta(file, thresholds={"lv": 2})}, {"meta": meta(file, curve=[-1, 1, 0])}):  # fmt: skip
        file.write_bytes(whole)
        assert "does not fit together" in refused(rewritten(file, changed))


def test_a_model_without_thresholds_of_languages_has_the_common_one(file: Path) -> None:
    bare = {name: value for name, value in described(file).items() if name not in {"thresholds", "curve"}}
    found = load(rewritten(file, {"meta": np.frombuffer(json.dumps(bare).encode(), np.uint8)}))
    assert (found.threshold_in("lv"), found.curve) == (found.threshold, Curve())


def test_a_language_has_its_own_threshold_or_the_common_one(tiny: Model) -> None:
    assert (tiny.threshold_in("lv"), tiny.threshold_in("en")) == (0.8, tiny.threshold)


def test_a_description_without_its_parts_is_refused(file: Path) -> None:
    assert "not a model of this program" in refused(rewritten(file, {"meta": np.frombuffer(b'{"format": 2}', np.uint8)}))
    assert "not a model of this program" in refused(rewritten(file, {"meta": np.frombuffer(b"[]", np.uint8)}))


def test_a_file_that_unpacks_to_more_than_a_model_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("meta.npy", "w", force_zip64=True) as member:
        for _ in range(artifact.LARGEST // (1 << 24) + 1):
            member.write(bytes(1 << 24))
    assert path.stat().st_size < 1_000_000
    assert "more than any model is" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(artifact.MEMBERS + 1):
            archive.writestr(f"{number}.npy", b"")
    assert "more than any model is" in refused(path)


def test_an_array_that_claims_more_than_it_brings_is_refused(file: Path) -> None:
    with np.load(file) as archive:
        members = {name: archive[name] for name in archive.files}
    for shape in ((1 << 40,), (1 << 62, 1 << 62), (3,), (-1,)):
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(head, {"descr": "<f4", "fortran_order": False, "shape": shape})
        with zipfile.ZipFile(file, "w") as archive:
            for name, value in members.items():
                whole = io.BytesIO()
                np.save(whole, value)
                archive.writestr(f"{name}.npy", head.getvalue() + bytes(8) if name == "bias" else whole.getvalue())
        assert "claims to be" in refused(file)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_bytes_are_changed_it_is_the_same_model_or_none(file: Path, data: st.DataObject) -> None:
    whole = bytearray(WHOLE.setdefault("file", file.read_bytes()))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), min_size=1, max_size=8)
    ):
        whole[place] = value
    same_or_refused(file, bytes(whole))


def test_thousands_of_damaged_files_are_the_same_model_or_none(file: Path) -> None:
    whole, chance = file.read_bytes(), np.random.default_rng(0)
    for _ in range(3000):
        start, length = int(chance.integers(len(whole))), int(chance.integers(1, 40))
        match int(chance.integers(4)):
            case 0:
                damaged = whole[:start] + whole[start + length :]
            case 1:
                damaged = whole[:start] + chance.bytes(length) + whole[start + length :]
            case 2:
                damaged = whole[:start] + whole[start : start + length] + whole[start:]
            case _:
                other = int(chance.integers(len(whole)))
                damaged = whole[:start] + whole[other : other + length] + whole[start + length :]
        same_or_refused(file, damaged)


WHOLE: dict[str, bytes] = {}


def same_or_refused(file: Path, damaged: bytes) -> None:
    path = file.with_name("damaged.npz")
    path.write_bytes(damaged)
    with contextlib.suppress(ModelError):
        found = load(path)  # any other error fails the test
        assert found.fingerprint == "abc"
        assert found.bias.tolist() == [1, 1]


def test_a_pipe_a_device_or_a_folder_in_the_place_of_a_model_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")
    (tmp_path / "device.npz").symlink_to("/dev/zero")
    (tmp_path / "folder.npz").mkdir()
    for name in ("pipe", "device", "folder"):
        with pytest.raises(ModelError, match="train again"):
            load(tmp_path / f"{name}.npz")
