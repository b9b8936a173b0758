"""A new plugin's project, and a folder for what its checks write."""

from pathlib import Path

import pytest

from icf.scaffold.new import new_plugin
from tests.conformance.projects import NAME


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new plugin with code."""
    return new_plugin(NAME, tmp_path, with_code=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Where a run of the suite may write."""
    return tmp_path / "workspace"
