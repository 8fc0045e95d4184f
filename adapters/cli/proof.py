"""`homeport proof`: seals the log, and shows that it is still what was sealed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line

if TYPE_CHECKING:
    from adapters.proof.auditing import Audited

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Seal the log, and show that it is still what was sealed."
)

Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="LINE",
        help="The verifier key, or a file with it, as homeport proof key printed it; repeat for an older one.",
    ),
]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", metavar="FILE", help="Also hold to the checkpoints in this file, kept elsewhere."),
]


@app.command()
def key(
    new: Annotated[
        bool, typer.Option("--new", help="Make a new one, the old one being lost or no longer to be trusted.")
    ] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Print the verifier key, for auditors: whoever has it can tell this site's checkpoints from any others.

    It is made at first use. With --new the old signing key must be gone from the site's keys; auditors keep both lines.
    """
    from adapters.proof.sealer import sealer

    with open_clinic(data) as clinic:
        clinic.check_keys()
        line = sealer(clinic).verifier(new=new).line
    if as_json:
        print_json({"key": line})
    else:
        print_line(line)


@app.command()
def seal(data: Data = HERE, as_json: Json = False) -> None:
    """Sign how the log stands and publish that, now. homeport serve and workers do it by themselves."""
    from adapters.proof.published import published
    from adapters.proof.sealer import sealer

    with open_clinic(data) as clinic:
        clinic.check_keys()
        sealer(clinic).seal()
        out = published(clinic)
        seal = clinic.seals.last()
    size = seal.tree.size if seal else 0
    if as_json:
        print_json({"size": size, "folder": str(out.folder)})
    else:
        print_line(f"the log is sealed up to position {size}; its checkpoints are in {out.folder}")


@app.command()
def show(data: Data = HERE, as_json: Json = False) -> None:
    """Print the checkpoint that was published last, as it is to be handed out."""
    from adapters.proof.published import published
    from engine.refusals import NotFound

    with open_clinic(data) as clinic:
        last = published(clinic).last()
    if last is None:
        raise NotFound("nothing was sealed yet: homeport proof seal does it now")
    if as_json:
        print_json({**last.checkpoint._asdict(), "root": last.checkpoint.root.hex(), "note": str(last.note)})
    else:
        typer.echo(str(last.note), nl=False)


@app.command()
def verify(
    checkpoint: Checkpoints = None,
    key: Keys = None,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Verify an export, without the site; needs --key.")
    ] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Check that the log still is what every checkpoint sealed, and only goes on from there. Exit status 1 if not.

    Name the key that was handed to you: without --key it is the one that the site itself says it is sealed with.
    """
    from adapters.proof.auditing import audit, read_kept, read_verifiers

    verifiers = read_verifiers(key or (), "--key")
    kept = [stated for path in checkpoint or () for stated in read_kept(path, "--checkpoint")]
    if export is not None:
        from adapters.proof.exporting import verified

        found, later = verified(export, verifiers, kept), 0
    else:
        with open_clinic(data, even_damaged=True) as clinic:
            found = audit(clinic, verifiers, kept)
            later = clinic.store.head().position - found.events
            found = found._replace(wrong=found.wrong or clinic.damage)
    _report(found, later, as_json)


@app.command(name="export")
def export_(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Where to: a folder that is empty or not there yet.")],
    after: Annotated[int, typer.Option(min=0, metavar="P", help="Begin after this position.")] = 0,
    until: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="End with this position; else with the last that is sealed.")
    ] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Copy events with what it takes to verify them without this site. Names and free text stay sealed."""
    from adapters.proof.exporting import export

    with open_clinic(data, even_damaged=True) as clinic:
        around = export(clinic, target, after, until)
    if as_json:
        print_json({"export": str(target.resolve()), "first": around.first, "until": around.until})
    else:
        print_line(f"events {around.first} to {around.until} copied to {target}, and verified there")
    if clinic.damage:
        raise typer.Exit(1)


def _report(found: "Audited", later: int, as_json: bool) -> None:
    if as_json:
        last = found.last and {"size": found.last.size, "time": found.last.time, "root": found.last.root.hex()}
        print_json({"ok": not found.wrong, "events": found.events, "later": later, "last": last, "wrong": found.wrong})
    elif found.wrong:
        print_line(found.wrong)
    else:
        print_line(f"{found.events} events are what was sealed: {found.says}")
        if later:
            print_line(f"{later} later {'event is' if later == 1 else 'events are'} not sealed yet")
    if found.wrong:
        raise typer.Exit(1)
