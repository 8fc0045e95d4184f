"""Where a site keeps its tables. Loads no driver: whoever opens one of them does."""

from pathlib import Path
from typing import NamedTuple


class Storage(NamedTuple):
    """A site, and where its tables lie: in a folder, a SQLite file for each area, or at the address of a PostgreSQL.

    In PostgreSQL all sites share the tables: every row names its site.
    """

    site: str
    location: Path | str
