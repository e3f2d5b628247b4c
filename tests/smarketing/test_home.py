from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Company, Role
from tests.factories import client_for, make_user


@pytest.mark.parametrize("role", Role)
def test_each_role_begins_on_a_page_it_may_open(company: Company, role: Role) -> None:
    response = client_for(make_user(role)).get("/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain


def test_address_without_a_path_asks_strangers_to_sign_in(company: Company) -> None:
    assert Client().get("/")["Location"].startswith(reverse("account_login"))
