"""What a change of latency is called, in words. Free of Polars: the API tells stored changes without computing any."""

from datetime import datetime


def change_in_words(at: datetime, before_us: int, after_us: int, until: datetime | None) -> str:
    """Say it: `since 12 Aug 09:40 UTC the median is +180 ms`; of a level that ended, from when to when."""
    difference = f"{(after_us - before_us) / 1000:+.0f} ms"
    if until is None:
        return f"since {_moment(at)} UTC the median is {difference}"
    return f"from {_moment(at)} to {_moment(until)} UTC the median was {difference}"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %H:%M}"
