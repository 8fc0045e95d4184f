"""A provider beside passwords: who is bound to which account, who left for it, and what the settings must say."""

from pathlib import Path

import pytest

from adapters.identity.identity import Identity, WrongSignIn
from adapters.identity.provider.settings import is_safe, provider_settings
from adapters.sql.storage import Storage
from engine.refusals import AlreadyExists, Invalid, NotFound
from events.instants import MINUTE
from tests.identity.conftest import HASHED, PASSWORD, Clock
from tests.servers.tables import bytes_kept

ISSUER = "https://id.example"
WELL = {"ISSUER": ISSUER, "CLIENT_ID": "homeport", "CLIENT_SECRET": "a secret"}


def test_a_subject_leads_to_the_account_it_is_bound_to_and_only_of_that_issuer(identity: Identity) -> None:
    identity.bind("cole", ISSUER, "subject", "abc")

    assert identity.bindings.account_of(ISSUER, "abc", None) == "cole"
    assert identity.bindings.account_of("https://other.example", "abc", None) is None
    assert identity.bindings.account_of(ISSUER, "ABC", None) is None


def test_a_subject_is_no_address_and_an_address_no_subject(identity: Identity) -> None:
    identity.bind("cole", ISSUER, "email", "cole@clinic.example")

    assert identity.bindings.account_of(ISSUER, "cole@clinic.example", None) is None


def test_an_address_is_used_once(identity: Identity) -> None:
    identity.bind("cole", ISSUER, "email", " Cole@Clinic.example ")
    assert identity.bindings.account_of(ISSUER, "abc", "cole@clinic.EXAMPLE") == "cole"

    assert identity.bindings.kinds() == {"cole": "subject"}
    assert identity.bindings.account_of(ISSUER, "xyz", "cole@clinic.example") is None
    assert identity.bindings.account_of(ISSUER, "abc", None) == "cole"


def test_binding_anew_replaces_what_was_bound_and_ends_its_sessions(identity: Identity) -> None:
    identity.bind("cole", ISSUER, "subject", "abc")
    token = identity.sessions.begin("cole")
    identity.bind("cole", ISSUER, "subject", "xyz")

    assert identity.bindings.account_of(ISSUER, "abc", None) is None
    assert identity.sessions.find(token) is None


def test_nobody_is_bound_to_two_accounts_or_to_none(identity: Identity) -> None:
    identity.accounts.add("mira", "s-mira", HASHED)
    identity.bind("cole", ISSUER, "subject", "abc")

    with pytest.raises(AlreadyExists, match="another account"):
        identity.bind("mira", ISSUER, "subject", "abc")
    with pytest.raises(NotFound, match="no account nobody"):
        identity.bind("nobody", ISSUER, "subject", "xyz")
    for kind, value in (("subject", " "), ("subject", "x" * 256), ("email", "cole")):
        with pytest.raises(Invalid):
            identity.bind("cole", ISSUER, kind, value)  # type: ignore[arg-type]  # both are kinds


def test_the_file_names_no_subject_no_address_and_no_state(identity: Identity, storage: Storage) -> None:
    identity.accounts.add("mira", "s-mira", HASHED)
    identity.bind("cole", ISSUER, "subject", "told-subject")
    identity.bind("mira", ISSUER, "email", "mira@told.example")
    identity.leave("told-state", "here", next="/")
    identity.close()

    kept = bytes_kept(storage, "identity")
    assert not any(word in kept for word in (b"told-subject", b"told.example", b"told-state"))


def test_without_its_password_an_account_takes_none(identity: Identity) -> None:
    token = identity.sessions.begin("cole")
    identity.take_password("cole")

    assert identity.sessions.find(token) is None
    for password in ("", PASSWORD):
        with pytest.raises(WrongSignIn):
            identity.sign_in("cole", password, "here")


def test_whoever_left_comes_back_once_and_before_long(identity: Identity, clock: Clock) -> None:
    for state in ("one", "two"):
        identity.leave(state, "here", next="/caseload", kept="sealed")
    found = identity.departures.back("one")
    assert found is not None
    assert (found.next, found.kept) == ("/caseload", "sealed")
    assert identity.departures.back("one") is None

    clock.now += 10 * MINUTE
    assert identity.departures.back("two") is None
    assert identity.departures.waiting("two")
    identity.arrived("two")
    assert identity.departures.waiting("two") is None


def environment(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"HOMEPORT_OIDC_{name}", value)


def test_without_a_variable_there_is_no_provider() -> None:
    assert provider_settings() is None


def test_the_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret\n")
    environment(monkeypatch, ISSUER=ISSUER, CLIENT_ID="homeport", CLIENT_SECRET_FILE=str(secret))
    settings = provider_settings()

    assert settings is not None
    assert settings.secret() == "a secret"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({**WELL, "ISSUER": ""}, "HOMEPORT_OIDC_ISSUER is not set"),
        ({**WELL, "ISSUER": "id.example"}, "HOMEPORT_OIDC_ISSUER is not the address"),
        ({**WELL, "ISSUER": "http://id.example"}, "HOMEPORT_OIDC_ISSUER is not the address"),
        ({**WELL, "ISSUER": "https://["}, "HOMEPORT_OIDC_ISSUER is not the address"),
        ({**WELL, "CLIENT_ID": ""}, "HOMEPORT_OIDC_CLIENT_ID is not set"),
        ({**WELL, "CLIENT_SECRET": ""}, "HOMEPORT_OIDC_CLIENT_SECRET or HOMEPORT_OIDC_CLIENT_SECRET_FILE"),
        ({**WELL, "CLIENT_SECRET_FILE": "/dev/null"}, "not both"),
        ({**WELL, "CLIENT_SECRET": "", "CLIENT_SECRET_FILE": "/nowhere"}, "CLIENT_SECRET_FILE cannot be read"),
        ({**WELL, "CLIENT_SECRET": "", "CLIENT_SECRET_FILE": "/dev/null"}, "CLIENT_SECRET_FILE names an empty file"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_by_the_name_of_the_variable(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], names: str
) -> None:
    environment(monkeypatch, **values)

    with pytest.raises(Invalid, match=names) as told:
        provider_settings()
    assert "a secret" not in str(told.value)


def test_an_address_is_safe_by_https_or_on_this_machine() -> None:
    assert is_safe("https://id.example/tenant")
    assert is_safe("http://127.0.0.1:8000")
    assert not is_safe("http://127.0.0.1.evil.example")
    assert not is_safe("http://id.example@127.0.0.2")
