"""TLS to PostgreSQL, with a server that has it and one that has not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg2 import extensions

from run.embedded.account import choose_account
from smarketing.database import waiting
from smarketing.database.address import for_portal, read_address
from smarketing.local import socket_dir
from tests.certificates import Authority, Papers
from tests.smarketing.proxy import Proxy
from tests.waiting import find_free_port, wait_for

# The embedded one was built without OpenSSL.
FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
pytestmark = [
    pytest.mark.skipif(not FOUND, reason="no PostgreSQL with TLS here: Debian's package postgresql has one"),
    pytest.mark.xdist_group("servers"),
]


class Server:
    """PostgreSQL on 127.0.0.1 that takes lines with TLS only, and `robin` only with a certificate."""

    def __init__(self, folder: Path, authority: Authority, papers: Papers) -> None:
        self.port = find_free_port()
        data, binaries = folder / "data", FOUND[-1].parent
        account = choose_account(binaries=binaries, data=folder, sockets=folder)
        account.run(
            [str(binaries / "initdb"), "--auth=trust", "--username=robin", f"--pgdata={data}"], seconds=60
        )
        (data / "pg_hba.conf").write_text(
            "hostssl postgres robin 127.0.0.1/32 trust clientcert=verify-ca\n"
            "hostssl template1 robin 127.0.0.1/32 trust\n"
        )
        said = (
            f"ssl=on listen_addresses=127.0.0.1 port={self.port} unix_socket_directories={folder} fsync=off"
        )
        said += f" ssl_cert_file={papers.certificate} ssl_key_file={papers.key}"
        said += f" ssl_ca_file={authority.certificate}"
        options = [part for word in said.split() for part in ("-c", word)]
        self._process = subprocess.Popen(
            [*account.prefix, str(binaries / "postgres"), "-D", str(data), *options],
            user=account.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert wait_for(self._answers, seconds=30)

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.address("template1", sslmode="require")).close()
        except psycopg2.OperationalError:
            return False
        return True

    def address(self, name: str, *, host: str = "127.0.0.1", **parameters: Any) -> str:
        """A DATABASE_URL of it."""
        query = "&".join(f"{key}={value}" for key, value in parameters.items())
        return f"postgres://robin@{host}:{self.port}/{name}?{query}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


@pytest.fixture(scope="module")
def server(folder: Path, authority: Authority) -> Iterator[Server]:
    made = Server(folder, authority, authority.issue("server", "127.0.0.1"))
    yield made
    made.close()


def cipher_of(address: str) -> object:
    """How the line is ciphered that the portal opens to this address; raises what psycopg2 raises."""
    entry = for_portal(read_address("DATABASE_URL", address), is_pooled=False)
    made = DatabaseWrapper({**entry, "TIME_ZONE": None, "AUTOCOMMIT": True})
    line = psycopg2.connect(**made.get_connection_params())
    with closing(line), line.cursor() as cursor:
        cursor.execute("SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        return cursor.fetchone()[0]


def test_require_comes_in_with_tls(server: Server) -> None:
    assert cipher_of(server.address("template1", sslmode="require"))


def test_twin_without_tls_the_server_takes_nobody(server: Server) -> None:
    with pytest.raises(psycopg2.OperationalError, match="no encryption"):
        cipher_of(server.address("template1", sslmode="disable"))


def test_verify_full_comes_in_where_authority_and_name_are_right(
    server: Server, authority: Authority
) -> None:
    asked = server.address("template1", sslmode="verify-full", sslrootcert=authority.certificate)
    assert cipher_of(asked)


def test_verify_full_refuses_a_server_of_another_name(server: Server, authority: Authority) -> None:
    asked: dict[str, Any] = {"sslrootcert": authority.certificate, "hostaddr": "127.0.0.1"}
    with pytest.raises(psycopg2.OperationalError, match="does not match host name"):
        cipher_of(server.address("template1", host="db.example", sslmode="verify-full", **asked))
    assert cipher_of(server.address("template1", host="db.example", sslmode="verify-ca", **asked))


def test_verify_refuses_a_server_that_somebody_else_vouches_for(server: Server, tmp_path: Path) -> None:
    foreign = Authority(tmp_path, "foreign")
    with pytest.raises(psycopg2.OperationalError, match="certificate verify failed"):
        cipher_of(server.address("template1", sslmode="verify-ca", sslrootcert=foreign.certificate))


def test_certificate_of_the_portal_is_shown(server: Server, authority: Authority) -> None:
    ours = authority.issue("portal")
    shown = server.address("postgres", sslmode="require", sslcert=ours.certificate, sslkey=ours.key)
    assert cipher_of(shown)
    with pytest.raises(psycopg2.OperationalError, match="requires a valid client certificate"):
        cipher_of(server.address("postgres", sslmode="require"))


def test_web_process_waits_for_a_ciphered_answer_too(server: Server, authority: Authority) -> None:
    waiting.start_watching()
    try:
        assert cipher_of(
            server.address("template1", sslmode="verify-full", sslrootcert=authority.certificate)
        )
    finally:
        extensions.set_wait_callback(None)


@pytest.mark.skipif(bool(settings.DATABASE_URL), reason="asks the embedded server, which has no TLS")
def test_require_refuses_a_server_without_tls() -> None:
    # libpq asks for no TLS on a socket, so the server is reached over the network.
    wire = Proxy(socket_dir(settings.VAR_DIR) / ".s.PGSQL.5432")
    address = f"postgres://postgres@127.0.0.1:{wire.port}/postgres"
    try:
        with pytest.raises(psycopg2.OperationalError, match="server does not support SSL"):
            cipher_of(f"{address}?sslmode=require")
        assert cipher_of(f"{address}?sslmode=prefer") is None
    finally:
        wire.close()
