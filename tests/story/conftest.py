"""The three teams of the pictures."""

from tests.plotting.conftest import three  # noqa: F401
