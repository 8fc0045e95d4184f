"""A second workflow, as small as can be: a library lends a book. It runs on the same engine, unchanged."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from engine.command import Command
from engine.definition import Definition, Move, Requirement, Stage
from engine.domain import Context, Decided
from engine.keys import SITE
from engine.pathway import Pathway
from engine.refusals import NotFound, RequirementsUnmet, Unmet, WrongStage
from events.catalogue import Catalogue
from events.envelope import Recorded
from events.event import Event, Id, RequiredPersonal


class BookShelved(Event):
    type: ClassVar[str] = "book.shelved"

    book: Id


class BookMoved(Event):
    type: ClassVar[str] = "book.moved"

    to: str
    reader: RequiredPersonal[str] = None


class CardShown(Event):
    type: ClassVar[str] = "book.card_shown"


class Shelve(Command):
    command: ClassVar[str] = "shelve"

    book: Id


class ShowCard(Command):
    command: ClassVar[str] = "show_card"

    book: Id


class Lend(Command):
    command: ClassVar[str] = "lend"

    book: Id
    reader: str


class Swap(Command):
    """Takes one book back and lends another, both or none."""

    command: ClassVar[str] = "swap"

    back: Id
    out: Id
    reader: str


class Book(NamedTuple):
    id: str = ""
    stage: str = ""
    card_shown: bool = False


DEFINITION = Definition(
    name="lending",
    version=1,
    stages=(Stage(name="shelved", title="On the shelf"), Stage(name="lent", title="Lent")),
    moves=(
        Move(trigger="lend", source="shelved", dest="lent", requires=("card",)),
        Move(trigger="take_back", source="lent", dest="shelved"),
    ),
    requirements={"card": Requirement(check="card_shown")},
)


def card_shown(book: Book, code: str, _: Mapping[str, Any]) -> Unmet | None:
    return None if book.card_shown else Unmet(code, "No card was shown", "show a card")


PATHWAY = Pathway(DEFINITION, {"card_shown": card_shown})


class Lending:
    catalogue = Catalogue((BookShelved, BookMoved, CardShown))

    def streams(self, command: Command, states: Mapping[str, Any]) -> Iterable[str]:
        if isinstance(command, Swap):
            return f"book-{command.out}", f"book-{command.back}"
        return (f"book-{command.book}",)  # type: ignore[attr-defined]  # every other command has a book

    def initial(self, stream: str) -> Book:
        return Book()

    def evolve(self, state: Book, news: Iterable[tuple[Recorded, Event]]) -> Book:
        for _, event in news:
            match event:
                case BookShelved():
                    state = Book(event.book, "shelved")
                case BookMoved():
                    state = state._replace(stage=event.to)
                case CardShown():
                    state = state._replace(card_shown=True)
        return state

    def subject(self, command: Command, states: Mapping[str, Any]) -> str:
        return SITE

    def subject_of(self, stream: str, state: Any) -> str:
        return SITE

    def decide(self, command: Command, states: Mapping[str, Any], context: Context) -> list[Decided]:
        match command:
            case Shelve():
                return [Decided(f"book-{command.book}", SITE, (BookShelved(book=command.book),))]
            case ShowCard():
                return [Decided(f"book-{command.book}", SITE, (CardShown(),))]
            case Lend():
                return [self._moved(states[f"book-{command.book}"], "lend", command.reader)]
            case Swap():
                return [
                    self._moved(states[f"book-{command.out}"], "lend", command.reader),
                    self._moved(states[f"book-{command.back}"], "take_back", command.reader),
                ]
        raise NotFound("no such command")

    def _moved(self, book: Book, trigger: str, reader: str) -> Decided:
        move = PATHWAY.move(book.stage, trigger)
        if move is None:
            raise WrongStage(f"{book.id} cannot {trigger}")
        unmet = PATHWAY.unmet(move.requires, book)
        to = PATHWAY.fire(book.stage, trigger, unmet)
        if to is None:
            raise RequirementsUnmet("not yet", unmet)
        return Decided(f"book-{book.id}", SITE, (BookMoved(to=to, reader=reader),))
