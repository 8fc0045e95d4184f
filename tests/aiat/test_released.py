"""What was released keeps its meaning: definitions, policies and requirement codes."""

from collections.abc import Mapping

from workflows.aiat.policy import shipped_definition, shipped_policy
from workflows.aiat.requirements import CHECKS

HASHES = {
    "aiat version 1": "41b91fa4ddff931d4497e976bd558cffe802d433e5af6c8f99fda58a94913470",
    "aiat-2021 version 1": "bd0807f2e00ec37b4144b5404c8163086760e297d7bdad4afb620d0e312e709c",
}
MEANINGS: Mapping[str, tuple[str, dict[str, object]]] = {
    "treatment_consent": ("treatment_consent", {}),
    "safety_screen": ("safety_screen", {}),
    "substance_with_function": ("substance_with_function", {}),
    "attachment_history": ("attachment_history", {}),
    "care_team_disciplines": ("care_team_disciplines", {"disciplines": ["mental_health", "substance_use"]}),
    "baseline_ecr": ("baseline_valid", {"measure": "ecr"}),
    "baseline_rfq": ("baseline_valid", {"measure": "rfq"}),
    "baseline_sps": ("baseline_valid", {"measure": "sps"}),
    "formulation": ("formulation", {}),
    "map_supporters": ("map_supporters", {}),
    "map_provisions": ("map_provisions", {}),
    "map_outside_milieu": ("map_outside_milieu", {}),
    "contact_made": ("contact_made", {}),
    "risk_craving": ("risk_of_kind", {"kind": "craving"}),
    "risk_environmental_cue": ("risk_of_kind", {"kind": "environmental_cue"}),
    "risk_attachment_strategy": ("risk_of_kind", {"kind": "attachment_strategy"}),
    "coping_alone": ("coping_alone", {}),
    "coping_with_person": ("coping_with_person", {}),
    "crisis_contact": ("crisis_contact", {}),
    "plan_agreed": ("plan_agreed", {}),
    "reassessed_ecr": ("reassessed", {"measure": "ecr"}),
    "reassessed_rfq": ("reassessed", {"measure": "rfq"}),
    "reassessed_sps": ("reassessed", {"measure": "sps"}),
    "map_reviewed": ("map_reviewed", {}),
    "dispositions": ("dispositions", {}),
    "summary_signed": ("summary_signed", {"meaning": "author"}),
    "summary_cosigned": ("summary_signed", {"meaning": "co_signer"}),
}


def test_a_released_definition_and_policy_never_change() -> None:
    definition, policy = shipped_definition(), shipped_policy()

    assert {
        f"{definition.name} version {definition.version}": definition.hash,
        f"{policy.name} version {policy.version}": policy.hash,
    } == HASHES


def test_a_released_requirement_code_keeps_its_meaning() -> None:
    assert {
        code: (requirement.check, requirement.parameters)
        for code, requirement in shipped_definition().requirements.items()
    } == MEANINGS


def test_every_check_is_used_by_a_requirement() -> None:
    assert {check for check, _ in MEANINGS.values()} == set(CHECKS)
