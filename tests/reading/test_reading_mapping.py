"""The mapping file: what is proposed, what a correction does, and what makes it no longer fit."""

import tomllib
import typing

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.reading.exports.load import read_table
from culture_diag.reading.exports.platforms import PLATFORMS
from culture_diag.reading.mapping.file import MappingFile, fingerprint_of, load_mapping, mapping_notes
from culture_diag.sample import sample_files

CANARIES = ("Vera Kanarie", "vera.kanarie@school.example", "203.0.113.77", "Mijn directeur heet Bob", "0612345678")


@pytest.fixture
def form(instrument):
    """Return a form as people make it: a stamp, an address, a team, statements, and room for remarks."""
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
    """Return an export and its mapping."""
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


@pytest.mark.parametrize("stamped", [True, False])
def test_a_file_without_headers_is_refused_and_not_repeated(form, save, instrument, tmp_path, stamped):
    # With moments it is known for what it is before anything of it is shown; else whoever would write it down sees it.
    form = form if stamped else form.iloc[:, 1:]
    headless = form.iloc[1:].copy()
    headless.columns = [f"{cell} " * (at + 1) for at, cell in enumerate(form.iloc[0])]
    export = save(headless, "headless.csv")
    with pytest.raises(
        cd.CultureDiagError, match=r"lijken antwoorden te staan|lijkt een antwoord van iemand"
    ) as caught:
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
    assert "mapping_file_switched_off_column_near" in set(refused(export, instrument, mapping)["key"])
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
    ("missing_codes = []", "missing_codes = 99", "toml_value_wrong", "[99]"),
    ('# wave = "2025-10"', "wave = 2026", "toml_value_wrong", '"2026"'),
    ("[unread]", "[ungelezen]", "toml_key_unknown", "unread"),
    ('team = "In welk', 'teem = "In welk', "mapping_file_key_near", "team"),
    ('inv1 = "', 'inv2 = "x"\ninv1 = "', "toml_twice", "regels"),
    ('cha1 = "', 'bestuur = "Groep"\nboard = "Groep"\ncha1 = "', "mapping_file_key_twice", "#"),
    ('respondent = "Respondentcode"', 'respondent = "Groep"\nschool = "Groep"', "mapping_file_header_twice", "#"),
    ('team = "In welk team werk je?"', 'team = "In welk team werkt u"', "mapping_file_header_absent_near", "In welk"),
    ('team = "In welk team werk je?"', 'team = "xyz"', "mapping_file_header_absent", "regel"),
    ("missing_codes = []", "missing_codes = [", "toml_bracket", "haken"),
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
    if new:
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
    assert fingerprint_of(read_table(later)) != load_mapping(mapping).mapping.fingerprint


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


FORMS = ("Begintijd", "Tijd van voltooien")


@pytest.fixture
def forms(instrument):
    """Return an export of Microsoft Forms: numbered answers, a start, an end and a team."""
    rows = []
    for at in range(6):
        start = f"2026-03-0{at + 1} 09:00:00"
        row = {"Id": str(at + 1), FORMS[0]: start, FORMS[1]: start.replace("09:00", "09:0" + str(at + 4))}
        row |= {"E-mail": "anonymous", "Naam": "", "In welk team werk je?": ("noord", "zuid")[at % 2]}
        answers = {item.wording.nl: str(1 + (at + place) % 5) for place, item in enumerate(instrument.items)}
        rows.append({**row, **answers})
    return pd.DataFrame(rows)


def noted(responses, what):
    account = responses.account
    return account.loc[account["what"] == what, "detail"].tolist()


def test_a_column_that_numbers_the_answers_is_never_proposed_as_a_code(forms, save, instrument, tmp_path):
    export = save(forms, "forms.csv")
    mapping = cd.write_mapping(export, instrument, tmp_path / "forms.toml", lang="nl")
    assert '# respondent = ""' in mapping.read_text(encoding="utf-8")
    for chosen in (mapping, {"respondentcode": "Id"}):
        if chosen is mapping:
            edit(mapping, '# respondent = ""', 'respondent = "Id"')
        told = cd.read_responses(export, instrument, mapping=chosen)
        assert noted(told, "respondent_numbers") == ["Id"]
        assert any("nummert alleen" in line for line in cd.reading.warning_text(told, lang="nl"))
    own = forms.rename(columns={"Id": "Respondentcode"}).drop(columns=[*FORMS, "E-mail", "Naam"])
    assert not noted(cd.read_responses(save(own, "own.csv"), instrument), "respondent_numbers")


