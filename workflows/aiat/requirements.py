"""The requirements of the pathway's exits: one small function each, which says what is missing and how to meet it.

The machine's conditions, the command line's "what is missing", pages and feeds all read these.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.definition import Definition
from engine.pathway import Pathway
from engine.refusals import Unmet
from events.assessment import AttachmentFormulated
from events.discharge import DispositionRecorded
from events.episode import ExitOverridden, StageEntered
from events.instants import DAY, local_date
from events.intake import (
    AttachmentHistoryRecorded,
    CareTeamAssigned,
    SafetyScreenDone,
    SubstanceRecorded,
    TreatmentConsentGiven,
    TreatmentConsentRevoked,
)
from events.relapse_plan import CrisisContactNamed, RiskIdentified
from events.social_map import ContactMade, SocialMapReviewed
from workflows.aiat import measures, plan
from workflows.aiat.criteria import attained, judge
from workflows.aiat.facts import Facts
from workflows.aiat.summary import signature, summary

Parameters = Mapping[str, Any]


def _treatment_consent(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    given = facts.episode.latest(TreatmentConsentGiven)
    revoked = facts.episode.latest(TreatmentConsentRevoked)
    if given and (revoked is None or (revoked.at.us, revoked.first) < (given.at.us, given.first)):
        return None
    sentence = "Consent to treatment was withdrawn" if revoked else "Consent to treatment is not on file"
    return Unmet(code, sentence, "record consent once the client has signed it")


def _safety_screen(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    if facts.episode.latest(SafetyScreenDone):
        return None
    return Unmet(code, "The safety screen has not been done", "record safety-screen; declined answers count")


def _substance_with_function(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    substances = facts.episode.of(SubstanceRecorded)
    if any(entry.event.relieves for entry in substances):
        return None
    sentence = "No substance says what it relieves" if substances else "No substance is recorded"
    return Unmet(code, sentence, "record substance with at least one value of relieves")


def _attachment_history(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    if facts.episode.latest(AttachmentHistoryRecorded):
        return None
    return Unmet(code, "The attachment history is not recorded", "record attachment-history")


def _care_team_disciplines(facts: Facts, code: str, parameters: Parameters) -> Unmet | None:
    team = facts.episode.latest(CareTeamAssigned)
    members = [facts.site.staff.get(member) for member in team.event.members] if team else []
    held = {member.discipline for member in members if member is not None and member.active_at(facts.judged_at)}
    missing = [discipline for discipline in parameters["disciplines"] if discipline not in held]
    if not missing:
        return None
    words = " and ".join(discipline.replace("_", " ") for discipline in missing)
    return Unmet(code, f"The care team lacks {words}", "record care-team with active staff of both disciplines")


def _baseline_valid(facts: Facts, code: str, parameters: Parameters) -> Unmet | None:
    measure = parameters["measure"]
    if measures.baseline(facts, measure):
        return None
    forms = ", ".join(facts.policy.measures[measure])
    return Unmet(
        code,
        f"There is no valid {measure.upper()} baseline",
        f"record assessment with occasion baseline, on one of {forms}, with enough items answered",
    )


def _formulation(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    if facts.episode.latest(AttachmentFormulated):
        return None
    return Unmet(code, "The attachment formulation is not recorded", "record formulation")


def _map_supporters(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    needed, found = facts.policy.social_map.supporters, len(facts.maps.at(facts.now).supporters)
    if found >= needed:
        return None
    return Unmet(
        code,
        f"People on the map who support recovery: {found}, {needed} needed",
        "record person, or person-change, with stance supports (staff and people cut off do not count)",
    )


def _map_provisions(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    needed, found = facts.policy.social_map.provisions, len(facts.maps.at(facts.now).provisions)
    if found >= needed:
        return None
    return Unmet(
        code,
        f"Provisions that supporters offer, of six: {found}, {needed} needed",
        "record what supporters on the map can provide (person-change, provisions)",
    )


def _map_outside_milieu(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    needed = facts.policy.social_map.outside_milieu
    found = len(facts.maps.at(facts.now).outside_milieu)
    if found >= needed:
        return None
    return Unmet(
        code,
        f"People who support recovery from outside the treatment milieu: {found}, {needed} needed",
        "record person with stance supports who is not met through treatment",
    )


def _contact_made(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    needed, found = facts.policy.social_map.contacts, len(facts.episode.of(ContactMade))
    if found >= needed:
        return None
    return Unmet(code, f"Contacts recorded: {found}, {needed} needed", "record contact")


def _risk_of_kind(facts: Facts, code: str, parameters: Parameters) -> Unmet | None:
    kind = parameters["kind"]
    if any(entry.event.kind == kind for entry in facts.episode.of(RiskIdentified)):
        return None
    return Unmet(code, f"The plan names no risk of the kind {kind.replace('_', ' ')}", f"record risk with kind {kind}")


def _coping_alone(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    coping = plan.coping(facts.episode)
    without = [risk.id for risk in plan.risks(facts.episode) if not _copes(coping, risk.id, "alone")]
    if not without:
        return None
    return Unmet(code, f"No coping tool used alone answers risk {', '.join(without)}", "record coping with alone")


def _coping_with_person(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    coping, people = plan.coping(facts.episode), facts.maps.at(facts.now).people
    without = [
        risk.id
        for risk in plan.risks(facts.episode)
        if not any(person in people for person in _copes(coping, risk.id, "people"))
    ]
    if not without:
        return None
    return Unmet(
        code,
        f"Nobody on the map answers risk {', '.join(without)}",
        "record coping with people who are on the map",
    )


def _crisis_contact(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    if facts.episode.latest(CrisisContactNamed):
        return None
    return Unmet(code, "The plan names no crisis contact", "record crisis-contact")


def _plan_agreed(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    if plan.agreement(facts.episode):
        return None
    return Unmet(
        code,
        "The client has not agreed to the plan as it stands",
        "go through the plan with the client, then record plan-agreement",
    )


def _reassessed(facts: Facts, code: str, parameters: Parameters) -> Unmet | None:
    measure = parameters["measure"]
    name = measure.upper()
    before = measures.baseline(facts, measure)
    if before is None:
        return Unmet(code, f"There is no {name} baseline to compare with", "a supervisor may override this")
    again = measures.reassessment(facts, measure)
    if again is None:
        return Unmet(
            code,
            f"The {name} has not been reassessed since this stage was entered",
            f"record assessment with occasion reassessment on the baseline's form, {before.event.form}",
        )
    zone, days = facts.site.zone, facts.policy.reassessment_after_days
    apart = (local_date(again.at.us, zone) - local_date(before.at.us, zone)).days
    if apart >= days:
        return None
    return Unmet(
        code,
        f"The {name} was reassessed {apart} days after its baseline, at least {days} are needed",
        "reassess again once the time has passed",
    )


def _map_reviewed(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    days = facts.policy.social_map.review_within_days
    review = facts.episode.latest(SocialMapReviewed)
    if review is not None and facts.judged_at - review.at.us <= days * DAY:
        return None
    last = f"last on {local_date(review.at.us, facts.site.zone)}" if review else "never"
    on = local_date(facts.judged_at, facts.site.zone)
    return Unmet(code, f"The social map was not reviewed in the {days} days up to {on} ({last})", "record map-review")


def _dispositions(facts: Facts, code: str, _: Parameters) -> Unmet | None:
    decided = {entry.event.criterion: entry.event for entry in facts.episode.of(DispositionRecorded)}
    open_ones, extended = [], []
    for row in judge(facts):
        if attained(row):
            continue
        disposition = decided.get(row.criterion)
        if disposition is None or disposition.level != row.level:
            open_ones.append(row.criterion)
        elif disposition.disposition == "extend":
            extended.append(row.criterion)
    if extended:
        return Unmet(
            code,
            f"Treatment is to be extended for {', '.join(extended)}",
            "go back to the stage before, or decide otherwise with record disposition",
        )
    if open_ones:
        return Unmet(
            code,
            f"Not attained and without a disposition for their present level: {', '.join(open_ones)}",
            "record disposition (extend, refer or accept) for each",
        )
    return None


def _summary_signed(facts: Facts, code: str, parameters: Parameters) -> Unmet | None:
    meaning = parameters["meaning"]
    if signature(facts.episode, meaning):
        return None
    who, verb = ("clinician", "sign") if meaning == "author" else ("supervisor", "co-sign")
    if summary(facts.episode) is None:
        return Unmet(code, "There is no discharge summary", f"record summary, then a {who} can {verb} it")
    return Unmet(code, f"No {who}'s signature holds for the summary as it stands", f"have a {who} {verb} it")


CHECKS: Final[Mapping[str, Callable[[Facts, str, Parameters], Unmet | None]]] = {
    "treatment_consent": _treatment_consent,
    "safety_screen": _safety_screen,
    "substance_with_function": _substance_with_function,
    "attachment_history": _attachment_history,
    "care_team_disciplines": _care_team_disciplines,
    "baseline_valid": _baseline_valid,
    "formulation": _formulation,
    "map_supporters": _map_supporters,
    "map_provisions": _map_provisions,
    "map_outside_milieu": _map_outside_milieu,
    "contact_made": _contact_made,
    "risk_of_kind": _risk_of_kind,
    "coping_alone": _coping_alone,
    "coping_with_person": _coping_with_person,
    "crisis_contact": _crisis_contact,
    "plan_agreed": _plan_agreed,
    "reassessed": _reassessed,
    "map_reviewed": _map_reviewed,
    "dispositions": _dispositions,
    "summary_signed": _summary_signed,
}
_pathways: dict[str, Pathway[Facts]] = {}


def pathway_of(definition: Definition) -> Pathway[Facts]:
    """The one machine of a definition, shared by all episodes."""
    found = _pathways.get(definition.hash)
    if found is None:
        found = _pathways[definition.hash] = Pathway(definition, CHECKS)
    return found


def pathway_for(facts: Facts) -> Pathway[Facts]:
    """The machine of the definition that the episode pins."""
    pin = facts.episode.definition
    return pathway_of(facts.site.definitions[pin.name, pin.version])


def missing(facts: Facts) -> tuple[Unmet, ...]:
    """Everything that keeps the episode from its next stage, less what was overridden; nothing once it has ended."""
    if not facts.episode.under_way:
        return ()
    pathway = pathway_for(facts)
    move = pathway.move(facts.episode.stage, "advance")
    if move is None:
        return ()
    overridden = facts.episode.overridden()
    return pathway.unmet((code for code in move.requires if code not in overridden), facts)


def lapsed(facts: Facts) -> tuple[Unmet, ...]:
    """Requirements of stages already left that a correction or a later entry has opened again.

    Of an episode that was opened in error nothing was ever required.
    """
    if facts.episode.status == "voided":
        return ()
    pathway = pathway_for(facts)
    passed: dict[str, None] = {}
    overridden: set[str] = set()
    for step in facts.episode.steps:
        if isinstance(step.event, ExitOverridden):
            overridden.update(step.event.requirements)
        elif isinstance(step.event, StageEntered):
            move = pathway.move(step.event.left, step.event.trigger)
            passed.update(dict.fromkeys(move.requires if move else ()))
    watched = [code for code in passed if code not in overridden and pathway.definition.requirements[code].lapses]
    return pathway.unmet(watched, facts)


def _copes(coping: Mapping[str, Any], risk: str, how: str) -> tuple[str, ...]:
    return getattr(coping[risk].event, how) if risk in coping else ()
