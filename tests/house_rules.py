"""The house rules for notebooks, one function a rule.

Each takes a notebook (nbformat 4) and its path, and returns a list of
complaints that say which cell, what is wrong and what to do. `RULES` names
them all. Only links and labels look at other files: the pages beside it.
"""

import ast
import base64
import difflib
import gzip
import re

from tests.cells import (
    asserts,
    cells_of_section,
    code_cells,
    code_lines,
    frames,
    headings,
    html,
    markdown,
    parsed,
    pngs,
    section_text,
    text_outputs,
)
from tests.exercise_rules import EXERCISE_RULES
from tests.mutants import statements
from tests.numbers_in_prose import unprinted
from tests.pages import (
    bibliography_keys,
    labels_of_folder,
    labels_of_notebook,
    prose_of,
    references,
)
from tools.execute import PNG_BYTES, code_sha256

MEDIAN, P90, LONGEST, WIDTH = 5, 12, 25, 79
ALT, ONE_IN = 60, 15
FRAMES, FRAMES_BYTES = 30, 150_000  # of a figure that moves; gzipped
ESCAPES = "nbval-ignore-output nbval-skip nbval-raises-exception".split()
ESCAPES += ["raises-exception"]
ESCAPE_COMMENTS = """NBVAL_IGNORE_OUTPUT PYTEST_VALIDATE_IGNORE_OUTPUT
    NBVAL_SKIP NBVAL_RAISES_EXCEPTION""".split()
CLOSING = ["Exercises", "In practice", "In the toolbox", "Summary"]
CLOSING += ["Self-test", "Further reading"]
OPENING = ["What you'll do.", "What you'll learn.", "What you'll need."]
OPENING += ["Time."]
TIME = re.compile(r"About \d+ minutes? to read, \d+ seconds? to run\.")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|tmp|work|Users|private|var|usr|opt)\b"
    r"|\b[A-Za-z]:\\+\w+|site-packages|ipykernel_\d+"
)
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}|<[^>\n]+ object at ")
NOTEBOOK_KEYS = {"kernelspec", "language_info", "egc"}
CELL_KEYS = {"mystnb", "egc", "tags"}
EGC_KEYS = {"equivalent", "reason", "data", "time", "ratio"}


# --- Run, in order, from clean state ---


def order(nb, path):
    """Code cells were executed in order 1..n; none is empty or broken."""
    complaints, wrong = [], []
    for number, cell in code_cells(nb):
        if cell.get("execution_count") != number:
            wrong.append((number, cell.get("execution_count")))
        if not code_lines(cell["source"]):
            complaints.append(f"code cell {number} is empty; delete it")
        try:
            ast.parse(cell["source"])
        except SyntaxError as error:
            complaints.append(
                f"code cell {number} is not plain Python ({error.msg}, line "
                f"{error.lineno}); use no magics and no shell commands"
            )
    if wrong:
        number, count = wrong[0]
        complaints.append(
            f"{len(wrong)} code cells were not run in order, the first is "
            f"cell {number}, with count {count}; run `make execute`"
        )
    return complaints


def fresh(nb, path):
    """The code is the code that was executed."""
    stored = nb["metadata"].get("egc", {}).get("code_sha256")
    if stored == code_sha256(nb):
        return []
    return ["the code has changed since it was executed; run `make execute`"]


def errors(nb, path):
    """No cell ends in an error or writes to stderr."""
    complaints = []
    for number, cell in code_cells(nb):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                complaints.append(
                    f"code cell {number} ends in {output['ename']}; show an "
                    "error by try/except and print, or repair it"
                )
            if output.get("name") == "stderr":
                complaints.append(
                    f"code cell {number} writes to stderr; remove the cause "
                    f"of: {''.join(output['text'])[:80]!r}"
                )
    return complaints


def metadata(nb, path):
    """Metadata hold what the book uses, and nothing of the editor."""
    complaints = []
    extra = sorted(set(nb["metadata"]) - NOTEBOOK_KEYS)
    if extra:
        complaints.append(f"the notebook's metadata hold {extra}")
    if nb["metadata"].get("kernelspec", {}).get("name") != "python3":
        complaints.append("the kernel's name is not python3")
    if nb["metadata"].get("language_info") != {"name": "python"}:
        complaints.append("language_info holds more than the name python")
    ids = [cell.get("id") for cell in nb["cells"]]
    if None in ids or len(set(ids)) < len(ids):
        complaints.append("the cells have no ids of their own")
    for place, cell in enumerate(nb["cells"], start=1):
        extra = set(cell["metadata"]) - CELL_KEYS
        extra |= set(cell["metadata"].get("egc", {})) - EGC_KEYS
        if extra:
            complaints.append(f"cell {place} has metadata {sorted(extra)}")
    return [f"{text}; run `make execute`" for text in complaints]


