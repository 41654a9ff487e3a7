"""SQLAlchemy, as Superset uses it: the dialect of flightsql-dbapi, which is of SQLAlchemy 1.4.

Run `deploy/godwit demo --keep` first, then, in an environment of its own because PyIceberg wants SQLAlchemy 2,
`pip install -r client-examples/sqlalchemy/requirements.txt` and `python client-examples/sqlalchemy/read_table.py`.
"""

import os

import flightsql.sqlalchemy  # noqa: F401 (registers the dialect)
import sqlalchemy as sa

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

engine = sa.create_engine(URI.replace("grpc://", "datafusion+flightsql://") + "?insecure=True")
print(sa.inspect(engine).get_table_names(schema="nyc"))

planes = sa.Table("planes", sa.MetaData(), schema="nyc", autoload_with=engine)
query = (
    sa.select(planes.c.manufacturer, sa.func.count().label("n"))
    .where(planes.c.seats > 300)
    .group_by(planes.c.manufacturer)
    .order_by(sa.desc("n"))
    .limit(2)
)
with engine.connect() as connection:
    for row in connection.execute(query):
        print(*row)
