"""TLS, mutual TLS and a Unix socket, through each client that speaks them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import adbc_driver_flightsql.dbapi as flightsql
import pyarrow.flight as flight
import pytest
from adbc_driver_flightsql import DatabaseOptions
from conftest import Server

import godwit

COUNT = "SELECT count(*) AS n FROM nyc.planes"
PLANES = 3322


@dataclass(frozen=True)
class Certificates:
    """An authority and two certificates that it signed, in PEM."""

    directory: Path

    def path(self, name: str) -> Path:
        return self.directory / name

    def bytes(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def text(self, name: str) -> str:
        return self.path(name).read_text()


def openssl(directory: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    directory = tmp_path_factory.mktemp("certificates")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(directory, "req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority")
    for name in ("server", "client"):
        openssl(directory, "req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (directory / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"]
        openssl(directory, "x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem")
    return Certificates(directory)


def tls(certificates: Certificates) -> list[str]:
    return [
        "--set", f"server.tls-certificate={certificates.path('server.pem')}",
        "--set", f"server.tls-key={certificates.path('server.key')}",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def tls_server(lake_directory: Path, certificates: Certificates) -> Iterator[Server]:
    socket = certificates.path("godwit.sock")
    server = Server(lake_directory, *tls(certificates), "--set", f"server.unix-socket={socket}")
    yield server
    assert server.interrupt() == 0


@pytest.fixture(scope="module")
def mutual_server(lake_directory: Path, certificates: Certificates) -> Iterator[Server]:
    authority = f"server.tls-client-authority={certificates.path('ca.pem')}"
    server = Server(lake_directory, *tls(certificates), "--set", authority)
    yield server
    assert server.interrupt() == 0


def count_with_adbc(uri: str, options: dict[str, str]) -> int:
    with flightsql.connect(uri, db_kwargs=options, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


def count_with_pyarrow(client: flight.FlightClient) -> int:
    path = flight.FlightDescriptor.for_path("lake", "nyc", "planes")
    info = client.get_flight_info(path)
    return client.do_get(info.endpoints[0].ticket).read_all().num_rows


def test_tls(tls_server: Server, certificates: Certificates) -> None:
    authority = certificates.text("ca.pem")
    assert count_with_adbc(tls_server.uri, {DatabaseOptions.TLS_ROOT_CERTS.value: authority}) == PLANES
    with flight.connect(tls_server.uri, tls_root_certs=authority) as client:
        assert count_with_pyarrow(client) == PLANES
    with godwit.connect(tls_server.uri, root_certificates=certificates.bytes("ca.pem")) as client:
        assert client.query(COUNT).to_arrow()["n"][0].as_py() == PLANES


def test_a_server_with_a_strangers_certificate_is_refused(tls_server: Server) -> None:
    with pytest.raises(flightsql.Error, match="certificate"):
        count_with_adbc(tls_server.uri, {})


def test_mutual_tls(mutual_server: Server, certificates: Certificates) -> None:
    authority, chain, key = (certificates.text(name) for name in ("ca.pem", "client.pem", "client.key"))
    options = {
        DatabaseOptions.TLS_ROOT_CERTS.value: authority,
        DatabaseOptions.MTLS_CERT_CHAIN.value: chain,
        DatabaseOptions.MTLS_PRIVATE_KEY.value: key,
    }
    assert count_with_adbc(mutual_server.uri, options) == PLANES
    with flight.connect(mutual_server.uri, tls_root_certs=authority, cert_chain=chain, private_key=key) as client:
        assert count_with_pyarrow(client) == PLANES
    with godwit.connect(
        mutual_server.uri,
        root_certificates=authority.encode(),
        private_key=key.encode(),
        certificate_chain=chain.encode(),
    ) as client:
        assert client.query(COUNT).to_arrow()["n"][0].as_py() == PLANES
    with pytest.raises(flightsql.Error):
        count_with_adbc(mutual_server.uri, {DatabaseOptions.TLS_ROOT_CERTS.value: authority})


def test_unix_socket(tls_server: Server, certificates: Certificates) -> None:
    uri = f"grpc+unix://{certificates.path('godwit.sock')}"
    assert count_with_adbc(uri, {}) == PLANES
    with flight.connect(uri) as client:
        assert count_with_pyarrow(client) == PLANES
    with godwit.connect(uri) as client:
        assert client.query(COUNT).to_arrow()["n"][0].as_py() == PLANES
