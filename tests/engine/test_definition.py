import gc

import pytest
from pydantic import ValidationError

from engine.definition import Definition, Move, Requirement, Stage
from engine.pathway import Pathway
from tests.engine.lending import DEFINITION, PATHWAY, Book, card_shown


def definition(**changes: object) -> Definition:
    return Definition.model_validate({**DEFINITION.model_dump(), **changes})


def test_a_definition_is_known_by_a_hash_of_its_content() -> None:
    assert definition().hash == DEFINITION.hash
    assert definition(version=2).hash != DEFINITION.hash


def test_a_move_to_a_stage_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such stage"):
        definition(moves=(Move(trigger="lend", source="shelved", dest="lost"),))


def test_a_move_that_requires_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown"):
        definition(requirements={})


def test_two_moves_of_one_name_from_one_stage_are_refused() -> None:
    move = Move(trigger="lend", source="shelved", dest="lent")
    with pytest.raises(ValidationError, match="two moves"):
        definition(moves=(move, move))


def test_a_definition_whose_check_does_not_exist_cannot_run() -> None:
    with pytest.raises(ValueError, match="unknown checks"):
        Pathway(definition(requirements={"card": Requirement(check="no_such_check")}), {"card_shown": card_shown})


def test_a_run_moves_to_another_definition_where_its_stage_and_overrides_exist() -> None:
    other = definition(
        version=2,
        stages=(Stage(name="shelved", title="Shelf"),),
        moves=(),
        requirements={"card": Requirement(check="another_meaning")},
    )

    assert DEFINITION.what_does_not_map(definition(version=2), "lent", {"card"}) == []
    problems = DEFINITION.what_does_not_map(other, "lent", {"deposit"})
    assert [problem.split()[0:2] for problem in problems] == [
        ["stage", "lent"],
        ["overridden", "requirement"],
        ["requirement", "card"],
    ]


def test_the_machine_moves_only_when_nothing_is_unmet() -> None:
    unmet = PATHWAY.unmet(("card",), Book("emma", "shelved"))

    assert PATHWAY.fire("shelved", "lend", unmet) is None
    assert PATHWAY.fire("shelved", "lend", ()) == "lent"


def test_one_machine_serves_every_run_and_keeps_nothing_of_them() -> None:
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(2_000):
        PATHWAY.fire("shelved", "lend", ())
    gc.collect()

    assert len(gc.get_objects()) - before < 200
