"""Commands about understanding: train, understand."""

import sys

import click
from rich.console import Console

from bot.app import load_model, now_ms
from bot.commands.common import plainly, settings
from bot.lessons import bring
from nlu.commands import train_command, understand_lines


@click.command(short_help="Learn the phrases.")
@click.option("--if-needed", is_flag=True, help="Do nothing where the model is of these very phrases.")
@click.option("--gate", is_flag=True, help="Leave the model in use where the new one understands less, beyond noise.")
@plainly
def train(if_needed: bool, gate: bool) -> int:
    """Learn the shop's phrases (nlu/phrases, and those that people took from messages), write the model, say how good it is.

    What it changes against the model before is shown too, on phrases that neither had seen. With --gate a worse one waits in
    var/model-new.npz, the one in use stays, and the exit code is 3. The last five models are kept in var/models.

    Example: dezura train --gate
    """
    environment, shop = settings()
    target = shop.understanding.precision
    if missing := bring(environment):
        click.echo(missing, err=True)
    return train_command(
        environment.dezura_home, Console(), languages=shop.languages, target=target, if_needed=if_needed, gate=gate
    )


@click.command(short_help="What the model makes of a message.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("text", required=False)
@plainly
def understand(as_json: bool, text: str | None) -> None:
    """Show what the model makes of TEXT, or of each line on standard input.

    Example: dezura understand "kur ir mans pasūtījums 10023?"
    """
    environment, shop = settings()
    model = load_model(environment, shop, now_ms)
    for line in understand_lines(model, [text] if text is not None else sys.stdin, as_json):
        click.echo(line)
