"""Ratings told from other choices by their words alone: the default labels of platforms in three languages."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.reading.common.rating_words import is_not_applicable, rating_of

EXPORTS = Path(__file__).parents[3] / "shared" / "exports"

RATINGS = """
agreement
Strongly disagree | Disagree | Neither agree nor disagree | Agree | Strongly agree
Strongly disagree | Somewhat disagree | Neither agree nor disagree | Somewhat agree | Strongly agree
Strongly Disagree | Disagree | Slightly disagree | Neutral | Slightly agree | Agree | Strongly Agree
Completely disagree | Mostly disagree | Tend to agree | Completely agree | Don't know
Agree strongly | Agree slightly | Disagree slightly | Disagree strongly | No opinion
Totally disagree | Undecided | Totally agree
I strongly agree | I agree | I disagree
Helemaal mee oneens | Mee oneens | Neutraal | Mee eens | Helemaal mee eens
Helemaal niet mee eens | Niet mee eens | Niet mee eens, niet mee oneens | Mee eens | Weet ik niet / n.v.t.
Zeer mee oneens | Mee oneens | Niet eens/niet oneens | Mee eens | Zeer mee eens | Geen mening
Zeer oneens | Oneens | Noch eens, noch oneens | Eens | Zeer eens
Helemaal mee oneens | Enigszins mee oneens | Noch mee eens noch mee oneens | Enigszins mee eens | Helemaal mee eens
Een beetje mee eens | Een beetje mee oneens | Helemaal mee eens
1Helemaal mee oneens | 2 | 3 | 4 | 5Helemaal mee eens
1 - Helemaal mee oneens | 5 - Helemaal mee eens | 3 - Neutraal
Stimme gar nicht zu | Stimme eher nicht zu | Stimme eher zu | Stimme vollständig zu | Keine Angabe
Stimme überhaupt nicht zu | Stimme nicht zu | Weder noch | Stimme zu | Stimme voll und ganz zu
Lehne stark ab | Lehne ab | Neutral | Stimme zu | Stimme stark zu
Stimme voll zu | Teils/teils | Stimme gar nicht zu | weiß nicht
Agree | Disagree
frequency
Never | Rarely | Sometimes | Often | Always
Never | Sometimes | About half the time | Most of the time | Always
Extremely often | Very often | Somewhat often | Not so often | Not at all often
Almost never | Occasionally | Frequently | Usually | Nearly always
None of the time | A little of the time | Some of the time | Most of the time | All of the time
Always | Usually | About half the time | Once in a while | Never
Nooit | Zelden | Soms | Vaak | Altijd
(Bijna) nooit | Soms | Regelmatig | (Bijna) altijd | N.v.t.
Helemaal nooit | Af en toe | Heel vaak
gar nicht | selten | eher selten | eher häufig | sehr häufig
Nie | Selten | Manchmal | Oft | Immer
Fast nie | Gelegentlich | Meistens | Fast immer
satisfaction
Very dissatisfied | Dissatisfied | Neither satisfied nor dissatisfied | Satisfied | Very satisfied
Extremely dissatisfied | Somewhat satisfied | Extremely satisfied | N/A
Not at all satisfied | Slightly satisfied | Moderately satisfied | Very satisfied | Completely satisfied
Satisfied | Dissatisfied
Zeer ontevreden | Ontevreden | Niet tevreden, niet ontevreden | Tevreden | Zeer tevreden
Niet tevreden en niet ontevreden | Heel tevreden
Sehr unzufrieden | Unzufrieden | Weder zufrieden noch unzufrieden | Zufrieden | Sehr zufrieden
0 - Not at all satisfied | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 - Completely satisfied
quality
Poor | Fair | Good | Very good | Excellent
Terrible | Poor | Average | Good | Excellent
Very poor | Below average | Average | Above average | Excellent | Don't know
Extremely good | Somewhat good | Neither good nor bad | Somewhat bad | Extremely bad
Slecht | Matig | Voldoende | Goed | Uitstekend
Zeer slecht | Slecht | Niet slecht, niet goed | Goed | Zeer goed | Weet niet
Onvoldoende | Voldoende | Ruim voldoende | Goed
Sehr schlecht | Schlecht | Mittelmäßig | Gut | Sehr gut
Very high quality | High quality | Neither high nor low quality | Low quality | Very low quality
importance
Not at all important | Slightly important | Moderately important | Very important | Extremely important
Not so important | Somewhat important | Very important | Unsure
Critical to me | Somewhat useful | Not relevant for me
Essential | Nice to have | Not important
1Not at all helpful | 2 | 9 | Very helpful10
Helemaal niet belangrijk | Onbelangrijk | Neutraal | Belangrijk | Heel belangrijk
Helemaal niet nuttig | Een beetje nuttig | Heel nuttig | Niet gebruikt
Unwichtig | Eher unwichtig | Wichtig | Sehr wichtig | k.A.
Not at all valuable | Extremely valuable
likelihood
Very unlikely | Unlikely | Neither likely nor unlikely | Likely | Very likely
Definitely not | Probably not | Might or might not | Probably yes | Definitely yes
Definitely would not | Probably would | Definitely would
0 - Not at all likely | 7 | 8 | 10 - Extremely likely
Zeer onwaarschijnlijk | Onwaarschijnlijk | Neutraal | Waarschijnlijk | Zeer waarschijnlijk
Zeker niet | Waarschijnlijk niet | Misschien | Waarschijnlijk wel | Zeker wel
Auf keinen Fall | Eher unwahrscheinlich | Vielleicht | Sehr wahrscheinlich
ease
Very easy | Easy | Neither easy nor difficult | Difficult | Very difficult
Extremely difficult | Somewhat easy
Heel makkelijk | Makkelijk | Niet makkelijk, niet moeilijk | Moeilijk | Heel moeilijk
Sehr einfach | Einfach | Schwierig | Sehr schwierig
favourability
Very favorably | Somewhat favorably | Neither favorably nor unfavorably (neutral) | Very unfavorably | Unfamiliar (N/A)
Strongly oppose | Somewhat oppose | Somewhat favor | Strongly favor
Like a great deal | Like somewhat | Neither like nor dislike | Dislike somewhat | Dislike a great deal
comparison
Much better | Somewhat better | About the same | Somewhat worse | Much worse
Veel beter | Iets beter | Hetzelfde | Iets slechter
Viel besser | Etwas besser | Gleich | Viel schlechter
balance
Too long | About right | Too short
Te veel | Precies goed | Te weinig
amount
Low | Medium | High
Laag | Gemiddeld | Hoog
Very low | Low | Very high
description
Describes me extremely well | Describes me very well | Describes me slightly well | Does not describe me
Trifft voll zu | Trifft eher zu | Trifft eher nicht zu | Trifft gar nicht zu
Very true of me | Somewhat true of me | Not at all true of me
Helemaal niet van toepassing | Enigszins van toepassing | Helemaal van toepassing
confidence
Extremely familiar | Very familiar | Somewhat familiar | Not so familiar | Not at all familiar
Very clear | Clear | Unclear
Helemaal niet zeker | Heel zeker
Sehr sicher | Unsicher
sentiment
Positive | Neutral | Negative
degree
Not at all | A little | Somewhat | Quite a bit | Very much
A great deal | A lot | A moderate amount | A little | None at all
To a small extent | To some extent | To a great extent
Helemaal niet | Een beetje | Redelijk | Erg | Heel erg
A lot | Some | Not much | Not at all
No, not at all rude | Yes, somewhat rude | Yes, very rude
Nicht | Wenig | Mittelmäßig | Ziemlich | Sehr
In geringe mate | In hoge mate
Extremely organized | Very organized | Somewhat organized | Not so organized | Not at all organized
Heel rommelig | Niet zo rommelig | Rommelig
"""

NO_RATINGS = """
Yes | No
Yes | No | Maybe
Ja | Nee | Weet ik niet
Ja | Nein
TRUE | FALSE
True | False
Waar | Niet waar
Trifft zu | Trifft nicht zu
Male | Female | Other
Man | Vrouw | Anders | Zeg ik liever niet
18-29 | 30-44 | 45-60 | > 60
Under 18 | 18-24 | 65 or older
$0 - $24,999 | $25,000 - $49,999 | $150,000+
Less than high school degree | High school degree | Some college or Associate degree | Bachelor degree | Graduate degree
Medium rare | Rare | Medium | Medium Well | Well
Medium | Well
Every day | Occasionally | Just looking for now | I use it all the time, even when I sleep
Performance improvements | More examples in my field | Bug fixes | New features | More documentation
Attended and Yes | Attended and No | Didn’t attend but heard it was good overall
Lottery A | Lottery B
Interactive: I use it with a notebook | Batch: I submit scripts
I'm already applying | Within the next 6 months | I haven't decided | more than 12 months from now
South Atlantic | Pacific | Mountain
North | South | East | West
Han | Greedo | I don't understand this question
team noord | team zuid
Onderbouw | Middenbouw | Bovenbouw
Leraar | Directeur | Onderwijsassistent
Minder dan 5 jaar | 5 tot 10 jaar | Meer dan 10 jaar
Less than 1 year | More than 10 years
0 | 1 | 2 | many
1 | 2 | 3 | 4 | 5
4.0 | 3.0
Small | Medium | Large
Yes | Somewhat | No
Ja, altijd | Nee
Suburban | Rural | Urban
Novice | Intermediate | Expert
Spring | Summer | Fall
PO | VO | MBO
Openbaar | Christelijk | Bijzonder
Online | Hybrid | In person
Approved | Rejected
More communication | Less bureaucracy
Very Large Array | Hubble
Goed team | Slecht team, weinig overleg
1. Onderbouw | 2. Bovenbouw
Fulltime | Parttime
Employed | Not employed
Hispanic | Not Hispanic
None | Other
N/A | Don't know
Agree | N/A
Agree | agree
Agree | Other (please specify)
Mee eens | Nee
Very good
Jan-25 | 6-25
A1 | A2 | A3
Comments: | Yes | No
Mathematics | English
Ik vind het team goed, maar de directeur luistert niet | Prima zo
Agree | Satisfied
"""


def named(text):
    found, family = [], ""
    for line in text.strip().splitlines():
        if "|" not in line:
            family = line.strip()
        else:
            found.append((family, line.split(" | ")))
    return found


@pytest.mark.parametrize(("family", "texts"), named(RATINGS), ids=lambda value: str(value)[:40])
def test_labels_of_platforms_are_ratings(family, texts):
    assert rating_of(texts) == family
    assert rating_of([*map(str.upper, texts), "", " "]) == family
    if not any(char.isdigit() for text in texts for char in text):
        assert rating_of([f"{at} - {text}" for at, text in enumerate(texts, 1)]) == family


@pytest.mark.parametrize("texts", [line.split(" | ") for line in NO_RATINGS.strip().splitlines()], ids=str)
def test_other_choices_are_none(texts):
    assert rating_of(texts) is None


@given(st.lists(st.text(max_size=100), max_size=40))
def test_any_text_is_read_without_harm(texts):
    assert rating_of(texts) in {None, rating_of(texts[::-1])}
    assert all(isinstance(is_not_applicable(text), bool) for text in texts)


def test_a_column_of_remarks_is_soon_told():
    assert rating_of([f"remark {at}" for at in range(1_000_000)]) is None
    assert rating_of(["agree " * 1_000_000, "disagree"]) is None


@pytest.mark.parametrize(
    "text",
    ["n.v.t.", "NVT", "N/A", "n/a", "NA", "Not applicable", "Weet ik niet", "weet niet", "Geen mening", "Keine Angabe",
     "k.A.", "keine Meinung", "Don’t know", "I don't know", "No opinion", "Unfamiliar (N/A)", "Don't know/No opinion",
     "Weet ik niet / n.v.t.", "Don't know / not applicable", "Not applicable - I work alone", "Prefer not to say",
     "6 - weet ik niet / n.v.t.", "weiß nicht", "Kan ik niet beoordelen", "Not applicable (N/A)", "Geen antwoord",
     "N/A (did not attend)", "-99 - weet niet", "Weet ik niet of niet van toepassing"],
)  # fmt: skip
def test_words_for_no_answer(text):
    assert is_not_applicable(text)


@pytest.mark.parametrize(
    "text",
    ["", "-", "None", "Geen", "No", "na", "Other", "Neutral", "Neither agree nor disagree", "Not relevant for me", "4",
     "Unfamiliar", "Not at all", "Never", "Nee, niet van toepassing", "x" * 100, "Banana"],
)  # fmt: skip
def test_answers_are_not_taken_for_none(text):
    assert not is_not_applicable(text)


@pytest.mark.parametrize(
    ("name", "above", "encoding", "separator", "ratings"),
    [
        ("surveymonkey/fte_starwars_head122.csv", 2, "mac-roman", ",", {"favourability": 14}),
        ("surveymonkey/fte_steak.csv", 2, "utf-8", ",", {}),
        ("surveymonkey/cncf_maintainers_2023_h1_head42.csv", 2, "utf-8", ",", {}),
        ("surveymonkey/cncf_ambassadors_2019_h1.csv", 2, "utf-8", ",", {}),
        ("surveymonkey/cncf_ambassadors_2019_h2.csv", 2, "utf-8", ",", {}),
        ("googleforms/cncf_maintainers_2018_h1.csv", 1, "utf-8", ",", {}),
        ("googleforms/dask_2019_head61.csv", 1, "utf-8", ",", {"importance": 10}),
        ("qualtrics/luanee_feedback.csv", 3, "utf-8", ",", {"satisfaction": 1}),
        ("limesurvey/dfuchss_informal_models.csv", 2, "utf-8-sig", ";", {"frequency": 13, "agreement": 7}),
        ("typeform/fcc_newcoder_2016_part1_head101.csv", 1, "utf-8", ",", {}),
        ("plain/carpentrycon_2020.csv", 1, "utf-8-sig", ",", {}),
    ],
)
def test_real_files_hold_these_ratings(name, above, encoding, separator, ratings):
    file = EXPORTS / name
    if not file.is_file():
        pytest.skip("the real survey exports are not beside the repository")
    text = file.read_bytes().decode(encoding, "replace")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))[above:]
    found = [rating_of(sorted({row[at] for row in rows if at < len(row)})) for at in range(len(rows[0]))]
    assert {family: found.count(family) for family in set(found) if family} == ratings
