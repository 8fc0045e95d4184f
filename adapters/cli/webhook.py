"""`homeport webhook`: who is told that the log has advanced."""

from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Tell subscribers that the log has advanced; nothing of its content.",
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The webhook, by the id that homeport webhook list shows.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where signals are posted to: https://…")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Its host may be in a private network, or this machine.")
    ] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Add a webhook, and print the secret that its signals are signed with: this once."""
    from adapters.webhooks.addresses import check_reachable
    from adapters.webhooks.endpoints import Target
    from adapters.webhooks.secrets import fresh_id, fresh_secret

    check_reachable(url, allow_private=allow_private)
    with open_clinic(data) as clinic:
        made, secret = fresh_id(), fresh_secret()
        clinic.webhooks.add(made, Target(url, allow_private, (secret,)))
    if as_json:
        print_json({"id": made, "secret": secret})
        return
    print_line(f"{made} is told when the log has advanced, by whatever serves the site or works for it")
    print_line(f"its secret, which is not shown again: {secret}")


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the webhooks, what each has been told, and their last attempts."""
    from adapters.webhooks.addresses import shown
    from events.instants import iso
    from projections.times import told_time

    with open_clinic(data) as clinic:
        head, zone = clinic.store.head().position, clinic.site.zone
        found = [(one, clinic.webhooks.target(one.id)) for one in clinic.webhooks.all()]
    rows: list[dict[str, Any]] = []
    for one, target in found:
        recent = [{**attempt, "at": iso(attempt["at"])} for attempt in one.recent]
        is_waiting = one.disabled is None and one.next_attempt_at and one.delivered < head
        rows.append(
            {
                "id": one.id,
                "url": shown(target.url),
                "delivered": one.delivered,
                "head": head,
                "failed_attempts": one.attempts,
                "next_attempt_at": iso(one.next_attempt_at) if is_waiting else None,
                "disabled": one.disabled,
                "recent": recent,
            }
        )
    if as_json:
        print_json(rows)
        return
    if not rows:
        print_line("Webhooks: none")
    for row in rows:  # no table: that would break a long URL, which is there to be copied
        last = row["recent"][0] if row["recent"] else None
        told = f"{last['outcome']} at {told_time(last['at'], zone)}" if last else "none yet"
        print_line(f"{row['id']}  {row['url']}")
        print_line(f"  told up to {row['delivered']} of {head}, last attempt: {told}")
        if row["disabled"]:
            print_line(f"  disabled: {row['disabled']}")


@app.command()
def rotate(id: Id, data: Data = HERE, as_json: Json = False) -> None:
    """Make another secret. The one before signs along until the next rotation, so that nothing is missed."""
    from adapters.webhooks.secrets import fresh_secret

    secret = fresh_secret()
    with open_clinic(data) as clinic:
        target = clinic.webhooks.target(id)
        clinic.webhooks.retarget(id, target._replace(secrets=(secret, target.secrets[0])))
    if as_json:
        print_json({"id": id, "secret": secret})
        return
    print_line(f"the new secret of {id}, which is not shown again: {secret}")


@app.command()
def enable(id: Id, data: Data = HERE) -> None:
    """Begin anew with a webhook that was disabled; what it missed is told at once."""
    with open_clinic(data) as clinic:
        clinic.webhooks.enable(id)
    print_line(f"{id} is told again")


@app.command()
def remove(id: Id, data: Data = HERE) -> None:
    """Take a webhook away."""
    with open_clinic(data) as clinic:
        clinic.webhooks.remove(id)
    print_line(f"{id} is told nothing any more")


@app.command()
def send(id: Id, data: Data = HERE, as_json: Json = False) -> None:
    """Send a signal now, whether one is owed or not, and say what came of it."""
    import anyio

    from adapters.webhooks.delivering import claim, deliver
    from engine.refusals import Refused

    with open_clinic(data) as clinic:
        clinic.webhooks.target(id)
        owed = claim(clinic, id, again=True)
        if owed is None:
            raise Refused(f"{id} is disabled: see homeport webhook list why, then homeport webhook enable {id}")
        answer = anyio.run(deliver, clinic, owed)
    if as_json:
        print_json({"id": id, "position": owed.position, "outcome": answer.outcome, "message": owed.message})
    else:
        print_line(f"{id}, position {owed.position}: {answer.outcome}")
    if not answer.is_success:
        raise typer.Exit(1)
