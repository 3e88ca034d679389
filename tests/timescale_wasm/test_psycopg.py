"""psycopg, which uses libpq, on the WebAssembly engine."""

import psycopg
import pytest


def number(connection: psycopg.Connection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


def test_copy_out_gives_one_row_a_message(connection: psycopg.Connection) -> None:
    with connection.cursor().copy("COPY (SELECT i, i * 2 FROM generate_series(1, 3) AS i) TO STDOUT") as copy:
        rows = list(copy.rows())

    assert rows == [("1", "2"), ("2", "4"), ("3", "6")]


def test_binary_copy_out_gives_one_row_a_message(connection: psycopg.Connection) -> None:
    with connection.cursor().copy("COPY (SELECT i, NULL FROM generate_series(1, 3) AS i) TO STDOUT BINARY") as copy:
        copy.set_types(["int4", "text"])
        rows = list(copy.rows())

    assert rows == [(1, None), (2, None), (3, None)]


def test_bad_row_in_copy_in_is_an_error_of_the_statement_only(checks: psycopg.Connection) -> None:
    with (
        pytest.raises(psycopg.errors.InvalidTextRepresentation),
        checks.cursor().copy("COPY checks FROM STDIN") as copy,
    ):
        copy.write("2026-11-02\tnot a number\t0\t1\n")

    assert number(checks, "SELECT count(*) FROM checks") == 1440


def test_copy_in_abandoned_by_the_client_writes_nothing(checks: psycopg.Connection) -> None:
    def write_and_fail() -> None:
        with checks.cursor().copy("COPY checks FROM STDIN") as copy:
            copy.write("2026-11-02\t2\t0\t1\n")
            raise EOFError

    with pytest.raises(EOFError):
        write_and_fail()

    assert number(checks, "SELECT count(*) FROM checks") == 1440


def test_error_in_a_pipeline_skips_to_its_end(connection: psycopg.Connection) -> None:
    def run() -> None:
        with connection.pipeline():
            connection.execute("SELECT 1 / %s::int", (0,))
            connection.execute("CREATE TABLE never ()")

    with pytest.raises(psycopg.errors.DivisionByZero):
        run()

    assert number(connection, "SELECT to_regclass('never')") is None


def test_error_in_a_transaction_can_be_undone_to_a_savepoint(checks: psycopg.Connection) -> None:
    def delete_and_fail() -> None:
        with checks.transaction():
            checks.execute("DELETE FROM checks")
            checks.execute("SELECT 1 / 0")

    with checks.transaction():
        checks.execute("DELETE FROM checks WHERE latency_us < 40")
        with pytest.raises(psycopg.errors.DivisionByZero):
            delete_and_fail()

    assert number(checks, "SELECT count(*) FROM checks") == 1400


def test_named_cursor_reads_in_portions(connection: psycopg.Connection) -> None:
    with connection.transaction(), connection.cursor(name="portions") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT * FROM generate_series(1, 250)")
        assert sum(row[0] for row in cursor) == 31375  # 250 x 251 / 2


def test_parameter_longer_than_one_network_read_arrives(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT length(%s)", ("x" * 5_000_000,)).fetchone()

    assert row == (5_000_000,)


def test_prepared_statements_survive_deallocate_all_of_another(dsn: str, connection: psycopg.Connection) -> None:
    def prepared() -> object:
        row = connection.execute("SELECT %s::int + 1", (1,), prepare=True).fetchone()
        return row and row[0]

    assert prepared() == 2
    with psycopg.connect(dsn, autocommit=True) as other:
        other.execute("SELECT %s::int + 1", (1,), prepare=True)
        other.execute("DEALLOCATE ALL")

    assert prepared() == 2


def test_each_connection_keeps_its_own_settings(dsn: str, connection: psycopg.Connection) -> None:
    connection.execute("SET TIME ZONE 'Asia/Kathmandu'")
    with psycopg.connect(dsn, options="-c work_mem=9MB -c timezone=Europe/Berlin") as other:
        assert other.info.parameter_status("TimeZone") == "Europe/Berlin"
        assert number(other, "SHOW work_mem") == "9MB"
        other.commit()
        assert number(connection, "SHOW TimeZone") == "Asia/Kathmandu"
        assert number(connection, "SHOW work_mem") != "9MB"
        assert number(other, "SHOW TimeZone") == "Europe/Berlin"


def test_unknown_startup_setting_refuses_the_connection(dsn: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="unrecognized configuration parameter"):
        psycopg.connect(dsn, options="-c no_such_setting=1")


def test_open_transaction_is_rolled_back_when_the_client_goes(dsn: str, checks: psycopg.Connection) -> None:
    other = psycopg.connect(dsn)
    other.execute("DELETE FROM checks")
    other.pgconn.finish()

    assert number(checks, "SELECT count(*) FROM checks") == 1440
