"""`dezura import bank`: many files, each once, or none where one is wrong."""

from pathlib import Path

from tests.commands.conftest import Dezura
from tests.flows.shop.bank.samples import MBANK, camt, detail, entry


def test_files_are_taken_in_once(dezura: Dezura, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(camt(entry("12.50", detail(text="paldies"))))
    (tmp_path / "b.sta").write_text(MBANK)
    first = dezura("import", "bank", f"{tmp_path}/a.xml", f"{tmp_path}/b.sta")
    assert first.exit_code == 0, first.output
    assert "a.xml (camt.053): 1 movements, 1 new: 1 wait for a person" in first.output
    again = dezura("import", "bank", *[f"{tmp_path}/{name}" for name in ("a.xml", "b.sta", "a.xml")])
    assert again.output.count(" 0 new") == 3


def test_one_wrong_file_stops_them_all_with_its_line(dezura: Dezura, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(camt(entry("12.50", detail(text="paldies"))))
    (tmp_path / "b.xml").write_bytes(camt(entry("12,50", detail(text="paldies"))))
    result = dezura("import", "bank", f"{tmp_path}/a.xml", f"{tmp_path}/b.xml")
    assert (result.exit_code, result.output.splitlines()) == (
        *(1, ["b.xml:5:1: `12,50` is no amount (here it is written 1234.50)"]),
    )  # fmt: skip
    assert "1 new" in dezura("import", "bank", f"{tmp_path}/a.xml").output