def paths(nb, path):
    """No path of somebody's machine is in outputs or metadata."""
    return _private(nb, MACHINE_PATH, "a path of one machine")


def addresses(nb, path):
    """No address of an object in memory is in outputs or metadata."""
    return _private(nb, ADDRESS, "an address in memory")


def _private(nb, pattern, what):
    places = [("the notebook's metadata", str(dict(nb["metadata"])))]
    for place, cell in enumerate(nb["cells"], start=1):
        places.append((f"metadata of cell {place}", str(cell["metadata"])))
    for number, cell in code_cells(nb):
        for output in cell["outputs"]:
            rest = {
                key: "" for key in output.get("data", {}) if "image" in key
            }
            shown = {**output, "data": {**output.get("data", {}), **rest}}
            texts = "\n".join(_strings(shown))
            texts = re.sub("base64,[A-Za-z0-9+/=]*", "", texts)
            places.append((f"the output of code cell {number}", texts))
    complaints = []
    for place, text in places:
        match = pattern.search(text)
        if match:
            complaints.append(f"{place}: {match[0]!r} is {what}; remove it")
    return complaints


def _strings(value):
    """Return every text inside nested lists and dicts."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [str(value)]


# --- Small steps ---


def lengths_of(nb):
    """Return the lengths of the code cells, their median and percentile."""
    lengths = [len(code_lines(cell["source"])) for _, cell in code_cells(nb)]
    ordered = sorted(lengths) or [0]
    n = len(ordered)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return lengths, median, ordered[int(0.9 * (n - 1))]


def cell_lengths(nb, path):
    """Cells are short: their median, their 90th percentile, the longest."""
    lengths, median, p90 = lengths_of(nb)
    complaints = [
        f"code cell {number} has {length} lines, over {LONGEST}; split it"
        for number, length in enumerate(lengths, start=1)
        if length > LONGEST
    ]
    if median > MEDIAN:
        complaints.append(
            f"the median cell has {median:g} lines, over {MEDIAN}; split some"
        )
    if p90 > P90:
        numbers = range(1, len(lengths) + 1)
        longest = sorted(numbers, key=lambda k: -lengths[k - 1])[:5]
        complaints.append(
            f"a cell in ten has {p90} lines or more, over {P90}; split code "
            f"cells, say of {longest}"
        )
    return complaints


def line_lengths(nb, path):
    """No line of code is wider than a printed page."""
    return [
        f"code cell {number}: {len(line)} characters, over {WIDTH}: {line}"
        for number, cell in code_cells(nb)
        for line in cell["source"].splitlines()
        if len(line) > WIDTH
    ]


def rhythm(nb, path):
    """Prose stands between any two code cells, and before the first."""
    kinds = ["code", *(cell["cell_type"] for cell in nb["cells"])]
    number, complaints = 0, []
    for before, kind in zip(kinds, kinds[1:], strict=False):
        number += kind == "code"
        if before == kind == "code":
            complaints.append(
                f"no prose stands before code cell {number}; say what comes"
            )
    return complaints


def silence(nb, path):
    """No line ends in a semicolon: nbval would see an output after all."""
    return [
        f"code cell {number}: `{line.strip()}` ends in a semicolon; end a "
        "figure with plt.show(), or assign the value"
        for number, cell in code_cells(nb)
        for line in cell["source"].splitlines()
        if line.rstrip().endswith(";")
    ]


# --- Figures ---


def figures(nb, path):
    """A figure has a caption, a name and an alt text; it is one, and small."""
    complaints, alts = _bad_images(nb), {}
    for number, cell in code_cells(nb):
        here, pictures = f"code cell {number}", pngs(cell)
        mystnb = cell["metadata"].get("mystnb", {})
        complaints += [f"{here}: {text}" for text in _bad_moving(cell)]
        if not pictures and frames(cell):
            pictures = frames(cell)[:1]
        if not pictures:
            if "figure" in mystnb:
                complaints.append(f"{here} names a figure but draws none")
            continue
        if len(pictures) > 1:
            complaints.append(f"{here} draws {len(pictures)}; one a cell")
        figure = mystnb.get("figure", {})
        for key in ("caption", "name"):
            if not figure.get(key, "").strip():
                complaints.append(f"{here}: give the figure a {key}")
        if frames(cell):
            continue  # told by _bad_moving
        size = len(base64.b64decode(pictures[0]))
        if size > PNG_BYTES:
            complaints.append(
                f"{here}: the picture has {size:,} bytes, over "
                f"{PNG_BYTES:,}; draw fewer marks or make it smaller"
            )
        alt = _words(mystnb.get("image", {}).get("alt", ""))
        caption = _words(figure.get("caption", ""))
        complaints += [f"{here}: {text}" for text in _bad_alt(alt, caption)]
        if alt and alt in alts:
            complaints.append(f"{here} has the alt text of {alts[alt]}")
        alts[alt] = here
    return complaints


def _bad_moving(cell):
    """Return what is wrong with a code cell's figure that moves."""
    steps, complaints = frames(cell), []
    if html(cell) and not steps:
        return ["shows HTML that is no moving figure; run `make execute`"]
    if len(steps) > FRAMES:
        complaints.append(f"{len(steps)} frames, over {FRAMES}; draw fewer")
    size = sum(len(gzip.compress(text.encode())) for text in html(cell))
    if size > FRAMES_BYTES:
        complaints.append(
            f"the frames have {size:,} bytes as served, over "
            f"{FRAMES_BYTES:,}; draw fewer, or fewer marks"
        )
    if len({(frame["width"], frame["height"]) for frame in steps}) > 1:
        complaints.append("the frames differ in size; fix the figure's")
    for key in ("text", "alt", "src") if steps else ():
        if len({frame[key] for frame in steps}) < len(steps):
            complaints.append(f"two frames have the same {key}")
    mystnb = cell["metadata"].get("mystnb", {})
    caption = _words(mystnb.get("figure", {}).get("caption", ""))
    bad = [text for frame in steps for text in _bad_alt(frame["alt"], caption)]
    return complaints + bad[:1]


