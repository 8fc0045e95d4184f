"""`homeport site`: makes a site, or shows it."""

import re
from typing import Annotated

import typer

from adapters.cli.fields import naming_options
from adapters.cli.options import HERE, CommandId, Data, Json, database, open_clinic
from adapters.cli.output import print_json, print_line
from adapters.clinic import Clinic, random_ids

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Make a site, or show it.")


@app.command()
def init(
    name: Annotated[str, typer.Option(help="The clinic's name.")],
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help="Its IANA time zone, such as America/Los_Angeles.")],
    site: Annotated[str | None, typer.Option(metavar="ID", help="The site's id; else made from the name.")] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="For made-up clients only: a test or demo.")] = False,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Make a new site in the data folder, with its log, its key ring and the policy that ships with Homeport."""
    slug = site or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or random_ids()
    with naming_options({"time_zone": "--time-zone"}):
        founded = Clinic.found(
            data,
            site=slug,
            name=name,
            time_zone=time_zone,
            synthetic=synthetic,
            database=database(),
            command_id=command_id,
        )
    with founded as clinic:
        made = clinic.site
        if as_json:
            print_json({"site": made.id, "data_dir": str(data.resolve()), "position": clinic.store.head().position})
            return
        print_line(f"site {made.id} made in {data}")
        print_line(f"its keys are in {data / 'keys'}: whoever loses them loses every name; back them up apart")
        print_line("next: homeport staff add ID --name NAME --role supervisor --as ID")


@app.command()
def show(data: Data = HERE, as_json: Json = False) -> None:
    """Show the site: name, time zone, definition and policy in force, and how far its log reaches."""
    with open_clinic(data) as clinic:
        site = clinic.site
        head = clinic.store.head()
        shown = {
            "site": site.id,
            "name": site.name,
            "time_zone": str(site.zone),
            "synthetic": site.synthetic,
            "staff": sum(member.active for member in site.staff.values()),
            "definition": f"{site.latest_definition.name} version {site.latest_definition.version}",
            "policy": f"{site.latest_policy.name} version {site.latest_policy.version}",
            "events": head.position,
            "data_dir": str(data.resolve()),
        }
    if as_json:
        print_json(shown)
        return
    for label, value in shown.items():
        print_line(f"{label.replace('_', ' '):<12} {value}")
