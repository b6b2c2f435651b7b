"""Run a notebook's code cells in this process, as they are and changed.

A notebook runs once as it is. Before each cell, every change of that cell is
tried in a copy of the variables, so that what came before need not run again.
It runs without a kernel, on the bundled sample, with no window and no output.

Not done here: magics, cells that are meant to raise, and a change that makes
a cell run for ever.
"""

import ast
import builtins
import contextlib
import copy
import functools
import hashlib
import io
import os
import tempfile
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest import mock

import numpy as np

from helpers import search
from helpers.moving import Moving

ALWAYS = "__name__", "__builtins__", "display"  # of every cell
SEE_ALL = {"eval", "exec", "globals", "locals", "vars"}  # of the variables
in_parallel = search.in_parallel
_results = {}  # of the functions that one notebook calls in parallel


@dataclass(frozen=True)
class Change:
    """A changed source of code cell number `cell`, counted from 0.

    With `runs_on`, the cells after it run too, until something is raised.
    """

    name: str
    cell: int
    source: str
    runs_on: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where a change was caught, counted from 0, or None; and by what."""

    cell: int | None = None
    error: str = ""
    asserted: bool = False


@dataclass
class Pass:
    """What one run of a notebook showed.

    Attributes
    ----------
    failure : str
        Why the notebook itself fails; empty if it does not.
    outcomes : dict of Change to Outcome
    figures : list of (int, str)
        The cell of each figure, and all text in the figure.
    titles : set of str
        The titles of the data sets that were loaded.
    moving : list of (int, Moving, list of str)
        The cell of each figure that moves, and what its alt texts were there.
    """

    failure: str = ""
    outcomes: dict = field(default_factory=dict)
    figures: list = field(default_factory=list)
    titles: set = field(default_factory=set)
    moving: list = field(default_factory=list)


def run(sources, changes=(), folder=".", instead=None):
    """Run code cells as they are, and each change at its place.

    Parameters
    ----------
    sources : list of str
        The code cells.
    changes : iterable of Change
    folder : path
        Where the notebook lies, and therefore runs.
    instead : dict of int to int, optional
        Cells that run in the place of an earlier one: in the variables as
        they were before it, and no other cell sees what they do.

    Returns
    -------
    Pass
    """
    result, instead, before = Pass(), instead or {}, {}
    namespace = {
        "__name__": "__main__",
        "__builtins__": builtins,
        "display": lambda *args, **kwargs: None,
    }
    with _sandbox(folder):
        for k, source in enumerate(sources):
            here = before[instead[k]] if k in instead else namespace
            try:
                if k in instead.values():
                    before = {k: snapshot(namespace)}
                for change in changes:
                    if change.cell == k:
                        outcome = _try(change, sources, here)
                        result.outcomes[change] = outcome
            except NotImplementedError as error:
                result.failure = f"before code cell {k + 1}, {error}"
                break
            outcome = _execute(source, k, here, result)
            if outcome is not None:
                result.failure = (
                    f"the notebook itself fails in code cell {k + 1}, "
                    f"on the bundled sample: {outcome.error}"
                )
                break
            result.titles |= _titles(here)
        result.failure = result.failure or _moved(result.moving)
    return result


def _try(change, sources, namespace):
    """Return how a change fares in a copy of the variables."""
    following = sources[change.cell + 1 :] if change.runs_on else []
    run = [change.source, *following]
    copied = snapshot(namespace, _names("\n".join(run)))
    with _restored():
        for k, source in enumerate(run, change.cell):
            outcome = _execute(source, k, copied)
            if outcome is not None:
                return outcome
    return Outcome()


def _execute(source, k, namespace, result=None):
    """Run one cell; return what it raises as an Outcome, or None."""
    from matplotlib import pyplot as plt

    try:
        shown = _run(source, f"<cell {k + 1}>", namespace)
        if result is not None:
            if isinstance(shown, Moving):
                result.moving.append((k, shown, _draw(shown)))
            result.figures += [(k, text) for text in _figure_texts()]
    except (Exception, SystemExit) as error:
        return Outcome(
            k, _describe(error, k), isinstance(error, AssertionError)
        )
    finally:
        plt.close("all")
    return None


def _run(source, name, namespace):
    """Run one cell; return the value of its last line, None if it has none."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), name, "eval"), namespace)


