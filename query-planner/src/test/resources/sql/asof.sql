-- table shop.weather godwit.event-time=event_time godwit.entity-key=origin godwit.ingestion-time=seen_at
SELECT * FROM (VALUES
  ('JFK', TIMESTAMP '2013-01-01 00:00:00', TIMESTAMP '2013-01-01 00:30:00', 10),
  ('JFK', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 03:30:00', 11),
  ('JFK', TIMESTAMP '2013-01-01 02:00:00', TIMESTAMP '2013-01-01 02:30:00', 12),
  ('LGA', TIMESTAMP '2013-01-01 01:00:00', TIMESTAMP '2013-01-01 01:30:00', 21)
) AS t (origin, event_time, seen_at, temp);

-- table shop.planes
SELECT * FROM (VALUES ('N1', 'BOEING'), ('N2', 'AIRBUS'), ('N2', 'AIRBUS AGAIN')) AS t (tailnum, maker);

-- table shop.news
SELECT * FROM (VALUES (10, TIMESTAMP '2013-01-01 00:00:00', 'cold'), (12, TIMESTAMP '2013-01-01 00:00:00', 'warm')) AS t (temp, at_time, word);

-- frame labels
SELECT * FROM (VALUES
  (1, 'JFK', TIMESTAMP '2013-01-01 02:00:00', 'N2'),
  (2, 'JFK', TIMESTAMP '2013-01-01 00:30:00', 'N1'),
  (3, 'EWR', TIMESTAMP '2013-01-01 02:00:00', 'N1'),
  (4, 'LGA', TIMESTAMP '2013-01-01 00:30:00', 'N3'),
  (5, 'JFK', NULL, NULL)
) AS t (id, origin, ts, tailnum);

-- query every label once, in label order, with the latest feature row at or before it
SELECT l.id, w.temp FROM labels AS l LEFT ASOF JOIN weather AS w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- id|temp
-- 1|12
-- 2|10
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query either operand order, parentheses, strictly before, keys flipped
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION (l.ts > w.event_time) ON l.origin = w.origin;
-- id|temp
-- 1|11
-- 2|10
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query without LEFT unmatched labels are dropped
SELECT l.id, w.* PREFIX 'w_' FROM labels l ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- id|w_origin|w_event_time|w_seen_at|w_temp
-- 1|JFK|2013-01-01T02:00|2013-01-01T02:30|12
-- 2|JFK|2013-01-01T00:00|2013-01-01T00:30|10

-- query a known-at bound is part of the search
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w
  MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= l.ts ON w.origin = l.origin;
-- id|temp
-- 1|10
-- 2|10
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query constant offsets on either side
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w
  MATCH_CONDITION w.event_time + INTERVAL '1' HOUR <= l.ts - INTERVAL '30' MINUTE ON w.origin = l.origin;
-- id|temp
-- 1|10
-- 2|NULL
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query a tolerance
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w
  MATCH_CONDITION w.event_time < l.ts AND w.event_time >= l.ts - INTERVAL '20' MINUTE ON w.origin = l.origin;
-- id|temp
-- 1|NULL
-- 2|NULL
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query looking forward takes a word
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time >= l.ts FORWARD ON w.origin = l.origin;
-- id|temp
-- 1|12
-- 2|11
-- 3|NULL
-- 4|21
-- 5|NULL

-- query the short form reads keys and times from the table
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w AS OF l.ts;
-- id|temp
-- 1|10
-- 2|10
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query no keys
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON TRUE WHERE l.id < 3;
-- id|temp
-- 1|12
-- 2|10

-- query keys by USING
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts USING (origin);
-- id|temp
-- 1|12
-- 2|10
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query a static table joins by equality, and repeated keys fan out in order
SELECT l.id, w.temp, p.maker FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin
  LEFT JOIN planes p ON p.tailnum = l.tailnum;
-- id|temp|maker
-- 1|12|AIRBUS
-- 1|12|AIRBUS AGAIN
-- 2|10|BOEING
-- 3|NULL|BOEING
-- 4|NULL|NULL
-- 5|NULL|NULL

-- query a condition on an earlier feature begins a new level
SELECT l.id, n.word FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin
  LEFT ASOF JOIN news n MATCH_CONDITION n.at_time <= w.event_time ON n.temp = w.temp;
-- id|word
-- 1|warm
-- 2|cold
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query a filter on features stays above the join
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin
  WHERE w.temp IS NULL OR w.temp > 11;
-- id|temp
-- 1|12
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query features and labels may be subqueries, with expressions as keys
SELECT l.id, w.temp FROM (SELECT id, ts, origin FROM labels WHERE id < 3) l
  LEFT ASOF JOIN (SELECT * FROM weather WHERE temp < 12) w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- id|temp
-- 1|11
-- 2|10

-- query computed keys move no columns, whatever the subqueries select
SELECT l.id, w.origin, w.temp FROM (SELECT origin, id, ts FROM labels) l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON lower(w.origin) = lower(l.origin);
-- id|origin|temp
-- 1|JFK|12
-- 2|JFK|10
-- 3|NULL|NULL
-- 4|NULL|NULL
-- 5|NULL|NULL

-- query computed keys of two joins over selected columns
SELECT w.temp, n.temp, n.word FROM (SELECT origin, ts, 1 AS one, 2 AS two, 3 AS three FROM labels WHERE id < 3) l
  ASOF JOIN (SELECT event_time, upper(origin) AS origin, temp FROM weather) w MATCH_CONDITION w.event_time <= l.ts ON lower(w.origin) = lower(l.origin)
  LEFT ASOF JOIN (SELECT word, temp, at_time FROM news) n MATCH_CONDITION n.at_time <= l.ts ON n.temp - 1 = w.temp - 1;
-- temp|temp|word
-- 12|12|warm
-- 10|10|cold

-- query a feature's column that turns out to be never null
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN (SELECT event_time, origin, CASE WHEN TRUE THEN 5 ELSE nullif(temp, 3) END AS temp FROM weather) w
  MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin AND w.temp * 2 = l.id * 10;
-- id|temp
-- 1|5
-- 2|NULL
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query a time that is added to a constant one
SELECT l.id, w.temp FROM labels l LEFT ASOF JOIN weather w
  MATCH_CONDITION w.event_time <= l.ts AND TIMESTAMP '2013-01-01 01:00:00' + (w.seen_at - w.event_time) <= l.ts ON w.origin = l.origin;
-- id|temp
-- 1|12
-- 2|NULL
-- 3|NULL
-- 4|NULL
-- 5|NULL

-- query an aggregate for each row of labels without features
SELECT l.id, (SELECT count(*) FROM planes p WHERE p.tailnum = w.origin) AS n FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- id|n
-- 1|0
-- 2|0
-- 3|0
-- 4|0
-- 5|0

-- query a subquery in SELECT behind a computed bound
SELECT w.temp, (SELECT max(n.temp) FROM news n WHERE n.temp < l.id + 10) AS t FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts AND w.temp <= 11 ON w.origin = l.origin;
-- temp|t
-- 11|10
-- 10|10
-- NULL|12
-- NULL|12
-- NULL|12

-- query asof and match_condition are names elsewhere
SELECT asof.id AS match_condition FROM labels asof WHERE asof.id = 1;
-- match_condition
-- 1

-- plan tables of one level share a pass, label filters reach the labels
SELECT l.id, w.temp, p.maker FROM labels l
  LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= l.ts ON w.origin = l.origin
  LEFT JOIN planes p ON p.tailnum = l.tailnum
  WHERE l.id > 2;
-- Point-in-time join
--     shop.weather: feature.origin = label.origin AND feature.event_time <= label.ts AND feature.seen_at <= label.ts, latest feature.event_time, ties by feature.seen_at
--     shop.planes: static feature.tailnum = label.tailnum
--   Filter >(id, 2)
--     Frame labels (5 rows) [id, origin, ts, tailnum]
--   Scan lake.shop.weather at snapshot # [origin, event_time, seen_at, temp]
--   Scan lake.shop.planes at snapshot # [tailnum, maker]

-- schema columns of a LEFT join become nullable
SELECT l.id, w.temp, w.origin FROM labels l LEFT ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- id: Int(32, true) not null
-- temp: Int(32, true)
-- origin: Utf8

-- error ASOF JOIN without its condition
SELECT 1 FROM labels l ASOF JOIN weather w ON w.origin = l.origin;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 60: an ASOF join is written [LEFT] ASOF JOIN f MATCH_CONDITION f.event_time <= l.ts ON f.id = l.id

-- error the spelling of others
SELECT 1 FROM labels l ASOF LEFT JOIN weather w ON w.origin = l.origin AND w.event_time <= l.ts;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 24: an ASOF join is written [LEFT] ASOF JOIN f MATCH_CONDITION f.event_time <= l.ts ON f.id = l.id

-- error the long form needs ON
SELECT 1 FROM labels l ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 29: INNER, LEFT, RIGHT, FULL, or ASOF join requires a condition (NATURAL keyword or ON or USING clause)

-- error looking ahead by accident
SELECT 1 FROM labels l ASOF JOIN weather w MATCH_CONDITION w.event_time >= l.ts ON w.origin = l.origin;
-- INVALID_ARGUMENT MATCH_CONDITION looks ahead of the label's time; if that is meant, write FORWARD after it, and otherwise compare with <= or < (line 1, column 29)

-- error times of two kinds
SELECT 1 FROM labels l ASOF JOIN weather w MATCH_CONDITION CAST(w.event_time AS DATE) <= l.ts ON w.origin = l.origin;
-- INVALID_ARGUMENT MATCH_CONDITION compares CAST(w.event_time AS DATE), a DATE, with l.ts, a TIMESTAMP; cast one of them: CAST(l.ts AS DATE) (line 1, column 60)

-- error a condition in ON that is no equality
SELECT 1 FROM labels l ASOF JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin AND w.temp > 3;
-- INVALID_ARGUMENT ON of an ASOF join takes equalities between a column of the labels and one of the features, joined by AND; put other conditions on the features into a subquery (line 1, column 29)

-- error a comparison within one side
SELECT 1 FROM labels l ASOF JOIN weather w MATCH_CONDITION w.event_time <= w.seen_at ON w.origin = l.origin;
-- INVALID_ARGUMENT MATCH_CONDITION takes comparisons (<=, <, >=, >) between a time of the feature table and a time of the labels or a constant, each plus or minus a constant interval, joined by AND (line 1, column 29)

-- error the short form on a table that declares nothing
SELECT 1 FROM labels l ASOF JOIN planes p MATCH_CONDITION p AS OF l.ts;
-- INVALID_ARGUMENT Table lake.shop.planes does not declare its event time; set its property godwit.event-time, or write MATCH_CONDITION in full (line 1, column 59)

-- error MATCH_CONDITION on an ordinary join
SELECT 1 FROM labels l JOIN weather w MATCH_CONDITION w.event_time <= l.ts ON w.origin = l.origin;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 92: MATCH_CONDITION only allowed with ASOF JOIN
