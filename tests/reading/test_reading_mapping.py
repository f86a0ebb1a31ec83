"""The mapping file: what is proposed, what a correction does, and what makes it no longer fit."""

import tomllib
import typing

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.reading.mapping import MappingFile, fingerprint_of, load_mapping, mapping_notes
from culture_diag.reading.platforms import PLATFORMS
from culture_diag.reading.tables import read_table
from culture_diag.sample import sample_files

CANARIES = ("Vera Kanarie", "vera.kanarie@school.example", "203.0.113.77", "Mijn directeur heet Bob", "0612345678")


@pytest.fixture
def form(instrument):
    """Give a form as people make it: a stamp, an address, a team, statements, and room for remarks."""
    rows = []
    for at in range(6):
        row = {
            "Tijdstempel": f"{at + 13}-5-2026 10:59:37",
            "E-mailadres": CANARIES[1],
            "Je naam": CANARIES[0],
            "IP-adres": CANARIES[2],
            "In welk team werk je?": ("noord", "zuid")[at % 2],
            "Groep": ("onderbouw", "bovenbouw", "middenbouw")[at % 3],
            "Respondentcode": f"code{at}",
        }
        row |= {item.wording.nl: str(1 + (at + place) % 5) for place, item in enumerate(instrument.items)}
        rows.append({**row, "Wat wil je nog kwijt?": CANARIES[3], "Telefoon": CANARIES[4]})
    return pd.DataFrame(rows)


@pytest.fixture
def mapped(form, save, instrument, tmp_path):
    """Give an export and its mapping."""
    export = save(form, "form.csv", separator=",")
    return export, cd.write_mapping(export, instrument, tmp_path / "form.toml", lang="nl")


