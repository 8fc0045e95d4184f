"""Everything that can be asked of Homeport. Each command is documented by `homeport schema commands`."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from engine.command import Command
from events.client import ConsentKind
from events.episode import HoldKind, TedsReason
from events.event import Code, Id, ShortText, Text
from events.practice import Module
from events.released import ENTRIES
from events.site import Discipline, Role
from workflows.aiat.content import content_model


class FoundSite(Command):
    """Begins a site's log: its name, its IANA time zone, and the definition and policy it starts with."""

    command: ClassVar[str] = "found_site"

    site: Id
    name: ShortText
    time_zone: ShortText
    synthetic: bool = False
    key_check: str


class AddStaff(Command):
    """Adds a member of staff, or brings one back."""

    command: ClassVar[str] = "add_staff"

    staff: Id
    name: ShortText
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    discipline: Discipline | None = None


class RetireStaff(Command):
    """Ends somebody's membership of the staff; what they recorded stays theirs."""

    command: ClassVar[str] = "retire_staff"

    staff: Id


class PublishPolicy(Command):
    """Publishes a new version of a policy; episodes opened from now on pin it."""

    command: ClassVar[str] = "publish_policy"

    content: dict[str, Any]


class PublishDefinition(Command):
    """Publishes a new version of the pathway's definition; episodes opened from now on pin it."""

    command: ClassVar[str] = "publish_definition"

    content: dict[str, Any]


class RegisterClient(Command):
    """Registers a client."""

    command: ClassVar[str] = "register_client"

    client: Id | None = None
    name: ShortText
    chosen_name: ShortText | None = None
    pronouns: ShortText | None = None
    language: ShortText | None = None
    birth_date: date | None = None
    contact: Text | None = None


class ChangeClient(Command):
    """Replaces details of a client; fields not given stay."""

    command: ClassVar[str] = "change_client"

    client: Id
    name: ShortText | None = None
    chosen_name: ShortText | None = None
    pronouns: ShortText | None = None
    language: ShortText | None = None
    birth_date: date | None = None
    contact: Text | None = None


class GiveDisclosureConsent(Command):
    """Records a written consent to disclosure, with every element that 42 CFR 2.31 asks for."""

    command: ClassVar[str] = "give_disclosure_consent"

    client: Id
    consent: Id | None = None
    kind: ConsentKind = "general"
    discloser: ShortText
    recipient: ShortText
    scope: Annotated[tuple[Code, ...], Field(min_length=1)]
    purpose: Code
    expires_on: date | None = None
    expiry_event: Code | None = None
    right_to_revoke_explained: bool
    consequences_of_refusing_explained: bool = False
    redisclosure_explained: bool = False
    signed_on: date


class RevokeDisclosureConsent(Command):
    """Takes a disclosure consent back, from now on."""

    command: ClassVar[str] = "revoke_disclosure_consent"

    client: Id
    consent: Id


class RecordDisclosure(Command):
    """Accounts for a disclosure made under a consent that is in force."""

    command: ClassVar[str] = "record_disclosure"

    client: Id
    consent: Id
    scope: Annotated[tuple[Code, ...], Field(min_length=1)]
    what: Text


class OpenEpisode(Command):
    """Opens a treatment episode; a readmission names the earlier one and may carry its map and plan forward."""

    command: ClassVar[str] = "open_episode"

    client: Id
    episode: Id | None = None
    readmission_of: Id | None = None
    carry: tuple[Literal["map", "plan"], ...] = ()


class OfEpisode(Command):
    """A command about one episode."""

    episode: Id


class Advance(OfEpisode):
    """Moves the episode to its next stage, if every requirement is met or overridden."""

    command: ClassVar[str] = "advance"


class GoBack(OfEpisode):
    """Takes the episode back to the stage before: treatment is extended."""

    command: ClassVar[str] = "go_back"

    reason: Text


class Override(OfEpisode):
    """Lets the episode pass named requirements unmet at the exit ahead. Supervisors only."""

    command: ClassVar[str] = "override"

    requirements: Annotated[tuple[Code, ...], Field(min_length=1)]
    reason: Text


