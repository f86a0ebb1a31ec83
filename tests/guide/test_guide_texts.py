"""What the guides say: whole in both languages, open, kind, plain, and honest about whose idea it is."""

import re

import pytest

import culture_diag as cd
from culture_diag.guide import Guide, bundled_guides, guide_for, load_guide
from culture_diag.i18n import LANGUAGES

MODELS = [
    pytest.param(model, id=f"{name}/{model.id}")
    for name in cd.bundled_instruments()
    for model in cd.load_instrument(name).quadrants
]
GUIDES = {name: load_guide(name) for name in bundled_guides()}
SPOKEN = [pytest.param(guide, lang, id=f"{name}-{lang}") for name, guide in GUIDES.items() for lang in LANGUAGES]

# A question that begins so is answered by yes or no, or asks someone to defend themselves.
CLOSED = {
    "nl": "ben bent is zijn was waren heb hebt heeft hebben kun kunt kan kunnen durf durven durft vind vindt vinden "
    "wil wilt willen mag mogen moet moeten zou zouden zal zullen doe doet doen ga gaat gaan voel voelt voelen "
    "weet weten krijg krijgt krijgen geef geven denk denkt denken merk merken werk werken hoef hoeft hoeven wordt "
    "worden waarom klopt toch",
    "en": "am is are was were do does did have has had can could will would shall should may might must why isn't "
    "aren't don't doesn't didn't haven't hasn't can't couldn't won't wouldn't shouldn't",
}
OPEN = {
    "nl": r"\b(wat|welke?|hoe|wie|wanneer|waar\w*)\b",
    "en": r"\b(what|which|how|who|when|where)\b",
}
BLAMING = {
    "nl": [
        "schuld", "fout van", "moeten jullie", "jullie moeten", "je moet", "verwijt", "falen", "faalt", "gefaald",
        "tekortgeschoten", "tekortschiet", "slecht team", "zwak", "lui", "laks", "onwil", "weerstand", "probleemteam",
        "gebrek aan", "nalatig", "klagen", "geklaag", "zeuren", "had moeten", "hadden moeten", "verantwoordelijk voor",
        "nog steeds niet", "eindelijk", "slechts", "eigenlijk", "gezellig",
    ],
    "en": [
        "blame", "fault", "guilt", "you must", "you should", "you have to", "your failure", "fail", "weak", "lazy",
        "unwilling", "resistance", "lack of", "complain", "moan", "should have", "bad team", "at last", "merely",
        "actually",
    ],
}  # fmt: skip


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])[\s’]+", text) if part.strip("’ ")]


def said(guide: Guide, lang: str) -> list[str]:
    """Give everything a room can see of a guide."""
    examples = [example[lang] for axis in (guide.axes.x, guide.axes.y) for example in axis.examples]
    ideas = [text[lang] for source in guide.sources for text in (source.name, source.idea)]
    return [guide.title[lang], guide.note[lang], *(line[lang] for line in guide.lines), *examples, *ideas]


def questions(guide: Guide, lang: str) -> list[str]:
    of_chapters = [line for chapter in guide.chapters for line in chapter.questions]
    of_asides = [line for aside in guide.asides for line in aside.questions]
    return [line[lang] for line in (*of_chapters, *of_asides, *guide.closing)]


@pytest.mark.parametrize("model", MODELS)
def test_every_quadrant_of_every_bundled_model_has_a_chapter(model):
    guide = guide_for(model)
    assert [chapter.quadrant for chapter in guide.chapters] == [quadrant.id for quadrant in model.quadrants]
    for lang in LANGUAGES:
        for quadrant in model.quadrants:
            chapter = guide.chapter(quadrant.id)
            for passage in (chapter.like, chapter.strong, chapter.asks):
                assert 2 <= len(sentences(passage[lang])) <= 4, passage[lang]
            assert len(chapter.questions) == 5
            assert len(chapter.steps) == 3
            assert all(step[lang].endswith(".") for step in chapter.steps)


