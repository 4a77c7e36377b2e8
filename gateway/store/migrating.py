"""Bring a database to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from gateway.store.engine import database_url


def migrate(url: str, to: str = "head") -> None:
    """The database has the tables of revision `to`; running it again changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = database_url(url)
    command.upgrade(config, to)
