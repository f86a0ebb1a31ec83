"""Print pip constraints that pin every requirement in pyproject.toml to the lowest version it allows.

`python .ci/lowest.py > lowest.txt; pip install -c lowest.txt '.[test]'` installs what the bounds promise to work.
"""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
lists = [project["dependencies"], *project["optional-dependencies"].values()]
lowest: dict[str, str] = {}
for requirement in (line for lines in lists for line in lines):
    found = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?>=([\d.]+)(?:,[^;]*)?", requirement)
    if not found:
        raise SystemExit(f"{requirement}: no lower bound that this script can read")
    name, version = found.groups()
    if lowest.setdefault(name.lower(), version) != version:
        raise SystemExit(f"{name}: two lower bounds, {lowest[name.lower()]} and {version}")
print("\n".join(f"{name}=={version}" for name, version in sorted(lowest.items())))
