#!/usr/bin/env python3
"""coverage/table.py - which lines the tests reached, by module, and what they never called: from lcov's tracefile.

Usage: table.py TRACEFILE [--floors]. With --floors it fails where fewer lines were reached than the project wants, or
where a function was never called. Paths are told from the folder that the project lies in."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES_MIN = 90  # per cent of all lines
MODULE_MIN = {"net": 85, "server": 85}
# Functions, by module, that no test can call and count: what only the end of memory leads to (make test-alloc), or a disk
# that breaks while a page is made; the sink of a log that is off; and what runs just before the process ends at once.
UNCALLED = {
    "convert": {"fail_memory", "no_memory"},
    "journal": {"refuse"},
    "server": {"count_handle", "end_process", "on_lost", "write_last"},
}


def read(path):
    """File below bot/ -> [lines, lines reached, [functions never called]]."""
    files = {}
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key == "SF":
            source = pathlib.Path(value)
            inside = source.is_relative_to(ROOT / "bot") and source.suffix == ".c"
            counts = [0, 0, []]
            if inside:
                files[str(source.relative_to(ROOT / "bot"))] = counts
        elif key == "DA":
            counts[0] += 1
            counts[1] += not value.split(",")[1].startswith("0")
        elif key == "FNDA" and value.startswith("0,"):
            counts[2].append(value[2:])
    return files


def share(reached, lines):
    return 100 * reached / lines if lines > 0 else 100


def add_up(files):
    """Module -> [lines, lines reached]; "overall" comes last."""
    modules = {}
    for name in sorted(files):
        for module in (name.partition("/")[0] if "/" in name else "main", "overall"):
            total = modules.setdefault(module, [0, 0])
            total[0] += files[name][0]
            total[1] += files[name][1]
    modules["overall"] = modules.pop("overall", [0, 0])
    return modules


def main(path, floors=False):
    files = read(path)
    modules = add_up(files)
    faults = []
    print(f"{'module':12} {'lines':>6} {'reached':>7} {'share':>7}")
    for module, (lines, reached) in modules.items():
        print(f"{module:12} {lines:6} {reached:7} {share(reached, lines):6.1f}%")
        least = LINES_MIN if module == "overall" else MODULE_MIN.get(module, 0)
        if share(reached, lines) < least:
            faults.append(f"{module}: {share(reached, lines):.1f} % of the lines are reached; {least} % is the least")
    for name, (_, _, never) in sorted(files.items()):
        functions = sorted(set(never) - UNCALLED.get(name.partition("/")[0], set()))
        if functions:
            faults.append(f"{name}: never called: {' '.join(functions)}")
    for fault in faults:
        print(fault)
    return 1 if floors and faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--floors" in sys.argv[2:]))
