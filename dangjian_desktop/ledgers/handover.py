"""The shipped rules of a hand-over: resources/handover.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import sound
from dangjian_desktop.domain.handover_rules import HandoverRules, fitting, rules_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.ledgers.duties import load_duties


def load_handover_rules(catalogue: Catalogue, ties: Ties) -> HandoverRules:
    """Load the rules; what this catalogue cannot answer is set aside. Raises DeclarationError for faults of form."""
    rules = sound(rules_from(read_yaml("handover.yaml")))
    duties, aside = load_duties(catalogue, ties)
    return fitting(rules, catalogue, ties.params, [*(duty.id for duty in duties), *(fault.where for fault in aside)])
