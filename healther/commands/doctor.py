"""`healther doctor`: what is wrong with this installation, and what to do about it."""

import argparse
import json
from dataclasses import asdict

HELP = "Say what is wrong with this installation, and what to do about it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(options: argparse.Namespace) -> int:
    """Examine it; 1 when something is wrong."""
    from healther.diagnosis import examine
    from healther.findings import Level
    from healther.settings import load

    findings = examine(load())
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.level.value:<9}{finding.subject:<18}{finding.message}")
            if finding.remedy is not None:
                print(f"{'':<27}-> {finding.remedy}")
    return 1 if any(finding.level is Level.PROBLEM for finding in findings) else 0
