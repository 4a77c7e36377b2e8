"""The ceremony, walked through: who is in the room, what to type, what to write on paper, what to read aloud.

One occasion is a list of steps (`occasions.toml`). One step is shown at a time; nothing is typed here, so that every
command is typed by the person whose key it uses. `--dry-run` prints all steps for reading beforehand. What is written
with `--transcript` holds no secret and can be published: steps, times, and the words that were read aloud.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from keys import clock
from keys.ceremony.prompts import tell


@dataclass(frozen=True)
class Step:
    """One thing that is done: who is in the `room`, what to say and do, what to `type`, what goes on `paper`."""

    title: str
    room: str
    words: Sequence[str]
    type: Sequence[str] = ()
    paper: Sequence[str] = ()


def _occasions() -> dict[str, list[Step]]:
    """Every occasion, from `occasions.toml` beside this file."""
    with (Path(__file__).parent / "occasions.toml").open("rb") as file:
        return {name: [Step(**step) for step in steps] for name, steps in tomllib.load(file).items()}


OCCASIONS = _occasions()


@click.command()
@click.argument("occasion", type=click.Choice(list(OCCASIONS)))
@click.option("--dry-run", is_flag=True, help="Print every step, ask nothing.")
@click.option(
    "--transcript",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was done, when, and what was read aloud; to be published.",
)
def ceremony(occasion: str, dry_run: bool, transcript: Path | None) -> None:
    """Walk through a ceremony, step by step."""
    steps = OCCASIONS[occasion]
    if transcript is not None and transcript.exists():
        raise click.ClickException(f"{transcript} is already there and is not overwritten. Name another.")
    done: list[str] = [f"Ceremony: {occasion}", ""]
    for number, step in enumerate(steps, start=1):
        lines = _lines(number, len(steps), step)
        tell(*lines)
        done += lines
        if dry_run:
            continue
        said = click.prompt(
            "Done? Write what was read aloud and by whom, or only press Enter; Ctrl-C stops here",
            default="",
            show_default=False,
            err=True,
        )
        done += [f"  Said and seen on {clock.iso(clock.today())} (UTC): {said or 'done, nothing to note'}", ""]
    if transcript is not None and not dry_run:
        transcript.write_text("\n".join(done) + "\n", encoding="utf-8")
        tell(f"Wrote {transcript}. Read it through once more, then publish it. It must hold no passphrase.")
    elif dry_run:
        tell("This was a dry run: nothing was done.")


def _lines(number: int, of: int, step: Step) -> list[str]:
    lines = [f"Step {number} of {of}: {step.title}", f"  In the room: {step.room}"]
    lines += [f"  {sentence}" for sentence in step.words]
    lines += [f"    type:  {command}" for command in step.type]
    lines += [f"    paper: {sentence}" for sentence in step.paper]
    return [*lines, ""]


COMMANDS = (ceremony,)
