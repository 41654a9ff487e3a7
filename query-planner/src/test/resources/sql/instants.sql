-- table shop.weather
SELECT origin, CAST(at_time AS TIMESTAMP WITH LOCAL TIME ZONE) AS observed_at, CAST(seen AS TIMESTAMP WITH LOCAL TIME ZONE) AS ingested_at, temp
FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-01 00:00:00', TIMESTAMP '2013-01-01 00:30:00', 10),
  ('JFK', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 03:30:00', 11)) AS t (origin, at_time, seen, temp);

-- table shop.planes
SELECT * FROM (VALUES ('N1', 2), ('N2', 4)) AS t (tailnum, engines);

-- frame labels
SELECT id, CAST(at_time AS TIMESTAMP WITH LOCAL TIME ZONE) AS scheduled, origin, tailnum FROM (VALUES
  (1, TIMESTAMP '2013-01-01 03:00:00', 'JFK', 'N2'), (2, TIMESTAMP '2013-01-01 05:30:00', 'JFK', 'N1'), (3, NULL, 'LGA', NULL)) AS t (id, at_time, origin, tailnum);

-- schema instants are announced in UTC
SELECT observed_at FROM weather;
-- observed_at: Timestamp(MICROSECOND, UTC) not null

-- query known two hours before, with the plane's static data
SELECT l.*, w.* PREFIX 'w_', p.engines
FROM labels AS l
LEFT ASOF JOIN shop.weather AS w
  MATCH_CONDITION w.observed_at <= l.scheduled - INTERVAL '2' HOUR
       AND w.ingested_at <= l.scheduled - INTERVAL '2' HOUR
  ON w.origin = l.origin
LEFT JOIN shop.planes AS p ON p.tailnum = l.tailnum;
-- id|scheduled|origin|tailnum|w_origin|w_observed_at|w_ingested_at|w_temp|engines
-- 1|1357009200000000|JFK|N2|JFK|1356998400000000|1357000200000000|10|4
-- 2|1357018200000000|JFK|N1|JFK|1357002000000000|1357011000000000|11|2
-- 3|NULL|LGA|NULL|NULL|NULL|NULL|NULL|NULL

-- query an instant compares with a timestamp as the session's zone has it
SELECT temp FROM weather WHERE observed_at >= TIMESTAMP '2013-01-01 00:30:00';
-- temp
-- 11

-- query aggregates of instants
SELECT max(observed_at) AS last, count(*) AS n FROM weather;
-- last|n
-- 1357002000000000|2

-- query the present is the statement's
SELECT count(*) AS n FROM weather WHERE observed_at < CURRENT_TIMESTAMP;
-- n
-- 2

-- error an interval finer than Calcite's
SELECT observed_at + INTERVAL '0.000001' SECOND AS later FROM weather WHERE temp = 10;
-- UNSUPPORTED An interval literal counts milliseconds, and 0.000001 is finer (line 1, column 22)
