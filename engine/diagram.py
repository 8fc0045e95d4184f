"""Draws a definition for people: a Mermaid diagram of its moves, and tables of what each move asks for."""

from collections.abc import Iterator, Sequence

from transitions.extensions import GraphMachine

from engine.definition import Definition


def pathway_page(definition: Definition) -> str:
    """A Markdown page of the definition, always the same for the same data."""
    return "\n".join(
        [
            f"# The pathway `{definition.name}`, version {definition.version}",
            "",
            "Drawn from the definition itself; do not edit this page, run `make diagram`. The definition's SHA-256 is",
            f"`{definition.hash}`.",
            "",
            "```mermaid",
            *_mermaid(definition),
            "```",
            "",
            "## Stages",
            "",
            *_table(("stage", "title", "kinds of entry that can be made from here on"), _stages(definition)),
            "",
            "## Moves, and what must be met to make them",
            "",
            *_table(("from", "move", "to", "requirement codes"), _moves(definition)),
            "",
            "## Requirement codes",
            "",
            "A released code never changes its meaning. A code that is watched is looked at again after its stage was",
            "left: where a correction opens it again, the run says `requirement_lapsed`.",
            "",
            *_table(("code", "check", "parameters", "watched"), _requirements(definition)),
            "",
        ]
    )


def _mermaid(definition: Definition) -> Iterator[str]:
    """The lines of a state diagram, drawn by a graph machine that is its own model and thrown away."""
    machine = GraphMachine(
        graph_engine="mermaid",
        states=[stage.name for stage in definition.stages],
        initial=definition.stages[0].name,
        transitions=[{"trigger": move.trigger, "source": move.source, "dest": move.dest} for move in definition.moves],
        auto_transitions=False,
    )
    styling = ("---", "State Machine", "direction", "classDef", "Class")
    for line in machine.get_graph().source.splitlines():
        if line.strip() and not line.strip().startswith(styling):
            yield line.rstrip()
    for stage in definition.stages:
        if stage.final:
            yield f"  {stage.name} --> [*]"


def _stages(definition: Definition) -> Iterator[Sequence[str]]:
    for stage in definition.stages:
        yield f"`{stage.name}`", stage.title, ", ".join(stage.opens) or "none more"


def _moves(definition: Definition) -> Iterator[Sequence[str]]:
    for move in definition.moves:
        codes = [f"`{code}`" for code in move.requires] + ["a reason"] * move.needs_reason
        yield f"`{move.source}`", f"`{move.trigger}`", f"`{move.dest}`", ", ".join(codes) or "none"


def _requirements(definition: Definition) -> Iterator[Sequence[str]]:
    for code, requirement in definition.requirements.items():
        parameters = "; ".join(
            f"{name}: {', '.join(value) if isinstance(value, list) else value}"
            for name, value in requirement.parameters.items()
        )
        yield f"`{code}`", f"`{requirement.check}`", parameters, "yes" if requirement.lapses else "no"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
