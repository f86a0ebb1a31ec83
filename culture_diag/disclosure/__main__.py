"""Print the table of the door: ``python -m culture_diag.disclosure > docs/door.md``."""

from culture_diag.disclosure.schema import FRAMES, Column

HEAD = """# What a release lets through

Made from `culture_diag/disclosure/schema.py` by `python -m culture_diag.disclosure > docs/door.md`. Released frames are
built from this declaration: a column that is not in it cannot pass, and a figure that rests on fewer answers than
*least* is empty. `{axis}` and `{quadrant}` stand for a column each. Rounding: *score* is the decimals of the release
(one, or none on a scale of 40 points or more and on scales of one or two items), *item* is half a point (an eighth of
such a long scale). *Least*: `min_n` is five and `min_n_shares` ten unless the release asks more. Marked *always* are
columns that are filled in on hidden rows too."""


def door_page() -> str:
    """Return the declaration as a page in Markdown."""
    parts = [HEAD]
    for frame in FRAMES:
        parts.append(f"\n## `{frame.name}`: a row is {frame.row}\n")
        parts.append(
            "| column | what it is | unit | rounded to | least | never |\n| --- | --- | --- | --- | --- | --- |"
        )
        parts.extend(_row(column) for column in frame.columns)
    return "\n".join(parts) + "\n"


def _row(column: Column) -> str:
    least = "always" if column.on_hidden else str(column.least or "")
    cells = (f"`{column.name}`", column.meaning, column.unit, str(column.step or ""), least, column.never)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(door_page(), end="")
