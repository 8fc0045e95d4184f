"""`homeport client`: who is treated here, and what may be told to whom."""

from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Actor, At, CommandId, Data, Json, envelope, open_clinic
from adapters.cli.output import print_json, print_line, print_receipt, print_table
from engine.refusals import NotFound

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Register and find clients; their consents and disclosures.")
ClientId = Annotated[str, typer.Argument(metavar="CLIENT", help="The client's id.")]
_Text = Annotated[str | None, typer.Option(metavar="TEXT")]


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@app.command()
def add(
    name: Annotated[str, typer.Option(help="Their name (kept sealed, like every detail).")],
    client: Annotated[str | None, typer.Option("--client", metavar="ID", help="An opaque id; else made.")] = None,
    chosen_name: _Text = None,
    pronouns: _Text = None,
    language: _Text = None,
    birth_date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")] = None,
    contact: _Text = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Register a client."""
    from workflows.aiat.commands import RegisterClient
    from workflows.aiat.reading import read

    fields = _given(
        client=client,
        name=name,
        chosen_name=chosen_name,
        pronouns=pronouns,
        language=language,
        birth_date=birth_date,
        contact=contact,
    )
    command = read(RegisterClient, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    made = command.client or command.new_id(0)
    print_receipt(receipt, as_json, f"client {made} registered", client=made)


@app.command()
def change(
    client: ClientId,
    name: _Text = None,
    chosen_name: _Text = None,
    pronouns: _Text = None,
    language: _Text = None,
    birth_date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")] = None,
    contact: _Text = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Change a client's details; those not given stay."""
    from workflows.aiat.commands import ChangeClient
    from workflows.aiat.reading import read

    fields = _given(
        client=client,
        name=name,
        chosen_name=chosen_name,
        pronouns=pronouns,
        language=language,
        birth_date=birth_date,
        contact=contact,
    )
    command = read(ChangeClient, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"details of client {client} changed", client=client)


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
    from workflows.aiat.deciding.rules import client_stream

    with open_clinic(data) as clinic:
        known = client_details(clinic, client)
        if known is None:
            raise NotFound(f"there is no client {client}; homeport client find lists them")
        consents = clinic.engine.load(client_stream(client)).state.consents
    if as_json:
        listed = [
            {**one.given.model_dump(mode="json"), "revoked": one.revoked_at is not None} for one in consents.values()
        ]
        print_json({"client": known.id, "episodes": known.episodes, **known.details, "consents": listed})
        return
    print_line(f"client {known.id}")
    for label, value in known.details.items():
        print_line(f"  {label.replace('_', ' '):<12} {value}")
    print_line(f"  {'episodes':<12} {', '.join(known.episodes) or 'none'}")
    for one in consents.values():
        until = one.given.expires_on or one.given.expiry_event
        state = "revoked" if one.revoked_at is not None else f"until {until}"
        print_line(
            f"  {'consent':<12} {one.given.consent}: {', '.join(one.given.scope)} for {one.given.purpose}, {state}"
        )


@app.command()
def consent(
    client: ClientId,
    recipient: Annotated[str, typer.Option(help="To whom it may be disclosed, by name.")],
    discloser: Annotated[str, typer.Option(help="Who may disclose.")],
    scope: Annotated[list[str], typer.Option(help="What may be disclosed, such as attendance; repeat for more.")],
    purpose: Annotated[str, typer.Option(help="What for, such as care_coordination.")],
    signed_on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The date on the paper.")],
    kind: Annotated[str, typer.Option(help="general, tpo, counselling_notes or legal_proceedings.")] = "general",
    expires_on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")] = None,
    expiry_event: Annotated[str | None, typer.Option(help="An event that ends it, such as discharge.")] = None,
    right_to_revoke_explained: Annotated[bool, typer.Option("--right-to-revoke-explained")] = False,
    consequences_of_refusing_explained: Annotated[bool, typer.Option("--consequences-of-refusing-explained")] = False,
    redisclosure_explained: Annotated[bool, typer.Option("--redisclosure-explained")] = False,
    consent_id: Annotated[str | None, typer.Option("--consent", metavar="ID")] = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Record a written consent to disclosure (42 CFR part 2); refused unless every element is there."""
    from workflows.aiat.commands import GiveDisclosureConsent
    from workflows.aiat.reading import read

    fields = _given(
        client=client,
        consent=consent_id,
        kind=kind,
        discloser=discloser,
        recipient=recipient,
        scope=scope,
        purpose=purpose,
        expires_on=expires_on,
        expiry_event=expiry_event,
        right_to_revoke_explained=right_to_revoke_explained,
        consequences_of_refusing_explained=consequences_of_refusing_explained,
        redisclosure_explained=redisclosure_explained,
        signed_on=signed_on,
    )
    command = read(GiveDisclosureConsent, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    made = command.consent or command.new_id(0)
    print_receipt(receipt, as_json, f"consent {made} recorded", consent=made)


@app.command()
def revoke(
    client: ClientId,
    consent_id: Annotated[str, typer.Argument(metavar="CONSENT")],
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Revoke a disclosure consent from now on; what was disclosed before stays in the accounting."""
    from workflows.aiat.commands import RevokeDisclosureConsent
    from workflows.aiat.reading import read

    fields = {"client": client, "consent": consent_id}
    command = read(RevokeDisclosureConsent, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"consent {consent_id} revoked", consent=consent_id)


@app.command()
def disclose(
    client: ClientId,
    consent_id: Annotated[str, typer.Option("--consent", metavar="ID", help="The consent that allows it.")],
    scope: Annotated[list[str], typer.Option(help="What was disclosed, in the consent's words; repeat for more.")],
    what: Annotated[str, typer.Option(help="What exactly was handed over.")],
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Account for a disclosure that was made under a consent."""
    from workflows.aiat.commands import RecordDisclosure
    from workflows.aiat.reading import read

    fields = {"client": client, "consent": consent_id, "scope": scope, "what": what}
    command = read(RecordDisclosure, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"disclosure to the recipient of {consent_id} recorded", consent=consent_id)


@app.command()
def disclosures(client: ClientId, data: Data = HERE, as_json: Json = False) -> None:
    """List what was disclosed about a client: when, to whom, what, why."""
    from events.client import Disclosed
    from events.instants import iso
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
    if as_json:
        print_json(made)
        return
    print_table(
        "Disclosures",
        ("when", "to", "what", "scope", "purpose", "by"),
        (
            (one["when"], one["recipient"], one["what"], ", ".join(one["scope"]), one["purpose"], one["by"])
            for one in made
        ),
    )
