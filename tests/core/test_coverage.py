"""How much time a point stands for: never over midnight, never over an hour, nothing lost between two."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.coverage import DAY_MS, HOUR_MS, Piece, piece, pieces, seconds_between

STARTS_MS = st.integers(1_600_000_000_000, 1_600_000_000_000 + 3 * DAY_MS)
SPANS_MS = st.integers(1, 8 * DAY_MS)


@given(STARTS_MS, SPANS_MS)
def test_pieces_tile_the_time(start_ms: int, span_ms: int) -> None:
    cut = pieces(start_ms, start_ms + span_ms, start_ms + span_ms)

    assert cut[0].start_ms == start_ms
    assert cut[-1].end_ms == start_ms + span_ms
    assert all(a.end_ms == b.start_ms for a, b in pairwise(cut))


@given(STARTS_MS, SPANS_MS)
def test_a_piece_stays_within_an_hour_and_a_day(start_ms: int, span_ms: int) -> None:
    for part in pieces(start_ms, start_ms + span_ms, start_ms + span_ms):
        assert 0 < part.end_ms - part.start_ms <= HOUR_MS
        assert part.start_ms // DAY_MS == (part.end_ms - 1) // DAY_MS
        assert 0 <= part.seconds <= 3600


@given(STARTS_MS, SPANS_MS)
def test_seconds_of_pieces_add_up_without_a_remainder(start_ms: int, span_ms: int) -> None:
    cut = pieces(start_ms, start_ms + span_ms, start_ms + span_ms)

    assert sum(part.seconds for part in cut) == seconds_between(start_ms, start_ms + span_ms)


@given(STARTS_MS, SPANS_MS, st.integers(0, 8 * DAY_MS))
def test_only_pieces_that_have_begun_are_cut(start_ms: int, span_ms: int, passed_ms: int) -> None:
    cut = pieces(start_ms, start_ms + span_ms, start_ms + passed_ms)

    assert cut[0] == piece(start_ms, start_ms + span_ms)
    assert all(part.start_ms < start_ms + passed_ms for part in cut[1:])
    assert cut[-1].end_ms >= min(start_ms + span_ms, start_ms + passed_ms)


def test_a_quarter_of_an_hour_over_midnight_is_two_pieces() -> None:
    midnight = 1_600_041_600_000  # 2020-09-14 00:00 UTC: 1_600_041_600 = 18_519 days · 86_400 s

    assert pieces(midnight - 600_000, midnight + 300_000, midnight) == [Piece(midnight - 600_000, midnight)]
    assert pieces(midnight - 600_000, midnight + 300_000, midnight + 1) == [
        Piece(midnight - 600_000, midnight),
        Piece(midnight, midnight + 300_000),
    ]
