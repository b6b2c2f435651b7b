"""How far is the book's NumPy from a framework? Measured by `make bench`.

``python -m benchmarks [name ...]`` runs the benchmarks named, or all, into
``benchmarks/results.json``, and writes the page of the book from that.
"""
