"""The ceremony, walked through: who is in the room, what to type, what to write on paper, what to read aloud.

One occasion is a list of steps. `walk` shows one step at a time and waits; it types nothing itself, so that every
command is typed by the person whose key it uses. `--dry-run` prints all steps for reading beforehand. What is written
with `--transcript` holds no secret and can be published: steps, times, and the words that were read aloud.
"""

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
    words: tuple[str, ...]
    type: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()


ALOUD = "Read every fingerprint aloud, word by word. Who owns it says yes, from her own paper."
OFFLINE = "Use a computer without a network, started afresh. Two people watch the screen at all times."

FOUNDING = (
    Step(
        "Before: on each member's own computer",
        "Each member alone, at home or in her office.",
        (
            "Nobody makes a key for somebody else, and nobody holds two keys of one part.",
            "At least 3 root, 3 sign and 3 veto keys, one log key, 3 witnesses, one of them outside the UK.",
            OFFLINE,
        ),
        (
            "amparo-keys make member anna --part root",
            "amparo-witness FOLDER --name witness-ch",
        ),
        (
            "The fingerprint, in your own hand. Passphrase and copy of the .key file: two places, neither your desk.",
        ),
    ),
    Step(
        "Together: the root",
        "All root members, in one room; two observers who hold no key. Telephones stay outside.",
        (
            "Each brings her .pub file and her paper. One prepares the root; its limits are read aloud.",
            ALOUD,
        ),
        (
            "amparo-keys propose root --deployment NAME --member anna.pub ... --org northshire-police:police "
            "--out first.statement",
            "amparo-keys sign first.statement --key anna.key",
        ),
        ("Names of all present, date, place; the list of organisations and denied words as read.",),
    ),
    Step(
        "Together: the genesis",
        "The same.",
        (
            "The genesis is what every desk, gateway and witness pins. It never changes.",
            "Read its 64 digits aloud in groups of four; two members compare with the screen.",
        ),
        ("amparo-keys publish first.statement --directory directory",),
        (
            "The genesis, by everybody, on her own paper. All sign one sheet; a photograph of it is published.",
        ),
    ),
    Step(
        "After: the log runs",
        "The keeper of the log, and the witnesses.",
        (
            "A timer publishes every day; whoever is on call learns when it fails. Without it nobody can file.",
        ),
        (
            "amparo-keys publish --daily --log-key log.key --witness witness-1=https://w1.example ... "
            "--to https://amparo.example",
            "amparo-keys verify --from https://amparo.example",
        ),
    ),
)

QUARTER = (
    Step(
        "At the desk: new keys",
        "The desk's officer and one colleague; not the coalition.",
        (
            "Keys to open with are weekly, 13 that follow each other; keys to sign with serve the quarter.",
            "Do it three weeks before the old ones end: a statement counts only after its delay of days.",
        ),
        ("amparo-keys make desk northshire-police --kind police --from YYYY-MM-DD",),
        ("The fingerprints. Back the folder up, offline.",),
    ),
    Step(
        "By telephone: compare",
        "Two sign members and the desk's officer, on a number that was known before.",
        (
            "The desk reads from its screen, the members from theirs. " + ALOUD,
            "Anything that differs: stop, do not sign.",
        ),
        ("amparo-keys sign proposals/northshire-police-crime-YYYY-MM-DD.statement --key bea.key",),
        ("Who called whom, on which number, at what time.",),
    ),
    Step(
        "The keeper publishes",
        "The keeper of the log.",
        ("The words on the screen say what each statement does. Publish only what you were told of.",),
        (
            "amparo-keys publish proposals/northshire-police-crime-YYYY-MM-DD.statement",
            "amparo-keys publish --daily",
        ),
    ),
    Step(
        "In the days of delay: look",
        "Every member, every desk.",
        ("This is what the delay is for. A key that no desk made is stopped before it counts.",),
        (
            "amparo-keys verify --from https://amparo.example --witness https://w1.example",
            "amparo-keys verify --held keys --org northshire-police",
        ),
    ),
)