def _draw(moving):
    """Draw a moving figure at its ends and as shown; return the alt texts."""
    places = sorted({0, moving.shown, len(moving.values) - 1})
    values = [moving.values[place] for place in places]
    for value in values:
        moving.draw(value)
    return [moving.alt(value) for value in values]


def _moved(moving):
    """Return why a figure no longer moves as it did, once all cells have run.

    A reader may move it then, and later cells may have reused its names.
    """
    from matplotlib import pyplot as plt

    for k, figure, alts in moving:
        try:
            same = _draw(figure) == alts
        except Exception as error:
            return f"at the end, the slider of cell {k + 1} fails: {error!r}"
        finally:
            plt.close("all")
        if not same:
            return (
                f"at the end, the figure of cell {k + 1} shows something "
                "else: a later cell reuses a name that it needs"
            )
    return ""


def _describe(error, k):
    """Return an exception in words, with the line of the cell."""
    line, step = getattr(error, "lineno", None), error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == f"<cell {k + 1}>":
            line = step.tb_lineno
        step = step.tb_next
    text = f"{type(error).__name__}: {error}"[:500]
    return f"line {line}: {text}"


def _figure_texts():
    """Return all text of each open figure, as one line a figure."""
    from matplotlib import pyplot as plt
    from matplotlib.text import Text

    figures = [plt.figure(number) for number in plt.get_fignums()]
    return [
        " ".join(
            " ".join(text.get_text() for text in figure.findobj(Text)).split()
        )
        for figure in figures
    ]


def _titles(namespace):
    """Return the titles of the data sets among the variables."""
    return {
        value.title
        for value in namespace.values()
        if hasattr(value, "X_train") and isinstance(value.title, str)
    }


@contextlib.contextmanager
def _sandbox(folder):
    """Set up a quiet place without real data, and leave no trace of it."""
    import joblib
    import matplotlib

    matplotlib.use("agg")
    with contextlib.ExitStack() as stack:
        enter = stack.enter_context
        cache = enter(tempfile.TemporaryDirectory())
        enter(mock.patch("platformdirs.user_cache_dir", lambda *a, **k: cache))
        enter(mock.patch.dict(os.environ, EGC_PROGRESS="0"))
        os.environ.pop("EGC_DATA", None)  # mock.patch.dict puts it back
        enter(contextlib.chdir(folder))
        enter(contextlib.redirect_stdout(io.StringIO()))
        enter(contextlib.redirect_stderr(io.StringIO()))
        enter(np.printoptions())
        enter(joblib.parallel_config(backend="sequential"))
        enter(mock.patch.object(search, "in_parallel", _in_parallel))
        stack.callback(_results.clear)
        enter(_restored())
        yield


@contextlib.contextmanager
def _restored():
    """Put back what a cell may set for the whole process."""
    import matplotlib

    with (
        warnings.catch_warnings(),
        matplotlib.rc_context(),
        np.errstate(),
    ):
        warnings.simplefilter("ignore")
        yield


def _in_parallel(function, *arguments, **keywords):
    """Do what `in_parallel` does, but compute the same only once.

    Errors are planted in few places: much of what is trained after them is
    what was trained without them.
    """
    once = functools.partial(_once, function)
    return in_parallel(once, *arguments, **keywords)


def _once(function, **setting):
    """Return what a function returns for a setting, and remember it.

    Functions are told apart by value. One that changes what it is given, or
    a variable of the notebook, is called each time.
    """
    from cloudpickle import dumps

    call = hashlib.sha256(dumps((function, setting))).digest()
    if call in _results:
        return copy.deepcopy(_results[call])
    result = function(**setting)
    if call == hashlib.sha256(dumps((function, setting))).digest():
        _results[call] = copy.deepcopy(result)
    return result


def _names(source):
    """Return the names in a source, or None if they do not say what it needs.

    What is no Python is left to whoever runs it.
    """
    try:
        names = _names_in(compile(source, "<names>", "exec"))
    except SyntaxError:
        return None
    return None if names & SEE_ALL else names


def _names_in(code):
    """Return the names in compiled code and in the functions inside it."""
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return {*code.co_names}.union(*map(_names_in, inner))


