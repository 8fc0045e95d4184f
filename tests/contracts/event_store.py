"""The contract of `events.store.EventStore` as tests, to run over every adapter.

An adapter's test names a function that opens it, and says where a fresh, empty database lies:

    def open_store(location: str, log: str, clock: Clock) -> EventStore: ...

    class TestMyStore(EventStoreContract):
        opener = "tests.adapters.test_my_store:open_store"

        @pytest.fixture
        def location(self) -> str: ...

The function is named, not given, so that other processes can open the same log.
"""

from tests.contracts.event_store_appends import Appends
from tests.contracts.event_store_crash import Crash
from tests.contracts.event_store_reads import Reads
from tests.contracts.event_store_writers import Writers


class EventStoreContract(Appends, Reads, Writers, Crash):
    """Everything that a store has to do."""
