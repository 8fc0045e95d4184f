"""Simulated histories hold together, and look like a clinic's."""

from collections import Counter, defaultdict
from statistics import mean

from adapters.simulation.answers import answers_to, scored
from adapters.simulation.chances import dice_for
from adapters.simulation.profile import Level
from adapters.verifying import verify
from events.corrections import EntryAmended
from events.deadlines import DeadlinePassed, DischargeProposed
from events.event import Event
from events.instants import DAY
from events.practice import GroupAttended
from events.released import CATALOGUE
from events.social_map import ContactMade
from tests.simulation.conftest import EPISODES, Simulated
from workflows.aiat.deciding.completing import suggested_style
from workflows.aiat.episode import Episode
from workflows.aiat.facts import facts_of


def episodes(simulated: Simulated) -> list[Episode]:
    streams = [record.stream for record in simulated.clinic.store.read_log(types=["episode.opened"])]
    return [simulated.clinic.engine.load(stream).state for stream in streams]


def test_there_are_as_many_episodes_as_were_asked_for_and_each_has_ended(simulated: Simulated) -> None:
    found = Counter(episode.status for episode in episodes(simulated))

    assert found.total() == EPISODES == simulated.ends.total()
    assert set(found) <= {"completed", "discharged", "voided"}
    assert found["completed"] == simulated.ends["completed"]


def test_every_stored_view_and_score_equals_its_replay(simulated: Simulated) -> None:
    verified = verify(simulated.clinic)

    assert verified.wrong == []
    assert verified.rows >= EPISODES - simulated.ends["voided"]
    assert verified.scores > EPISODES


def test_every_kind_of_event_occurs_that_people_make(simulated: Simulated) -> None:
    """Nobody sweeps a simulated site: that a deadline passed is declared by no command of its staff."""
    found = {record.type for record in simulated.clinic.store.read_log()}

    assert set(CATALOGUE.models) - found == {DeadlinePassed.type, DischargeProposed.type}


def test_about_half_leave_early_at_many_a_stage(simulated: Simulated) -> None:
    left = [episode for episode in episodes(simulated) if episode.status == "discharged"]

    assert 0.3 * EPISODES < len(left) < 0.7 * EPISODES
    assert len({episode.stage for episode in left}) >= 4
    assert simulated.ends["TEDS 2"] > len(left) / 2


def test_entries_are_often_recorded_later_than_they_happened(simulated: Simulated) -> None:
    late = [
        record.recorded_at - record.occurred_at for record in simulated.clinic.store.read_log(categories=["episode"])
    ]

    assert all(lag >= 0 for lag in late)
    assert sum(lag > DAY for lag in late) > len(late) / 20


def test_some_come_back_and_carry_their_map_forward(simulated: Simulated) -> None:
    again = [episode for episode in episodes(simulated) if episode.opened.event.readmission_of]
    carried = [
        entry
        for episode in again
        for entry in episode.entries.values()
        if getattr(entry.event, "carried_from", None) is not None
    ]

    assert again
    assert carried


def test_a_group_stands_in_every_episode_of_those_who_came(simulated: Simulated) -> None:
    came: dict[str, list[int]] = defaultdict(list)
    for episode in episodes(simulated):
        for entry in episode.of(GroupAttended):
            came[entry.event.session].append(entry.event.participants)

    assert came
    assert all(found == [len(found)] * len(found) for found in came.values())
    assert max(map(len, came.values())) > 2


def test_whoever_is_anxious_turns_to_others_more_often_than_whoever_withdraws(simulated: Simulated) -> None:
    made: dict[str, list[int]] = defaultdict(list)
    begun: dict[str, list[bool]] = defaultdict(list)
    for episode in episodes(simulated):
        suggested = suggested_style(facts_of(episode, simulated.clinic.site, simulated.clinic.clock()))
        entered = episode.entered("social_map_building")
        if suggested and entered and episode.end and episode.end.at.us - entered[0].at.us > 35 * DAY:
            early = [one for one in episode.of(ContactMade) if one.at.us - entered[0].at.us < 35 * DAY]
            made[suggested.strategy].append(len(early))
            begun[suggested.strategy] += [one.event.begun_by == "client" for one in early]

    assert mean(made["hyperactivating"]) > 1.3 * mean(made["deactivating"])
    assert mean(begun["hyperactivating"]) > mean(begun["deactivating"])


def test_nothing_in_a_simulation_could_be_taken_for_a_person(simulated: Simulated) -> None:
    clinic = simulated.clinic
    streams = {record.stream for record in clinic.store.read_log(categories=["client", "episode"])}
    texts = [text for stream in streams for _, event in clinic.opened(stream) for text in personal_texts(event)]

    assert texts
    assert [text for text in texts if "synthetic" not in text.lower()] == []


def personal_texts(event: Event) -> list[str]:
    """The free text of an event: names, notes, reasons."""
    given = event.model_dump(exclude={"content", "form_hash", "content_hash", "plan", "birth_date"})
    if isinstance(event, EntryAmended):
        given |= given.pop("personal") or {}
    named = ("name", "contact", "reason", "note", "text", "remark", "description", "label", "how_to", "account", "what")
    found = [given[name] for name in named if isinstance(given.get(name), str)]
    return [text for text in found if " " in text]


def test_answers_score_near_the_level_they_come_from() -> None:
    dice, level = dice_for("near"), Level(anxiety=5, avoidance=2.5, hypomentalising=4, support=2.8)
    ecr = [scored("ecr", answers_to("ecr", level, dice)).values for _ in range(50)]
    rfq = [scored("rfq-8", answers_to("rfq-8", level, dice)).values for _ in range(50)]
    sps = [scored("sps-24", answers_to("sps-24", level, dice)).values for _ in range(50)]

    assert abs(mean(one["anxiety"] or 0 for one in ecr) - 5) < 0.3
    assert abs(mean(one["avoidance"] or 0 for one in ecr) - 2.5) < 0.3
    assert abs(mean(one["rfq_r_7"] or 0 for one in rfq) - 4) < 0.3
    assert abs(mean(one["total"] or 0 for one in sps) / 24 - 2.8) < 0.2


def test_whoever_declines_much_leaves_items_open() -> None:
    answers = answers_to("ecr", Level(4, 4, 4, 2.5), dice_for("declines"), declines=0.5)

    assert 5 < sum(answer is None for answer in answers.values()) < 31