@pytest.mark.parametrize(("guide", "lang"), SPOKEN)
def test_questions_are_open(guide, lang):
    asked = questions(guide, lang)
    assert len(asked) > 20
    for question in asked:
        assert question.endswith("?")
        assert question.count("?") == 1
        assert question.split()[0].lower() not in CLOSED[lang].split(), question
        assert re.search(OPEN[lang], question.lower()), question
        assert len(question.split()) <= 20, question
    of_chapters = [line[lang] for chapter in guide.chapters for line in chapter.questions]
    assert len(set(of_chapters)) == len(of_chapters)


@pytest.mark.parametrize(("guide", "lang"), SPOKEN)
def test_nothing_blames(guide, lang):
    for text in said(guide, lang):
        for word in BLAMING[lang]:
            assert not re.search(rf"\b{re.escape(word)}\b", text.lower()), f"{word}: {text}"


@pytest.mark.parametrize("question", ["Durven jullie fouten te maken?", "Is het hier veilig?", "Waarom lukt het niet?"])
def test_the_list_of_closed_openers_catches_what_it_should(question):
    assert question.split()[0].lower() in CLOSED["nl"].split()


@pytest.mark.parametrize(("guide", "lang"), SPOKEN)
def test_sentences_are_short(guide, lang):
    lengths = [len(sentence.split()) for text in said(guide, lang) for sentence in sentences(text)]
    assert sum(lengths) / len(lengths) <= 16
    assert max(lengths) <= 30
    if lang == "nl":
        for chapter in guide.chapters:
            own = [len(sentence.split()) for line in chapter.lines for sentence in sentences(line["nl"])]
            assert sum(own) / len(own) <= 12, chapter.quadrant


@pytest.mark.parametrize(("guide", "lang"), SPOKEN)
def test_no_text_stands_twice_and_no_translation_was_forgotten(guide, lang):
    lines = [line[lang] for line in guide.lines]
    assert len(set(lines)) == len(lines)
    assert all(line["nl"] != line["en"] for line in guide.lines)
    assert not any("  " in text or "\n" in text or " -- " in text for text in said(guide, lang))


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_every_text_names_a_source_and_every_source_is_used(guide):
    named = {line.source for line in guide.lines}
    assert named == {source.id for source in guide.sources}
    for chapter in guide.chapters:
        assert set(chapter.sources) == {line.source for line in chapter.lines}
        assert len(chapter.sources) >= 2


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_sources_are_those_the_models_of_this_project_rest_on(guide):
    known = ["Sanford", "Lencioni", "Wessum", "Verbiest", "Senge", "Dixon", "Kasl", "Simons"]
    for source in guide.sources:
        for lang in LANGUAGES:
            assert sum(name in source.named(lang) for name in known) == 1
            assert str(source.year or "") in source.named(lang)


def test_the_ground_rules_protect_people():
    for guide in GUIDES.values():
        rules = {lang: " ".join(rule[lang] for rule in guide.rules) for lang in LANGUAGES}
        assert "Niemand hoeft de eigen antwoorden te vertellen" in rules["nl"]
        assert "Nobody has to say what they filled in" in rules["en"]
        assert "geen oordeel" in rules["nl"]
        assert "no verdict" in rules["en"]
        assert "niet om mensen te beoordelen" in rules["nl"]
        assert "not use the result or this talk to appraise people" in rules["en"]


def test_the_talk_ends_with_what_who_and_when():
    for guide in GUIDES.values():
        first = [line["en"].split()[0] for line in guide.closing]
        assert {"What", "Who", "When"} == set(first)
        assert first[-1] == "When"


def test_a_place_at_the_good_end_still_asks_after_the_others():
    asks = GUIDES["invitation-challenge"].chapter("growth").asks
    assert "gemiddelde" in asks["nl"]
    assert "average" in asks["en"]
