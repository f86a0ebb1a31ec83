"""Bytes to text and text to records: encodings judged by what the letters make, delimiters by consistent width."""

import csv
import io
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from culture_diag.reading.files import delimiters
from culture_diag.reading.files.decoding import decode
from culture_diag.reading.files.delimiters import split_records
from culture_diag.reading.files.unreadable import UnreadableFileError

EXPORTS = Path(__file__).parents[3] / "shared" / "exports"
PAGES = {"cp1252": "cp1252", "mac-roman": "mac_roman", "cp850": "cp850"}
SENTENCES = [
    "In ons team is er één iemand die coördineert; de reünie is geëvalueerd.",
    "Daniël heeft geen ideeën over de financiën, maar wél over België.",
    "De enquête gaat vóór alles over collegialiteit, zei Zoë in het café.",
    "Wir können uns über die Unterstützung der Schülerinnen freuen.",
    "Die Gespräche wären schöner, wenn das Büro größer wäre.",
    "Les élèves sont très intéressés, même à côté de la fenêtre.",
    "Ça va être une évaluation différente pour l'équipe de François.",
]
# Not among the words from which the package learns which letters stand together.
WORDS = [
    "geïllustreerd",
    "scheëf",
    "naïeve",
    "coöptatie",
    "Curaçao",
    "Lübeck",
    "fähig",
    "möblieren",
    "détresse",
    "pêche",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_in_older_code_pages(page, sentence):
    found = decode(f"team;opmerking\nnoord;{sentence}\n".encode(PAGES[page]))
    assert found.text == f"team;opmerking\nnoord;{sentence}\n"
    assert (found.encoding, found.guessed) == (page, True)


@pytest.mark.parametrize("page", ["cp1252", "mac-roman"])
def test_signs_of_word_processors(page):
    text = "team;x\nnoord;‘Zoë’ vond het “goed” – echt waar… voor € 5\n"
    assert decode(text.encode(PAGES[page])).text == text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*SENTENCES, *WORDS]), min_size=3, max_size=8, unique=True), st.sampled_from(sorted(PAGES))
)
def test_several_letters_tell_the_code_page(parts, page):
    text = "team;woord\n" + "".join(f"noord;{part}\n" for part in parts)
    assert decode(text.encode(PAGES[page])).text == text


def test_one_letter_in_a_whole_file_mostly_tells_it():
    letters = "éëïöüèäçê"
    words = {word.strip(".,;") for sentence in SENTENCES for word in sentence.split()} | set(WORDS)
    single = [word for word in words if sum(not letter.isascii() for letter in word) == 1 and set(word) & set(letters)]
    right = [decode(f"team;{word}\n".encode(PAGES[page])).text == f"team;{word}\n" for word in single for page in PAGES]
    assert len(single) > 20
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("team;één\n".encode(), "utf-8"),
        ("team;één\n".encode("utf-8-sig"), "utf-8-bom"),
        ("team;één\n".encode("utf-16"), "utf-16"),
        ("team;één\n".encode("utf-16-le"), "utf-16"),
        ("team;één\n".encode("utf-16-be"), "utf-16"),
        (b"\xfe\xff" + "team;één\n".encode("utf-16-be"), "utf-16"),
        ("\ufeffteam;één\n".encode("utf-8-sig"), "utf-8-bom"),  # a mark that was saved once more
        ('"\ufeffteam";één\n'.encode(), "utf-8"),
        ("ï»¿team;één\n".encode(), "utf-8"),
    ],
)
def test_encodings_that_need_no_guess(content, encoding):
    found = decode(content)
    assert found.text.replace('"', "") == "team;één\n"
    assert (found.encoding, found.guessed) == (encoding, False)


@pytest.mark.parametrize("content", [b"vraag\xca;x\n1;2\n", b"universe?\x8c\xe6,Do you\n1,2\n"])
def test_single_odd_bytes_are_read(content):
    found = decode(content)
    assert found.guessed
    assert found.text.startswith(("vraag", "universe?"))


def test_the_space_of_an_old_mac():
    assert decode("vraag\xa0één; coördinatie\xa0\n".encode("mac_roman")).text == "vraag\xa0één; coördinatie\xa0\n"


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"team;x\nno\0rd;4\n", 2),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3),
        (bytes(range(1, 32)) * 3, 1),
        ("één;x\ntwee;ë\n".encode() + b"drie\xe9;\n", 3),  # UTF-8 into which another program wrote
        (b"\xef\xbb\xbfteam\nno\xe9rd\n", 2),
        (b"\xff\xfea\0\n\0b", 2),
        (b"\xff\xfe\0\xd8a\0", 1),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(content, row):
    with pytest.raises(UnreadableFileError) as caught:
        decode(content)
    assert (caught.value.key, caught.value.row) == ("table_encoding", row)