def test_a_file_without_any_statement_gets_no_mapping(save, instrument, tmp_path, forms):
    sizes = save(pd.DataFrame({"team": ["noord", "zuid"], "aantal": ["9", "8"]}), "teams.csv")
    with pytest.raises(cd.MappingError, match="geen enkele stelling"):
        cd.write_mapping(sizes, instrument, tmp_path / "teams.toml", lang="nl")
    assert not (tmp_path / "teams.toml").exists()
    coded = forms.rename(columns={item.wording.nl: f"V{at}" for at, item in enumerate(instrument.items)})
    assert cd.write_mapping(save(coded, "coded.csv"), instrument, tmp_path / "coded.toml", lang="nl").exists()


def test_a_wave_made_of_the_start_leaves_the_time_taken(forms, save, instrument, tmp_path):
    export = save(forms, "forms.csv")
    mapping = cd.write_mapping(export, instrument, tmp_path / "forms.toml", lang="nl")
    assert mapping.read_text(encoding="utf-8").count('# wave = "') == 2  # a label at the top, one column below
    edit(mapping, '# wave = "Begintijd"', 'wave = "Begintijd"')
    edit(mapping, '# wave_by = "school-year"', 'wave_by = "month"')
    responses = cd.read_responses(export, instrument, mapping=mapping)
    assert set(responses.frame["wave"]) == {"2026-03"}
    assert responses.frame["seconds"].tolist() == [240, 300, 360, 420, 480, 540]


def test_a_shared_mapping_is_not_to_be_changed_for_one_wave(mapped, form, save, instrument):
    export, mapping = mapped
    old, new = instrument.items[2].wording.nl, "Bij ons kun je op elkaar bouwen."
    later = save(form.rename(columns={old: new}), "later.csv")
    found = refused([export, later], instrument, mapping)
    assert found["key"].tolist() == ["mapping_stale_shared"]
    assert 'culture-diag map "later.csv"' in found["repair"].iloc[0]
    edit(mapping, f'inv3 = "{old}"', f'inv3 = "{new}"')  # done nevertheless: no other item's column is proposed
    (told,) = refused(export, instrument, mapping)["repair"]
    assert not [item.wording.nl for item in instrument.items if item.wording.nl != old and item.wording.nl in told]


def test_another_wording_in_another_wave_is_told(mapped, form, save, instrument, tmp_path):
    export, mapping = mapped
    old, new = instrument.items[2].wording.nl, "Bij ons kun je op elkaar bouwen."
    later = save(form.rename(columns={old: new}), "later.csv")
    own = cd.write_mapping(later, instrument, tmp_path / "own.toml", lang="nl")
    edit(own, '# inv3 = ""', f'inv3 = "{new}"')
    responses = cd.read_responses([export, later], instrument, mapping=[mapping, own])
    assert noted(responses, "wording_differs") == [f'inv3: "{old}" (form) → "{new}" (later)']
    assert "1 stelling is in een eerdere meting anders gesteld" in "".join(
        cd.reading.warning_text(responses, lang="nl")
    )
    titled = form.rename(columns={item.wording.nl: f"3. {item.wording.nl}" for item in instrument.items})
    same = cd.read_responses([export, save(titled, "titled.csv")], instrument)
    assert not noted(same, "wording_differs")


def test_teams_that_came_and_went_are_told_with_the_line_that_joins_them(form, save, instrument):
    first = save(form, "2025-03.csv")
    second = save(form.assign(**{"In welk team werk je?": ["noord", "west"] * 3}), "2026-03.csv")
    responses = cd.read_responses([first, second], instrument)
    assert noted(responses, "team_swapped") == ['"zuid" = "west"']
    assert any('[names]: "zuid" = "west"' in line for line in cd.reading.warning_text(responses, lang="nl"))
    joined = cd.read_responses([first, second], instrument, renamed={"zuid": "west"})
    assert not noted(joined, "team_swapped")
    assert not noted(cd.read_responses([first], instrument), "team_swapped")


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"noord": 5, "zuid": 4}, {("noord", ""): 5, ("west", ""): 4}),
        ({"noord": 5, "zuid": 4, "west": 7}, {("west", "2025-03"): 4, ("west", "2026-03"): 7, ("noord", "2026-03"): 5}),
        ({"noord": 5, "west": 7}, {("noord", ""): 5, ("west", ""): 7}),
    ],
)
def test_sizes_follow_the_new_names(form, save, instrument, sizes, expected):
    from culture_diag.reading.sizes import renamed_sizes

    first = save(form, "2025-03.csv")
    second = save(form.assign(**{"In welk team werk je?": ["noord", "west"] * 3}), "2026-03.csv")
    responses = cd.read_responses([first, second], instrument, renamed={"zuid": "west"})
    found = renamed_sizes(cd.read_team_sizes(sizes), responses)
    waves = found["wave"] if "wave" in found else [""] * len(found)
    told = dict(zip(zip(found["team"], waves, strict=True), found["n_team"], strict=True))
    assert expected.items() <= told.items()
    assert not [line for line in cd.reading.warning_text(responses, found, lang="nl") if "teamgroottes" in line]


