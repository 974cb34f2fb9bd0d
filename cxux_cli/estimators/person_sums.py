"""Rows that say yes or no, summed by person: what a share over persons needs, and it adds up."""

from __future__ import annotations

from dataclasses import dataclass

from cxux_cli.estimators.persons import Persons


@dataclass(frozen=True, slots=True)
class PersonSums:
    """Sums over persons g with n_g rows of which k_g say yes; a row of nobody is a person of its own.

    `persons` counts them, `n` is Σ n_g, `k` Σ k_g, `kk` Σ k_g², `kn` Σ k_g n_g, `nn` Σ n_g². Whole numbers,
    so the order of the rows does not matter.
    """

    persons: int
    n: int
    k: int
    kk: int
    kn: int
    nn: int

    def __add__(self, other: PersonSums) -> PersonSums:
        """The sums of two groups that have nobody in common."""
        return PersonSums(
            self.persons + other.persons,
            self.n + other.n,
            self.k + other.k,
            self.kk + other.kk,
            self.kn + other.kn,
            self.nn + other.nn,
        )

    def over_persons(self) -> Persons | None:
        """How the share k / n varies from person to person; None where nobody has two rows.

        Σ (k_g - p n_g)² = Σ k_g² - 2 p Σ k_g n_g + p² Σ n_g², with p = k / n, in whole numbers until the end.
        """
        if self.persons == self.n:
            return None
        if self.persons < 2:
            return Persons(self.persons, 0.0)
        spread = self.kk * self.n**2 - 2 * self.k * self.n * self.kn + self.k**2 * self.nn
        return Persons(self.persons, spread / self.n**4 * self.persons / (self.persons - 1))
