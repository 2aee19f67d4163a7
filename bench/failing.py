"""What is said when something cannot be measured."""


class BenchError(Exception):
    """Says what was found, what is needed, and what to do."""
