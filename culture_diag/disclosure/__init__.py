"""The privacy door: a diagnosis goes in, a release comes out, and only a release can be shown."""

from culture_diag.disclosure.release import Release, ReleaseSettings, require_release

__all__ = ["Release", "ReleaseSettings", "require_release"]
