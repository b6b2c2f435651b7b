"""Change the statement behind an equation, one sign or factor at a time.

The statement is found by its comment ``# eq-name``. It is an assignment or a
return; what stands right of the sign, or after ``return``, is changed:

* all of it (of a tuple or a dict, each part) negated, doubled, times 1.01;
* each + and - exchanged, each * and /, each unary minus dropped;
* each number doubled and negated, and a 0 that is an argument made a 1.

Left alone: indices, keyword arguments (axis, keepdims), shapes and axes given
by position, comparison signs, the order in a matrix product, and the sign of
a factor of what is squared, or of an argument of abs or cos.
"""

import ast
import copy
import functools
import io
import re
import tokenize
from dataclasses import dataclass

COMMENT = re.compile(r"#\s*(eq-[\w-]+)\s*")
KINDS = ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add}
SWAPPED |= {ast.Mult: ast.Div, ast.Div: ast.Mult}
# Calls whose positional arguments are sizes, shapes, axes or seeds; of those
# in the second line, as functions of NumPy, not the first argument.
ONLY_SIZES = """arange default_rng empty eye identity integers linspace normal
    ones permutation random range standard_normal uniform zeros""".split()
SIZES_AFTER = """all any argmax argmin argsort around broadcast_to concatenate
    cumsum diff expand_dims max mean min moveaxis prod repeat reshape round
    sort split squeeze stack std sum swapaxes take take_along_axis tile
    transpose var norm""".split()


@dataclass(frozen=True)
class Mutant:
    """A changed statement, and the source of the cell with it."""

    label: str
    text: str
    source: str


def statements(source):
    """Find the statements of a cell that have a comment ``# eq-name``.

    Returns
    -------
    found : list of (str, ast.stmt)
        Labels and their statements.
    complaints : list of str
        What is wrong with other such comments.
    """
    found, complaints = [], []
    for label, line in _comments(source):
        statement = _statement(ast.parse(source), line)
        complaint = _complaint(statement, source)
        if complaint:
            complaints.append(f"the comment `# {label}` {complaint}")
        else:
            found.append((label, statement))
    return found, complaints


@functools.cache
def mutants(source):
    """Return the mutants of every statement found in a cell, as a tuple."""
    return tuple(
        Mutant(label, text, _replaced(source, statement, text))
        for label, statement in statements(source)[0]
        for text in _texts(statement)
    )


def _comments(source):
    """Return the label and the line of each comment ``# eq-name``."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    matches = [
        (COMMENT.fullmatch(token.string), token.start[0])
        for token in tokens
        if token.type == tokenize.COMMENT
    ]
    return [(match[1], line) for match, line in matches if match]


def _statement(tree, line):
    """Return the innermost statement on a line, the last of several."""
    spanning = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        and node.lineno <= line <= node.end_lineno
    ]
    return max(spanning, key=lambda node: node.col_offset, default=None)


def _complaint(statement, source):
    """Return what is wrong with a statement as that of an equation."""
    if statement is None:
        return "stands on a line of its own; put it behind the statement"
    if not isinstance(statement, KINDS) or statement.value is None:
        return (
            f"stands on `{ast.unparse(statement).splitlines()[0]}`; it must "
            "stand on an assignment or a return that has a value"
        )
    if isinstance(statement.value, ast.Lambda):
        return "stands on a lambda; write a def and mark its return"
    lines = source.encode().splitlines()
    before = lines[statement.lineno - 1][: statement.col_offset]
    after = lines[statement.end_lineno - 1][statement.end_col_offset :]
    if before.strip() or after.strip()[:1] not in (b"", b"#"):
        return "stands on a line with two statements; write two lines"
    if not _texts(statement):
        return "stands on a statement with no sign or factor to change"
    return ""


def _replaced(source, statement, text):
    """Return the source with other text in place of a statement."""
    lines = source.splitlines()
    start, end = statement.lineno - 1, statement.end_lineno
    return "\n".join(
        [*lines[:start], " " * statement.col_offset + text, *lines[end:]]
    )


def _texts(statement):
    """Return the changed forms of a statement as text, each once."""
    edits = []
    for path, part in _parts(statement.value, (("value", None),)):
        edits += [(path, new) for new in _scaled(part)]
    if isinstance(statement, ast.AugAssign):
        if type(statement.op) in SWAPPED:
            edits.append(((("op", None),), SWAPPED[type(statement.op)]()))
    edits += _sites(statement.value, (("value", None),))
    texts = [ast.unparse(_edited(statement, *edit)) for edit in edits]
    original = ast.unparse(statement)
    return [text for text in dict.fromkeys(texts) if text != original]


def _edited(statement, path, new):
    """Return a copy of a statement with a new node at the end of a path."""
    root = node = copy.deepcopy(statement)
    for name, index in path[:-1]:
        node = getattr(node, name)
        node = node if index is None else node[index]
    name, index = path[-1]
    if index is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[index] = new
    return root


def _parts(node, path):
    """Return the parts of a tuple, list or dict, however deep, by path."""
    if isinstance(node, ast.Tuple | ast.List):
        name, children = "elts", node.elts
    elif isinstance(node, ast.Dict):
        name, children = "values", node.values
    else:
        return [(path, node)]
    return [
        leaf
        for index, child in enumerate(children)
        for leaf in _parts(child, (*path, (name, index)))
    ]


def _scaled(node):
    """Return a value negated, doubled and times 1.01, if it is a number."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.JoinedStr):
        return []
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return []
    if isinstance(node, ast.Constant) and not _is_number(node):
        return []
    return [
        ast.UnaryOp(ast.USub(), node),
        *(ast.BinOp(ast.Constant(c), ast.Mult(), node) for c in (2, 1.01)),
    ]


