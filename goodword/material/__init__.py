"""One reader for all material: a file goes in, typed values or located problems come out. Knows no room."""

from goodword.material.problem import Problem, did_you_mean, nearest

__all__ = ["Problem", "did_you_mean", "nearest"]
