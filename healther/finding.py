"""Where the database is, for commands that look into it: that of the settings, or of what `healther up` runs."""


def database_url() -> str:
    """Return its address; raise SettingsError when there is none."""
    from healther.embedded.home import read_record
    from healther.settings import load, reveal

    settings = load()
    running = read_record(settings.home).get("database_url")
    return reveal(settings.database_url) or (
        str(running) if running else str(reveal(load("database_url").database_url))
    )
