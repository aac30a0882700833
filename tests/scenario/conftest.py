from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def good() -> Path:
    """The folder of small scenarios without faults."""
    return HERE / "good"


@pytest.fixture
def mm1(good: Path) -> str:
    """The text of the smallest scenario, to be spoilt or extended."""
    return (good / "mm1.yaml").read_text()
