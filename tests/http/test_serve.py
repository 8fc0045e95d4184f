"""`homeport serve` and `homeport user`, as somebody types them."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx2
import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic
from adapters.identity.identity import Identity
from tests.docs.pages import ROOT


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    homeport = [sys.executable, "-c", "from adapters.cli import main; main()"]
    command = [
        *homeport,
        "serve",
        "--demo",
        "--port",
        "0",
        "--data",
        str(tmp_path / "demo"),
        "--metrics",
        "127.0.0.1:0",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_clinic_is_made_and_served_until_it_is_stopped(
    serving: subprocess.Popen[str], tmp_path: Path, stop: signal.Signals
) -> None:
    assert serving.stdout is not None
    assert "Making a clinic of synthetic people" in serving.stdout.readline()
    said = serving.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found, said
    metrics = re.search(r"http://127\.0\.0\.1:\d+/metrics", serving.stdout.readline())
    assert metrics
    sign_in = re.search(r"Sign in as (\w+).* each is (\S+)", serving.stdout.readline())
    assert sign_in

    with httpx2.Client(base_url=found[0], follow_redirects=True) as browser:
        assert browser.get("/health").status_code == 200
        page = browser.post("/sign-in", data={"name": sign_in[1], "password": sign_in[2]})
    assert "Example" in page.text

    measured = httpx2.get(metrics[0]).text
    assert 'homeport_reader_lag_positions{reader="caseload"' in measured
    assert 'homeport_request_duration_seconds_count{method="POST",route="/sign-in",status="3xx"} 1.0' in measured

    serving.send_signal(stop)
    out, err = serving.communicate()
    assert serving.returncode == 0
    assert out == ""
    logged = [json.loads(line) for line in err.splitlines()]
    assert [line["route"] for line in logged if line["event"] == "request"] == ["/sign-in", "/"]
    assert {line["level"] for line in logged} == {"info"}
    assert {line["event"] for line in logged} <= {"request", "read", "command", "append"}, "deadlines pass meanwhile"
    with Clinic(tmp_path / "demo") as clinic:
        assert clinic.site.synthetic


def test_in_a_terminal_the_sign_ins_of_a_demo_are_not_buried_under_its_log(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    homeport = [sys.executable, "-c", "from adapters.cli import main; main()"]
    demo = ["serve", "--demo", "--port", "0", "--data", str(tmp_path / "demo")]
    with subprocess.Popen([*homeport, *demo], stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]
        found = re.search(r"http://127\.0\.0\.1:\d+", said[1])
        assert found
        assert "Sign in as" in said[2]
        assert httpx2.get(f"{found[0]}/sign-in").status_code == 200, "which is a line of the log elsewhere"
        process.send_signal(signal.SIGTERM)
    with pytest.raises(OSError, match="Input/output"):  # what a terminal that was closed says: nothing came before
        os.read(ours, 1)
    os.close(ours)


def test_a_port_in_use_is_told_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status = run(["serve", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path)])

    assert status == 2
    assert "name another with --host and --port" in capsys.readouterr().err


def test_a_port_in_use_is_told_in_words_that_hold_for_make_run_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status = run(["serve", "--demo", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path / "demo")])

    assert status == 2
    assert "name another with --host and --port (make run PORT=8001)" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_synthetic_site_without_the_demo_accounts_is_not_served_as_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tmp_path / "trial"
    assert (
        run(["--data", str(trial), "site", "init", "--name", "Trial clinic", "--time-zone", "UTC", "--synthetic"]) == 0
    )
    monkeypatch.setenv("HOMEPORT_DATA", str(trial))

    assert run(["serve", "--demo", "--port", "0"]) == 2
    told = capsys.readouterr()
    assert "has none of the demo accounts; serve it without --demo, or name another folder with --data" in told.err
    assert "Sign in as" not in told.out


def test_make_run_serves_a_folder_of_its_own_at_the_port_it_is_given(tmp_path: Path) -> None:
    settings = {"PATH": os.environ["PATH"], "HOMEPORT_DATA": "trial"}
    asked = ["make", "--dry-run", "--silent", f"BIN={Path(sys.executable).parent}", "PORT=0", "run"]
    told = subprocess.run(asked, cwd=ROOT, env=settings, capture_output=True, text=True, check=True).stdout
    line = told.splitlines()[-1]
    assert line.endswith("--port 0")

    with subprocess.Popen(shlex.split(line), cwd=tmp_path, env=settings, stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout is not None
        assert made.stdout.readline() == "Making a clinic of synthetic people in homeport-demo\n"
        made.kill()


@pytest.mark.parametrize(
    "address", ["nowhere", "19467", ":9464", "::1:9464", "127.0.0.1:", "127.0.0.1:+1", "127.0.0.1:99999", "192.0.2.1:0"]
)
def test_an_address_that_metrics_cannot_have_is_told_plainly(
    address: str, clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--port", "0", "--data", str(clinic.folder), "--metrics", address]) == 2
    assert f"metrics cannot be served at {address}" in capsys.readouterr().err


def test_a_folder_without_a_site_is_told_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--port", "0", "--data", str(tmp_path / "none")]) == 2
    assert "there is no site" in capsys.readouterr().err


def test_an_account_is_added_listed_disabled_and_given_another_password(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["--data", str(clinic.folder)]

    def typing(text: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO(text + os.linesep))

    typing("a few words together")
    assert run(["user", "add", "nell", "--staff", "cole", "--keep", *data]) == 0
    assert run(["user", "list", *data]) == 0
    assert "nell" in capsys.readouterr().out
    assert run(["user", "disable", "nell", *data]) == 0
    assert run(["user", "enable", "nell", *data]) == 0
    typing("another few words")
    assert run(["user", "password", "nell", "--keep", *data]) == 0

    identity = Identity(clinic.storage, clinic.clock)
    assert identity.sign_in("nell", "another few words", "here")
    identity.close()


def test_an_account_is_for_somebody_on_the_staff(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "add", "nobody", "--staff", "s-none", "--data", str(clinic.folder)]) == 2
    assert "is not on the staff" in capsys.readouterr().err


def test_an_account_is_bound_to_somebody_at_a_provider_and_its_password_taken(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["--data", str(clinic.folder)]
    assert run(["user", "add", "nell", "--staff", "cole", "--no-password", *data]) == 0
    assert run(["user", "bind", "nell", "--subject", "told-subject", *data]) == 2
    assert "HOMEPORT_OIDC_ISSUER is not set" in capsys.readouterr().err
    monkeypatch.setenv("HOMEPORT_OIDC_ISSUER", "https://id.example")
    assert run(["user", "bind", "nell", *data]) == 2
    assert "either --subject or --email" in capsys.readouterr().err

    assert run(["user", "bind", "nell", "--subject", "told-subject", *data]) == 0
    assert run(["user", "list", "--json", *data]) == 0
    said = capsys.readouterr().out
    assert '"provider": "subject"' in said
    assert '"has_password": false' in said
    assert "told-subject" not in said
    assert run(["user", "unbind", "nell", *data]) == 0
    monkeypatch.setattr("sys.stdin", StringIO("another few words\n"))
    assert run(["user", "password", "nell", "--keep", *data]) == 0
    assert run(["user", "password", "nell", "--none", *data]) == 0

    identity = Identity(clinic.storage, clinic.clock)
    assert not identity.accounts.all()[0].has_password
    assert identity.bindings.kinds() == {}
    identity.close()


def test_settings_that_do_not_do_are_told_before_anything_is_served(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEPORT_OIDC_ISSUER", "https://id.example")

    assert run(["serve", "--port", "0", "--data", str(clinic.folder)]) == 2
    said = capsys.readouterr().err
    assert "HOMEPORT_OIDC_CLIENT_ID is not set" in said
