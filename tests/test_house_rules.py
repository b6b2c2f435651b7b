"""Every notebook of the book keeps every house rule."""

import pytest

from tests import chapters, table
from tests.house_rules import RULES


def test_there_are_chapters():
    assert chapters.names()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param(name, rule, id=f"{name}-{rule}")
        for name in chapters.names()
        for rule in RULES
    ],
)
def test_house_rule(name, rule):
    path = chapters.BOOK / f"{name}.ipynb"
    complaints = RULES[rule](chapters.read(path), path)
    assert not complaints, "\n".join(complaints)


def test_the_table_has_a_row_for_each_chapter(capsys, monkeypatch):
    monkeypatch.setattr(table, "complaints", lambda name: [])  # tested above
    table.main([])
    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[1] for row in rows] == chapters.names()
    assert {line.count("|") for line in (head, rule, *rows)} == {14}
