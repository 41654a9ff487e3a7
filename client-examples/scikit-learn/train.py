"""scikit-learn: from SQL to a fitted model, with features as they were known when each flight was scheduled to leave.

Run `deploy/godwit demo --keep` first, then `deploy/godwit python client-examples/scikit-learn/train.py`.
"""

import os

import adbc_driver_flightsql.dbapi as flightsql
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

URI = os.environ.get("GODWIT_URI", "grpc://127.0.0.1:8815")

QUERY = """
SELECT f.dep_delay, f.distance, w.temp, w.humid, w.visib, w.precip
FROM nyc.flights AS f
ASOF JOIN nyc.weather AS w
  MATCH_CONDITION w.observed_at <= f.scheduled AND w.ingested_at <= f.scheduled
  ON w.origin = f.origin
WHERE f.carrier = 'UA'
"""

with flightsql.connect(URI, autocommit=True) as connection, connection.cursor() as cursor:
    cursor.execute(QUERY)
    frame = cursor.fetch_arrow_table().to_pandas().dropna()

model = make_pipeline(StandardScaler(), LogisticRegression())
scores = cross_val_score(model, frame.drop(columns="dep_delay"), frame["dep_delay"] > 15, scoring="roc_auc", cv=3)
print(f"{len(frame):,} flights, area under the ROC curve {scores.mean():.3f}")
