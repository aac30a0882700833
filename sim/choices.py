"""The words of rules that a scenario chooses from; `sim.vocabulary` hands them on."""

from __future__ import annotations

from enum import IntEnum


class CrossHub(IntEnum):
    """When a team helps at another hub."""

    NEVER = 0
    EMERGENCIES = 1
    AFTER_WAIT = 2
    SHARED = 3


class DispatchRule(IntEnum):
    """Who is sent, of those who may be."""

    NEAREST = 0
    LONGEST_IDLE = 1
    LEAST_LOADED = 2


class WhoIsCalledAway(IntEnum):
    """Who is called away from a drive or a scene."""

    LOWEST_GRADE = 0
    NEAREST = 1
    LATEST = 2


class DeskQueue(IntEnum):
    """Which cases of one grade the Resolution Centre calls back first."""

    FIRST_COME = 0
    HARM_FIRST = 1
    SHORTEST_FIRST = 2


class Allocation(IntEnum):
    """Who of several free people of a team is given a case."""

    LEAST_LOADED = 0
    LONGEST_FREE = 1
    BY_TURN = 2


class RedeploymentRule(IntEnum):
    """When prevention officers are sent to response work."""

    NEVER = 0
    QUEUE_LONG = 1
    ONE_POOL = 2


class WritingPlace(IntEnum):
    """Where an officer writes up; the more it binds the officer to a place, the lower."""

    STATION = 0
    CAR = 1
    SCENE = 2


class WhoGoes(IntEnum):
    """Which of the prevention officers at hand is redeployed."""

    NEAREST = 0
    LONGEST_ON_PREVENTION = 1
    LEAST_REDEPLOYED = 2
