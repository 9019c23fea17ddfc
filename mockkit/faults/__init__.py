"""Faults: what goes wrong, on which requests, how often it did, and why not.

A fault is data of a company. What kinds there are, their options and their documentation come from
:mod:`mockkit.faults.kinds`, where each kind is a file.
"""

from __future__ import annotations

from mockkit.faults.armed import ArmedFault
from mockkit.faults.base import Crowded, Dropped, Fault, FaultedRequest, Proceed, Sighting
from mockkit.faults.reading import read_fault
from mockkit.faults.registry import Services, kinds
from mockkit.faults.store import arm, claim_matching, count_again, in_force, lift

__all__ = [
    "ArmedFault",
    "Crowded",
    "Dropped",
    "Fault",
    "FaultedRequest",
    "Proceed",
    "Services",
    "Sighting",
    "arm",
    "claim_matching",
    "count_again",
    "in_force",
    "kinds",
    "lift",
    "read_fault",
]
