"""Plausible wrong answers to the exercises, at least three to each.

Each module has WRONG: by the exercise's label, the answers by what is wrong
with them. They run; they are just not right.
"""
