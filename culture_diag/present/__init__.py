"""The workshop page: one self-contained file that shows a release to a room, without Python and without a network."""

from culture_diag.present.page import presenter_html, write_presenter

__all__ = ["presenter_html", "write_presenter"]
