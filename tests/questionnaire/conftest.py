"""An instrument whose wordings hold what files take for something else."""

import pytest

from culture_diag.instrument import Instrument

HOSTILE = (
    "Zeg \"ja\", of 'nee'; of \\n",
    "In ons\tteam\nmag je   fouten\u00a0maken",
    "=SUM(A1:A9) is hoe wij rekenen",
    "Wij maken het <b>vet</b> & gewoon &amp; {INSERTANS:1} ${e://Field/x} [[PageBreak]]",
    "Wij lachen samen 😀👩‍🏫 naïef",
    "Lang: " + "heel " * 59 + "lang",
    "</script><script>throw 1</script> <!-- \u2028 x",
    "Team [noord] - oost, ook zuid",
)


@pytest.fixture(scope="session")
def hostile(instrument) -> Instrument:
    """Give the bundled instrument with other wordings, and a title that is no better."""
    raw = instrument.model_dump()
    wordings = iter(HOSTILE)
    for item in raw["scales"][0]["items"]:
        wording = next(wordings)
        item["wording"] = {"nl": wording, "en": f"EN {wording}"}
    raw["title"] = {"nl": '"Team" <i>=1+1</i>\u0007 {x}', "en": "Title"}
    return Instrument.model_validate(raw)
