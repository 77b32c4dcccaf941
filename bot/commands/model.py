"""Commands about understanding: train, understand."""

import sys
from functools import cache, partial
from pathlib import Path

import click
from rich.console import Console

from bot.app import in_folder, make_nlu, now_ms
from bot.commands.common import plainly, settings
from bot.lessons import bring
from bot.premises import embeddings_path
from nlu.chain import Chain
from nlu.commands import train_command, understand_lines


@click.command(short_help="Learn the phrases.")
@click.option("--if-needed", is_flag=True, help="Do nothing where the model is of these very phrases.")
@click.option("--gate", is_flag=True, help="Leave the model in use where the new one understands less, beyond noise.")
@click.option(
    "--report", is_flag=False, flag_value="", metavar="[FILE]",
    help="Draw the report as a page too; var/training-report.html by default.",
)  # fmt: skip
@plainly
def train(if_needed: bool, gate: bool, report: str | None) -> int:
    """Learn the shop's phrases (nlu/phrases, and those that people took from messages), write the model, say how good it is.

    What it changes against the model before is shown too, on phrases that neither had seen. With --gate a worse one waits in
    var/model-new.npz, the one in use stays, and the exit code is 3. The last five models are kept in var/models.

    Example: dezura train --gate --report
    """
    environment, shop = settings()
    target = shop.understanding.precision
    if missing := bring(environment):
        click.echo(missing, err=True)
    return train_command(
        environment.dezura_home, Console(), languages=shop.languages, target=target, if_needed=if_needed, gate=gate,
        embeddings=embeddings_path(environment.dezura_home, shop),
        report=None if report is None else Path(report or environment.dezura_home / "var" / "training-report.html"),
    )  # fmt: skip


@click.command(short_help="What the model makes of a message.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("text", required=False)
@plainly
async def understand(as_json: bool, text: str | None) -> None:
    """Show what the models of the shop's order make of TEXT, or of each line on standard input.

    Example: dezura understand "kur ir mans pasūtījums 10023?"
    """
    environment, shop = settings()
    flows = cache(partial(in_folder, environment, shop))
    model = make_nlu(environment, shop, now_ms, flows)
    try:
        async for line in understand_lines(model, [text] if text is not None else sys.stdin, as_json):
            click.echo(line)
    finally:
        if isinstance(model, Chain):
            await model.close()
