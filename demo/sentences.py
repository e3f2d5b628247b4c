"""What the reps of the example company write when they rate a lead, by what the person had expected."""

from __future__ import annotations

from typing import Final

from feedback.models import ExpectationFit

NOTES: Final[dict[ExpectationFit, tuple[str, ...]]] = {
    ExpectationFit.REALISTIC: (
        "Wusste genau, was er will. Angebot geht morgen raus.",
        "Will Raten, sonst sofort dabei.",
        "Hat drei Angebote, unseres ist das einzige mit Vor-Ort-Termin.",
        "Entscheidet mit der Eigentümergemeinschaft im Frühjahr.",
        "Kennt uns von einem Nachbarn, sehr gut vorbereitet.",
    ),
    ExpectationFit.TOO_HIGH: (
        "Dachte, die Wärmepumpe kommt gratis mit dem Audit.",
        "Von einer Anzahlung hat ihm niemand etwas gesagt.",
        "Rechnete mit der Umsetzung in zwei Wochen.",
        "Hat „kostenlos“ gelesen und aufgelegt, als ich den Preis nannte.",
        "Sagt, in der Anzeige stand nichts von Eigenanteil.",
    ),
    ExpectationFit.TOO_LOW: (
        "Wusste gar nicht, dass wir auch den Einbau machen.",
        "Hatte nur nach einer Broschüre gefragt, ist jetzt sehr interessiert.",
    ),
    ExpectationFit.OTHER: (
        "Suchte eigentlich jemanden für die Wartung.",
        "Wollte eine Klimaanlage für die Ferienwohnung.",
    ),
}
