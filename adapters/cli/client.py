"""`homeport client`: who is treated here, and what may be told to whom."""

from typing import Annotated

import typer

from adapters.cli.commanding import add_command
from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table
from engine.refusals import NotFound
from workflows.aiat import commands

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Register and find clients; their consents and disclosures."
)
ClientId = Annotated[str, typer.Argument(metavar="CLIENT", help="The client's id.")]

add_command(
    app,
    "add",
    commands.RegisterClient,
    makes="client",
    helps={"client": "An opaque id; else made.", "name": "Their name (kept sealed, like every detail)."},
    says="client {client} registered",
)
add_command(app, "change", commands.ChangeClient, arguments=("client",), says="details of client {client} changed")
add_command(
    app,
    "consent",
    commands.GiveDisclosureConsent,
    arguments=("client",),
    makes="consent",
    helps={
        "consent": "An id for it; else made.",
        "recipient": "To whom it may be disclosed, by name.",
        "discloser": "Who may disclose.",
        "scope": "What may be disclosed, such as attendance; repeat for more.",
        "purpose": "What for, such as care_coordination.",
        "expiry_event": "An event that ends it, such as discharge.",
        "signed_on": "The date on the paper.",
    },
    says="consent {consent} recorded",
)
add_command(
    app,
    "revoke",
    commands.RevokeDisclosureConsent,
    arguments=("client", "consent"),
    says="consent {consent} revoked from now on",
)
add_command(
    app,
    "disclose",
    commands.RecordDisclosure,
    arguments=("client",),
    helps={
        "consent": "The consent that allows it.",
        "scope": "What was disclosed, in the consent's words; repeat for more.",
        "what": "What exactly was handed over.",
    },
    says="disclosure under consent {consent} recorded",
)


@app.command()
def find(
    words: Annotated[str, typer.Argument(metavar="NAME", help="Part of a name, or several parts.")] = "",
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Find clients by name; without a name, list them all. Names are decrypted in memory, and kept nowhere."""
    from adapters.people import find_clients

    with open_clinic(data) as clinic:
        found = find_clients(clinic, words)
    if as_json:
        print_json([{"client": one.id, "episodes": one.episodes, **one.details} for one in found])
        return
    print_table("Clients", ("id", "name", "episodes"), ((one.id, one.called, ", ".join(one.episodes)) for one in found))


@app.command()
def show(client: ClientId, data: Data = HERE, as_json: Json = False) -> None:
    """Show a client: details, episodes, consents."""
    from adapters.people import client_details
    from events.instants import local_date
    from workflows.aiat.deciding.rules import client_stream, episode_stream

    with open_clinic(data) as clinic:
        known = client_details(clinic, client)
        if known is None:
            raise NotFound(f"there is no client {client}; homeport client find lists them")
        states = clinic.engine.states([episode_stream(one) for one in known.episodes])
        voided = [state.id for state in states.values() if state.status == "voided"]
        consents = clinic.engine.load(client_stream(client)).state.consents
        today = local_date(clinic.clock(), clinic.site.zone)
    expired = {id for id, one in consents.items() if one.given.expires_on is not None and one.given.expires_on < today}
    if as_json:
        listed = [
            {**one.given.model_dump(mode="json"), "revoked": one.revoked_at is not None, "expired": id in expired}
            for id, one in consents.items()
        ]
        shown = {"client": known.id, "episodes": known.episodes, "voided": voided, **known.details, "consents": listed}
        print_json(shown)
        return
    print_line(f"client {known.id}")
    for label, value in known.details.items():
        print_line(f"  {label.replace('_', ' '):<12} {value}")
    episodes = (f"{one} (voided)" if one in voided else one for one in known.episodes)
    print_line(f"  {'episodes':<12} {', '.join(episodes) or 'none'}")
    for id, one in consents.items():
        until = f"until {one.given.expires_on or one.given.expiry_event}{', expired' if id in expired else ''}"
        state = until if one.revoked_at is None else "revoked"
        print_line(
            f"  {'consent':<12} {one.given.consent}: {', '.join(one.given.scope)} for {one.given.purpose}, {state}"
        )


@app.command()
def disclosures(client: ClientId, data: Data = HERE, as_json: Json = False) -> None:
    """List what was disclosed about a client: when, to whom, what, why."""
    from events.client import Disclosed
    from events.instants import iso
    from projections.times import told_time
    from workflows.aiat.deciding.rules import client_stream

    with open_clinic(data) as clinic:
        if not clinic.engine.load(client_stream(client)).state.id:
            raise NotFound(f"there is no client {client}; homeport client find lists them")
        made = [
            {
                "when": iso(record.occurred_at, record.occurred_offset),
                "recipient": event.recipient,
                "what": event.what,
                "scope": event.scope,
                "purpose": event.purpose,
                "consent": event.consent,
                "by": record.actor,
            }
            for record, event in clinic.opened(client_stream(client))
            if isinstance(event, Disclosed)
        ]
        zone = clinic.site.zone
    if as_json:
        print_json(made)
        return
    print_table(
        "Disclosures",
        ("when", "to", "what", "scope", "purpose", "by"),
        (
            (
                told_time(one["when"], zone),
                one["recipient"],
                one["what"],
                ", ".join(one["scope"]),
                one["purpose"],
                one["by"],
            )
            for one in made
        ),
    )
