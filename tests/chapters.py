"""The chapters, and one cached run of each with all that is tried on it."""

import ast
import functools
import tomllib
from pathlib import Path

import nbformat

from tests import in_process
from tests.in_process import Change
from tests.mutants import mutants
from tools import editions

BOOK = Path(__file__).parent.parent / "book"
PLANTED = Path(__file__).parent / "planted"
LEAST_PLANTS = 20
MOST_EQUIVALENT = 2


def names():
    """Return the names of all chapters, such as 01_loss_functions."""
    return sorted(path.stem for path in BOOK.glob("*.ipynb"))


@functools.cache
def read(path):
    """Return the notebook at a path."""
    return nbformat.read(path, as_version=4)


def code_cells(nb):
    """Return the code cells of a notebook."""
    return [cell for cell in nb["cells"] if cell["cell_type"] == "code"]


def sources(nb):
    """Return the sources of the code cells of a notebook."""
    return [cell["source"] for cell in code_cells(nb)]


def mutant_changes(nb):
    """Return {label: {text: Change}} for all mutants of a notebook."""
    found = {}
    for k, source in enumerate(sources(nb)):
        for mutant in mutants(source):
            name = f"{mutant.label}: {mutant.text}"
            change = Change(name, k, mutant.source)
            found.setdefault(mutant.label, {})[mutant.text] = change
    return found


def equivalent(nb):
    """Return the mutants that cells name as equivalent, and why not more."""
    listed = []
    for cell in code_cells(nb):
        listed += cell["metadata"].get("egc", {}).get("equivalent", [])
    return listed


def read_plants(name, folder=PLANTED):
    """Return the planted errors of a chapter, {} if there is no file.

    Returns
    -------
    dict of str to (str, str)
        By its name, what each replaces, and by what.
    """
    path = folder / f"{name}.toml"
    if not path.exists():
        return {}
    plants = tomllib.loads(path.read_text(encoding="utf-8"))["plant"]
    found = {plant["name"]: (plant["old"], plant["new"]) for plant in plants}
    if len(found) != len(plants):
        raise ValueError(f"two plants of {path.name} have the same name")
    return found


def plant(nb, name, old, new):
    """Return the change that plants one error, or raise ValueError."""
    cells = sources(nb)
    count = sum(source.count(old) for source in cells)
    if count != 1:
        raise ValueError(
            f"`old` of the plant {name!r} occurs {count} times in the code "
            f"cells, not once: {old!r}"
        )
    if old == new:
        raise ValueError(f"the plant {name!r} changes nothing")
    k = next(k for k, source in enumerate(cells) if old in source)
    return Change(name, k, cells[k].replace(old, new), runs_on=True)


def plant_changes(nb, plants):
    """Return {name: Change} for those plants that fit the notebook."""
    changes = {}
    for name, (old, new) in plants.items():
        try:
            changes[name] = plant(nb, name, old, new)
        except ValueError:
            continue  # told by the test of that plant
    return changes


def exercises(nb):
    """Return the exercises, with their cells counted among the code cells."""
    cells = [k for k, c in enumerate(nb.cells) if c.cell_type == "code"]
    found = editions.exercises(nb)
    for one in found:
        one.code = [cells.index(k) for k in one.code]
        one.solution = [cells.index(k) for k in one.solution]
    return found


def gap_changes(nb):
    """Return {label: Change} that let each gap assert "not done yet"."""
    changes = {}
    for exercise in exercises(nb):
        source = sources(nb)[exercise.gap]
        call = ast.unparse(ast.parse(source).body[-1])
        source = f"{source}\nassert {call} is None"
        changes[exercise.label] = Change("open", exercise.gap, source)
    return changes


def run(nb, changes=()):
    """Run a chapter as students do, and each solution in its gap."""
    instead = {k: one.gap for one in exercises(nb) for k in one.solution}
    changes = [*changes, *gap_changes(nb).values()]
    return in_process.run(sources(nb), changes, BOOK, instead)


@functools.cache
def pass_of(name):
    """Return one run of a chapter with all its mutants and plants."""
    nb = read(BOOK / f"{name}.ipynb")
    changes = list(plant_changes(nb, read_plants(name)).values())
    for by_text in mutant_changes(nb).values():
        changes += by_text.values()
    return run(nb, changes)


def survivors(result, by_text, exempt=()):
    """Return complaints on the mutants of one equation.

    Parameters
    ----------
    result : in_process.Pass
    by_text : dict of str to Change
        The mutants of the equation.
    exempt : iterable of str
        The mutants listed as equivalent, of any equation.
    """
    if result.failure:
        return [result.failure]
    complaints = []
    for text, change in by_text.items():
        killed = result.outcomes[change].cell is not None
        if text in exempt and killed:
            complaints.append(
                f"listed as equivalent, yet the cell sees it: {text}"
            )
        if text not in exempt and not killed:
            complaints.append(f"the cell does not see this change: {text}")
    return complaints


def uncaught(result, change):
    """Return a complaint on a planted error, or the empty string."""
    if result.failure:
        return result.failure
    outcome = result.outcomes[change]
    if outcome.cell is None:
        return (
            f"nobody caught {change.name!r}, planted in code cell "
            f"{change.cell + 1}; assert more, or plant a real mistake"
        )
    if not outcome.asserted:
        return (
            f"{change.name!r} stops code cell {outcome.cell + 1} with "
            f"{outcome.error}, which is no assertion; plant one that runs"
        )
    return ""


def untitled(result, cells):
    """Return complaints on figures that do not name the data they show."""
    complaints = []
    for k, text in result.figures if result.titles else []:
        exempt = cells[k]["metadata"].get("egc", {}).get("data") == "none"
        if not exempt and not any(title in text for title in result.titles):
            complaints.append(
                f"code cell {k + 1}: the figure does not carry data.title "
                f"({', '.join(result.titles)}); put it into the title, or "
                "say `egc: {data: none}` in the cell's metadata"
            )
    return complaints
