"""The judgement on mutants of `helpers`; `make mutants` tries them."""

import json

import pytest

from tools import mutants

DIFF = """\
--- helpers/losses.py
+++ helpers/losses.py
@@ -1,3 +1,3 @@
 def f(a):
-    return a + 1
+    return a - 1
"""
NAME = "helpers.losses.x_f__mutmut_2"
CHANGE = "helpers.losses.f: return a + 1 -> return a - 1"


def test_a_mutant_is_described_by_what_it_changes():
    assert mutants.describe(NAME, DIFF) == CHANGE
    method = "helpers.moving.xǁMovingǁ__init____mutmut_5"
    assert mutants.function_of(method) == "helpers.moving.Moving.__init__"


def test_what_was_tried_is_read_and_chosen(tmp_path):
    codes = {NAME: 0, "helpers.linear.x_g__mutmut_1": 1}
    (tmp_path / "checks").mkdir()
    path = tmp_path / "checks" / "a.py.meta"
    path.write_text(json.dumps({"exit_code_by_key": codes}))
    assert mutants.tried(["*"], tmp_path) == codes
    assert mutants.tried(["helpers.losses.*"], tmp_path) == {NAME: 0}


ENDS = {f"helpers.losses.x_f__mutmut_{k}": 1 for k in range(20)}


@pytest.mark.parametrize(
    ("ends", "survivors", "known", "complaint"),
    [
        (ENDS, [CHANGE], [CHANGE], None),
        (ENDS, [CHANGE], [], "does not list it: helpers.losses.f"),
        (ENDS, [], [CHANGE], "yet a test sees it: helpers.losses.f"),
        (ENDS, [], ["helpers.linear.g: a -> b"], None),
        ({**ENDS, NAME: None}, [], [], "1 mutants were not tried"),
        (ENDS, [CHANGE, "f: b -> c"], [CHANGE, "f: b -> c"], "Fewer than"),
    ],
)
def test_survivors_are_listed_and_few(ends, survivors, known, complaint):
    complaints, share = mutants.judge(ends, survivors, known)
    assert share == 1 - len(survivors) / 20
    if complaint is None:
        assert complaints == []
    else:
        assert len(complaints) == 1 and complaint in complaints[0]


def test_each_listed_survivor_has_a_reason():
    known = mutants.listed()
    assert all(len(reason) > 10 for reason in known.values())
    assert all(" -> " in mutant for mutant in known)


def test_none_is_listed_twice(tmp_path):
    path = tmp_path / "survivors.toml"
    group = '[[group]]\nreason = "because"\nmutants = ["f: a -> b"]\n'
    path.write_text(2 * group)
    with pytest.raises(ValueError, match="lists it twice: f: a -> b"):
        mutants.listed(path)
