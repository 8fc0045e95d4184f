"""Which addresses a webhook may be sent to, whatever the name service says from one moment to the next."""

from urllib.parse import urlsplit

import anyio
import pytest

from adapters.webhooks.addresses import NotAllowed, check, check_reachable, read_url, shown
from adapters.webhooks.endpoints import Owed, Target
from adapters.webhooks.sending import send
from engine.refusals import Invalid
from tests.webhooks.conftest import SECRET, Clock
from tests.webhooks.receiver import Receiver

PRIVATE = ["10.0.0.1", "192.168.1.1", "172.16.0.1", "127.0.0.1", "::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"]
NEVER = ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:169.254.169.254"]  # noqa: S104
PUBLIC = ["8.8.8.8", "2001:4860:4860::8888"]
HTTPS = urlsplit("https://subscriber.example/hooks")


@pytest.mark.parametrize("address", PRIVATE + NEVER)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(NotAllowed):
        check(HTTPS, [address], allow_private=False)


@pytest.mark.parametrize("address", PRIVATE + PUBLIC)
def test_a_host_that_the_operator_allows_may_be_private(address: str) -> None:
    check(HTTPS, [address], allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_sent_to(address: str) -> None:
    with pytest.raises(NotAllowed):
        check(HTTPS, [address], allow_private=True)


def test_one_bad_address_among_good_ones_is_enough() -> None:
    with pytest.raises(NotAllowed):
        check(HTTPS, [*PUBLIC, "10.0.0.1"], allow_private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "10.0.0.1"])
def test_without_https_only_this_machine_is_sent_to(address: str) -> None:
    with pytest.raises(NotAllowed):
        check(urlsplit("http://subscriber.example/"), [address], allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example",
        "https:///hook",
        "https://mara:secret@a.example/",
        "https://a.example:x/",
        "https://a.example/#x",
    ],
)
def test_a_url_that_is_none_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_url(url)
    assert url not in str(refused.value)


def test_who_adds_a_private_endpoint_is_told_how_to_allow_it() -> None:
    with pytest.raises(Invalid, match="--allow-private"):
        check_reachable("https://intranet.example/", allow_private=False, find=lambda host, port: ["10.0.0.1"])


def test_a_query_is_not_shown() -> None:
    assert shown("https://a.example/hooks?token=secret") == "https://a.example/hooks?…"


def test_a_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to(clock: Clock) -> None:
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with Receiver() as receiver:
        target = Target(f"http://no-such-host.invalid:{receiver.port}/hooks", True, (SECRET,))
        owed = Owed("wh-1", "msg_1", 7, clock(), 0, 0)
        assert anyio.run(lambda: send(owed, "site-1", target, clock(), find=rebinding)).outcome == "204"
        assert asked == ["no-such-host.invalid"]
        assert receiver.got[0].headers["host"] == f"no-such-host.invalid:{receiver.port}"
        assert anyio.run(lambda: send(owed, "site-1", target, clock(), find=rebinding)).outcome == "address_refused"
    assert len(receiver.got) == 1
