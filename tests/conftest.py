"""Settings that hold for all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# In CI the same examples every time: a change is judged by what it changed. Elsewhere new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that no worker is left with one while the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