class Hold(OfEpisode):
    """Puts treatment on hold."""

    command: ClassVar[str] = "hold"

    kind: HoldKind
    reason: Text


class Resume(OfEpisode):
    """Goes on with treatment after a hold."""

    command: ClassVar[str] = "resume"

    reason: Text | None = None


class DischargeEarly(OfEpisode):
    """Ends the episode before its pathway does, with a TEDS-D reason (2 to 7)."""

    command: ClassVar[str] = "discharge_early"

    teds_reason: TedsReason
    reason: Text


class VoidEpisode(OfEpisode):
    """Declares that the episode was opened in error. Supervisors only."""

    command: ClassVar[str] = "void_episode"

    reason: Text


class MoveEpisode(OfEpisode):
    """Judges the episode by the latest definition and policy from here on. Supervisors only."""

    command: ClassVar[str] = "move_episode"

    reason: Text


class SignSummary(OfEpisode):
    """Signs the discharge summary as it stands: a clinician as author, then a supervisor as co-signer."""

    command: ClassVar[str] = "sign_summary"

    meaning: Literal["author", "co_signer"]


class FireDeadline(OfEpisode):
    """Records that a deadline passed. Homeport itself asks this, nobody else: it is in no file and on no page."""

    command: ClassVar[str] = "fire_deadline"

    kind: Code
    cause: int
    due_on: date
    state: Literal["due", "overdue"]


class Record(OfEpisode):
    """Makes a clinical entry of a kind (`what`); `content` has the fields of that kind."""

    command: ClassVar[str] = "record"

    what: str
    entry: Id | None = None
    content: BaseModel


class Amend(OfEpisode):
    """Replaces the whole content of an entry; `occurred_at` corrects its time, and else leaves it."""

    command: ClassVar[str] = "amend"

    entry: Id
    reason: Text
    content: dict[str, Any]


class Void(OfEpisode):
    """Declares that an entry was made in error. Final."""

    command: ClassVar[str] = "void"

    entry: Id
    reason: Text


class Attendance(BaseModel):
    """One participant of a group session, with a remark of their own."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    episode: Id
    entry: Id | None = None
    remark: Text | None = None


class RecordGroup(Command):
    """Records a group session in the episode of everyone who took part: in all of them or none."""

    command: ClassVar[str] = "record_group"

    session: Id | None = None
    topic: Code
    module: Module | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    attended: Annotated[tuple[Attendance, ...], Field(min_length=1)]


COMMANDS: Final[dict[str, type[Command]]] = {
    model.command: model
    for model in (
        FoundSite,
        AddStaff,
        RetireStaff,
        PublishPolicy,
        PublishDefinition,
        RegisterClient,
        ChangeClient,
        GiveDisclosureConsent,
        RevokeDisclosureConsent,
        RecordDisclosure,
        OpenEpisode,
        Advance,
        GoBack,
        Override,
        Hold,
        Resume,
        DischargeEarly,
        VoidEpisode,
        MoveEpisode,
        SignSummary,
        Record,
        Amend,
        Void,
        RecordGroup,
    )
}
RECORDABLE: Final = tuple(sorted(set(ENTRIES) - {"group"}))
"""The kinds of entry that `record` makes; a group session has a command of its own."""


@cache
def record_model(what: str) -> type[Record]:
    """The `record` command for one kind of entry. KeyError if there is no such kind."""
    if what not in RECORDABLE:
        raise KeyError(what)
    content = content_model(ENTRIES[what])
    fields: dict[str, Any] = {"what": (Literal[what], ...), "content": (content, ...)}
    return create_model(f"Record{content.__name__}", __base__=Record, __doc__=content.__doc__, **fields)


def command_models() -> Iterator[tuple[str, type[Command]]]:
    """Every command with its model; `record` comes once a kind of entry, as `record what`."""
    for name, model in COMMANDS.items():
        if model is Record:
            for what in RECORDABLE:
                yield f"record {what}", record_model(what)
        else:
            yield name, model
