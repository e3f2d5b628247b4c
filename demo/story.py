"""The people and campaigns of Nordlicht Wärme GmbH, which does not exist; it writes German."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from accounts.models import Language, Role
from campaigns.models import CtaKind
from demo.plots import CtaPlot, Plot, Rhythm

COMPANY_NAME = "Nordlicht Wärme GmbH"
MONTHS = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPerson:
    """Somebody who signs in to the demo."""

    key: str
    full_name: str
    role: Role
    language: Language = Language.GERMAN

    @property
    def email(self) -> str:
        return f"{self.key}@example.com"


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(key="mara", full_name="Mara Winter", role=Role.MARKETER),
    DemoPerson(key="jonas", full_name="Jonas Keller", role=Role.MARKETER),
    DemoPerson(key="sven", full_name="Sven Brandt", role=Role.SALES_REP),
    DemoPerson(key="aylin", full_name="Aylin Demir", role=Role.SALES_REP),
    DemoPerson(key="tobias", full_name="Tobias Lang", role=Role.SALES_REP),
    DemoPerson(key="emma", full_name="Emma Clarke", role=Role.SALES_REP, language=Language.ENGLISH),
    DemoPerson(key="lena", full_name="Lena Hoffmann", role=Role.SALES_LEAD),
    DemoPerson(key="gero", full_name="Gero Lindner", role=Role.MANAGER),
    DemoPerson(key="ada", full_name="Ada Schulz", role=Role.ADMIN),
)

OWNER_LEAD = (
    "Jemand besitzt ein Wohnhaus in unserem Gebiet und fragt nach einer neuen Heizung oder Solaranlage."
)
OWNER_GOOD = "Eigentümer, Umbau in den nächsten zwölf Monaten, Budget ab 15.000 € oder Förderzusage."
TRADE_LEAD = "Ein Betrieb oder eine Verwaltung mit mindestens vier Einheiten fragt nach einem Angebot."
TRADE_GOOD = (
    "Entscheidet selbst oder sitzt mit am Tisch, Vorhaben ist in der Planung, Objekt liegt in unserem Gebiet."
)
SERVICE_LEAD = "Bestandskunde oder Nachbar eines Kunden fragt nach Wartung oder Erweiterung."
SERVICE_GOOD = "Anlage ist bekannt, Termin in den nächsten acht Wochen möglich."


def make_cta(
    name: str, kind: CtaKind, placement: str, page: str, weight: int = 1, *, lead_text: str, good_text: str
) -> CtaPlot:
    """A way in on one of the company's pages; `weight` is its share of the campaign's leads."""
    return CtaPlot(
        name=name,
        kind=kind,
        placement=placement,
        page=f"https://www.example.com/{page}",
        lead_text=lead_text,
        good_text=good_text,
        weight=weight,
    )


# Ways in for owners of houses, for businesses, and for people we know: each under one definition.
owners_cta = partial(make_cta, lead_text=OWNER_LEAD, good_text=OWNER_GOOD)
trade_cta = partial(make_cta, lead_text=TRADE_LEAD, good_text=TRADE_GOOD)
service_cta = partial(make_cta, lead_text=SERVICE_LEAD, good_text=SERVICE_GOOD)

PLOTS: tuple[Plot, ...] = (
    Plot(
        name="Wärmepumpen-Ratgeber",
        channel="Suche",
        target_group="Eigenheim, Heizung älter als 15 Jahre",
        owner="mara",
        utm_campaign="wp-ratgeber",
        begins=548,
        ends=0,
        leads=980,
        cost=52_000,
        target_leads=50,
        target_cost=58,
        promises=("Vergleich aller Fördermittel", "Beratung durch Meisterbetrieb", "Einbau in acht Wochen"),
        ctas=(
            owners_cta(
                "Ratgeber herunterladen",
                CtaKind.DOWNLOAD,
                "Google-Anzeige „Wärmepumpe Altbau“",
                "ratgeber",
                3,
            ),
            owners_cta(
                "Rückruf anfordern", CtaKind.CALL, "Landingpage Ratgeber, unten", "ratgeber/rueckruf", 2
            ),
        ),
        quality=(22, 38, 27, 13),
        win=1.0,
        value=(14_000, 34_000),
        needs=(0, 2, 3),
    ),
    Plot(
        name="Gratis-Audit Herbst",
        channel="Social",
        target_group="Eigenheim, 30 bis 55 Jahre, bundesweit",
        owner="jonas",
        utm_campaign="gratis-audit",
        begins=330,
        ends=0,
        leads=1_240,
        cost=71_000,
        target_leads=90,
        promises=("Energie-Audit gratis", "Ergebnis in 48 Stunden", "Umsetzung ohne Anzahlung"),
        ctas=(
            owners_cta(
                "Gratis-Audit sichern",
                CtaKind.CONTACT_DETAILS,
                "Instagram-Formular „Gratis-Audit“",
                "audit",
                4,
            ),
            owners_cta(
                "Audit-Termin wählen", CtaKind.APPOINTMENT, "Facebook-Anzeige Karussell", "audit/termin", 1
            ),
        ),
        quality=(3, 11, 36, 50),
        win=0.35,
        value=(6_000, 18_000),
        too_high=0.58,
        misleading=2,
        needs=(1, 4, 1),
    ),
    Plot(
        name="Fachmesse Leipzig",
        channel="Messe",
        target_group="Hausverwaltungen und Planungsbüros",
        owner="mara",
        utm_campaign="messe-leipzig",
        begins=290,
        ends=284,
        leads=260,
        cost=64_000,
        target_cost=197,
        promises=("Referenzbesuch vor Ort", "Angebot in fünf Werktagen"),
        ctas=(
            trade_cta("Visitenkarte am Stand", CtaKind.CONTACT_DETAILS, "Messestand Halle 3", "messe", 2),
            trade_cta(
                "Termin am Stand", CtaKind.APPOINTMENT, "Messestand Halle 3, Terminpult", "messe/termin", 1
            ),
        ),
        quality=(32, 40, 20, 8),
        win=1.1,
        value=(28_000, 110_000),
        rhythm=Rhythm.EVENT,
        needs=(2, 5, 3),
    ),
    Plot(
        name="Newsletter Bestandskunden",
        channel="E-Mail",
        target_group="Kunden seit mehr als drei Jahren",
        owner="mara",
        utm_campaign="nl-bestand",
        begins=548,
        ends=0,
        leads=620,
        cost=9_500,
        target_leads=35,
        promises=("Treuerabatt fünf Prozent", "Erweiterung ohne neue Steuerung"),
        ctas=(
            service_cta(
                "Angebot zur Erweiterung",
                CtaKind.CONTACT_DETAILS,
                "Newsletter, erster Block",
                "erweiterung",
                2,
            ),
            service_cta("Rückruf vom Kundendienst", CtaKind.CALL, "Newsletter, Fuß", "kundendienst", 1),
        ),
        quality=(18, 30, 34, 18),
        win=0.9,
        value=(3_500, 14_000),
        too_high=0.08,
        rhythm=Rhythm.MAILINGS,
        needs=(4, 2, 0),
    ),
    Plot(
        name="Partner Nord",
        channel="Empfehlung",
        target_group="Empfehlungen der Energieberater an der Küste",
        owner="jonas",
        utm_campaign="partner-nord",
        begins=420,
        ends=0,
        leads=74,
        cost=5_900,
        promises=("Ein Ansprechpartner bis zur Abnahme",),
        ctas=(
            owners_cta(
                "Empfehlung des Energieberaters",
                CtaKind.CONTACT_DETAILS,
                "Formular für Partner",
                "partner",
                1,
            ),
        ),
        quality=(52, 36, 9, 3),
        win=1.35,
        value=(22_000, 52_000),
        too_high=0.02,
        needs=(3, 2, 6),
    ),
    Plot(
        name="Förder-Check online",
        channel="Suche",
        target_group="Eigenheim, fragt nach Zuschuss",
        owner="mara",
        utm_campaign="foerder-check",
        begins=400,
        ends=0,
        leads=720,
        cost=38_000,
        target_leads=60,
        promises=("Förderbescheid inklusive", "Antwort am selben Tag"),
        ctas=(
            owners_cta(
                "Förder-Check starten",
                CtaKind.CONTACT_DETAILS,
                "Google-Anzeige „Zuschuss Heizung“",
                "foerdercheck",
                3,
            ),
            owners_cta(
                "Checkliste laden", CtaKind.DOWNLOAD, "Landingpage Förder-Check", "foerdercheck/liste", 1
            ),
        ),
        quality=(12, 30, 36, 22),
        win=0.8,
        value=(11_000, 30_000),
        too_high=0.24,
        misleading=0,
        needs=(3, 1, 0),
    ),
    Plot(
        name="Solar-Rechner",
        channel="Suche",
        target_group="Eigenheim mit Süddach",
        owner="jonas",
        utm_campaign="solar-rechner",
        begins=500,
        ends=60,
        leads=610,
        cost=33_000,
        target_leads=40,
        target_cost=60,
        promises=("Ertrag auf den Euro genau", "Montage in einem Tag"),
        ctas=(
            owners_cta("Ertrag berechnen", CtaKind.VISIT, "Google-Anzeige „Solar lohnt sich“", "solar", 2),
            owners_cta(
                "Angebot anfordern",
                CtaKind.CONTACT_DETAILS,
                "Solar-Rechner, Ergebnisseite",
                "solar/angebot",
                3,
            ),
        ),
        quality=(14, 32, 34, 20),
        win=0.85,
        value=(9_000, 24_000),
        too_high=0.2,
        misleading=0,
        needs=(1, 0, 6),
    ),
    Plot(
        name="Video-Reihe „Heizung verstehen“",
        channel="Social",
        target_group="Neugierige, 25 bis 45 Jahre",
        owner="jonas",
        utm_campaign="video-heizung",
        begins=460,
        ends=120,
        leads=480,
        cost=24_000,
        target_leads=40,
        target_cost=55,
        promises=("In fünf Folgen zum richtigen System",),
        ctas=(
            owners_cta("Folge 6 freischalten", CtaKind.CONTACT_DETAILS, "YouTube, Endkarte", "video", 3),
            owners_cta("Fragen an den Meister", CtaKind.CALL, "Instagram-Story", "video/fragen", 1),
        ),
        quality=(6, 20, 42, 32),
        win=0.6,
        value=(8_000, 22_000),
        too_high=0.12,
        too_low=0.14,
        needs=(2, 0, 7),
    ),
    Plot(
        name="Retargeting Sommer",
        channel="Social",
        target_group="Besucher der Website ohne Anfrage",
        owner="jonas",
        utm_campaign="retargeting-sommer",
        begins=190,
        ends=50,
        leads=390,
        cost=29_000,
        target_leads=105,
        promises=("Sommerpreis bis 31. August", "Lieferung vor der Heizperiode"),
        ctas=(
            owners_cta(
                "Sommerpreis sichern", CtaKind.CONTACT_DETAILS, "Banner Retargeting", "sommerpreis", 3
            ),
            owners_cta("Rückruf heute", CtaKind.CALL, "Banner Retargeting, mobil", "sommerpreis/rueckruf", 1),
        ),
        quality=(8, 22, 40, 30),
        win=0.7,
        value=(9_000, 21_000),
        too_high=0.28,
        misleading=1,
        needs=(0, 1, 4),
    ),
    Plot(
        name="Webinar Gewerbeimmobilien",
        channel="E-Mail",
        target_group="Verwaltungen und Eigentümer von Gewerbehöfen",
        owner="mara",
        utm_campaign="webinar-gewerbe",
        begins=380,
        ends=20,
        leads=240,
        cost=14_500,
        target_leads=17,
        promises=("Rechenbeispiel für das eigene Objekt", "Fragen an die Planerin"),
        ctas=(
            trade_cta("Zum Webinar anmelden", CtaKind.APPOINTMENT, "E-Mail an Verwaltungen", "webinar", 3),
            trade_cta("Unterlagen laden", CtaKind.DOWNLOAD, "Webinar, Nachfassmail", "webinar/unterlagen", 1),
        ),
        quality=(20, 38, 30, 12),
        win=0.9,
        value=(24_000, 90_000),
        rhythm=Rhythm.MAILINGS,
        needs=(5, 2, 3),
    ),
    Plot(
        name="Hausmesse Potsdam",
        channel="Messe",
        target_group="Eigenheim im Umkreis von 40 km",
        owner="mara",
        utm_campaign="hausmesse",
        begins=75,
        ends=70,
        leads=150,
        cost=18_000,
        promises=("Wärmepumpe im Betrieb erleben", "Messerabatt bis Jahresende"),
        ctas=(
            owners_cta("Beratung am Stand", CtaKind.APPOINTMENT, "Hausmesse, Beratungsinsel", "hausmesse", 2),
            owners_cta(
                "Gewinnspielkarte", CtaKind.CONTACT_DETAILS, "Hausmesse, Eingang", "hausmesse/gewinn", 1
            ),
        ),
        quality=(24, 34, 26, 16),
        win=1.0,
        value=(13_000, 31_000),
        rhythm=Rhythm.EVENT,
        needs=(2, 0, 3),
    ),
    Plot(
        name="Wartungspaket Frühjahr",
        channel="E-Mail",
        target_group="Kunden ohne Wartungsvertrag",
        owner="jonas",
        utm_campaign="wartung",
        begins=250,
        ends=100,
        leads=236,
        cost=4_200,
        promises=("Wartung zum Festpreis", "Termin in zwei Wochen"),
        ctas=(service_cta("Wartung buchen", CtaKind.PURCHASE, "E-Mail Wartungspaket", "wartung", 1),),
        quality=(28, 36, 24, 12),
        win=1.2,
        value=(900, 2_800),
        rhythm=Rhythm.MAILINGS,
        needs=(4, 7, 0),
    ),
)