RETIRE = (
    Step(
        "Is anything left under the old keys?",
        "The desk's officer.",
        (
            "What was sealed on a key's last day may come until 34 days later.",
            "Fetch everything first; a key that is gone opens nothing, and what was sealed to it must be filed again.",
        ),
        ("amparo-desk receive", "amparo-desk check"),
    ),
    Step(
        "Delete the private half",
        "The desk's officer and one colleague who sees it.",
        (
            "Every copy: the folder, the backup, the stick in the safe. From then on nobody can be made to open what "
            "was sent in those weeks.",
            "On a disk that spreads its writing, only an encrypted disk forgets: that is why desks have one.",
        ),
        ("shred -u keys/crime-YYYY-MM-DD.key",),
        ("Which key (its fingerprint), the day, both names.",),
    ),
)

LOST_KEY = (
    Step(
        "At once: stop it",
        "Whoever hears of it first and holds any root, sign or veto key. No meeting, no second signature.",
        (
            "A stolen desk holds all its weeks: stop every statement of that desk. Better one too many.",
            "A stop cannot be taken back; new keys can be made.",
        ),
        (
            "amparo-keys show --statements",
            'amparo-keys stop 7 8 9 --reason "laptop stolen" --key anna.key --send https://amparo.example '
            "--send https://w1.example",
        ),
        ("What was lost, when it was noticed, when the stop was sent.",),
    ),
    Step(
        "Tell the organisation and the NGOs",
        "The same person, by telephone.",
        (
            "What was sealed only to the stopped keys is marked to be filed again; each NGO's desk shows which.",
            "What the thief can open: whatever reached that desk's keys and is not yet deleted.",
        ),
        ("amparo-desk today",),
    ),
    Step(
        "New keys",
        "As every quarter.",
        ("Stopped keys are never listed again.",),
        ("amparo-keys ceremony quarter",),
    ),
)

LOST_SIGNER = (
    Step(
        "Can the others still act?",
        "The remaining members.",
        (
            "A lost root, sign or veto key: the next root leaves it out. Lost and perhaps stolen: do it today.",
            "One stolen sign key lists nothing; one stolen veto key can stop keys, which is seen at once.",
            "Fewer root keys left than the threshold: no root can follow. Found anew, with a new genesis for all.",
        ),
        ("amparo-keys make member dora --part sign",),
    ),
    Step(
        "The next root",
        "As many root members as the root in force asks for, in one room.",
        (ALOUD, "Read what changed: who leaves, who joins. Denied words are only ever added."),
        (
            "amparo-keys propose root --directory directory --genesis HEX --without carla --member dora.pub "
            "--out next.statement",
            "amparo-keys sign next.statement --key anna.key",
            "amparo-keys publish next.statement",
            "amparo-keys publish --daily",
        ),
        ("Who left and why, who joined. The delay runs: until it is over the old root is in force.",),
    ),
)

VETO = (
    Step(
        "What is it that must not count?",
        "Any member, or whoever saw it and calls one.",
        ("Find its number. Until its delay is over, nothing it says is in force.",),
        ("amparo-keys verify --from https://amparo.example", "amparo-keys show --statements"),
    ),
    Step(
        "Stop it",
        "One member for keys; two members with veto keys for a root or an organisation.",
        (
            "Keys, releases, addresses: one signature. A root or an organisation: two veto keys, within the delay.",
            "Send it to every gateway and witness yourself; the log's keeper may be the one who is wrong.",
        ),
        (
            'amparo-keys stop 12 --reason "no desk made this key" --key vera.key --send https://amparo.example '
            "--send https://w1.example",
        ),
        ("The number, the reason, the time.",),
    ),
    Step(
        "Find out how it came there",
        "The coalition.",
        ("Two sign keys signed it. Whose? Treat both as stolen until they explain it.",),
        ("amparo-keys ceremony lost-signer",),
    ),
)

OCCASIONS = {
    "founding": FOUNDING,
    "quarter": QUARTER,
    "retire": RETIRE,
    "lost-key": LOST_KEY,
    "lost-signer": LOST_SIGNER,
    "veto": VETO,
}


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
        done += [
            f"  Said and seen on {clock.iso(clock.today())} (UTC): {said or 'done, nothing to note'}",
            "",
        ]
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
