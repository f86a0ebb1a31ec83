"""The privacy door: a diagnosis goes in, a release comes out, and only a release can be shown."""

from culture_diag.disclosure.build_release import release
from culture_diag.disclosure.model import Release, ReleaseSettings, require_release

__all__ = ["Release", "ReleaseSettings", "release", "require_release"]
