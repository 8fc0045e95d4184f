"""`homeport record`: one command a kind of entry, its options made from the entry's own fields."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adapters.cli.answers import read_answers
from adapters.cli.commanding import ARGUMENTS, Taken, WholeNames, positional, shared_parameters, signed
from adapters.cli.fields import naming_options, option_names, option_parameters, values
from adapters.cli.options import open_clinic
from adapters.cli.output import print_receipt
from events.assessment import AssessmentTaken
from events.released import ENTRIES
from projections.words import sentence
from workflows.aiat.commands import RECORDABLE, Record, RecordGroup
from workflows.aiat.content import content_model
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.facts import facts_of
from workflows.aiat.measures import too_early
from workflows.aiat.reading import read, read_command


class _Kinds(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted([*RECORDABLE, "group"])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in RECORDABLE and cmd_name != "group":
            return None
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name, cls=WholeNames)(group if cmd_name == "group" else _recorder(cmd_name))
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Kinds, add_completion=False, no_args_is_help=True, help="Record what happened: one command a kind of entry."
)


@app.callback()
def _callback() -> None:
    """Record what happened: one command a kind of entry."""


def _recorder(what: str) -> Callable[..., None]:
    content = content_model(ENTRIES[what])

    def record(**given: Any) -> None:
        shared, episode, entry = Taken(given), given.pop("episode"), given.pop("entry")
        if what == "assessment" and given.get("answers") is not None:
            given["answers"] = read_answers(given.get("form"), given["answers"])
        with naming_options(option_names(content)):
            fields = {"command": "record", "what": what, "episode": episode, "content": values(content, given)}
            command: Any = read_command(shared.envelope | fields | ({"entry": entry} if entry else {}))
            with open_clinic(shared.data) as clinic:
                receipt = clinic.execute(command)
                made = command.entry or command.new_id(0)
                state = clinic.engine.load(episode_stream(episode)).state
                facts = facts_of(state, clinic.site, clinic.clock())
        says = f"{what} {made} recorded in episode {episode}"
        if isinstance(event := state.entries[made].event, AssessmentTaken):
            says += f"\n  {sentence(event)}"
            if earliest := too_early(facts, state.entries[made]):
                says += (
                    f"\n  too early to count as the reassessment: the policy asks for one on {earliest} or later; "
                    "it is kept, and shown as a change"
                )
        print_receipt(receipt, shared.as_json, says, entry=made)

    parameters = [
        positional("episode", ARGUMENTS["episode"]),
        *option_parameters(content, content.model_fields),
        *option_parameters(Record, ["entry"], helps={"entry": "An id for it (a person's, a risk's); else made."}),
        *shared_parameters(versioned=True),
    ]
    return signed(record, parameters, ENTRIES[what].__doc__)


def _group(**given: Any) -> None:
    shared = Taken(given)
    attended = []
    for one in given.pop("episodes"):
        episode, _, remark = one.partition("=")
        attended.append({"episode": episode, **({"remark": remark} if remark else {})})
    with naming_options(option_names(RecordGroup)):
        command = read(RecordGroup, shared.envelope | values(RecordGroup, given) | {"attended": attended})
        with open_clinic(shared.data) as clinic:
            receipt = clinic.execute(command)
    made = command.session or command.new_id(0)
    print_receipt(receipt, shared.as_json, f"group session {made} recorded in {len(attended)} episodes", session=made)


_EPISODES = Annotated[
    list[str], typer.Argument(metavar="EPISODE...", help="Everyone's episode; EPISODE=REMARK adds a remark.")
]
group = signed(
    _group,
    [
        inspect.Parameter("episodes", inspect.Parameter.KEYWORD_ONLY, annotation=_EPISODES),
        *option_parameters(RecordGroup, ["topic", "module", "minutes", "session"]),
        *shared_parameters(versioned=False),
    ],
    RecordGroup.__doc__,
)
