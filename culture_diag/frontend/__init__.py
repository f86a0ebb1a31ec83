"""The living picture: a release as a plain JSON scene, and the one ES module and stylesheet that draw it."""

from culture_diag.frontend.scene import make_scene
from culture_diag.frontend.source import font_faces, join_modules, module_source, stylesheet

__all__ = ["font_faces", "join_modules", "make_scene", "module_source", "stylesheet"]
