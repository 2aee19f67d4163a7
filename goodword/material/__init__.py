"""One reader for all material: a file goes in, typed values or located problems come out. Knows no room."""

from goodword.material.complaints import models_in
from goodword.material.front import Front, read_front
from goodword.material.marks import Marks
from goodword.material.plain_toml import read_toml
from goodword.material.problem import Problem, did_you_mean, nearest
from goodword.material.text import clean
from goodword.material.validating import validate

__all__ = [
    "Front",
    "Marks",
    "Problem",
    "clean",
    "did_you_mean",
    "models_in",
    "nearest",
    "read_front",
    "read_toml",
    "validate",
]
