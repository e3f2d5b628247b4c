"""Files of leads we know by their headings: what ad platforms and CRMs let people download."""

from __future__ import annotations

import re
from typing import Final

from files.presets import Preset

META: Final = "Meta"
# Meta writes "l:" before the number of a lead, "p:" before a phone, others before those of ads and forms.
_PREFIX: Final = re.compile(r"(?:l|ag|as|c|f|p):(?=[+\d])")

PRESETS: Final = (
    Preset(
        name="Meta Lead Ads",
        headings=frozenset({"created time", "form id", "is organic", "platform"}),
        # "complete" says that the form was sent.
        means={"lead status": ""},
        source=META,
        prefix=_PREFIX,
        prefixed=frozenset({"external_id", "phone"}),
    ),
    # The download of the Business Suite, in both its versions. Its channel is Messenger or Phone, its source
    # paid or organic: neither is the marketing channel.
    Preset(
        name="Meta Leads Centre",
        headings=frozenset({"created", "name", "form", "channel", "stage", "owner", "labels"}),
        means={"channel": "", "source": ""},
        source=META,
    ),
    Preset(name="HubSpot", headings=frozenset({"record id", "lifecycle stage"}), source="HubSpot"),
    Preset(name="HubSpot", headings=frozenset({"record id", "deal stage"}), source="HubSpot"),
    Preset(name="Salesforce", headings=frozenset({"lead id", "company / account"}), source="Salesforce"),
    Preset(name="Pipedrive", headings=frozenset({"person - name", "lead - title"}), source="Pipedrive"),
)
