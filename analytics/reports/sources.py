"""What the figures of a report come from, and what is not known any more.

Nothing of it depends on when a report is made, but until when states could not be recomputed from single checks.
"""

from dataclasses import dataclass
from datetime import datetime

from analytics.reports.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Sources:
    """`recorded_until`: up to here states of `recorded_monitors` of the monitors are as recorded, by a policy that
    recomputes them: their single checks are gone.
    """

    recomputes: bool
    monitors: int
    recorded_monitors: int = 0
    recorded_until: datetime | None = None

    @classmethod
    def of(cls, inputs: Inputs) -> "Sources":
        """Return the sources of a report."""
        return cls(
            recomputes=inputs.asked.policy.confirmation is not None,
            monitors=len(inputs.monitors),
            recorded_monitors=len(inputs.as_recorded),
            recorded_until=max(inputs.as_recorded, default=None),
        )

    def in_words(self) -> list[str]:
        """Return it in sentences."""
        lines = [
            "States are recomputed from single checks, as far as these are kept."
            if self.recomputes
            else "Availability, downtime and outages come from the recorded states, which are kept for ever:"
            " single checks are not needed, and may be gone.",
            "Checks and failures are those of the whole UTC days that the period touches.",
            "Latency percentiles are merged from histograms of closed UTC days, at most 1 % off the nearest rank.",
        ]
        if self.recorded_until is not None:
            lines.append(
                f"Before {self.recorded_until:%Y-%m-%d %H:%M} UTC the states of {self.recorded_monitors} of"
                f" {self.monitors} monitors are as they were recorded: their single checks are gone."
            )
        return lines
