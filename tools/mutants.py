"""``python -m tools.mutants [pattern ...]``: do the tests see changed helpers?

mutmut changes `helpers` in thousands of places, one at a time, and runs those
tests that come by there; ``pyproject.toml`` says what it changes and runs.
What no test sees survives. Each survivor must be listed in
``tests/survivors.toml``, with the reason, and no other mutant; and few enough
may survive. Patterns such as "helpers.losses.*" choose what is tried. What
was tried before is tried again only if its function has changed; remove the
folder ``mutants`` to try all anew.
"""

import fnmatch
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests" / "survivors.toml"
LEAST = 0.95  # of the mutants, to be killed
SURVIVED = 0, 5, 33  # mutmut's codes: all tests pass, or there are none
UNTRIED = None, 2, 34
LATE = -24, 24, 36, 152  # given up: it hangs, or the machine was busy


def listed(path=LIST):
    """Return the survivors that are known: {description: reason}."""
    found = {}
    for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
        for mutant in group["mutants"]:
            if mutant in found:
                raise ValueError(f"{path.name} lists it twice: {mutant}")
            found[mutant] = group["reason"]
    return found


def tried(patterns, folder=ROOT / "mutants" / "helpers"):
    """Return how the mutants ended: {mutmut's name: its code}."""
    ends = {}
    for path in sorted(folder.rglob("*.meta")):
        ends |= json.loads(path.read_text())["exit_code_by_key"]
    return {
        name: code
        for name, code in ends.items()
        if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
    }


def function_of(name):
    """Return the function that a mutant changes, with its module."""
    function = name.rpartition("__mutmut_")[0]
    return function.replace(".x_", ".").replace(".xǁ", ".").replace("ǁ", ".")


def describe(name, diff):
    """Return what a mutant changes: the function, its old and new lines."""
    lines = diff.splitlines()[3:]  # below the names and the place
    old, new = (
        " ".join(line[1:].strip() for line in lines if line[0] == sign)
        for sign in "-+"
    )
    return f"{function_of(name)}: {old} -> {new}"


def judge(ends, survivors, known):
    """Return the complaints on what was tried, and the share killed.

    Parameters
    ----------
    ends : dict of str to int
        How the mutants ended, as `tried` has it.
    survivors : list of str
        What the survivors change.
    known : container of str
        The survivors that are listed.
    """
    complaints = [
        f"No test sees it, and {LIST.name} does not list it: {mutant}"
        for mutant in survivors
        if mutant not in known
    ]
    functions = {function_of(name) for name in ends}
    complaints += [
        f"{LIST.name} lists it, yet a test sees it: {mutant}"
        for mutant in known
        if mutant not in survivors and mutant.partition(": ")[0] in functions
    ]
    untried = sum(code in UNTRIED for code in ends.values())
    if untried:
        complaints.append(f"{untried} mutants were not tried")
    share = 1 - len(survivors) / max(1, len(ends))
    if share < LEAST:
        complaints.append(f"Fewer than {LEAST:.0%} are killed")
    return complaints, share


def main(patterns):
    """Try the mutants; print how they ended; return 1 on a complaint."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    os.chdir(ROOT)  # mutmut works there
    kept = {k: v for k, v in os.environ.items() if k != "EGC_DATA"}
    run = subprocess.run(
        [sys.executable, "-m", "mutmut", "run", *patterns],
        env={**kept, "EGC_PROGRESS": "0", "OPENBLAS_NUM_THREADS": "1"},
    )
    if run.returncode:
        print("mutmut did not get through; why, it says above")
        return 1
    ends = tried(patterns or ["*"])
    survivors = [
        describe(name, get_diff_for_mutant(name))
        for name, code in ends.items()
        if code in SURVIVED
    ]
    complaints, share = judge(ends, survivors, listed())
    print("", *complaints, sep="\n")
    late = sum(code in LATE for code in ends.values())
    print(
        f"Mutants: {len(ends)} tried, {len(survivors)} survive, {share:.1%} "
        f"killed, {late} of them given up; on a busy machine try these again"
    )
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
