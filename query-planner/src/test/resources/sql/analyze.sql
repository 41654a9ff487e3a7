-- table shop.weather godwit.event-time=event_time godwit.ingestion-time=seen_at
SELECT * FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-01 00:00:00', TIMESTAMP '2013-01-01 00:10:00', 10),
  ('JFK', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 01:10:00', 11)
) AS t (origin, event_time, seen_at, temp);

-- append shop.weather
SELECT * FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-02 00:00:00', TIMESTAMP '2013-01-02 00:10:00', 20),
  ('JFK', TIMESTAMP '2013-01-02 01:00:00', TIMESTAMP '2013-01-02 03:00:00', 21),
  ('JFK', TIMESTAMP '2013-01-02 01:00:00', TIMESTAMP '2013-01-02 03:00:00', 22)
) AS t (origin, event_time, seen_at, temp);

-- append shop.weather
SELECT * FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-03 00:00:00', TIMESTAMP '2013-01-03 00:10:00', 30)
) AS t (origin, event_time, seen_at, temp);

-- table shop.planes
SELECT * FROM (VALUES ('N1', 'BOEING'), ('N2', 'AIRBUS'), ('N2', 'AIRBUS AGAIN')) AS t (tailnum, maker);

-- frame labels
SELECT * FROM (VALUES
  (1, 'JFK', TIMESTAMP '2013-01-02 00:30:00', 'N1'),
  (2, 'JFK', TIMESTAMP '2013-01-02 01:30:00', 'N2'),
  (3, 'EWR', TIMESTAMP '2013-01-02 00:30:00', NULL)
) AS t (id, origin, ts, tailnum);

-- analyze labels' bounds skip files, and what was not yet known is counted
SELECT l.id, w.temp, p.maker FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '6' HOUR ON w.origin = l.origin
  LEFT JOIN planes p ON p.tailnum = l.tailnum;
-- Point-in-time join
--     shop.weather: feature.origin = label.origin AND feature.event_time <= label.ts AND feature.event_time >= label.ts - PT6H, latest feature.event_time, ties by feature.seen_at
--     shop.planes: static feature.tailnum = label.tailnum
--     > labels_in=3, rows_out=4
--     > shop.weather: match_rate=0.6667, rows_read=3, staleness median=PT30M p90=PT30M p99=PT30M max=PT30M, ambiguous_matches=1, removed_by_known_at=0, not_yet_known=1
--     > shop.planes: match_rate=0.6667, rows_read=3
--     > took # ms: 4 rows in 1 batches
--   Frame labels (3 rows) [id, origin, ts, tailnum]
--       > took # ms: 3 rows in 1 batches
--   Scan lake.shop.weather at snapshot # [origin, event_time, seen_at, temp]
--       > manifests_read=3, data_files_planned=1, data_files_skipped=2, data_files_read=3, row_groups_read=3, pages_read=10, bytes_read=#, rows_read=7, batches=3
--   Scan lake.shop.planes at snapshot # [tailnum, maker]
--       > manifests_read=1, data_files_planned=1, data_files_read=2, row_groups_read=2, pages_read=4, bytes_read=#, rows_read=6, batches=2
-- 4 rows in 1 batches, # ms

-- analyze a known-at bound says what it removed
SELECT l.id, w.temp FROM labels l
  ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= l.ts ON w.origin = l.origin;
-- Point-in-time join shop.weather: feature.origin = label.origin AND feature.event_time <= label.ts AND feature.seen_at <= label.ts, latest feature.event_time, ties by feature.seen_at
--     > labels_in=3, rows_out=2
--     > shop.weather: match_rate=0.6667, rows_read=5, staleness median=PT30M11.939327S p90=PT1H30M p99=PT1H30M max=PT1H30M, ambiguous_matches=0, removed_by_known_at=1
--     > took # ms: 2 rows in 1 batches
--   Frame labels (3 rows) [id, origin, ts]
--       > took # ms: 3 rows in 1 batches
--   Scan lake.shop.weather at snapshot # [origin, event_time, seen_at, temp]
--       > manifests_read=3, data_files_planned=2, data_files_skipped=1, data_files_read=3, row_groups_read=3, pages_read=15, bytes_read=#, rows_read=6, batches=3
-- 2 rows in 1 batches, # ms

-- analyze scans beneath the engine
SELECT count(*) AS n, sum(temp) AS s FROM weather WHERE event_time >= TIMESTAMP '2013-01-03 00:00:00';
-- DuckDB SELECT CAST(count(*) AS BIGINT) AS c0, CAST(sum(t.c0) AS BIGINT) AS c1 FROM (SELECT * FROM "input0" AS t(c0)) AS t
--     > took # ms: 1 rows in 1 batches
--   Scan lake.shop.weather at snapshot # [temp] filter ref(name="event_time") >= 1357171200000000
--       > manifests_read=3, data_files_planned=1, data_files_skipped=2, data_files_read=1, row_groups_read=1, pages_read=2, bytes_read=#, rows_read=1, batches=1
--       > took # ms: 1 rows in 1 batches
-- 1 rows in 1 batches, # ms

