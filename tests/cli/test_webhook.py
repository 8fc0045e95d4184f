"""`homeport webhook`, as an operator meets it."""

import pytest

from adapters.clinic import Clinic
from projections.times import told_time
from tests.cli.conftest import Homeport
from tests.webhooks.receiver import Receiver


def test_a_webhook_is_added_listed_and_removed(clinic: Clinic, homeport: Homeport) -> None:
    made = homeport("webhook", "add", "https://127.0.0.1/hooks?token=hush", "--allow-private", "--json").json
    assert made["secret"].startswith("whsec_")
    listed = homeport("webhook", "list", "--json")
    (one,) = listed.json
    assert (one["id"], one["url"], one["disabled"]) == (made["id"], "https://127.0.0.1/hooks?…", None)
    assert "hush" not in listed.out
    assert made["secret"] not in listed.out
    assert homeport("webhook", "remove", made["id"]).status == 0
    assert homeport("webhook", "list", "--json").json == []


def test_a_url_has_one_webhook_which_is_named_to_whoever_adds_another(clinic: Clinic, homeport: Homeport) -> None:
    url = "https://127.0.0.1/hooks?token=hush"
    made = homeport("webhook", "add", url, "--allow-private", "--json").json["id"]

    again = homeport("webhook", "add", url, "--allow-private")

    assert (again.status, again.out) == (2, "")
    assert f"{made} is at this URL already; homeport webhook rotate {made}" in again.err
    assert "hush" not in again.err
    assert homeport("webhook", "add", f"{url}2", "--allow-private").status == 0


def test_a_long_url_is_listed_whole_on_one_line(
    clinic: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert homeport("webhook", "list").out == "Webhooks: none\n"
    url = f"https://127.0.0.1/{'long/' * 30}hooks"
    made = homeport("webhook", "add", url, "--allow-private", "--json").json["id"]

    listed = homeport("webhook", "list").out.splitlines()

    assert listed == [f"{made}  {url}", f"  told up to 0 of {clinic.store.head().position}, last attempt: none yet"]


def test_a_private_address_is_refused_in_one_line(clinic: Clinic, homeport: Homeport) -> None:
    ran = homeport("webhook", "add", "https://10.0.0.1/hooks")
    assert ran.status == 2
    assert "not public" in ran.err
    assert "--allow-private" in ran.err


def test_without_https_nothing_but_this_machine_is_accepted(clinic: Clinic, homeport: Homeport) -> None:
    ran = homeport("webhook", "add", "http://10.0.0.1/hooks", "--allow-private")
    assert (ran.status, "not https" in ran.err) == (2, True)


def test_a_signal_is_sent_on_request_with_both_secrets_after_a_rotation(clinic: Clinic, homeport: Homeport) -> None:
    with Receiver((204, {}), (500, {})) as receiver:
        made = homeport("webhook", "add", receiver.url, "--allow-private", "--json").json
        newer = homeport("webhook", "rotate", made["id"], "--json").json["secret"]
        sent = homeport("webhook", "send", made["id"], "--json")
        failed = homeport("webhook", "send", made["id"])
    assert (sent.status, sent.json["outcome"]) == (0, "204")
    assert receiver.got[0].headers["webhook-signature"].count("v1,") == 2
    assert newer != made["secret"]
    assert (failed.status, failed.out.strip().endswith("500")) == (1, True)
    (one,) = homeport("webhook", "list", "--json").json
    assert [attempt["outcome"] for attempt in one["recent"]] == ["500", "204"]


def test_people_read_the_last_attempt_by_the_clock_of_the_site(clinic: Clinic, homeport: Homeport) -> None:
    with Receiver((204, {})) as receiver:
        homeport("webhook", "send", homeport("webhook", "add", receiver.url, "--allow-private", "--json").json["id"])
    (one,) = homeport("webhook", "list", "--json").json

    assert (
        f"last attempt: 204 at {told_time(one['recent'][0]['at'], clinic.site.zone)}\n"
        in homeport("webhook", "list").out
    )


def test_a_disabled_webhook_is_sent_nothing_until_it_is_enabled(clinic: Clinic, homeport: Homeport) -> None:
    with Receiver((410, {})) as receiver:
        made = homeport("webhook", "add", receiver.url, "--allow-private", "--json").json["id"]
        homeport("webhook", "send", made)
        assert homeport("webhook", "list", "--json").json[0]["disabled"] == "it answered 410: gone"
        assert "disabled" in homeport("webhook", "list").out
        refused = homeport("webhook", "send", made)
        assert (refused.status, f"homeport webhook enable {made}" in refused.err) == (2, True)
        assert homeport("webhook", "enable", made).status == 0
        assert homeport("webhook", "send", made).status == 0


def test_a_webhook_that_is_not_there_is_refused_plainly(clinic: Clinic, homeport: Homeport) -> None:
    for command in ("remove", "rotate", "enable", "send"):
        ran = homeport("webhook", command, "wh-none")
        assert (ran.status, "homeport webhook list" in ran.err) == (2, True)
