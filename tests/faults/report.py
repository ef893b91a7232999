"""Gathers what the rows of the fault plan found into report.json, and writes the table of it as report.md.

Reads the logs that `tests/faults/run` left in the folder given: a line `FAULT {...}` for each row that tells figures,
and cargo's own line for how each row ended. Fails when a row failed, or when nothing was run.
"""

import json
import pathlib
import re
import sys

RESULT = re.compile(r"^test result: (ok|FAILED)\. (\d+) passed; (\d+) failed")


def read(path: pathlib.Path, database: str) -> list[dict]:
    """Returns each row of a log: its name, how it ended, and the figures it told."""
    rows, name, found = [], None, {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("FAULT "):
            found = json.loads(line.removeprefix("FAULT "))["found"]
        elif named := re.match(r"^test (?:.*::)?(s\d\d_\w+) \.\.\.", line):
            name = named.group(1)
        elif (result := RESULT.match(line)) and (int(result.group(2)) or int(result.group(3))):
            rows.append({
                "row": (name or "?")[:3], "promise": (name or "?")[4:].replace("_", " "), "database": database,
                "ended": "held" if result.group(1) == "ok" else "FAILED", "found": found,
            })
            name, found = None, {}
    return rows


def table(rows: list[dict]) -> str:
    """Writes the rows as a Markdown table."""
    lines = ["| Row | Promise | Database | Ended | Found |", "|---|---|---|---|---|"]
    for row in rows:
        found = "; ".join(f"{name}: {value}" for name, value in row["found"].items())
        lines.append(f"| {row['row'].upper()} | {row['promise']} | {row['database']} | {row['ended']} | {found} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes both files beside the logs; returns the exit code."""
    out = pathlib.Path(sys.argv[1])
    rows = read(out / "sqlite.log", "SQLite") + read(out / "postgresql.log", "PostgreSQL")
    rows.sort(key=lambda row: (row["row"], row["promise"], row["database"]))
    (out / "report.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text(table(rows), encoding="utf-8")
    print(table(rows))
    return 0 if rows and all(row["ended"] == "held" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
