"""What a public name says of itself is whole: parameters, what comes back, what is raised, an example.

numpydoc reads every docstring that a user sees through ``culture_diag`` and ``culture_diag.statistics``.
"""

import inspect

import pytest
from numpydoc.validate import validate

import culture_diag as cd
import culture_diag.statistics

HELD_ELSEWHERE = {
    "GL01",  # where the summary begins: ruff's D
    "GL02",
    "GL03",
    "ES01",  # not every name needs a second paragraph
    "SA01",  # "See also" is for larger packages
    "SA04",
    "SS05",  # takes "Cronbach's alpha" for a verb in the third person
    "SS06",  # a summary on one line: ruff's D
    "RT03",  # "Path": the file that was asked for, and nothing to add
    "PR07",  # "release : Release": its class tells what it is
    "YD01",
}

PUBLIC = {
    f"{thing.__module__}.{thing.__qualname__}"
    for module in (cd, culture_diag.statistics)
    for thing in (getattr(module, name) for name in module.__all__)
    if inspect.isfunction(thing) or (inspect.isclass(thing) and thing not in cd.CultureDiagError.__subclasses__())
}


def missing(name):
    return [(code, said) for code, said in validate(name)["errors"] if code not in HELD_ELSEWHERE]


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_docstring_is_whole(name):
    assert missing(name) == []


def incomplete(count: int) -> int:
    """Return the count."""
    return count


def test_what_is_missing_is_seen():
    assert {code for code, _ in missing(f"{__name__}.incomplete")} == {"PR01", "RT01", "EX01"}
