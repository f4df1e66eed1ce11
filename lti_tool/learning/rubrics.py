"""What assessed work is judged by: criteria, each with levels, each worth points."""

from dataclasses import dataclass


def criterion_key(position: int) -> str:
    """Say how the criterion at this position, counted from one, is named in forms."""
    return f"c{position}"


def level_key(criterion: str, position: int) -> str:
    """Say how the level at this position of a criterion, counted from one, is named."""
    return f"{criterion}-l{position}"


@dataclass(frozen=True, kw_only=True)
class RubricLevel:
    """How well a criterion can be met, and the points that are for it."""

    points: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that is looked at, with its levels in the order of the file."""

    key: str
    title: str
    levels: tuple[RubricLevel, ...]

    @property
    def best(self) -> int:
        """The points of the best level."""
        return max((level.points for level in self.levels), default=0)
