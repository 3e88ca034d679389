"""The ledger on frames gives the very entries of core.accounting, for any history, policy and number of monitors."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.entries import SPAN, causes, entries, recorded_frame
from core.accounting import Entry, Facts, LeftOut, account, is_good
from core.policies import AccountingPolicy
from core.states import State
from tests.core.test_accounting import WHOLE, facts, policies


@settings(max_examples=300, deadline=None)
@given(st.lists(facts(), min_size=1, max_size=3), policies)
def test_frames_say_the_same_as_the_rules(known: list[Facts], policy: AccountingPolicy) -> None:
    numbered = dict(enumerate(known, start=7))
    exists = pl.DataFrame([(number, *one.exists) for number, one in numbered.items()], SPAN, orient="row")

    found = entries(
        WHOLE,
        policy,
        recorded_frame({number: one.recorded for number, one in numbered.items()}),
        exists,
        causes({number: one.maintenance for number, one in numbered.items()}),
        causes({number: one.exclusions for number, one in numbered.items()}),
    )

    expected = [
        (number, entry, entry.seconds, is_good(entry, policy))
        for number, one in numbered.items()
        for entry in account(WHOLE, one, policy).entries
    ]
    assert [row_of(row) for row in found.iter_rows(named=True)] == expected


def row_of(row: dict[str, object]) -> tuple[object, Entry, object, object]:
    left_out = row["left_out"]
    entry = Entry(
        row["start"],  # type: ignore[arg-type]
        row["end"],  # type: ignore[arg-type]
        State(row["state"]),  # type: ignore[arg-type]
        None if left_out is None else LeftOut(str(left_out)),
        row["cause"],  # type: ignore[arg-type]
    )
    return row["monitor_id"], entry, row["seconds"], row["is_good"]
