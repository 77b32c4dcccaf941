"""`dezura flows graph`: a flow as a picture, from the command line."""

from pathlib import Path

from lxml import etree

from tests.commands.conftest import Dezura


def test_a_flow_is_printed_as_mermaid(dezura: Dezura) -> None:
    done = dezura("flows", "graph", "order_status")
    assert done.exit_code == 0
    assert done.output.startswith("flowchart TD\n")
    assert "What is the order number?" in done.output


def test_a_flow_is_written_as_a_picture(dezura: Dezura, tmp_path: Path) -> None:
    file = tmp_path / "it.svg"
    done = dezura("flows", "graph", "cancel_order", "--svg", str(file), "--language", "lv")
    assert done.output == f"{file} is written.\n"
    assert etree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_who_misspells_a_flow_is_told_what_it_may_be(dezura: Dezura) -> None:
    done = dezura("flows", "graph", "order_statsu")
    assert done.exit_code != 0
    assert "did you mean `order_status`?" in done.output
