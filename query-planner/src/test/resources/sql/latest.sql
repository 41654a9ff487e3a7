-- table shop.weather godwit.event-time=event_time godwit.entity-key=origin godwit.ingestion-time=seen_at
SELECT * FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-01 00:00:00', TIMESTAMP '2013-01-01 00:30:00', 10),
  ('JFK', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 03:30:00', 11),
  ('JFK', TIMESTAMP '2013-01-01 02:00:00', TIMESTAMP '2013-01-01 02:30:00', 12),
  ('LGA', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 01:30:00', 21),
  ('EWR', TIMESTAMP '2013-01-05 01:00:00', TIMESTAMP '2013-01-05 01:30:00', 31)
) AS t (origin, event_time, seen_at, temp);

-- tag shop.weather first;

-- append shop.weather
SELECT * FROM (VALUES
  ('LGA', TIMESTAMP '2013-01-01 01:30:00', TIMESTAMP '2013-01-01 01:35:00', 22)
) AS t (origin, event_time, seen_at, temp);

-- table shop.undeclared
SELECT * FROM (VALUES (1, 'a', 5, 'x'), (1, 'a', 9, 'y'), (1, 'b', 7, 'z')) AS t (k, part, day, v);

-- table shop.many godwit.event-time=t godwit.entity-key=k
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500)
  SELECT MOD(i, 37) AS k, MOD(i * 104729, 100003) AS t, i AS v FROM n;

-- frame known
SELECT * FROM (VALUES ('JFK'), ('ATL')) AS t (origin);

-- query the latest of every entity, as known at the instant
SELECT * FROM weather FOR LATEST AS OF TIMESTAMP '2013-01-01 02:00:00' ORDER BY origin;
-- origin|event_time|seen_at|temp
-- JFK|2013-01-01T00:00|2013-01-01T00:30|10
-- LGA|2013-01-01T01:30|2013-01-01T01:35|22

-- query with an alias, a text for a time and a list of keys
SELECT w.temp FROM weather FOR LATEST AS OF '2013-01-01 04:00:00' AS w WHERE w.origin IN ('JFK', 'EWR');
-- temp
-- 12

-- query of an earlier version of the table
SELECT weather.temp FROM shop.weather FOR VERSION AS OF 'first' FOR LATEST AS OF TIMESTAMP '2013-01-01 02:00:00' ORDER BY temp;
-- temp
-- 10
-- 21

-- query with the event time written out only it counts
SELECT temp FROM weather FOR LATEST event_time AS OF TIMESTAMP '2013-01-01 02:00:00' WHERE origin = 'JFK';
-- temp
-- 12

-- query a table that declares nothing, whose time is a number
SELECT * FROM undeclared FOR LATEST day AS OF 8 BY (k, part) ORDER BY v;
-- k|part|day|v
-- 1|a|5|x
-- 1|b|7|z

-- query a query of a WITH clause
WITH u AS (SELECT part, day, v FROM undeclared WHERE v <> 'x') SELECT * FROM u FOR LATEST day AS OF 10 BY (part) ORDER BY v;
-- part|day|v
-- a|9|y
-- b|7|z

-- query joined with other tables
SELECT u.v, w.temp FROM undeclared FOR LATEST day AS OF 8 BY (part) AS u
  JOIN weather FOR LATEST AS OF TIMESTAMP '2013-01-06 00:00:00' w ON w.temp = u.day + 24;
-- v|temp
-- z|31

-- query the same rows as a window function finds
SELECT count(*) AS n, count(w.v) AS same FROM many FOR LATEST AS OF 50000 AS l
  LEFT JOIN (SELECT k, v FROM many WHERE t <= 50000 QUALIFY row_number() OVER (PARTITION BY k ORDER BY t DESC) = 1) w
    ON w.k = l.k AND w.v = l.v;
-- n|same
-- 37|37

-- query a list of keys that come out whether they are known or not
SELECT k.origin, w.temp FROM known k LEFT ASOF JOIN weather w MATCH_CONDITION w AS OF TIMESTAMP '2013-01-01 02:00:00';
-- origin|temp
-- JFK|10
-- ATL|NULL

-- query the same in the long form
SELECT k.origin, w.temp FROM known k LEFT ASOF JOIN weather w
  MATCH_CONDITION w.event_time <= TIMESTAMP '2013-01-01 02:00:00' + INTERVAL '1' HOUR ON w.origin = k.origin;
-- origin|temp
-- JFK|12
-- ATL|NULL

-- plan the keys asked for are the labels, and prune the table
SELECT * FROM weather FOR LATEST AS OF TIMESTAMP '2013-01-01 02:00:00' WHERE origin = 'JFK';
-- Point-in-time join shop.weather: feature.origin = label.origin AND feature.event_time <= label.as of AND feature.seen_at <= label.as of, latest feature.event_time, ties by feature.seen_at
--   DuckDB SELECT t.c0 AS c0, CAST('2013-01-01 02:00:00' AS TIMESTAMP) AS c1 FROM (SELECT t.c0 AS c0 FROM (SELECT * FROM "input0" AS t(c0)) AS t GROUP BY GROUPING SETS ((t.c0))) AS t
--     Scan lake.shop.weather at snapshot # [origin] filter (ref(name="event_time") <= 1357005600000000 and ref(name="origin") == "JFK")
--   Scan lake.shop.weather at snapshot # [origin, event_time, seen_at, temp]

-- error no entity key
SELECT * FROM undeclared FOR LATEST day AS OF 8;
-- INVALID_ARGUMENT Table lake.shop.undeclared declares no entity key; write BY (column, …) after the instant, or set the table's property godwit.entity-key (line 1, column 15)

-- error no event time
SELECT * FROM known FOR LATEST AS OF 8 BY (origin);
-- INVALID_ARGUMENT known does not declare its event time; write FOR LATEST event_time AS OF, or set the table's property godwit.event-time (line 1, column 15)

-- error an instant of another kind
SELECT * FROM weather FOR LATEST AS OF DATE '2013-01-01';
-- INVALID_ARGUMENT MATCH_CONDITION compares features.event_time, a TIMESTAMP, with the instant, a DATE; cast one of them: CAST(the instant AS TIMESTAMP) (line 1, column 15)

-- error keys that are not there
SELECT * FROM undeclared FOR LATEST day AS OF 8 BY (k, parts);
-- NOT_FOUND Column 'parts' not found in any table; did you mean part? (line 1, column 15)

-- error the short form cannot tell whose keys
SELECT 1 FROM known k CROSS JOIN undeclared u LEFT ASOF JOIN weather w MATCH_CONDITION w AS OF TIMESTAMP '2013-01-01 02:00:00';
-- INVALID_ARGUMENT The short form cannot tell whose keys belong to TIMESTAMP '2013-01-01 02:00:00.000000'; write ON, or the time with its table's name (line 1, column 96)
