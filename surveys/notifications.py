"""The mail to a customer, and what both teams hear of a bad answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Final

from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import User
from accounts.notifications import compose
from accounts.own_company import own_company, today
from handoff.notifications import find_sender, lead_path, tell_with_deputy
from leads.models import Lead
from outbox.models import OutboxMessage
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from surveys.models import Survey, SurveyAnswer, SurveySettings
from surveys.opt_outs import hash_address
from values.contacts import quote

LONGEST_NAME: Final = 80


def mail_survey(survey: Survey, settings: SurveySettings, *, of: OutboxMessage) -> None:
    """Send the two questions, in the language of the survey. Raises as the mail server does."""
    contact = survey.lead.contact
    ends = _url("surveys:stop_mails", opt_out_secret(survey, settings))
    with translation.override(survey.language), timezone.override(own_company().zone):
        sender = sender_name(settings)
        context = {
            "sender": sender,
            "name": contact.name,
            "words": settings.words_in(survey.language) or usual_words(),
            "received_at": survey.lead.received_at,
            "expires_on": today() + (ANSWER_LINK.valid_for or timedelta()),
            "url": _url("surveys:answer", ANSWER_LINK.sign(survey.pk)),
            "action": _("Answer two questions"),
            "preheader": _("It takes less than a minute."),
            "opt_out_url": ends,
        }
        mail = compose(
            of=of,
            to=contact.email,
            subject=_("How satisfied are you with our advice?"),
            template="question",
            context=context,
            folder="surveys/mail",
        )
    mail.from_email = formataddr((sender, parseaddr(django_settings.DEFAULT_FROM_EMAIL)[1]))
    mail.reply_to = [settings.reply_to]
    # RFC 8058: one POST, by the mail program, without asking the person anything.
    mail.extra_headers["List-Unsubscribe"] = f"<{ends}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.send()


def usual_words() -> str:
    """The text of the mail where the company has none of its own, in the language in force."""
    return _(
        "You enquired with us and we advised you. Two short questions about that help us to become better. "
        "Your honest opinion counts, whether you became our customer or not."
    )


def opt_out_secret(survey: Survey, settings: SurveySettings) -> str:
    """What the link of a mail carries that ends such mails to this address."""
    return OPT_OUT_LINK.sign([hash_address(survey.lead.contact.email, settings), survey.language])


def sender_name(settings: SurveySettings) -> str:
    """Who asks, as customers know the company."""
    return settings.sender_name or own_company().name[:LONGEST_NAME]


def _url(route: str, secret: str) -> str:
    return django_settings.PUBLIC_URL + reverse(route, args=[secret])


def tell_dissatisfied(answer: SurveyAnswer) -> None:
    """Tell with whom the lead lies and who handed it over what the customer says."""
    lead = answer.survey.lead

    def word(_reader: User) -> tuple[str, str]:
        title = _("Customer not satisfied: %(person)s") % {"person": lead.contact.title[:120]}
        body = _("%(mark)d of 5. Promise confirmed: %(kept)s. Campaign: %(campaign)s.") % {
            "mark": answer.mark,
            "kept": answer.get_promise_kept_display(),
            "campaign": lead.campaign,
        }
        return title, body + quote(answer.text)

    for reader in _readers(lead):
        tell_with_deputy(user=reader, kind=Kind.CUSTOMER_DISSATISFIED, word=word, path=lead_path(lead))


def _readers(lead: Lead) -> Iterable[User]:
    people = (lead.assigned_to, find_sender(lead))
    return dict.fromkeys(one for one in people if one is not None and one.is_active)