def _bad_images(nb):
    """Return what is wrong with pictures that are not drawn as PNG."""
    complaints = [
        f"cell {place}: the alt text of {target} has {len(_words(alt))} "
        f"characters, under {ALT}; say what is to be seen"
        for place, text in markdown(nb)
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text)
        if len(_words(alt)) < ALT
    ]
    for number, cell in code_cells(nb):
        for output in cell["outputs"]:
            for kind in output.get("data", {}):
                if kind[:6] == "image/" and kind != "image/png":
                    complaints.append(
                        f"code cell {number} shows {kind}; draw PNG, which "
                        "looks the same everywhere"
                    )
    return complaints


def _words(text):
    return " ".join(text.split())


def _bad_alt(alt, caption):
    """Return what is wrong with an alt text beside a caption."""
    if len(alt) < ALT:
        return [
            f"the alt text has {len(alt)} characters, under {ALT}; say what "
            "is drawn and what is to be seen in it"
        ]
    likeness = difflib.SequenceMatcher(
        None, alt.lower(), caption.lower(), autojunk=False
    ).ratio()
    if likeness > 0.8 or alt.lower() in caption.lower():
        return ["the alt text is the caption again; say what is to be seen"]
    return []


def evidence(nb, path):
    """Beside a figure stands its decisive number, printed or asserted.

    nbval does not look at pictures. The number may stand in the same code
    cell, or in the one before or after.
    """
    cells = code_cells(nb)
    shown = [False, *(_decides(cell) for _, cell in cells), False]
    return [
        f"code cell {number} draws a figure, and neither it nor a code cell "
        "next to it prints or asserts a number; add the number to be seen"
        for number, cell in cells
        if (pngs(cell) or frames(cell))
        and not any(shown[number - 1 : number + 2])
    ]


def _decides(cell):
    printed = any(re.search(r"\d", text) for text in text_outputs(cell))
    return printed or asserts(cell["source"])


# --- Equations ---


