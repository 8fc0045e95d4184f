"""`homeport backup` and `homeport restore`."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, Json, database, open_clinic
from adapters.cli.output import print_json, print_line


def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Where to: a folder that is empty or not there yet.")],
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Copy the site: log, views and keys, as they fit together, and check the copy.

    Others may go on working meanwhile. The keys lie in DIR/keys: keep them apart from the rest.
    """
    from adapters.backup import back_up
    from projections.times import told_time

    with open_clinic(data) as clinic:
        manifest = back_up(clinic, target)
        reached = told_time(manifest.recorded_at, clinic.site.zone)
    if as_json:
        print_json({"backup": str(target.resolve()), **manifest.model_dump(mode="json")})
        return
    print_line(f"{manifest.position} events of site {manifest.site} copied to {target}, up to {reached}")
    print_line("The copy was read back: its files are whole, every event can be read, and every client has a key.")
    print_line("Whether each sealed part opens is not looked at here: homeport doctor --all does that.")
    print_line(f"Now move {target / 'keys'} to another place, and keep it safe:")
    print_line("  without the keys, every name and every word about a client is lost for good;")
    print_line("  beside the log, they open it to whoever finds both.")


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder that homeport backup made.")],
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the keys were kept, if not in BACKUP/keys.")
    ] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Make the site of a backup in the data folder, which must be empty or not there yet."""
    from adapters.backup import restore as restored
    from engine.refusals import Refused
    from projections.times import told_time

    if database() is not None:
        raise Refused(
            "a backup restores to files, and HOMEPORT_DATABASE_URL names a PostgreSQL: unset it to restore to files; "
            "a dump of PostgreSQL is restored with pg_restore"
        )

    manifest = restored(backup, data, keys)
    if as_json:
        print_json({"data_dir": str(data.resolve()), **manifest.model_dump(mode="json")})
        return
    with open_clinic(data) as clinic:
        reached = told_time(manifest.recorded_at, clinic.site.zone)
    print_line(f"site {manifest.site} restored in {data}: {manifest.position} events, up to {reached}")
