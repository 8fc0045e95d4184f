"""Over HTTPS the certificate must be that of the name, though the connection is to a number that was checked."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.webhooks.endpoints import Owed, Target
from adapters.webhooks.sending import send
from tests.webhooks.conftest import SECRET, Clock
from tests.webhooks.receiver import Receiver


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with the certificate of subscriber.example, by nobody but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "subscriber.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("subscriber.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


def sent(certificate: Path, host: str, clock: Clock) -> str:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with Receiver(tls=tls) as receiver:
        target = Target(f"https://{host}:{receiver.port}/hooks", True, (SECRET,))
        owed = Owed("wh-1", "msg_1", 7, clock(), 0, 0)
        return anyio.run(lambda: send(owed, "site-1", target, clock(), find=lambda host, port: ["127.0.0.1"])).outcome


def test_the_certificate_of_the_name_is_accepted(
    certificate: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert sent(certificate, "subscriber.example", clock) == "204"


def test_the_certificate_of_another_name_is_not(
    certificate: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert sent(certificate, "another.example", clock) == "tls_failed"


def test_a_certificate_by_nobody_known_is_not(certificate: Path, clock: Clock) -> None:
    assert sent(certificate, "subscriber.example", clock) == "tls_failed"
