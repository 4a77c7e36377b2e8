"""`amparo-witness`: run a witness of an Amparo log, with one command and nothing but this package installed.

    amparo-witness FOLDER --name witness-ch --log https://amparo.example --genesis 4b1d...

The first start makes the witness's key in FOLDER and prints the line that the coalition puts into its root statement;
then it runs until it is stopped, and so does every later start. Before there is a log to look at, leave out --log and
--genesis: then it makes the key, says what to tell, and ends. The genesis comes on paper or from the coalition.
FOLDER holds `witness.key` (locked; keep a copy offline) and `seen.sqlite`. Never run one key in two places, and never
put back an old copy of `seen.sqlite` without need: a witness that forgot what it has seen can be made to sign a lie.
"""

import argparse
import os
import sys
from pathlib import Path

from keys import core_files
from keys.errors import AmparoError


def main(arguments: list[str] | None = None) -> int:
    """0 after a stop that was asked for; 1, with a sentence, when the witness cannot or must not run."""
    core_files.forbid()
    given = _arguments().parse_args(arguments)
    from keys.witness.running import run  # help does not wait for all of it

    try:
        return run(given)
    except AmparoError as sentence:
        print(sentence, file=sys.stderr)
    except OSError as why:
        print(f"{why.filename or given.listen}: {why.strerror}. Check it and try again.", file=sys.stderr)
    return 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amparo-witness", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where its key and its memory lie; made at the first start")
    parser.add_argument("--log", help="a gateway's address that shows the log, or a directory file")
    parser.add_argument(
        "--genesis", default=os.environ.get("AMPARO_GENESIS", ""), help="the pinned first root, 64 hex digits"
    )
    parser.add_argument("--name", default="", help="first start only: what the witness is called, one word")
    parser.add_argument("--listen", default="127.0.0.1:8700", help="address and port (127.0.0.1:8700)")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        default=os.environ.get("AMPARO_WITNESS_PASSPHRASE_FILE"),
        help="a file, readable by its owner alone, with the passphrase; without it you are asked",
    )
    parser.add_argument("--demonstration", action="store_true", help="lock the key weakly, for a demonstration")
    return parser


if __name__ == "__main__":
    sys.exit(main())
