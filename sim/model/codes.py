"""The integer codes of the vocabulary, as the model compares and stores them.

A member of an enumeration is slow to look up and unknown to a compiler of plain loops; its value
is neither. Each stands here once, under the name of its enumeration and its own: `Role.PCSO` is
`ROLE_PCSO`, `CrossHub.NEVER` is `CROSS_HUB_NEVER`. A new member needs nothing here.
"""

from __future__ import annotations

from sim.vocabulary import codes

#: What enumerations are called here whose own name would be long or repeat itself.
SHORT = {
    "PreventionWork": "WORK",
    "IncidentState": "INCIDENT",
    "CaseState": "CASE",
    "EventKind": "EVENT",
    "FullArray": "FULL",
    "DispatchRule": "DISPATCH",
    "WhoIsCalledAway": "CALL_AWAY",
    "RedeploymentRule": "REDEPLOYMENT",
}

globals().update(codes(SHORT))
