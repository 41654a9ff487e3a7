"""Runs the statements that come in, one a line, over SQLAlchemy; answers each with a line, which is a Python literal."""

import sys

import flightsql.sqlalchemy  # noqa: F401 (registers the dialect)
import sqlalchemy as sa

TABLES = "tables of "
engine = sa.create_engine(sys.argv[1].replace("grpc://", "datafusion+flightsql://") + "?insecure=True")
with engine.connect() as connection:
    for line in sys.stdin:
        sql = line.rstrip("\n")
        try:
            if sql.startswith(TABLES):
                answer = sa.inspect(engine).get_table_names(schema=sql.removeprefix(TABLES))
            else:
                rows = connection.exec_driver_sql(sql)
                answer = [{name: None if value != value else value for name, value in dict(row).items()} for row in rows]
        except Exception as e:
            answer = str(e)
        print(repr(answer), flush=True)