def _sites(node, path, is_argument=False, is_even=False):
    """Return every (path, new node) inside an expression.

    With `is_even`, the sign of the node has no influence: it is a factor of
    what is squared, or of an argument of the cosine.
    """
    edits = [(path, new) for new in _changed(node, is_argument, is_even)]
    if isinstance(node, ast.UnaryOp) and _is_number(node.operand):
        return edits + [
            ((*path, ("operand", None)), ast.Constant(2 * node.operand.value))
        ]
    for name, index, child in _children(node):
        inner = isinstance(node, ast.Call) and name == "args"
        even = _takes_any_sign(node, name) or (is_even and _is_product(node))
        edits += _sites(child, (*path, (name, index)), inner, even)
    return edits


def _takes_any_sign(node, name):
    """Return whether a field of a node could as well have the other sign."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = node.right
        return (
            name == "left"
            and _is_number(exponent)
            and (exponent.value % 2 == 0)
        )
    called = getattr(node, "func", None)
    called = getattr(called, "attr", getattr(called, "id", ""))
    return name == "args" and called in ("abs", "cos", "cosh", "square")


def _is_product(node):
    """Return whether a node changes its sign with each inner node."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mult | ast.Div)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _changed(node, is_argument, is_even):
    """Return the nodes that take the place of one node."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        if _is_text(node.left) or _is_text(node.right):
            return []
        return [ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [] if is_even else [node.operand]
    if not _is_number(node):
        return []
    if node.value == 0:
        return [ast.Constant(1)] if is_argument else []
    doubled = ast.Constant(2 * node.value)
    negated = ast.UnaryOp(ast.USub(), ast.Constant(node.value))
    return [doubled] if is_even else [doubled, negated]


def _children(node):
    """Return (field, index, node) of the inner nodes that may change."""
    skipped = {"slice", "keywords"}
    if isinstance(node, ast.JoinedStr):
        return []
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        in_call = isinstance(node, ast.Call) and name == "args"
        first = _first_kept(node) if in_call else (0, None)
        if isinstance(value, list):
            for index, child in list(enumerate(value))[slice(*first)]:
                if isinstance(child, ast.expr | ast.comprehension):
                    yield name, index, child
        elif isinstance(value, ast.expr):
            yield name, None, value


def _first_kept(call):
    """Return which positional arguments of a call hold values: a range."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in ONLY_SIZES:
        return (0, 0)
    if name == "full":
        return (1, None)
    if name in SIZES_AFTER and isinstance(call.func, ast.Attribute):
        return (0, 1) if _is_numpy(call.func.value) else (0, 0)
    return (0, None)


def _is_numpy(node):
    """Return whether an expression is np, or np.linalg and the like."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")


def _is_number(node):
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    )


def _is_text(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