def edit(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def line_with(path, text):
    return next(row for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def refused(export, instrument, mapping, lang="nl"):
    with pytest.raises(cd.MappingError) as caught:
        cd.read_responses(export, instrument, mapping=mapping, lang=lang)
    return caught.value.problems


@pytest.mark.parametrize("export", sample_files(), ids=lambda file: file.stem)
def test_reading_with_a_mapping_gives_what_reading_without_gives(export, instrument, tmp_path):
    mapping = cd.write_mapping(export, instrument, tmp_path / "new" / "sample.toml")
    without, with_it = cd.read_responses(export, instrument), cd.read_responses(export, instrument, mapping=mapping)
    pd.testing.assert_frame_equal(with_it.frame, without.frame)
    pd.testing.assert_frame_equal(with_it.missing, without.missing)
    pd.testing.assert_frame_equal(with_it.account, without.account)


def test_one_mapping_serves_every_file_of_its_kind(mapped, form, save, instrument):
    export, mapping = mapped
    later = save(form.iloc[:4], "later.csv", separator=";")
    both = cd.read_responses([export, later], instrument, mapping=mapping)
    assert both.frame["wave"].value_counts().to_dict() == {"form": 6, "later": 4}
    with pytest.raises(cd.MappingError, match="3 mappings"):
        cd.read_responses([export, later], instrument, mapping=[mapping] * 3, lang="nl")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_cell_is_ever_in_a_mapping(form, save, instrument, tmp_path, lang):
    export = save(form, "form.xlsx")
    mapping = cd.write_mapping(export, instrument, tmp_path / f"{lang}.toml", lang=lang)
    content = mapping.read_text(encoding="utf-8")
    cells = {cell for column in form for cell in form[column] if not cell.isdigit() or len(cell) > 2}
    assert not [cell for cell in cells if f'"{cell}"' in content]
    assert not [canary for canary in CANARIES if canary in content]
    said = tomllib.loads(content)
    assert said["platform"] == "googleforms"
    assert said["columns"]["team"] == "In welk team werk je?"
    assert said["columns"]["inv1"] == instrument.items[0].wording.nl
    assert set(said["unread"]["headers"]) == {
        "Tijdstempel", "E-mailadres", "Je naam", "IP-adres", "Groep", "Wat wil je nog kwijt?", "Telefoon"
    }  # fmt: skip
    personal = {"nl": "persoonsgegeven", "en": "personal data"}[lang]
    assert [line.split(",")[0].strip() for line in content.splitlines() if line.endswith(f"# {personal}")] == [
        '"E-mailadres"', '"Je naam"', '"IP-adres"', '"Telefoon"'
    ]  # fmt: skip


def test_a_file_without_headers_is_refused_and_not_repeated(form, save, instrument, tmp_path):
    headless = form.iloc[1:].copy()
    headless.columns = [f"{cell} " * (at + 1) for at, cell in enumerate(form.iloc[0])]
    export = save(headless, "headless.csv")
    with pytest.raises(cd.MappingError, match="lijken antwoorden te staan") as caught:
        cd.write_mapping(export, instrument, tmp_path / "no.toml", lang="nl")
    assert not [canary for canary in CANARIES if canary in str(caught.value)]
    assert not (tmp_path / "no.toml").exists()


def test_what_looks_like_a_statement_is_proposed_and_never_taken(form, save, instrument, tmp_path):
    old = instrument.items[2].wording.nl
    new = old.replace("team", "schoolteam")
    export = save(form.rename(columns={old: new}), "form.csv")
    mapping = cd.write_mapping(export, instrument, tmp_path / "form.toml", lang="nl")
    proposal = next(line for line in mapping.read_text(encoding="utf-8").splitlines() if line.startswith("# inv3"))
    assert f'"{new}"' in proposal
    assert "%): haal het hekje weg als dit klopt" in proposal
    assert "item_column_missing_near" in set(refused(export, instrument, mapping)["key"])
    edit(mapping, "# inv3", "inv3")
    assert cd.read_responses(export, instrument, mapping=mapping).frame["inv3"].notna().all()


def test_what_is_not_there_is_marked_and_doubles_are_for_the_advisor_to_choose(form, save, instrument, tmp_path):
    form = form.drop(columns=[instrument.items[15].wording.nl]).assign(Team="west")
    mapping = cd.write_mapping(save(form, "form.csv"), instrument, tmp_path / "form.toml", lang="en")
    lines = mapping.read_text(encoding="utf-8").splitlines()
    assert f'# cha8 = ""   # not found: {instrument.items[15].wording.en}' in lines
    assert [line.split("   ")[0] for line in lines if line.startswith("# team")] == [
        '# team = "In welk team werk je?"', '# team = "Team"'
    ]  # fmt: skip
    assert 'wave = "Tijdstempel"' in mapping.read_text(encoding="utf-8")


def test_corrections_are_honoured(mapped, form, save, instrument):
    _, mapping = mapped
    form.loc[0, instrument.items[0].wording.nl] = "99"
    form.loc[1, instrument.items[0].wording.nl] = "geen idee"
    export = save(form, "corrected.csv")
    edit(mapping, 'team = "In welk team werk je?"', 'team = "Groep"')
    edit(mapping, "respondent =", "# respondent =")
    edit(mapping, '# "Team 3" = "Bovenbouw"', '"middenbouw" = "bovenbouw"')
    edit(mapping, "missing_codes = []", 'missing_codes = [99, "geen idee"]')
    edit(mapping, '# wave = "2025-10"', 'wave = "voorjaar 2026"')
    frame = cd.read_responses(export, instrument, mapping=mapping).frame
    assert frame["team"].value_counts().to_dict() == {"bovenbouw": 4, "onderbouw": 2}
    assert "respondent" not in frame
    assert set(frame["wave"]) == {"voorjaar 2026"}
    assert frame["inv1"].isna().sum() == 2


def test_the_wave_can_come_from_a_date(mapped, instrument):
    export, mapping = mapped
    edit(mapping, '# wave = "Tijdstempel"', 'wave = "Tijdstempel"')
    edit(mapping, "# wave_by", "wave_by")
    (wave,) = set(cd.read_responses(export, instrument, mapping=mapping).frame["wave"])
    assert (wave[:4], wave[-4:]) == ("2025", "2026")


MISTAKES = [
    ('partials = "keep"', 'partials = "soms"', "toml_value_wrong", '"keep", "drop"'),
    ('partials = "keep"', 'partails = "keep"', "toml_key_unknown_near", "'partials'"),
    ("missing_codes = []", "missing_codes = 99", "toml_value_wrong", "[0.5, 0.75]"),
    ('# wave = "2025-10"', "wave = 2026", "toml_value_wrong", '"2026"'),
    ("[unread]", "[ungelezen]", "toml_key_unknown", "unread"),
    ('team = "In welk', 'teem = "In welk', "mapping_file_key_near", "team"),
    ('inv1 = "', 'inv2 = "x"\ninv1 = "', "toml_twice", "regels"),
    ('cha1 = "', 'bestuur = "Groep"\nboard = "Groep"\ncha1 = "', "mapping_file_key_twice", "#"),
    ('respondent = "Respondentcode"', 'respondent = "Groep"\nschool = "Groep"', "mapping_file_header_twice", "#"),
    ('team = "In welk team werk je?"', 'team = "In welk team werkt u"', "mapping_file_header_absent_near", "In welk"),
    ('team = "In welk team werk je?"', 'team = "xyz"', "mapping_file_header_absent", "regel"),
    ("missing_codes = []", "missing_codes = [", "broken_toml", ""),
    ('instrument = "invitation-challenge 1.0"', 'instrument = "invitation-challenge 0.9"', "mapping_instrument", "1.0"),
    ('instrument = "invitation-challenge 1.0"', "", "toml_key_missing", "instrument ="),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(("old", "new", "key", "repair"), MISTAKES, ids=[f"{m[2]}-{m[1][:12]}" for m in MISTAKES])
def test_a_mistake_by_hand_is_told_with_its_line_and_repair(mapped, instrument, old, new, key, repair, lang):
    export, mapping = mapped
    edit(mapping, old, new)
    found = refused(export, instrument, mapping, lang).set_index("key")
    assert key in found.index
    told = found.loc[[key]].iloc[0]
    assert told["file"] == "form.toml"
    content = mapping.read_text(encoding="utf-8").splitlines()
    if new and key != "broken_toml":
        assert content[told["row"] - 1].split("=")[0].strip() in new or "inv2" in content[told["row"] - 1]
    assert repair in told["repair"] or lang == "en"


def test_a_mapping_may_name_a_role_in_dutch(mapped, instrument):
    export, mapping = mapped
    edit(mapping, "respondent =", "respondentcode =")
    assert cd.read_responses(export, instrument, mapping=mapping).frame["respondent"].nunique() == 6


def test_other_rows_another_order_and_more_columns_do_not_matter(mapped, form, save, instrument):
    _, mapping = mapped
    turned = save(form.iloc[:, ::-1], "turned.csv")
    assert len(cd.read_responses(turned, instrument, mapping=mapping).frame) == 6
    later = save(form.iloc[:3].assign(School="x", Tip=CANARIES[3]), "later.csv")
    frame = cd.read_responses(later, instrument, mapping=mapping).frame
    assert len(frame) == 3
    assert "school" not in frame  # nothing comes in that the advisor has not seen
    notes = mapping_notes(load_mapping(mapping), read_table(later))
    assert [(note.what, note.count, note.detail) for note in notes] == [("mapping_new_columns", 2, "School | Tip")]
    assert fingerprint_of(read_table(later)) != load_mapping(mapping).said.fingerprint


def test_a_reworded_statement_is_reported_and_not_joined(mapped, form, save, instrument):
    _, mapping = mapped
    old, new = instrument.items[0].wording.nl, "In ons team mag iedereen fouten maken."
    later = save(form.rename(columns={old: new}), "later.csv")
    told = refused(later, instrument, mapping).set_index("key").loc["mapping_stale_near"]
    assert told["row"] == line_with(mapping, "inv1 =")
    assert old in told["problem"]
    assert f'inv1 = "{new}"' in told["repair"]
    assert "%" in told["repair"]
    edit(mapping, f'inv1 = "{old}"', f'inv1 = "{new}"')
    assert len(cd.read_responses(later, instrument, mapping=mapping).frame) == 6


def test_an_export_of_another_platform_asks_for_a_look_and_gives_the_line(mapped, form, save, instrument):
    _, mapping = mapped
    later = save(form.drop(columns="Tijdstempel"), "later.csv")
    told = refused(later, instrument, mapping).set_index("key").loc["mapping_stale_platform"]
    entry = told["repair"].partition(": ")[2].partition("  ")[0]
    row = line_with(mapping, "fingerprint =")
    assert told["row"] == row
    content = mapping.read_text(encoding="utf-8").splitlines()
    content[row - 1] = entry
    mapping.write_text("\n".join(content), encoding="utf-8")
    assert len(cd.read_responses(later, instrument, mapping=mapping).frame) == 6


def test_another_questionnaire_is_said_once(mapped, form, save, instrument):
    _, mapping = mapped
    wordings = [item.wording.nl for item in instrument.items]
    other = save(form.rename(columns={wording: f"Vraag {at}" for at, wording in enumerate(wordings)}), "other.csv")
    found = refused(other, instrument, mapping)
    assert list(found["key"]).count("mapping_stale_other") == 1
    assert "mapping_stale" not in set(found["key"])


def test_a_mapping_that_is_there_stays_unless_forced(mapped, instrument):
    export, mapping = mapped
    mapping.write_text("mine", encoding="utf-8")
    with pytest.raises(cd.CultureDiagError, match=r"form\.toml"):
        cd.write_mapping(export, instrument, mapping)
    assert mapping.read_text(encoding="utf-8") == "mine"
    cd.write_mapping(export, instrument, mapping, force=True)
    assert "fingerprint" in mapping.read_text(encoding="utf-8")


def test_headers_with_signs_of_toml_survive(form, save, instrument, tmp_path):
    odd = 'Welk "team"?\n\\ hier # niet'
    export = save(form.rename(columns={"In welk team werk je?": odd}), "odd.csv")
    mapping = cd.write_mapping(export, instrument, tmp_path / "odd.toml")
    headers = tomllib.loads(mapping.read_text(encoding="utf-8"))["unread"]["headers"]
    assert 'Welk "team"? \\ hier # niet' in headers


def test_every_platform_can_be_named():
    literal = typing.get_args(MappingFile.model_fields["platform"].annotation)[0]
    assert set(typing.get_args(literal)) == set(PLATFORMS)