def test_sizes_follow_the_new_names_wherever_a_diagnosis_is_made(form, save, instrument):
    responses = cd.read_responses(save(form, "2025-03.csv"), instrument, renamed={"zuid": "west"})
    teams = cd.diagnose(responses, team_sizes={"Noord": 5, "zuid": 4}).teams.set_index("team")
    assert teams["n_team"].to_dict() == {"noord": 5, "west": 4}


def test_all_that_is_left_to_fill_in_is_told_at_once_with_its_lines(form, save, instrument, tmp_path):
    coded = form.rename(columns={item.wording.nl: f"V{at}" for at, item in enumerate(instrument.items)})
    export = save(coded.rename(columns={"In welk team werk je?": "Waar?"}), "coded.csv")
    mapping = cd.write_mapping(export, instrument, tmp_path / "coded.toml", lang="nl")
    found = refused(export, instrument, mapping)
    assert found["key"].tolist() == ["mapping_file_switched_off"] * 17
    assert found["row"].tolist()[:2] == [line_with(mapping, "# team ="), line_with(mapping, "# inv1 =")]
    edit(mapping, '# team = ""', 'team = "Waar?"')
    found = refused(export, instrument, mapping)
    assert found["key"].tolist() == ["mapping_file_switched_off"] * 16
    edit(mapping, '# inv2 = ""', 'inv2 = "V1"')
    found = refused(export, instrument, mapping)
    assert found["key"].tolist() == ["mapping_file_switched_off_column"] * 15
    assert f"regel {line_with(mapping, '# inv1 =')} van coded.toml" in found["repair"].iloc[0]
    loose = refused(export, instrument, {"team": "Waar?", "inv1": "V0"})
    assert loose["repair"].str.contains("culture-diag map").all()
    assert not loose["repair"].str.contains("--column").any()


def test_an_empty_header_is_told_by_itself(mapped, instrument):
    export, mapping = mapped
    for item in instrument.items[:2]:
        edit(mapping, f'{item.id} = "{item.wording.nl}"', f'{item.id} = ""')
    assert refused(export, instrument, mapping)["key"].tolist() == ["mapping_file_empty"] * 2


def test_a_missing_table_line_is_told_once(mapped, instrument):
    export, mapping = mapped
    edit(mapping, "[columns]\n", "")
    (found,) = refused(export, instrument, mapping).itertuples()
    assert (found.key, "[columns]" in found.repair) == ("toml_table_missing", True)


def test_an_export_of_another_platform_is_called_by_its_name(forms, form, save, instrument, tmp_path):
    mapping = cd.write_mapping(save(forms, "forms.csv"), instrument, tmp_path / "forms.toml", lang="nl")
    other = save(form.rename(columns=lambda name: f"{name} (x)" if name.startswith("In ") else name), "google.csv")
    (told,) = refused(other, instrument, mapping).itertuples()
    assert told.key == "mapping_stale_other_platform"
    assert "Google Forms" in told.problem
    assert "Microsoft Forms" in told.problem
    assert "fingerprint" not in told.repair
    assert 'map "google.csv"' in told.repair


def test_a_wave_called_by_its_file_gets_a_hint_of_the_month(forms, save, instrument):
    odd = save(forms, "Samen werken(1-6).csv")
    assert noted(cd.read_responses(odd, instrument), "wave_of_file") == ["2026-03"]
    assert not noted(cd.read_responses(odd, instrument, wave="maart"), "wave_of_file")
    assert not noted(cd.read_responses(save(forms, "2026-04.csv"), instrument), "wave_of_file")


def test_a_mapping_is_never_written_over_the_answers(form, save, instrument):
    export = save(form, "form.csv")
    before = export.read_bytes()
    with pytest.raises(cd.CultureDiagError) as caught:
        cd.write_mapping(export, instrument, export, force=True)
    assert caught.value.problems["key"].tolist() == ["file_is_input"]
    assert export.read_bytes() == before
