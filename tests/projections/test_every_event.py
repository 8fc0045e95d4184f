"""Every released event has its place in what people read."""

import pytest

from events.event import Event
from events.released import MODELS
from projections.lanes import lane_of
from projections.words import sentence
from projections.words.sentence import sentence as dispatch

OF_AN_EPISODE = [model for model in MODELS if model.type.startswith("episode.")]


@pytest.mark.parametrize("model", OF_AN_EPISODE, ids=lambda model: model.type)
def test_every_event_of_an_episode_has_a_lane(model: type[Event]) -> None:
    assert lane_of(model.model_construct())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.type)
def test_every_event_has_a_sentence_of_its_own(model: type[Event]) -> None:
    assert sentence is dispatch
    assert dispatch.dispatch(model) is not dispatch.dispatch(Event)
