"""The shipped documents that rules rest on, and the known holidays: resources/bases.yaml and holidays.yaml. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.basis import BasisError, Documents, documents_from
from dangjian_desktop.domain.declaration import DeclarationError, Fault
from dangjian_desktop.domain.working_days import Holidays, holidays_from
from dangjian_desktop.ledgers.declared import read_yaml


def load_documents() -> Documents:
    """Load the shipped documents; raises DeclarationError when the declaration is wrong."""
    try:
        return documents_from(read_yaml("bases.yaml"))
    except BasisError as fault:
        raise DeclarationError([Fault("B01", "依据", str(fault))]) from fault


def load_holidays() -> Holidays:
    """Load the known holidays; raises DeclarationError when a day is none."""
    try:
        return holidays_from(read_yaml("holidays.yaml"))
    except ValueError as fault:
        raise DeclarationError([Fault("B02", "节假日", str(fault))]) from fault
