"""The folder of a customer: one file that says everything, so that the whole job can be done again next year."""

from culture_diag.study.load import Project, Wave, load_project, read_project
from culture_diag.study.options import project_choices
from culture_diag.study.start import init_project

__all__ = ["Project", "Wave", "init_project", "load_project", "project_choices", "read_project"]
