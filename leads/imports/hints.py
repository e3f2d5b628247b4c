"""The headings a field is guessed from, as CRMs, ad platforms and people write them, in lower case."""

from __future__ import annotations

from typing import Final

_HINTS: Final = {
    "external_id": """
        external id | lead id | lead-id | record id | mql_id | id | kennung | lead-nummer | leadnummer
        | externe nummer
    """,
    "created_at": """
        created at | create date | created time | created date | created | submitted at | first_contact_date
        | lead - created | eingang | eingegangen am | erstellt am | erstelldatum | date | datum
    """,
    "name": """
        full name | fullname | contact | person - name | vollständiger name | ansprechpartner | kontakt
    """,
    "email": """
        e-mail | mail | email address | e-mail address | e-mail-adresse | e-mailadresse | emailadresse
        | work email | person - email | person - email (work)
    """,
    "phone": """
        phone number | mobile | mobile phone | person - phone | telefon | telefonnummer | tel | handy | mobil
    """,
    "company": """
        company name | company / account | organization - name | organisation | firma | unternehmen
    """,
    "campaign": "campaign name | primary campaign | kampagne",
    "cta": """
        call-to-action | call to action | landing_page_id | landing page | landingpage | form name | form
        | formular
    """,
    "channel": """
        origin | lead source | leadsource | original source | lead - source channel | platform | kanal
        | quelle | leadquelle | herkunft
    """,
    "grade": "marketing grade | lead grade | marketing-einschätzung | einschätzung",
    "note": "notes | comment | comments | description | notiz | notizen | bemerkung | kommentar",
}


def hints_for(name: str) -> tuple[str, ...]:
    """The headings for one field, the surest first."""
    return tuple(" ".join(hint.split()) for hint in _HINTS.get(name, "").split("|") if hint.strip())
