"""TLS is verified, and what it carries is recorded in clear, through a proxy's tunnel too."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import create_connection, socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from storage.warc import Origin, load
from tests.local_site import Asked, LocalSite, local_site, page
from tests.probing import probe

OK = page(b"in confidence", "Content-Type: text/html")


@pytest.fixture
def secret_site(tmp_path: Path) -> Iterator[LocalSite]:
    """A site whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "site.pem"
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with local_site() as site:
        site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
        site.base = site.base.replace("http:", "https:")
        site.pages["*"] = OK
        yield site


def test_an_unknown_certificate_is_refused(tmp_path: Path, secret_site: LocalSite) -> None:
    crawl = probe(tmp_path / "archive", [secret_site.base + "/a"], meta={"robots_txt": True})
    assert [each.failure for each in crawl.seen] == ["tls"]
    assert secret_site.asked == []


def tunnel(connection: socket, asked: Asked) -> bool:
    """As a proxy does with CONNECT."""
    host, _, port = asked.target.partition(":")
    with create_connection((host, int(port))) as beyond:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def back() -> None:
            while data := beyond.recv(65536):
                connection.sendall(data)

        returning = threading.Thread(target=back, daemon=True)
        returning.start()
        while data := connection.recv(65536):
            beyond.sendall(data)
    return False


@pytest.mark.parametrize("proxied", [False, True])
def test_the_wire_is_recorded_in_clear(tmp_path: Path, secret_site: LocalSite, *, proxied: bool) -> None:
    archive = tmp_path / "archive"
    with local_site() as proxy:
        proxy.pages["*"] = tunnel
        address = f"http://user:password@127.0.0.1:{proxy.port}"
        crawl = probe(
            archive,
            [secret_site.base + "/a"],
            environment={"https_proxy": address} if proxied else {},
            settings={"DOWNLOAD_VERIFY_CERTIFICATES": False},
        )
        assert (len(proxy.asked) > 0) == proxied
    (seen,) = crawl.seen
    assert (seen.status, seen.body) == (200, b"in confidence"), crawl.log
    assert seen.position is not None
    assert load(archive, seen.position, Origin("s", "urls")).body == b"in confidence"
    recorded = b"".join(gzip.decompress(path.read_bytes()) for path in archive.rglob("*.warc.gz"))
    assert OK in recorded
    assert secret_site.asked[-1].head in recorded
    assert b"CONNECT" not in recorded
    assert b"Proxy-Authorization" not in recorded
