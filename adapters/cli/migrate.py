"""`homeport migrate`: moves a site from the files of its folder to PostgreSQL."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.cli.options import Json
from adapters.cli.output import print_json, print_line
from adapters.cli.progress import progress
from adapters.cli.stopping import resumable
from engine.refusals import Invalid

_SQLITE: Final = "sqlite:"
_POSTGRES: Final = ("postgresql:", "postgres:", "postgresql+psycopg:")


@resumable()
def migrate(
    source: Annotated[str, typer.Option("--from", metavar="sqlite:DIR", help="The data folder of the site.")],
    target: Annotated[
        str, typer.Option("--to", metavar="URL", help="postgresql://OWNER@HOST/DATABASE, as the owner of its tables.")
    ],
    as_json: Json = False,
) -> None:
    """Move a site to PostgreSQL: log, keys, accounts, drafts, views, all of it bit for bit, compared at both ends.

    Make a backup, stop what serves the site, and make the tables first (homeport database migrate). Interrupted, it
    goes on when it is called again. At the end the files lie in DIR/before-the-move, out of use.
    """
    from adapters.moving.site import move

    folder = Path(source.removeprefix(_SQLITE).removeprefix("//"))
    if not source.startswith(_SQLITE):
        raise Invalid(["--from names the data folder of the site, as sqlite:DIR"])
    if not target.startswith(_POSTGRES):
        raise Invalid(["--to names a database of PostgreSQL, as postgresql://OWNER@HOST/DATABASE"])
    with ExitStack() as bars:
        shown: dict[str, tuple[int, object]] = {}

        def told(what: str, done: int, of: int) -> None:
            before, bar = shown.get(what) or (0, bars.enter_context(progress(what, of, lines=True)))
            bar(done - before)  # type: ignore[operator]  # what `progress` yields
            shown[what] = done, bar

        moved = move(folder, target, told)
    if as_json:
        print_json({"data_dir": str(folder.resolve()), **moved._asdict()})
        return
    and_all = "" if moved.keys is None else f", with {moved.keys} keys and {moved.rows} other rows"
    print_line(f"{moved.events} events of site {moved.site} moved{and_all}; both ends were the same.")
    print_line(f"Set HOMEPORT_DATABASE_URL from now on. The old files lie in {folder / 'before-the-move'}, out of use.")
