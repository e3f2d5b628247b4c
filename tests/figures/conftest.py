"""Figures are read from counts that `counting` keeps: what holds for its tests holds for those of figures."""

from __future__ import annotations

from tests.counting.conftest import _company_is_no_news, _nothing_kept

__all__ = ["_company_is_no_news", "_nothing_kept"]
