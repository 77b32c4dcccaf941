"""Which texts say nearly the same: without it each of ten thousand messages would be compared with all the others.

Two texts are alike from a cosine on. Their features stand from the rarest to the most frequent; what of a text stands behind the
point where the rest is shorter than that cosine can make no two alike by itself. So only those that share a feature before that
point are compared (prefix filtering: Bayardo, Ma and Srikant 2007), which few do.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.neighbours import Space

ALIKE = 0.75  # cosine from which two wordings are the same to a person who sorts them
_SLACK = 1e-5  # of sums of 32-bit numbers, to the safe side

Places = NDArray[np.intp]


class Twins:
    """Texts of which each knows those that are like it, from the cosine `least` on."""

    def __init__(self, space: Space, texts: Sequence[str], least: float = ALIKE) -> None:
        found = space.several(texts)
        lengths = np.array([len(rows) for rows, _ in found], np.intp)
        rows = np.concatenate([np.zeros(0, np.intp), *(rows for rows, _ in found)]).astype(np.intp)
        values = np.concatenate([np.zeros(0, np.float32), *(values for _, values in found)])
        owners = np.repeat(np.arange(len(found)), lengths)
        ranks = np.empty(space.size, np.intp)
        ranks[np.argsort(np.bincount(rows, minlength=space.size), kind="stable")] = np.arange(space.size)
        order = np.lexsort((ranks[rows], owners))
        self._least, self._ranks, self._values = least, ranks[rows][order], values[order]
        self._starts = np.concatenate([[0], np.cumsum(lengths)])
        self._telling = self._before_the_rest(owners)
        self._dense = np.zeros(space.size, np.float32)
        telling = np.flatnonzero(self._telling)
        telling = telling[np.argsort(self._ranks[telling], kind="stable")]
        self._owners = owners[telling]
        self._posted = np.searchsorted(self._ranks[telling], np.arange(space.size + 1))

    def _before_the_rest(self, owners: Places) -> NDArray[np.bool_]:
        """Which features stand where the rest, they included, is long enough to make two alike."""
        so_far = np.concatenate([[0.0], np.cumsum(self._values.astype(np.float64) ** 2)])
        rest = so_far[self._starts[owners + 1]] - so_far[:-1]
        return np.asarray(rest >= self._least**2 - _SLACK)

    def of(self, place: int) -> Places:
        """The places of those that are like the text at this place, itself included unless nothing is known of it."""
        mine = slice(self._starts[place], self._starts[place + 1])
        ranks, telling = self._ranks[mine], self._telling[mine]
        parts = [self._owners[self._posted[rank] : self._posted[rank + 1]] for rank in ranks[telling].tolist()]
        if not parts:
            return np.zeros(0, np.intp)
        near = np.unique(np.concatenate(parts))
        self._dense[ranks] = self._values[mine]
        alike = near[self._cosines(near) >= self._least]
        self._dense[ranks] = 0
        return alike

    def _cosines(self, places: Places) -> NDArray[np.float32]:
        """Of the text that is spread out, with those at some places; each of them has features."""
        lengths = self._starts[places + 1] - self._starts[places]
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1]) + np.repeat(self._starts[places] - (ends - lengths), lengths)
        products = self._dense[self._ranks[entries]] * self._values[entries]
        return np.asarray(np.add.reduceat(products, ends - lengths), np.float32)
