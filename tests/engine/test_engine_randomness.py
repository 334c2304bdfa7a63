"""Random numbers against theory, and the independence of their streams."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from engine_worlds import within
from scipy import stats

from waystation.engine import randomness
from waystation.engine.randomness import binomial, generator, member_seeds, normal, process_key, start, uniform

KEY = np.uint64(process_key("test"))
SEED = np.uint64(123456789)


def draws(n: int, p: float, count: int, key: np.uint64 = KEY) -> npt.NDArray[np.float64]:
    """One draw an hour, each from the start of its stream, as the engine does it."""
    rng = np.zeros(1, np.uint64)
    found = np.empty(count)
    for hour in range(count):
        start(rng, SEED, key, hour)
        found[hour] = binomial(rng, n, p)
    return found


# By inversion (n min(p, 1 - p) < 10) and by rejection, on both sides of one half.
CASES = [
    (1, 0.3), (12, 0.5), (19, 0.5), (40, 0.2), (1_000, 0.004), (1_000_000, 5e-6), (25, 0.9), (1_000, 0.995),
    (20, 0.5), (60, 0.3), (1_000, 0.02), (50_000, 0.3), (100_000_000, 1e-4), (60, 0.7), (10_000, 0.97),
]  # fmt: skip


@pytest.mark.parametrize(("n", "p"), CASES)
def test_binomial_draws_have_the_mean_and_variance_of_theory(n: int, p: float) -> None:
    sample = draws(n, p, 50_000)
    assert sample.min() >= 0
    assert sample.max() <= n
    assert within(sample, n * p)
    assert within((sample - n * p) ** 2, n * p * (1 - p))


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (12, 0.4), (19, 0.6), (22, 0.5), (60, 0.3), (40, 0.7), (300, 0.05)])
def test_binomial_draws_have_the_chances_of_theory(n: int, p: float) -> None:
    sample = draws(n, p, 300_000)
    observed = np.bincount(sample.astype(int), minlength=n + 1)
    expected = stats.binom.pmf(np.arange(n + 1), n, p) * sample.size
    often = expected >= 5
    seen = np.append(observed[often], observed[~often].sum())
    due = np.append(expected[often], expected[~often].sum())
    if due[-1] < 1:
        seen, due = seen[:-1], due[:-1] * seen[:-1].sum() / due[:-1].sum()
    assert stats.chisquare(seen, due).pvalue > 1e-4


@pytest.mark.parametrize(
    ("n", "p", "answer"), [(0, 0.5, 0), (-3, 0.5, 0), (70, 0.0, 0), (70, 1.0, 70), (70, -0.1, 0), (70, 1.5, 70)]
)
def test_binomial_draws_are_certain_where_the_chance_is(n: int, p: float, answer: int) -> None:
    rng = np.zeros(1, np.uint64)
    start(rng, SEED, KEY, 5)
    assert binomial(rng, n, p) == answer


def test_uniform_numbers_are_uniform_between_zero_and_one() -> None:
    rng = np.zeros(1, np.uint64)
    start(rng, SEED, KEY, 0)
    sample = np.array([uniform(rng) for _ in range(20_000)])
    assert 0 < sample.min() < sample.max() < 1
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
    lagged = np.corrcoef(sample[:-1], sample[1:])[0, 1]
    assert abs(lagged) < 4 / np.sqrt(sample.size)


def test_the_first_number_of_each_hour_is_uniform_too() -> None:
    rng = np.zeros(1, np.uint64)
    sample = np.empty(20_000)
    for hour in range(sample.size):
        start(rng, SEED, KEY, hour)
        sample[hour] = uniform(rng)
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4 / np.sqrt(sample.size)


def test_normal_numbers_are_normal() -> None:
    rng = np.zeros(1, np.uint64)
    start(rng, SEED, KEY, 0)
    sample = np.array([normal(rng) for _ in range(20_000)])
    assert stats.kstest(sample, "norm").pvalue > 1e-4
    assert within(sample, 0.0)
    assert within(sample**2, 1.0)


def test_a_process_gives_the_same_draw_whenever_it_is_asked() -> None:
    rng, other = np.zeros(1, np.uint64), np.full(1, 77, np.uint64)
    start(rng, SEED, KEY, 40)
    first = [binomial(rng, 500, 0.4) for _ in range(3)]
    start(other, SEED, np.uint64(process_key("another")), 40)
    binomial(other, 500, 0.4)
    start(other, SEED, KEY, 40)
    assert [binomial(other, 500, 0.4) for _ in range(3)] == first


@pytest.mark.parametrize("other", ["test2", "tesu", "leave town", ""])
def test_different_processes_are_independent(other: str) -> None:
    mine, theirs = draws(10_000, 0.5, 8_000), draws(10_000, 0.5, 8_000, np.uint64(process_key(other)))
    assert abs(np.corrcoef(mine, theirs)[0, 1]) < 4 / np.sqrt(mine.size)


def test_members_are_independent() -> None:
    rng = np.zeros(1, np.uint64)
    sample = np.empty((2, 8_000))
    for m, seed in enumerate(member_seeds(1, 2)):
        for hour in range(sample.shape[1]):
            start(rng, seed, KEY, hour)
            sample[m, hour] = uniform(rng)
    assert abs(np.corrcoef(sample[0], sample[1])[0, 1]) < 4 / np.sqrt(sample.shape[1])


def test_the_key_of_a_process_depends_on_its_name_alone() -> None:
    names = [f"{process} {name}" for process in ("leave", "part", "die", "travel general") for name in range(500)]
    keys = [process_key(name) for name in names]
    assert len(set(keys)) == len(names)
    assert process_key("leave 3") == keys[3]
    assert all(0 <= key < 2**63 for key in keys)


def test_the_numbers_of_a_member_do_not_depend_on_how_many_members_follow() -> None:
    few, many = member_seeds(7, 10), member_seeds(7, 50)
    assert few.dtype == np.uint64
    assert (few == many[:10]).all()
    assert len(set(many.tolist())) == 50
    one, two = generator(7, "days town").standard_normal((10, 31)), generator(7, "days town").standard_normal((50, 31))
    assert (one == two[:10]).all()


def test_another_seed_or_process_gives_other_numbers() -> None:
    assert (member_seeds(7, 50) != member_seeds(8, 50)).all()
    assert (member_seeds(7, 50) != member_seeds(7, 50, "other")).all()
    assert (generator(7, "a").random(50) != generator(7, "b").random(50)).all()


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The module's functions as Python runs them; whole numbers are to wrap around there too."""
    for name in ("_mix", "uniform", "_stirling", "_inversion", "_rejection", "start", "normal", "binomial"):
        monkeypatch.setattr(randomness, name, getattr(randomness, name).py_func)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
        yield


@pytest.mark.parametrize(("n", "p"), [(30, 0.2), (30, 0.9), (100, 0.4), (100_000, 0.7), (9, 0.0), (9, 1.0), (0, 0.3)])
@pytest.mark.usefixtures("uncompiled")
def test_compiled_and_plain_python_draw_the_same(n: int, p: float) -> None:
    rng, twin = np.zeros(1, np.uint64), np.zeros(1, np.uint64)
    for hour in range(60):
        start(rng, SEED, KEY, hour)
        randomness.start(twin, SEED, KEY, np.uint64(hour))
        assert rng[0] == twin[0]
        assert binomial(rng, n, p) == randomness.binomial(twin, n, p)
        assert normal(rng) == pytest.approx(randomness.normal(twin), rel=1e-12)
        assert rng[0] == twin[0]
