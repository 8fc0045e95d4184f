"""The law of repeats, over any sequence of commands: a retry changes nothing."""

from contextlib import suppress
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.sqlite_store import SqliteStore
from engine.command import Command
from engine.engine import Engine
from engine.refusals import Refused
from events.envelope import Receipt
from tests.engine.lending import Lend, Shelve, ShowCard, Swap

_EXAMPLES = count()
BOOKS = st.sampled_from("abc")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(Shelve), st.fixed_dictionaries({"book": BOOKS})),
        st.tuples(st.just(ShowCard), st.fixed_dictionaries({"book": BOOKS})),
        st.tuples(st.just(Lend), st.fixed_dictionaries({"book": BOOKS, "reader": st.just("Ada")})),
        st.tuples(st.just(Swap), st.fixed_dictionaries({"back": BOOKS, "out": BOOKS, "reader": st.just("Ada")})),
    ),
    min_size=5,
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.data())
def test_a_retry_gets_the_first_receipt_and_changes_nothing(
    engine: Engine,
    another_engine: Engine,
    store: SqliteStore,
    steps: list[tuple[type[Command], dict[str, str]]],
    data: st.DataObject,
) -> None:
    example = next(_EXAMPLES)
    accepted: list[tuple[Command, Receipt]] = []
    for number, (kind, fields) in enumerate(steps):
        own = {name: f"{value}-{example}" for name, value in fields.items()}
        command = kind.model_validate({"id": f"{example}-{number}", "actor": "lib"} | own)
        with suppress(Refused):
            accepted.append((command, engine.execute_now(command)))
        if accepted:
            repeated, first = data.draw(st.sampled_from(accepted))
            before = store.head()
            for one in (engine, another_engine):
                assert one.execute_now(repeated) == first
            assert store.head() == before
