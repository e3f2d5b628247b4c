"""What the environment says of the directory: read whole, or refused with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.directory.config import ROLES, Directory, read_directory
from accounts.models import Role
from tests.smarketing.test_settings import PRODUCTION, manage

ENTRA = "https://login.microsoftonline.com/6f0c3b9e-1111-4222-8333-444455556666/v2.0"
NEEDED = {"OIDC_ISSUER": ENTRA, "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "geheim"}


def problem_of(**changes: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_directory({**NEEDED, **changes}, is_local=False)
    return str(refused.value)


def test_nothing_said_is_no_directory() -> None:
    assert read_directory({"PATH": "/bin", "OIDC_ISSUER": " "}, is_local=False) is None


def test_three_settings_are_enough() -> None:
    assert read_directory(NEEDED, is_local=False) == Directory(
        issuer=ENTRA,
        client_id="portal",
        client_secret="geheim",
        name="Microsoft",
        groups_claim="groups",
        roles=(),
        creates_people=False,
        trusts_email=False,
        is_only_way=False,
        origins=("https://login.microsoftonline.com",),
    )


def test_everything_can_be_said() -> None:
    said = {
        "OIDC_NAME": "Beispiel-Konto",
        "OIDC_GROUPS_CLAIM": "roles",
        "OIDC_ROLES": "cn=IT;admin=admin, Vertrieb = sales_rep,",
        "OIDC_CREATE_PEOPLE": "1",
        "OIDC_TRUST_EMAIL": "true",
        "OIDC_ONLY": "yes",
        "OIDC_ALSO_AT": "https://adfs.example.com/adfs, https://login.example.com:8443",
    }
    found = read_directory({**NEEDED, **said}, is_local=False)
    assert found is not None
    assert found.roles == (("cn=IT;admin", "admin"), ("Vertrieb", "sales_rep"))
    assert (found.name, found.groups_claim) == ("Beispiel-Konto", "roles")
    assert (found.creates_people, found.trusts_email, found.is_only_way) == (True, True, True)
    assert found.origins[1:] == ("https://adfs.example.com", "https://login.example.com:8443")


def test_roles_are_those_of_the_portal() -> None:
    assert set(ROLES) == set(Role.values)


@pytest.mark.parametrize("name", list(NEEDED))
def test_half_a_directory_is_refused(name: str) -> None:
    assert f"{name} is not set" in problem_of(**{name: ""})


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers"])
def test_tenant_open_to_everybody_is_refused(tenant: str) -> None:
    assert "your own" in problem_of(OIDC_ISSUER=f"https://login.microsoftonline.com/{tenant}/v2.0")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OIDC_ISSUER", "http://login.example.com", "begins with https://"),
        ("OIDC_ISSUER", "http://localhost:9400", "begins with https://"),
        ("OIDC_ISSUER", "login.example.com", "begins with https://"),
        ("OIDC_ISSUER", "https://login.example.com/?x=1", "without user, ? and #"),
        ("OIDC_ISSUER", "https://me@login.example.com", "without user, ? and #"),
        ("OIDC_ALSO_AT", "*", "begins with https://"),
        ("OIDC_ROLES", "Vertrieb", "allowed is group=role"),
        ("OIDC_ROLES", "Vertrieb=boss", "one of marketer, sales_rep, sales_lead, manager, admin"),
        ("OIDC_ROLES", "=admin", "allowed is group=role"),
        ("OIDC_CREATE_PEOPLE", "1", "needs OIDC_ROLES"),
        ("OIDC_ONLY", "perhaps", "allowed are 1 and 0"),
        ("OIDC_GROUP_CLAIM", "groups", "OIDC_GROUP_CLAIM is no setting"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(name: str, value: str, said: str) -> None:
    assert said in problem_of(**{name: value})


@pytest.mark.parametrize("host", ["localhost:9400", "127.0.0.1:9400", "[::1]:9400"])
def test_plain_http_is_allowed_to_the_machine_itself_on_a_local_run(host: str) -> None:
    found = read_directory({**NEEDED, "OIDC_ISSUER": f"http://{host}"}, is_local=True)
    assert found is not None and found.origins == (f"http://{host}",)


def test_nothing_starts_with_half_a_directory(tmp_path: Path) -> None:
    found = manage("check", var_dir=tmp_path, **PRODUCTION, OIDC_ISSUER=ENTRA)
    assert found.returncode != 0
    assert "OIDC_CLIENT_ID is not set; a sign-in by OpenID Connect needs it." in found.stderr


def test_secret_is_in_no_message() -> None:
    assert "geheim" not in problem_of(OIDC_ISSUER="x", OIDC_ROLES="y")
    assert "geheim" not in repr(read_directory(NEEDED, is_local=False))