def equations(nb, path):
    """Labels are eq- or def-, unique in the book; few are definitions."""
    labels = [label for _, label in equation_labels(nb)]
    complaints = [
        f"the equation label {label!r} begins neither with eq- nor with "
        "def-; rename it"
        for label in labels
        if not re.fullmatch(r"(eq|def)-[a-z0-9-]+", label)
    ]
    definitions = sum(label.startswith("def-") for label in labels)
    if 3 * definitions > len(labels):
        complaints.append(
            f"{definitions} of {len(labels)} equations are definitions, over "
            "a third; compute and assert more of them"
        )
    return complaints


def labels(nb, path):
    """A label of an equation, figure, exercise or target is used once."""
    others = labels_of_folder(path.parent, without=path.name)
    complaints, seen = [], set()
    for label in labels_of_notebook(nb):
        if label in seen:
            complaints.append(f"the label {label!r} stands here twice")
        if label in others:
            complaints.append(
                f"the label {label!r} also stands in {others[label]}; rename"
            )
        seen.add(label)
    return complaints


def checks(nb, path):
    """The next code cell computes each equation, marks it, and asserts."""
    complaints = []
    wanted = {}
    for place, label in equation_labels(nb):
        if label.startswith("eq-"):
            wanted.setdefault(_next_code(nb, place), []).append(label)
    for label in wanted.pop(None, []):
        complaints.append(f"no code cell follows the equation {label}")
    for number, cell in code_cells(nb):
        complaints += _check(number, cell, wanted.get(number, []))
    return complaints


def _check(number, cell, wanted):
    """Return complaints on the code cell that follows some equations."""
    try:
        found, complaints = statements(cell["source"])
    except (SyntaxError, ValueError):
        return []  # told by the rule `order`
    complaints = [f"code cell {number}: {text}" for text in complaints]
    marked = [label for label, _ in found]
    if not complaints:
        complaints += [
            f"code cell {number} follows the equation {label} but has no "
            f"statement with the comment `# {label}`; compute it there, or "
            "name the equation def-"
            for label in wanted
            if label not in marked
        ]
    complaints += [
        f"code cell {number} has the comment `# {label}`, but no equation of "
        "that name stands between it and the code cell before"
        for label in dict.fromkeys(marked)
        if label not in wanted
    ]
    if wanted and not asserts(cell["source"]):
        complaints.append(
            f"code cell {number} computes {', '.join(wanted)} but asserts "
            "nothing; compare it with something independent"
        )
    return complaints


def equation_labels(nb):
    """Return (place, label) of the labelled equations."""
    return [
        (place, label)
        for place, text in markdown(nb)
        for label in prose_of(text).equation_labels
    ]


def _next_code(nb, place):
    """Return the number of the first code cell after a place, or None."""
    kinds = [cell["cell_type"] for cell in nb["cells"]]
    if "code" not in kinds[place:]:
        return None
    return kinds[:place].count("code") + 1


# --- Comparison ---


def escapes(nb, path):
    """Few cells escape comparison, each with its reason and no output."""
    cells = code_cells(nb)
    escaping = [
        (number, cell) for number, cell in cells if escapes_comparison(cell)
    ]
    complaints = []
    if ONE_IN * len(escaping) > len(cells):
        complaints.append(
            f"{len(escaping)} of {len(cells)} code cells escape comparison, "
            f"over one in {ONE_IN}; print what can be compared"
        )
    for number, cell in escaping:
        if not str(cell["metadata"].get("egc", {}).get("reason", "")).strip():
            complaints.append(
                f"code cell {number} escapes comparison without a reason; "
                'write `egc: {reason: "..."}` into its metadata'
            )
        if cell["outputs"]:
            complaints.append(
                f"code cell {number} escapes comparison and keeps an output "
                "that nobody checks; run `make execute`"
            )
    return complaints


def escapes_comparison(cell):
    tags = cell["metadata"].get("tags", [])
    comments = [
        line.strip().lstrip("#").strip()
        for line in cell["source"].splitlines()
        if line.strip().startswith("#")
    ]
    return bool(
        set(tags) & set(ESCAPES) | set(comments) & set(ESCAPE_COMMENTS)
    )


# --- Links ---


def links(nb, path):
    """Every link between pages, reference and citation leads somewhere."""
    own = dict.fromkeys(labels_of_notebook(nb), path.name)
    known = {**labels_of_folder(path.parent, without=path.name), **own}
    keys = bibliography_keys(path.parent)
    complaints = []
    for place, text in markdown(nb):
        for kind, target in references(text):
            problem = _dead(kind, target, path.parent, known, keys)
            if problem:
                complaints.append(f"cell {place}: {problem}")
    return complaints


