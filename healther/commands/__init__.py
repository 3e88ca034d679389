"""The sub-commands of `healther`, one module each: HELP, add_arguments, run. Heavy packages are imported by `run`."""
