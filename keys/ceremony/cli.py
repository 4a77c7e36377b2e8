"""`amparo-keys`: the ceremony. Makes keys, writes statements, signs them, publishes them, shows and verifies.

Every command says in words what it did and what to do next. The same as functions: `keys.ceremony.make_keys`.
"""

try:
    import click
except ImportError:
    raise SystemExit("amparo-keys needs a library that is not installed. Run: pip install 'amparo[desk]'") from None

from keys.commands import Commands

COMMANDS = {
    "ceremony": ("script", "Walk through a ceremony, step by step."),
    "combine": ("signing", "Bring the signatures of COPIES of one statement together in STATEMENT."),
    "fetch": ("inspect", "Write the directory that a gateway shows into files of your own, if all of it holds."),
    "make": ("propose", "Make private keys, each in a locked file."),
    "propose": ("propose", "Write a statement that others will sign."),
    "publish": ("signing", "Append STATEMENT to the directory, if it would count there; or, with --daily,"),
    "released": ("inspect", "Look FILES up before you install them: ends with status 1 if one is nothing that"),
    "show": ("inspect", "Show who may be sealed to, in words."),
    "sign": ("signing", "Sign STATEMENT, after reading it."),
    "stop": ("signing", "Stop statements, at once and for ever: one key is enough."),
    "table": ("table", "Write what the directory says into a file for a program that does not fold it."),
    "verify": ("inspect", "Verify the whole directory."),
}
"""Each command's module, and how its help begins."""


@click.group(
    cls=Commands, package="keys.ceremony", table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="amparo")
def main() -> None:
    """The ceremony of Amparo's directory: who may be sealed to.

    \b
    Walk through it, step by step (founding, quarter, retire, lost-key, lost-signer, veto)
      amparo-keys ceremony founding --dry-run
    \b
    Founding a deployment
      amparo-keys make member anna --part root          each member, on her own computer
      amparo-keys propose root --member anna.pub ...    one of them
      amparo-keys sign first.statement --key anna.key   over half of the root keys
      amparo-keys publish first.statement --directory directory.log
    \b
    Every day, by a timer
      amparo-keys publish --daily --log-key log.key --witness NAME=URL --to URL
    \b
    Every quarter, for each desk
      amparo-keys make desk northshire-police --kind police
      amparo-keys sign ... --key ...                  two sign keys
      amparo-keys publish ...
    \b
    When a computer is lost
      amparo-keys show --statements                   find the statement
      amparo-keys stop 7 --reason "laptop stolen" --key anna.key --send GATEWAY --send WITNESS
    \b
    Whoever trusts nobody, every morning
      amparo-keys verify --from GATEWAY --witness URL --genesis HEX
    """


if __name__ == "__main__":
    main()
