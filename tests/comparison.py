"""A plugin for pytest: which outputs nbval compares, and which worker runs.

The metadata of a notebook, written by ``make execute``, name the data sets
that it loaded, each with its SHA-256. Its outputs are compared if these are
the sets found here, and always if it names none. With other data its cells
run with their assertions alone, and the summary says so.
"""

import functools
import json
import os
import re
import sys

import pytest

from helpers import datasets

# jsonschema, which checks notebooks, would compile a grammar of web addresses
# in seconds, in each process, for a format that no notebook uses.
sys.modules.setdefault("rfc3987_syntax", None)
SKIPPED_FOLDERS = {".ipynb_checkpoints", "_build"}
PRINTED = "browser/test_handouts.py"  # which prints all handouts once
CHAPTER = re.compile(r"\[(\d\d_[a-z0-9_]+)")
NUMBER = re.compile(r"(?:.*/)?(\d\d)_")


def missing_data(nb, found):
    """Return the names of the data sets that a notebook lacks here.

    Parameters
    ----------
    nb : dict
        The notebook as it is stored.
    found : dict of str to str
        The SHA-256 of each data set found here, by its name.

    Raises
    ------
    ValueError
        If the notebook does not say what it was executed on.
    """
    try:
        wanted = nb["metadata"]["egc"]["data"].items()
    except (AttributeError, KeyError, TypeError):
        raise ValueError(
            "the metadata do not say which data it was executed on; run "
            "`make execute`"
        ) from None
    return [name for name, sha256 in wanted if found.get(name) != sha256]


def pytest_configure(config):
    """Set up the kernels to come; refuse a broken data folder at once."""
    os.environ["EGC_PROGRESS"] = "0"
    if not hasattr(config, "workerinput"):
        try:
            _found()
        except datasets.DataError as error:
            raise pytest.UsageError(str(error)) from None


@functools.cache
def _found():
    """Return the SHA-256 of each data set found here; read them once."""
    return datasets.found()


def pytest_ignore_collect(collection_path, config):
    """Leave out what editors and the build keep beside the notebooks."""
    root = config.rootpath
    if collection_path.is_relative_to(root):
        if SKIPPED_FOLDERS & set(collection_path.relative_to(root).parts):
            return True
    return None


def pytest_collectstart(collector):
    """Tell nbval whether to compare the outputs of a notebook."""
    if type(collector).__name__ != "IPyNbFile":
        return
    try:
        nb = json.loads(collector.path.read_text(encoding="utf-8"))
        collector.missing_data = missing_data(nb, _found())
        collector.compare_outputs = not collector.missing_data
        # Moving figures: the book holds frames where a kernel has a slider.
        # Their text/plain is compared.
        collector.skip_compare += ("text/html",)
    except (ValueError, datasets.DataError) as error:
        _refuse(collector, f"{collector.path.name}: {error}")


def _refuse(collector, message):
    """Make the collection of a notebook end in an error."""

    def collect():
        raise collector.CollectError(message)

    collector.collect = collect


def pytest_collection_modifyitems(items):
    """Note of each cell how it is run, for the summary; put all in order."""
    items.sort(key=lambda item: turn(item.nodeid))
    for item in items:
        if type(item).__name__ == "IPyNbCell":
            note = [item.path.stem, _how(item), item.parent.missing_data]
            item.user_properties.append(("egc", note))


def _how(item):
    """Return whether a cell is "compared", "run" alone or "ignored"."""
    if item.options["check"] and item.cell.execution_count is not None:
        return "compared"
    return "run" if item.parent.missing_data else "ignored"


def scope(nodeid):
    """Return what a test must share a worker with, as a text.

    The cells of a notebook share a kernel; the tests of a chapter share one
    run of it with all its mutants and planted errors.
    """
    path = nodeid.partition("::")[0]
    if path.endswith((".ipynb", PRINTED)):
        return path
    chapter = CHAPTER.search(nodeid)
    return chapter[1] if chapter else nodeid


def turn(nodeid):
    """Return when a test has its turn: a number, the smallest first.

    The later a chapter, the longer it trains: so the last one begins, and
    what is short fills the workers up at the end.
    """
    number = NUMBER.match(scope(nodeid))
    return -int(number[1]) if number else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Send the tests of one scope to one worker.

    The marks for ``--dist=loadgroup`` would do, but xdist 3.8 writes them
    where pytest 9.2 no longer looks, and scatters the cells of a notebook.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByScope(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope(nodeid)

    config.option.loadscopereorder = False  # else what has many tests begins
    return ByScope(config, log)


def pytest_terminal_summary(terminalreporter):
    """Say how many cells were compared, and what for want of data was not."""
    passed = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for key, value in report.user_properties
        if key == "egc"
    ]
    if passed:
        terminalreporter.section("notebooks")
        for line in summary(passed, _found()):
            terminalreporter.write_line(line)


def summary(passed, found):
    """Return the lines that sum up the cells that passed.

    Parameters
    ----------
    passed : list of (str, str, list of str)
        Of each cell the notebook, how it was run, and the data missing.
    found : dict of str to str
        What was found, by name.
    """
    hows = [how for _, how, _ in passed]
    lines = [f"notebooks: {hows.count('compared')} cells compared"]
    if "ignored" in hows:
        lines.append(
            f"{hows.count('ignored')} cells run, their outputs exempt by a "
            "tag that gives its reason"
        )
    alone = [(name, tuple(data)) for name, how, data in passed if how == "run"]
    for name, data in dict.fromkeys(alone):
        here = " and ".join(_words(x) for x in found if _real(x) in data)
        lines.append(
            f"{alone.count((name, data))} cells of {name} run with their "
            f"assertions alone, for want of {', '.join(data)} "
            f"(found: {here or 'nothing'})"
        )
    return lines


def _real(name):
    """Return the name of the real data set for which another stands in."""
    return datasets.STAND_INS.get(name, name)


def _words(name):
    """Return the name of a data set that was found, or what it is."""
    if name.endswith("-sample"):
        return f"the bundled sample of {_real(name)}"
    return name if name in datasets.STAND_INS else f"another {name}"