def _dead(kind, target, folder, known, keys):
    """Return what is wrong with one reference, or an empty text."""
    if kind == "cite":
        missing = target not in keys
        return missing and f"{target!r} is not a key in references.bib"
    if kind == "label":
        missing = target not in known
        return missing and f"no page has the label {target!r}"
    name = target.partition("#")[0]
    if kind == "doc":
        found = [(folder / f"{name}{end}") for end in (".ipynb", ".md")]
        missing = not any(file.is_file() for file in found)
        return missing and f"there is no page {name!r} in {folder.name}"
    missing = not (folder / name).is_file()
    return missing and f"the link to {name!r} leads nowhere"


# --- The frame of a chapter ---


def header(nb, path):
    """The first cell has a title, then do, learn, need, time; then imports."""
    text = nb["cells"][0]["source"].replace("\u2019", "'")
    complaints = []
    number = int(path.stem.partition("_")[0])
    if not re.match(rf"# {number} \S", text):
        complaints.append(f"the title must begin `# {number} `")
    places = [text.find(f"**{part}**") for part in OPENING]
    for part, place in zip(OPENING, places, strict=True):
        if place < 0:
            complaints.append(f"the first cell has no `**{part}**`")
    if not complaints and places != sorted(places):
        complaints.append(f"the first cell must keep the order {OPENING}")
    if not TIME.search(_words(text[max(places[-1], 0) :])):
        complaints.append(
            "the time must read `About 40 minutes to read, 10 seconds to run.`"
        )
    cells = code_cells(nb)
    body = parsed(cells[0][1]["source"]).body if cells else []
    if not body or not isinstance(body[0], ast.Import | ast.ImportFrom):
        complaints.append("the first code cell must be that of the imports")
    return complaints


def closing(nb, path):
    """The last sections are those of every chapter, in their order."""
    titles = [heading for _, heading in headings(nb)]
    complaints = []
    if titles[-len(CLOSING) :] != CLOSING:
        complaints.append(
            f"the last sections are {titles[-len(CLOSING) :]}; they must be "
            f"{CLOSING}"
        )
        return complaints
    if "{cite" not in section_text(nb, "Further reading"):
        complaints.append("Further reading cites nothing; use {cite}")
    items = re.findall(r"^(?:[-*+]|\d+\.) ", section_text(nb, "Summary"), re.M)
    if len(items) != 5:
        complaints.append(
            f"the Summary is a list of {len(items)} items; make it five"
        )
    return complaints


def toolbox(nb, path):
    """The toolbox's last code cell asserts against helpers."""
    cells = cells_of_section(nb, "In the toolbox")
    cells = [cell for cell in cells if cell["cell_type"] == "code"]
    if not cells:
        return ["no code cell is in `In the toolbox`"]
    source, complaints = cells[-1]["source"], []
    if not re.search(r"\bhelpers\b", source) and not _uses_helpers(nb, source):
        complaints.append("the toolbox's last cell does not import helpers")
    if not asserts(source):
        complaints.append("the toolbox's last cell asserts no agreement")
    return complaints


def _uses_helpers(nb, source):
    """Return whether a cell uses a name imported from helpers before."""
    names = set()
    for _, cell in code_cells(nb):
        for node in ast.walk(parsed(cell["source"])):
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.ImportFrom) and module[:7] == "helpers":
                names |= {name.asname or name.name for name in node.names}
    used = {
        node.id
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Name)
    }
    return bool(names & used)


def prose_numbers(nb, path):
    """Every decimal in the prose is one that a cell prints or computes."""
    known = [cell["source"] for _, cell in code_cells(nb)]
    for _, cell in code_cells(nb):
        known += text_outputs(cell)
    return [
        f"cell {place}: {number} is in no output and no code of this "
        "notebook, nor is it cited; print it, or cite where it is from"
        for place, text in markdown(nb)
        for number in unprinted(text, known)
    ]


RULES = {
    rule.__name__: rule
    for rule in (
        order,
        fresh,
        errors,
        metadata,
        paths,
        addresses,
        cell_lengths,
        line_lengths,
        rhythm,
        silence,
        figures,
        evidence,
        equations,
        labels,
        checks,
        escapes,
        links,
        header,
        closing,
        toolbox,
        prose_numbers,
        *EXERCISE_RULES,
    )
}
