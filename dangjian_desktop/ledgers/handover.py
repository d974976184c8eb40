"""The shipped rules of a hand-over: resources/handover.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.handover_rules import HandoverRules, check, rules_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.ledgers.duties import load_duties


def load_handover_rules(catalogue: Catalogue, ties: Ties) -> HandoverRules:
    """Raises DeclarationError with every fault."""
    rules, faults = rules_from(read_yaml("handover.yaml"))
    faults += check(rules, catalogue, ties.params, (duty.id for duty in load_duties(catalogue, ties)))
    if faults:
        raise DeclarationError(faults)
    return rules