def test_a_real_export_that_was_spoilt_twice():
    path = EXPORTS / "surveymonkey" / "fte_starwars_head122.csv"
    if not path.is_file():
        pytest.skip("the real survey exports are not beside the repository")
    assert decode(path.read_bytes()).guessed


@pytest.mark.parametrize(
    ("text", "delimiter", "first"),
    [
        ("sep=|\r\na|b;c\r\n1|2\r\n", "|", ["a", "b;c"]),
        ('"sep=\t"\r\na\tb;c\r\n', "\t", ["a", "b;c"]),
        ("SEP=,\na;b,c\n", ",", ["a;b", "c"]),
        ("team,Wat past?\nnoord,a;b;c;\nzuid,a;b;d;\n", ",", ["team", "Wat past?"]),  # several choices in one cell
        ("a;b;c\n1,0;2,5;x\n1,5;2,0;y\n", ";", ["a", "b", "c"]),
        ('"Hoe, of; wat?",b\n"1; 2",3\n', ",", ["Hoe, of; wat?", "b"]),
        ("Uitslag 2024\n\nteam;x\nnoord;3,5\nzuid;4\n", ";", ["Uitslag 2024"]),
        ("team\nnoord\n", ";", ["team"]),
    ],
)
def test_delimiters(text, delimiter, first):
    found, records = split_records(text)
    assert (found, next(records)) == (delimiter, first)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_every_kind(end):
    text = f'a;b{end}1;"twee{end}regels"{end}{end}3;4{end}'
    assert list(split_records(text)[1]) == [["a", "b"], ["1", f"twee{end}regels"], [], ["3", "4"]]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["a", ";", "\r", "\n", "\r\n", '"x\r\ny"', '"']), max_size=60), st.integers(1, 12))
def test_cutting_into_pieces_changes_nothing(parts, piece):
    text = "".join(parts)
    kept, delimiters._PIECE_CHARS = delimiters._PIECE_CHARS, piece
    try:
        records = list(split_records("sep=;\n" + text)[1])
    except UnreadableFileError:
        return
    finally:
        delimiters._PIECE_CHARS = kept
    options = {"delimiter": ";", "skipinitialspace": True, "strict": True}
    assert records == list(csv.reader(io.StringIO(text, newline=""), **options))


@pytest.mark.parametrize(
    ("text", "key", "row"),
    [
        ('a;b\n1;"2\n3;4\n', "table_quotes", 2),
        ('a;b\n1;2\n3;"4"5\n', "table_quotes", 3),
        ('a;b\n1;"2\n' + "3;4\n" * 50_000, "table_quotes", 2),  # swallows until the cell is too long
        ("a;b\n1;2\n3;" + "x" * 200_000, "table_cell_too_long", 3),
        ('a;b\n1;"' + "x" * 200_000, "table_cell_too_long", 2),
    ],
)
def test_what_cannot_be_split_is_refused_with_its_row(text, key, row):
    with pytest.raises(UnreadableFileError) as caught:
        list(split_records(text)[1])
    assert (caught.value.key, caught.value.row) == (key, row)


CHILD = """
    import resource, sys, time
    from culture_diag.reading.files.decoding import decode
    from culture_diag.reading.files.delimiters import split_records
    from culture_diag.reading.files.unreadable import UnreadableFileError
    content = b"team;x\\n1;" + b"x" * 100_000_000
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    before, start = used(), time.perf_counter()
    try:
        list(split_records(decode(content).text)[1])
    except UnreadableFileError as error:
        print(error.row, used() - before, time.perf_counter() - start)
"""


def test_a_hundred_megabytes_of_one_cell_are_refused_within_bounded_memory():
    pytest.importorskip("resource", reason="memory is measured the Unix way")
    child = [sys.executable, "-c", textwrap.dedent(CHILD)]
    done = subprocess.run(child, capture_output=True, text=True, check=True, timeout=60)
    row, growth, seconds = map(float, done.stdout.split())
    assert row == 2
    assert growth < 450  # the text, and its last line once more
    assert seconds < 10