-- analyze features from a subquery
SELECT l.id, w.temp FROM labels l
  LEFT ASOF JOIN (SELECT * FROM weather WHERE temp < 30) w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- Point-in-time join shop.weather: feature.origin = label.origin AND feature.event_time <= label.ts, latest feature.event_time, ties by feature.seen_at
--     > labels_in=3, rows_out=3
--     > shop.weather: match_rate=0.6667, rows_read=5, staleness median=PT30M p90=PT30M p99=PT30M max=PT30M, ambiguous_matches=1, removed_by_known_at=0, not_yet_known=1
--     > took # ms: 3 rows in 1 batches
--   Frame labels (3 rows) [id, origin, ts]
--       > took # ms: 3 rows in 1 batches
--   Scan lake.shop.weather at snapshot # [origin, event_time, seen_at, temp] filter ref(name="temp") < 30
--       > manifests_read=3, data_files_planned=2, data_files_skipped=1, data_files_read=4, row_groups_read=4, pages_read=17, bytes_read=#, rows_read=9, batches=4
-- 3 rows in 1 batches, # ms

-- query the quality of a join as rows
EXPLAIN QUALITY SELECT l.id, w.temp, p.maker FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '6' HOUR ON w.origin = l.origin
  LEFT JOIN planes p ON p.tailnum = l.tailnum;
-- feature|labels_in|rows_out|matched|match_rate|staleness_median|staleness_p90|staleness_p99|staleness_max|ambiguous_matches|removed_by_known_at|not_yet_known
-- shop.weather|3|4|2|0.6666666666666666|1800.0|1800.0|1800.0|1800.0|1|0|1
-- shop.planes|3|4|2|0.6666666666666666|NULL|NULL|NULL|NULL|NULL|NULL|NULL

-- query the quality of a query without a join
EXPLAIN QUALITY SELECT temp FROM weather;
-- feature|labels_in|rows_out|matched|match_rate|staleness_median|staleness_p90|staleness_p99|staleness_max|ambiguous_matches|removed_by_known_at|not_yet_known

-- analyze labels' bounds skip files of a table whose columns are called otherwise
SELECT l.id, w.warmth FROM labels l
  LEFT ASOF JOIN (SELECT temp AS warmth, event_time AS at_time, origin AS place FROM weather) w
  MATCH_CONDITION w.at_time <= l.ts AND w.at_time >= l.ts - INTERVAL '6' HOUR ON w.place = l.origin;
-- Point-in-time join shop.weather: feature.place = label.origin AND feature.at_time <= label.ts AND feature.at_time >= label.ts - PT6H, latest feature.at_time
--     > labels_in=3, rows_out=3
--     > shop.weather: match_rate=0.6667, rows_read=3, staleness median=PT30M p90=PT30M p99=PT30M max=PT30M, ambiguous_matches=1, removed_by_known_at=0
--     > took # ms: 3 rows in 1 batches
--   Frame labels (3 rows) [id, origin, ts]
--       > took # ms: 3 rows in 1 batches
--   Project temp AS warmth, event_time AS at_time, origin AS place
--     Scan lake.shop.weather at snapshot # [origin, event_time, temp]
--         > data_files_planned=1, data_files_skipped=2, data_files_read=3, row_groups_read=3, pages_read=8, bytes_read=#, rows_read=7, batches=3
-- 3 rows in 1 batches, # ms

-- analyze and of one that a subquery filters and computes from
SELECT l.id, w.warmth FROM labels l
  LEFT ASOF JOIN (SELECT temp * 2 AS warmth, event_time, origin FROM weather WHERE temp * 3 > 1) w
  MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '6' HOUR ON w.origin = l.origin;
-- Point-in-time join shop.weather: feature.origin = label.origin AND feature.event_time <= label.ts AND feature.event_time >= label.ts - PT6H, latest feature.event_time
--     > labels_in=3, rows_out=3
--     > shop.weather: match_rate=0.6667, rows_read=3, staleness median=PT30M p90=PT30M p99=PT30M max=PT30M, ambiguous_matches=1, removed_by_known_at=0
--     > took # ms: 3 rows in 1 batches
--   Frame labels (3 rows) [id, origin, ts]
--       > took # ms: 3 rows in 1 batches
--   Project *(temp, 2) AS warmth, event_time, origin
--     Filter >(*(temp, 3), 1)
--       Scan lake.shop.weather at snapshot # [origin, event_time, temp]
--           > data_files_planned=1, data_files_skipped=2, data_files_read=3, row_groups_read=3, pages_read=9, bytes_read=#, rows_read=7, batches=3
-- 3 rows in 1 batches, # ms
