"""What the demonstration says to the person who started it."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.demonstration.deployment import FORCE, NGO, OTHER_FORCE
from deploy.setup import ROOT
from gateway.commands import swaps

if TYPE_CHECKING:
    from deploy.demonstration.caseworker import Caseworker
    from deploy.demonstration.programs import Programs


def say(text: str) -> None:
    """The text is on the screen, also when it goes into a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """One step of the start, with the time it took."""
    started = time.monotonic()
    sys.stdout.write(f"  {title} ...")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f" {time.monotonic() - started:.1f} s")


def swap_is_on() -> None:
    """Says so when memory may be written to a disk, where a report could stay."""
    if swaps():
        say("Note: swap is on, so what is in memory may reach the disk. For real reports turn it off: swapoff -a")


def desk_command(programs: Programs, org: str) -> str:
    """How to call a desk, as typed in the root of the tree."""
    folder = short(programs.deployment.desk(org))
    return f".venv/bin/amparo-desk --desk {folder} --passphrase-file {folder}/passphrase"


def short(path: Path) -> str:
    """The path as a person in the root of the tree would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def what_to_try(programs: Programs, worker: Caseworker, links: dict[str, str]) -> None:
    """Where to go and what to type, in the order in which a report travels."""
    url = programs.where.url
    say(f"""DEMONSTRATION. Nothing here is for real reports. All of it lies in {short(programs.deployment.folder)}/.

  1. File a report, as a caseworker of {NGO}
       open      {url}/caseworker/
       name      {worker.name}
       password  {worker.password}
       code      deploy/up --code        (or add this key to an authenticator: {worker.secret})
     Choose the force {FORCE}. Keep the token that you are shown, once.

  2. Receive and answer it, as {FORCE}, and care for her, as {NGO}, on the pages of their desks
       police    {links[FORCE]}
       NGO       {links[NGO]}
     Each link lets one browser in, once: for another, start again. A page left alone for 15 minutes locks itself;
     here its passphrase lies beside it, in {short(programs.deployment.desk(FORCE).parent)}/NAME/passphrase
     Or by commands, in another terminal
       {desk_command(programs, FORCE)} receive
       {desk_command(programs, FORCE)} list
     {OTHER_FORCE} and {NGO} have desks too: put their names in the place of {FORCE}.

  3. Answer, as the police:  ... status REFERENCE recorded_crime --now
     What is said on a page leaves the desk at a random time within a day. Here, to see it at once, press
     "Send all now" on top of the page.
  4. Check, as the victim:   open {url}/ and type the token

  See all of it done in a minute:  deploy/up --example
  Logs: {short(programs.deployment.folder)}/logs/. Stop with Ctrl-C.
""")