def snapshot(namespace, names=None):
    """Return a copy of the variables of a notebook that stands on its own.

    Arrays and views of them, containers, random generators, the notebook's
    functions and partial objects are copied, each once, so that two names of
    one array stay two names of one array. Modules, read-only arrays, data
    sets, figures and exceptions without functions are shared.

    Parameters
    ----------
    namespace : dict
    names : iterable of str, optional
        Copy no variables but these, those that their functions use, and so
        on; without it, all.
    """
    copied = {}
    memo = {id(namespace): copied}
    todo = list(namespace if names is None else {*names, *ALWAYS})
    memo["names"] = todo  # to which each function that is copied adds its own
    while todo:
        name = todo.pop()
        if name in namespace and name not in copied:
            copied[name] = _copy(namespace[name], memo, namespace)
    return copied


def _copy(value, memo, namespace):
    """Return a copy of one value, or the value itself if it can be shared."""
    if id(value) not in memo:
        memo[id(value)] = _new(value, memo, namespace)
    return memo[id(value)]


def _new(value, memo, namespace):
    def again(part):
        return _copy(part, memo, namespace)

    if isinstance(value, np.ndarray):
        return _array(value, again)
    if isinstance(value, dict):
        new = memo[id(value)] = copy.copy(value)
        new.update({key: again(part) for key, part in value.items()})
        return new
    if isinstance(value, list):
        new = memo[id(value)] = []
        new.extend(again(part) for part in value)
        return new
    if isinstance(value, tuple):
        parts = [again(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else (*parts,)
    if isinstance(value, set):
        return value.copy()
    if isinstance(value, np.random.Generator | types.SimpleNamespace):
        return copy.deepcopy(value)
    if isinstance(value, functools.partial):
        arguments, keywords = again(value.args), again(value.keywords)
        return functools.partial(again(value.func), *arguments, **keywords)
    if isinstance(value, types.MethodType | types.BuiltinMethodType):
        owner = again(value.__self__)
        same = owner is value.__self__
        return value if same else getattr(owner, value.__name__)
    if isinstance(value, types.FunctionType):
        return _function(value, memo, namespace)
    if isinstance(value, type) and issubclass(value, Exception):
        if not any(map(callable, vars(value).values())):
            return value
    modules = getattr(value, "__module__", ""), type(value).__module__
    if "__main__" in modules or isinstance(value, Iterator):
        raise NotImplementedError(
            f"a variable is {value!r}; of an iterator, or of a class that the "
            "notebook defines, tests/in_process.py can make no copy"
        )
    return value


def _array(array, again):
    """Return a copy of an array; of a view, a view of the owner's copy."""
    owner = array.base
    if not array.flags.writeable:
        if not isinstance(owner, np.ndarray) or not owner.flags.writeable:
            return array
    if not isinstance(owner, np.ndarray) or array.dtype.hasobject:
        return array.copy(order="K")
    memory = again(owner).ravel(order="K")
    offset = array.ctypes.data - owner.ctypes.data
    new = np.ndarray(
        array.shape, array.dtype, memory.data, offset, array.strides
    )
    new.flags.writeable = array.flags.writeable
    return new


def _function(function, memo, namespace):
    """Return a function of the notebook as a function of its copy."""
    if function.__globals__ is not namespace and not function.__closure__:
        return function
    memo["names"] += _names_in(function.__code__)
    cells = [types.CellType() for _ in function.__closure__ or ()]
    here = memo[id(namespace)]
    new = memo[id(function)] = types.FunctionType(
        function.__code__,
        here if function.__globals__ is namespace else function.__globals__,
        function.__name__,
        _copy(function.__defaults__, memo, namespace),
        tuple(cells) or None,
    )
    for cell, old in zip(cells, function.__closure__ or (), strict=True):
        with contextlib.suppress(ValueError):  # a name not yet bound
            cell.cell_contents = _copy(old.cell_contents, memo, namespace)
    new.__kwdefaults__ = _copy(function.__kwdefaults__, memo, namespace)
    new.__dict__.update(_copy(function.__dict__, memo, namespace))
    new.__doc__, new.__module__ = function.__doc__, function.__module__
    return new
