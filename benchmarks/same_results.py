"""What two checkouts make of the same inputs: the sample, real exports, and the data of the oracles.

Run ``python benchmarks/same_results.py OTHER_CHECKOUT [--python PATH_TO_ITS_PYTHON] [--shared FOLDER]``, with this
checkout's own Python. Each job runs once in each checkout, in a process of its own, and leaves a tree of values; of the
two trees every value is compared, figures to the last bit. A column or key that only got another name counts as the
same (`RENAMED`), its values do not. The script ends with 1 where anything differs.

A worker finds functions wherever they stand now: first in the package's face, else by their ``def`` in its source.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
LANGUAGES = ("nl", "en")
TEAM = "Bovenbouw"
"""The team of the sample whose items are described: it stands in two groups, so that everything is said of it."""
INSTRUMENT = "invitation-challenge"
RENAMED = {
    "two_camps": "bimodal",
    "camp_low": "low_group_mean",
    "camp_high": "high_group_mean",
    "camp_low_share": "low_group_share",
    "flip": "label_change",
}
"""Columns and keys by which the older checkout calls what the newer has under another name."""
RENAMED_ENDS = {"_reach": "_half_width"}
ORACLE = {
    "lq2002.csv": ("COMPID", r"LEAD\d+", (1, 5)),
    "cohesion.csv": ("UNIT", r"COH\d+", (1, 5)),
    "bfi.csv": ("education", r"N\d", (1, 6)),
    "klein2000.csv": ("GRPID", r"JOBSAT|COHES|POSAFF|PAY", (-11, 11)),
    "VerbAgg_wide.csv": (None, r"S\dDo\w+", (0, 2)),
    "chen2005.csv": (None, r"NCPRF\.T\d", (1, 5)),
}
"""Of each data set the column of groups, its items, and the ends of their scale."""

Jobs = Iterator[tuple[str, Callable[[], Any]]]


def find(name: str) -> Any:
    """Return a function or class of the package, in whichever module this checkout has it."""
    import culture_diag as cd

    if name in dir(cd):
        return getattr(cd, name)
    for path in sorted(Path(cd.__file__).parent.rglob("*.py")):
        if re.search(rf"^(?:def|class) {name}\b", path.read_text(encoding="utf-8"), re.M):
            parts = path.relative_to(Path(cd.__file__).parents[1]).with_suffix("").parts
            return getattr(importlib.import_module(".".join(parts)), name)
    raise LookupError(name)


def plain(value: Any) -> Any:
    """Turn a result into dicts, lists and text; a float becomes the text that reads back as the same float."""
    import numpy as np
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return {str(name): plain(value[name].tolist()) for name in sorted(value, key=str)}
    if isinstance(value, pd.Series):
        return {str(key): plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(one) for one in value]
    if isinstance(value, float | np.floating):
        return repr(float(value))
    return value if isinstance(value, str) else str(value)


def frames(result: Any) -> dict[str, Any]:
    """Return every frame of a diagnosis or a release."""
    import pandas as pd

    values = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    return {name: value for name, value in values.items() if isinstance(value, pd.DataFrame)}


def sample_jobs(work: Path) -> Jobs:
    """Yield what is made of the sample: figures, texts, files, page and scene."""
    import culture_diag as cd

    responses, sizes = cd.load_sample(lang="en")
    diagnosis = cd.diagnose(responses, team_sizes=sizes)
    release = cd.release(diagnosis)
    planned = cd.plan(14)
    teams = release.teams["name"].unique().tolist()
    kinds: dict[str, dict[str, str]] = {"quadrants": {}, "trajectories": {}, "profile": {}, "items": {"team": TEAM}}
    yield "diagnosis", lambda: frames(diagnosis)
    yield "release", lambda: frames(release)
    for lang in LANGUAGES:
        say = {"lang": lang}
        yield (
            f"alt texts {lang}",
            lambda say=say: (
                {kind: find("alt_text")(release, kind=kind, **names, **say) for kind, names in kinds.items()}
                | {"plan": find("plan_alt_text")(planned, **say)}
            ),
        )
        yield f"team_text {lang}", lambda say=say: {name: find("team_text")(release, name, **say) for name in teams}
        yield f"quality_text {lang}", lambda say=say: find("quality_text")(release, **say)
        yield f"plan_text {lang}", lambda say=say: find("plan_text")(planned, **say)
        yield f"summary_table {lang}", lambda say=say: find("summary_table")(release, **say)
        yield f"scene {lang}", lambda say=say: json.loads(json.dumps(find("make_scene")(release, **say)))
        yield f"page {lang}", lambda say=say: page_parts(find("presenter_html")(release, teams=[TEAM], **say))
        yield f"demo {lang}", lambda lang=lang: demo_files(work / lang, lang)


def demo_files(folder: Path, lang: str) -> dict[str, Any]:
    """Run the demo; a picture and a table as their bytes, a workbook as its cells."""
    from python_calamine import CalamineWorkbook

    command = [sys.executable, "-m", "culture_diag", "demo", "--out", str(folder), "--lang", lang]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    files: dict[str, Any] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(file.relative_to(folder))
        if file.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(file)
            files[name] = {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
        elif file.suffix == ".png":
            from matplotlib.image import imread

            # The alternative text is in the bytes too; the dots say whether the picture itself is another.
            files[name] = {"bytes": digest(file.read_bytes()), "dots": digest(imread(file).tobytes())}
        elif file.suffix == ".csv":
            sign = ";" if lang == "nl" else ","
            head, *rows = csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=sign)
            files[name] = [{column: [row[at] for row in rows]} for at, column in enumerate(head)]
        else:
            files[name] = file.read_bytes().decode("utf-8-sig").splitlines()
    return files


def digest(data: bytes) -> str:
    return f"{len(data)} bytes {hashlib.sha256(data).hexdigest()[:16]}"


def page_parts(page: str) -> dict[str, Any]:
    """Part a page into code, style, data and the rest, so that another line of code is not taken for other data."""
    parts: dict[str, Any] = {"whole": digest(page.encode())}
    # The policy names hashes of code and style; these are compared themselves.
    rest = re.sub(r"'sha256-[^']+'", "'sha256'", page)
    for tag in ("style", "script"):
        for at, match in enumerate(re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", rest, re.S)):
            rest = rest.replace(match, "", 1)
            packed = match.lstrip().startswith("{")
            parts[f"{tag} {at}"] = unpacked(json.loads(match)) if packed else match.splitlines()
    return parts | {"rest": rest.splitlines()}


def unpacked(packed: dict[str, Any]) -> Any:
    """Undo what `present.pack` does, so that data are compared and not the order in which parts are shared."""

    def whole(node: Any) -> Any:
        if isinstance(node, str) and node.startswith("$"):
            return node[1:] if node.startswith("$$") else whole(packed["parts"][int(node[1:])])
        if isinstance(node, list):
            return [whole(one) for one in node]
        if isinstance(node, dict) and "$rows" in node:
            keys, *rows = (whole(one) for one in node["$rows"])
            return [dict(zip(keys, row, strict=True)) for row in rows]
        return {key: whole(one) for key, one in node.items()} if isinstance(node, dict) else node

    return whole(packed["data"]) if set(packed) == {"parts", "data"} else packed


def export_jobs(shared: Path) -> Jobs:
    """Yield what is told of each real export, and how reading it with the bundled instrument ends."""
    import culture_diag as cd

    instrument = cd.load_instrument(INSTRUMENT)
    for path in sorted((shared / "exports").glob("*/*")):
        name = str(path.relative_to(shared))

        def told(path: Path = path) -> Any:
            made = cd.inspect_export(path, lang="en")
            return {"export": made} | {lang: cd.export_text(made, lang) for lang in LANGUAGES}

        def read(path: Path = path) -> Any:
            problems = {}
            for lang in LANGUAGES:
                try:
                    problems[lang] = frames(cd.read_responses(path, instrument, salt=b"", lang=lang))
                except cd.CultureDiagError as error:
                    problems[lang] = str(error).splitlines()
            return problems

        yield f"inspect {name}", told
        yield f"read {name}", read


def oracle_jobs(shared: Path) -> Jobs:
    """Yield the statistics of each data set of the oracles."""
    import pandas as pd

    from culture_diag import statistics as st

    for name, (group, pattern, bounds) in ORACLE.items():
        path = shared / "oracle" / "data" / name
        if not path.is_file():
            continue

        def figures(path: Path = path, group: str | None = group, pattern: str = pattern, bounds: Any = bounds) -> Any:
            data = pd.read_csv(path)
            items = data[[column for column in data if re.fullmatch(pattern, column)]]
            score = items.mean(axis=1)
            made = {"alpha": st.cronbach_alpha(items), "omega": st.omega_total(items)}
            if group is not None:
                made |= {"icc1": st.icc1(score, data[group]), "icc2": st.icc2(score, data[group])}
                agreement = st.team_agreement(items, data[group], bounds)
                made |= {"awg": agreement.awg, "ad_mean": agreement.ad_mean, "rwg_j": agreement.rwg_j()}
            first, second = items.iloc[:, 0], items.iloc[:, -1]
            for paired in (True, False):
                made[f"compare_waves {'paired' if paired else 'apart'}"] = st.compare_waves(first, second, paired)
            return made

        yield f"oracle {name}", figures


def work(out: Path, shared: Path | None) -> None:
    """Run every job in the checkout that is worked in, and write the tree of values as JSON."""
    import culture_diag as cd

    if not Path(cd.__file__).is_relative_to(Path.cwd()):
        raise SystemExit(f"{cd.__file__} is not of this checkout, {Path.cwd()}")
    with tempfile.TemporaryDirectory() as folder:
        jobs = [*sample_jobs(Path(folder))]
        if shared is not None:
            jobs += [*export_jobs(shared), *oracle_jobs(shared)]
        made = {}
        for name, job in jobs:
            try:
                made[name] = plain(job())
            except Exception as error:  # a job that fails is a result to compare, not the end of the others
                made[name] = {"failed": f"{type(error).__name__}: {error}"}
    out.write_text(json.dumps(made), encoding="utf-8")


def new_name(key: str) -> str:
    for old, new in RENAMED_ENDS.items():
        key = key.removesuffix(old) + new if key.endswith(old) else key
    return RENAMED.get(key, key)


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every single value of a tree with the way to it, under today's names."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else None
    if children is None or not tree:
        yield path, tree
        return
    for key, child in children:
        yield from leaves(child, (*path, new_name(str(key))))


def differences(ours: Any, theirs: Any) -> list[str]:
    """Tell each value in which two trees differ."""
    here, there = dict(leaves(ours)), dict(leaves(theirs))
    told = []
    for path in dict.fromkeys([*here, *there]):
        if here.get(path, leaves) != there.get(path, leaves):
            mine, other = (around(one.get(path), other.get(path)) for one, other in ((here, there), (there, here)))
            told.append(f"{' / '.join(path)}: {other} → {mine}")
    return told


def around(value: Any, other: Any) -> str:
    """Show a value from a little before where it begins to differ from the other."""
    if not isinstance(value, str):
        return "nothing there" if value is None else repr(value)
    pairs = enumerate(zip(value, other if isinstance(other, str) else "", strict=False))
    start = max(0, next((at for at, (one, two) in pairs if one != two), 0) - 20)
    return repr(("…" if start else "") + value[start : start + 60])


def run(checkout: Path, python: str, out: Path, shared: Path | None) -> subprocess.Popen[bytes]:
    """Start the jobs in a checkout, its own package first on the path."""
    command = [python, str(Path(__file__).resolve()), "--worker", str(out)]
    command += [] if shared is None else ["--shared", str(shared)]
    return subprocess.Popen(command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)})


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=Path, nargs="?", help="the checkout to compare this one with")
    parser.add_argument("--python", default=sys.executable, help="Python of that checkout's environment")
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared", help="folder with exports and oracle")
    parser.add_argument("--all", action="store_true", help="print every difference, not only the first of a job")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    shared = asked.shared.resolve() if asked.shared.is_dir() else None
    if asked.worker is not None:
        work(asked.worker, shared)
        return 0
    if asked.other is None:
        parser.error("which checkout?")
    with tempfile.TemporaryDirectory() as folder:
        outs = [Path(folder) / "here.json", Path(folder) / "there.json"]
        sides = ((HERE, sys.executable), (asked.other.resolve(), asked.python))
        started = [run(checkout, python, out, shared) for (checkout, python), out in zip(sides, outs, strict=True)]
        codes = [process.wait() for process in started]
        if any(codes):
            return 1
        ours, theirs = (json.loads(out.read_text(encoding="utf-8")) for out in outs)
    return report(ours, theirs, everything=asked.all)


def report(ours: dict[str, Any], theirs: dict[str, Any], *, everything: bool) -> int:
    """Print a line a job; 1 if anything differs or failed on both sides."""
    worst = 0
    for name in dict.fromkeys([*ours, *theirs]):
        values = sum(1 for _ in leaves(ours.get(name)))
        told = differences(ours.get(name), theirs.get(name))
        failed = isinstance(ours.get(name), dict) and "failed" in ours[name] and not told
        verdict = f"{len(told)} differ" if told else "FAILS IN BOTH" if failed else "same"
        print(f"{name:60} {values:>7} values  {verdict}" + (f"  {told[0]}" if told and not everything else ""))
        for line in told if everything else ():
            print(f"    {line}")
        worst = max(worst, bool(told) or failed)
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
