"""An authority of a test's own, which vouches for servers and for those who call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONG = timedelta(days=3650)  # the suite also runs on other days


@dataclass(frozen=True, slots=True)
class Papers:
    """A certificate and its key, as files; the key is for its owner alone, or PostgreSQL refuses it."""

    certificate: Path
    key: Path


class Authority:
    """Whoever trusts `certificate` trusts all that `issue` makes."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self.folder = folder
        self._name, self._key = _named(name), ec.generate_private_key(ec.SECP256R1())
        made = _begin(self._name, self._name, self._key)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = folder / f"{name}.pem"
        _write(self.certificate, made.sign(self._key, hashes.SHA256()))

    def issue(self, name: str, *hosts: str) -> Papers:
        """For a server under these names and addresses, or without any for one who calls."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _begin(_named(name), self._name, key)
        if hosts:
            names = x509.SubjectAlternativeName([_general(host) for host in hosts])
            made = made.add_extension(names, critical=False)
        papers = Papers(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        _write(papers.certificate, made.sign(self._key, hashes.SHA256()))
        papers.key.touch(mode=0o600)
        papers.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return papers


def _begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - LONG)
        .not_valid_after(now + LONG)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general(host: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
