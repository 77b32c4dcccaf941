"""Commands about flows: graph."""

from pathlib import Path

import click

from bot.commands.common import fail, plainly
from config.near import did_you_mean
from config.settings import read_environment
from flows.drawing import drawing
from flows.graph import graph, mermaid, sketch
from flows.library import read_folder
from flows.shop.calls import CALLS
from flows.svg import svg
from nlu.model import LANGUAGES


@click.group()
def flows() -> None:
    """Look at flows: graph."""


@flows.command(name="graph", short_help="Draw a flow.")
@click.argument("flow")
@click.option("--svg", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a picture for browsers to this file.")
@click.option("--mermaid", "is_mermaid", is_flag=True, help="Print it as Mermaid, which Git forges draw; the default.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the wording.")
@plainly
def graph_(flow: str, file: Path | None, is_mermaid: bool, language: str) -> None:
    """Draw a flow of this shop, as far as it can be read: mistakes in it or elsewhere do not matter.

    Example: dezura flows graph order_status --svg order_status.svg
    """
    known = sketch(read_folder(read_environment().dezura_home / "flows"), CALLS)
    if flow not in known.drafts:
        fail(f"there is no flow `{flow}`; {did_you_mean(flow, known.drafts) or 'look into flows/scripts'}")
    drawn = graph(known, flow, next(code for code in LANGUAGES if code == language))
    if file is not None:
        file.write_text(svg(drawing(drawn)), encoding="utf-8")
        click.echo(f"{file} is written.")
    if file is None or is_mermaid:
        click.echo(mermaid(drawn), nl=False)
