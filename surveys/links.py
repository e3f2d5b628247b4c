"""The two links in a customer's mail: to the questions, and to no more such mails."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from values.mail_links import MailLink

ANSWER_LINK: Final = MailLink(salt="surveys.answer", valid_for=timedelta(days=60))
# It carries the hash of the address and the language: it works when lead and address are long gone.
OPT_OUT_LINK: Final = MailLink(salt="surveys.opt_out", valid_for=None)
