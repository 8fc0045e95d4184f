"""AIAT as the engine sees it: which streams a command needs, how they fold, which decision it meets."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from engine.command import Command
from engine.domain import Context, Decided
from engine.keys import SITE
from events.catalogue import Catalogue
from events.envelope import Recorded, category
from events.event import Event
from events.released import CATALOGUE
from workflows.aiat import client as clients
from workflows.aiat import commands
from workflows.aiat import episode as episodes
from workflows.aiat import site as sites
from workflows.aiat.deciding import clients as about_clients
from workflows.aiat.deciding import corrections, deadlines, entries, signing
from workflows.aiat.deciding import episodes as about_episodes
from workflows.aiat.deciding import site as about_site
from workflows.aiat.deciding.rules import client_stream, episode_stream

States = Mapping[str, Any]
Decide = Callable[[Any, States, Context], list[Decided]]

_DECIDE: Final[Mapping[str, Decide]] = {
    "found_site": about_site.found_site,
    "add_staff": about_site.add_staff,
    "retire_staff": about_site.retire_staff,
    "publish_policy": about_site.publish_policy,
    "publish_definition": about_site.publish_definition,
    "register_client": about_clients.register_client,
    "change_client": about_clients.change_client,
    "give_disclosure_consent": about_clients.give_disclosure_consent,
    "revoke_disclosure_consent": about_clients.revoke_disclosure_consent,
    "record_disclosure": about_clients.record_disclosure,
    "open_episode": about_episodes.open_episode,
    "advance": about_episodes.advance,
    "go_back": about_episodes.go_back,
    "override": about_episodes.override,
    "hold": about_episodes.hold,
    "resume": about_episodes.resume,
    "discharge_early": about_episodes.discharge_early,
    "void_episode": about_episodes.void_episode,
    "move_episode": about_episodes.move_episode,
    "sign_summary": signing.sign_summary,
    "record": entries.record,
    "record_group": entries.record_group,
    "amend": corrections.amend,
    "void": corrections.void,
    "fire_deadline": deadlines.fire_deadline,
}


class Aiat:
    """The AIAT workflow: an `engine.domain.Domain`."""

    @property
    def catalogue(self) -> Catalogue:
        """Every released event."""
        return CATALOGUE

    def streams(self, command: Command, states: States) -> Iterable[str]:
        """The stream the command is about first, the site's, and the client's episodes where one is opened."""
        match command:
            case commands.FireDeadline():
                episode = episode_stream(command.episode)
                client = states[episode].client if episode in states else ""
                return episode, sites.STREAM, *([client_stream(client)] if client else ())
            case commands.OfEpisode():
                return episode_stream(command.episode), sites.STREAM
            case commands.RecordGroup():
                return (*(episode_stream(one.episode) for one in command.attended), sites.STREAM)
            case commands.RegisterClient():
                return client_stream(_new_client(command)), sites.STREAM
            case commands.OpenEpisode():
                client = client_stream(command.client)
                earlier = states[client].episodes if client in states else ()
                new = command.episode or command.new_id(0)
                return client, episode_stream(new), sites.STREAM, *map(episode_stream, earlier)
            case (
                commands.ChangeClient()
                | commands.GiveDisclosureConsent()
                | commands.RevokeDisclosureConsent()
                | commands.RecordDisclosure()
            ):
                return client_stream(command.client), sites.STREAM
        return (sites.STREAM,)

    def initial(self, stream: str) -> Any:
        """An episode, a client or a site of which nothing is known."""
        match category(stream):
            case "episode":
                return episodes.Episode()
            case "client":
                return clients.Client()
        return sites.Site()

    def evolve(self, state: Any, news: Iterable[tuple[Recorded, Event]]) -> Any:
        """Folds events into the state of their stream."""
        if type(state) is episodes.Episode:
            return episodes.evolve(state, news)
        evolve: Callable[[Any, Event, Recorded], Any] = (
            clients.evolve if type(state) is clients.Client else sites.evolve
        )
        for record, event in news:
            state = evolve(state, event, record)
        return state

    def subject(self, command: Command, states: States) -> str:
        """The client whom the command is about; the site where there is none, or several."""
        match command:
            case commands.OfEpisode():
                return states[episode_stream(command.episode)].client or SITE
            case commands.RegisterClient():
                return _new_client(command)
            case (
                commands.OpenEpisode()
                | commands.ChangeClient()
                | commands.GiveDisclosureConsent()
                | commands.RevokeDisclosureConsent()
                | commands.RecordDisclosure()
            ):
                return states[client_stream(command.client)].id or SITE
        return SITE

    def subject_of(self, stream: str, state: Any) -> str:
        """The client of an episode's or a client's stream; else the site."""
        match category(stream):
            case "episode":
                return state.client or SITE
            case "client":
                return state.id or SITE
        return SITE

    def decide(self, command: Command, states: States, context: Context) -> list[Decided]:
        """What the command comes to. Raises `engine.refusals.Refused`."""
        return _DECIDE[command.command](command, states, context)


def _new_client(command: commands.RegisterClient) -> str:
    return command.client or command.new_id(0)
