-- table shop.readings godwit.entity-key=sensor godwit.event-time=event_time godwit.ingestion-time=seen_at godwit.ttl=PT2H
SELECT * FROM (VALUES
  ('s', TIMESTAMP '2013-01-01 10:00:00', TIMESTAMP '2013-01-01 10:00:00', 1, 1, NULL),
  ('s', TIMESTAMP '2013-01-01 12:00:00', TIMESTAMP '2013-01-01 15:00:00', 2, NULL, 20),
  ('s', TIMESTAMP '2013-01-01 14:00:00', TIMESTAMP '2013-01-01 14:00:00', 3, 3, 30)
) AS t (sensor, event_time, seen_at, n, a, b);

-- table shop.prices
SELECT * FROM (VALUES
  ('x', TIMESTAMP '2013-01-01 08:00:00', TIMESTAMP '2013-01-01 12:00:00', 100),
  ('x', TIMESTAMP '2013-01-01 12:00:00', NULL, 120),
  ('y', TIMESTAMP '2013-01-01 08:00:00', TIMESTAMP '2013-01-01 09:00:00', 7)
) AS t (item, valid_from, valid_to, price);

-- table shop.closings
SELECT * FROM (VALUES
  ('m', TIMESTAMP '2024-01-31 00:00:00', 1),
  ('m', TIMESTAMP '2024-02-29 00:00:00', 2),
  ('m', TIMESTAMP '2024-03-31 00:00:00', 3)
) AS t (k, at_time, v);

-- table shop.daily godwit.entity-key=sensor godwit.event-time=day godwit.ttl=PT36H
SELECT * FROM (VALUES ('s', DATE '2013-01-01', 1), ('s', DATE '2013-01-05', 2)) AS t (sensor, day, n);

-- table shop.counted godwit.entity-key=, godwit.event-time=n godwit.ttl=PT36H
SELECT * FROM (VALUES ('s', 1)) AS t (sensor, n);

-- table shop.lasting godwit.entity-key=sensor godwit.event-time=event_time godwit.ttl=P200000D
SELECT * FROM (VALUES ('s', TIMESTAMP '2013-01-01 10:00:00', 1)) AS t (sensor, event_time, n);

-- frame labels
SELECT * FROM (VALUES
  (1, 's', TIMESTAMP '2013-01-01 13:00:00'),
  (2, 's', TIMESTAMP '2013-01-01 11:15:00'),
  (3, 's', TIMESTAMP '2013-01-01 09:00:00'),
  (4, 's', TIMESTAMP '2013-01-01 17:00:00'),
  (5, 't', TIMESTAMP '2013-01-01 13:00:00'),
  (6, 's', NULL)
) AS t (id, sensor, ts);

-- frame sales
SELECT * FROM (VALUES
  (1, 'x', TIMESTAMP '2013-01-01 11:59:59'),
  (2, 'x', TIMESTAMP '2013-01-01 12:00:00'),
  (3, 'y', TIMESTAMP '2013-01-01 09:30:00'),
  (4, 'x', TIMESTAMP '2013-01-01 07:00:00')
) AS t (id, item, ts);

-- frame reports
SELECT * FROM (VALUES
  (1, 'm', TIMESTAMP '2024-03-30 00:00:00'),
  (2, 'm', TIMESTAMP '2024-02-28 00:00:00'),
  (3, 'm', TIMESTAMP '2024-05-01 00:00:00')
) AS t (id, k, ts);

-- frame decisions
SELECT * FROM (VALUES
  (1, 's', TIMESTAMP '2013-01-01 13:00:00', TIMESTAMP '2013-01-01 16:00:00'),
  (2, 's', TIMESTAMP '2013-01-01 13:00:00', TIMESTAMP '2013-01-01 14:30:00'),
  (3, 's', TIMESTAMP '2013-01-01 15:00:00', TIMESTAMP '2013-01-01 14:00:00'),
  (4, 's', TIMESTAMP '2013-01-01 15:00:00', NULL)
) AS t (id, sensor, ts, known);

-- query the nearest lies on either side, and at equal distance in the past
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts NEAREST ON w.sensor = l.sensor;
-- id|n
-- 1|2
-- 2|2
-- 3|1
-- 4|3
-- 5|NULL
-- 6|NULL

-- query the nearest within a tolerance on both sides
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '1' HOUR
    AND w.event_time <= l.ts + INTERVAL '1' HOUR NEAREST ON w.sensor = l.sensor;
-- id|n
-- 1|2
-- 2|2
-- 3|1
-- 4|NULL
-- 5|NULL
-- 6|NULL

-- query the nearest within a tolerance on one side, which is written first
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time >= l.ts - INTERVAL '30' MINUTE AND l.ts >= w.event_time NEAREST ON w.sensor = l.sensor;
-- id|n
-- 1|3
-- 2|2
-- 3|1
-- 4|NULL
-- 5|NULL
-- 6|NULL

-- query the nearest among what was known
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= l.ts NEAREST ON w.sensor = l.sensor;
-- id|n
-- 1|1
-- 2|1
-- 3|NULL
-- 4|3
-- 5|NULL
-- 6|NULL

-- query strictly after
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w MATCH_CONDITION w.event_time > l.ts FORWARD ON w.sensor = l.sensor;
-- id|n
-- 1|3
-- 2|2
-- 3|1
-- 4|NULL
-- 5|NULL
-- 6|NULL

-- query forward within a tolerance
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time >= l.ts AND w.event_time <= l.ts + INTERVAL '45' MINUTE FORWARD ON w.sensor = l.sensor;
-- id|n
-- 1|NULL
-- 2|2
-- 3|NULL
-- 4|NULL
-- 5|NULL
-- 6|NULL

-- query each column that ignores nulls takes its own row
SELECT l.id, w.n, w.a, w.b FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (a, b) ON w.sensor = l.sensor;
-- id|n|a|b
-- 1|2|1|20
-- 2|1|1|NULL
-- 3|NULL|NULL|NULL
-- 4|3|3|30
-- 5|NULL|NULL|NULL
-- 6|NULL|NULL|NULL

-- query the tolerance is the age of the column's own row
SELECT l.id, w.n, w.a FROM labels l ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '2' HOUR IGNORE NULLS (a) ON w.sensor = l.sensor;
-- id|n|a
-- 1|2|NULL
-- 2|1|1

-- query a bare name after IGNORE NULLS is the feature's, though the labels have it too
SELECT l.id, w.a FROM (SELECT id, sensor, ts, 0 AS a FROM labels) l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (a) ON w.sensor = l.sensor;
-- id|a
-- 1|1
-- 2|1
-- 4|3

-- query forward and ignoring nulls
SELECT l.id, w.n, w.a FROM labels l ASOF JOIN readings w
  MATCH_CONDITION w.event_time >= l.ts FORWARD IGNORE NULLS (a) ON w.sensor = l.sensor;
-- id|n|a
-- 1|3|3
-- 2|2|3
-- 3|1|1

-- query ignoring nulls of a column that has none, in an inner join
SELECT l.id, w.n FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (n) ON w.sensor = l.sensor;
-- id|n
-- 1|2
-- 2|1
-- 4|3

-- query a column that ignores nulls and is not put out
SELECT l.id, w.n FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (a) ON w.sensor = l.sensor;
-- id|n
-- 1|2
-- 2|1
-- 4|3

-- query validity ranges
SELECT l.id, f.price FROM sales l LEFT ASOF JOIN prices f
  MATCH_CONDITION l.ts >= f.valid_from AND (f.valid_to IS NULL OR l.ts < f.valid_to) ON f.item = l.item;
-- id|price
-- 1|100
-- 2|120
-- 3|NULL
-- 4|NULL

-- query validity ranges, the end first
SELECT l.id, f.price FROM sales l LEFT ASOF JOIN prices f
  MATCH_CONDITION (l.ts < f.valid_to OR f.valid_to IS NULL) AND f.valid_from <= l.ts ON f.item = l.item;
-- id|price
-- 1|100
-- 2|120
-- 3|NULL
-- 4|NULL

-- query a tolerance of a month ends with the shorter month
SELECT l.id, c.v FROM reports l LEFT ASOF JOIN closings c
  MATCH_CONDITION c.at_time <= l.ts AND c.at_time >= l.ts - INTERVAL '1' MONTH ON c.k = l.k;
-- id|v
-- 1|2
-- 2|1
-- 3|NULL

-- query what was so a month ago
SELECT l.id, c.v FROM reports l LEFT ASOF JOIN closings c
  MATCH_CONDITION c.at_time <= l.ts - INTERVAL '1' MONTH ON c.k = l.k;
-- id|v
-- 1|2
-- 2|NULL
-- 3|3

-- query whole numbers are times, too, and have a tolerance in their own unit
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w MATCH_CONDITION w.n <= l.id - 1 AND w.n >= l.id - 2 ON TRUE;
-- id|n
-- 1|NULL
-- 2|1
-- 3|2
-- 4|3
-- 5|3
-- 6|NULL

-- query whole numbers of two widths have offsets beyond their own, and ends that are open
SELECT l.id, w.n FROM (SELECT id, CAST(-2147483648 AS INTEGER) AS a FROM labels WHERE id = 1 UNION ALL SELECT id, id AS a FROM labels WHERE id = 4) l
  LEFT ASOF JOIN (SELECT n, CAST(n AS BIGINT) AS b, a AS until FROM readings) w
  MATCH_CONDITION w.b <= l.a - 1 AND (w.until IS NULL OR CAST(l.a AS BIGINT) - 2 > w.until) ON TRUE;
-- id|n
-- 1|NULL
-- 4|2

-- plan a tolerance of whole numbers
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w MATCH_CONDITION w.n <= l.id AND w.n >= l.id - 2 ON TRUE;
-- Point-in-time join shop.readings: TRUE AND feature.n <= label.id AND feature.n >= label.id - 2, latest feature.n, ties by feature.seen_at
--   Frame labels (6 rows) [id]
--   Scan lake.shop.readings at snapshot # [seen_at, n]

-- query one time says when it was so, another when it had to be known
SELECT l.id, w.n FROM decisions l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= l.known ON w.sensor = l.sensor;
-- id|n
-- 1|2
-- 2|1
-- 3|3
-- 4|NULL

-- query the short form with its time to live
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w MATCH_CONDITION w AS OF l.ts;
-- id|n
-- 1|NULL
-- 2|1
-- 3|NULL
-- 4|NULL
-- 5|NULL
-- 6|NULL

-- query the short form with other keys than the declared ones
SELECT l.id, w.n FROM labels l ASOF JOIN readings w MATCH_CONDITION w AS OF l.ts ON TRUE;
-- id|n
-- 2|1

-- query a time to live of dates is whole days
SELECT l.day, w.n FROM (VALUES ('s', DATE '2013-01-01'), ('s', DATE '2013-01-02'), ('s', DATE '2013-01-03'), ('s', DATE '2013-01-06')) AS l (sensor, day)
LEFT ASOF JOIN daily w MATCH_CONDITION w AS OF l.day;
-- day|n
-- 15706|1
-- 15707|1
-- 15708|NULL
-- 15711|2

-- query the short form of a moved time has the keys of the time's table
SELECT l.id, w.n FROM labels l CROSS JOIN (SELECT 1 AS one) o ASOF JOIN readings w MATCH_CONDITION w AS OF l.ts - INTERVAL '45' MINUTE;
-- id|n
-- 2|1

-- query the long form does not mind a time to live that cannot be
SELECT l.id, w.n FROM labels l ASOF JOIN lasting w MATCH_CONDITION w.event_time <= l.ts ON w.sensor = l.sensor WHERE l.id = 1;
-- id|n
-- 1|1

-- query months are taken from what days were taken from
SELECT l.ts - INTERVAL '1' DAY - INTERVAL '1' MONTH AS t, c.v, d.v AS w FROM (VALUES ('m', TIMESTAMP '2024-03-31 00:00:00')) AS l (k, ts)
LEFT ASOF JOIN closings c MATCH_CONDITION c.at_time <= l.ts - INTERVAL '1' DAY - INTERVAL '1' MONTH ON c.k = l.k
LEFT ASOF JOIN closings d MATCH_CONDITION d.at_time <= l.ts - INTERVAL '1' MONTH - INTERVAL '1' DAY ON d.k = l.k;
-- t|v|w
-- 2024-02-29T00:00|2|1

-- query months one after the other
SELECT l.ts - INTERVAL '1' MONTH - INTERVAL '1' MONTH AS t, c.v, d.v AS w FROM (VALUES ('m', TIMESTAMP '2024-03-31 00:00:00')) AS l (k, ts)
LEFT ASOF JOIN closings c MATCH_CONDITION c.at_time <= l.ts - INTERVAL '1' MONTH - INTERVAL '1' MONTH ON c.k = l.k
LEFT ASOF JOIN closings d MATCH_CONDITION d.at_time <= l.ts - INTERVAL '2' MONTH ON d.k = l.k;
-- t|v|w
-- 2024-01-29T00:00|NULL|1

-- plan the short form in full
SELECT l.id, w.n FROM labels l ASOF JOIN readings w MATCH_CONDITION w AS OF l.ts;
-- Point-in-time join shop.readings: feature.sensor = label.sensor AND feature.event_time <= label.ts AND feature.seen_at <= label.ts AND feature.event_time >= label.ts - PT2H, latest feature.event_time, ties by feature.seen_at
--   Frame labels (6 rows) [id, sensor, ts]
--   Scan lake.shop.readings at snapshot # [sensor, event_time, seen_at, n]

-- plan the nearest
SELECT l.id, w.n FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts NEAREST ON w.sensor = l.sensor;
-- Point-in-time join shop.readings: feature.sensor = label.sensor, nearest feature.event_time to label.ts, ties by feature.seen_at
--   Frame labels (6 rows) [id, sensor, ts]
--   Scan lake.shop.readings at snapshot # [sensor, event_time, seen_at, n]

-- schema required columns stay so in an inner join, ignoring nulls or not
SELECT l.id, w.n, w.b FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (n, b) ON w.sensor = l.sensor;
-- id: Int(32, true) not null
-- n: Int(32, true) not null
-- b: Int(32, true)

-- error the short form looks back
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w AS OF l.ts NEAREST;
-- INVALID_ARGUMENT The short form looks back from the label's time; for NEAREST write MATCH_CONDITION in full (line 1, column 61)

-- error forward, compared backwards
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts FORWARD ON w.sensor = l.sensor;
-- INVALID_ARGUMENT FORWARD takes the first row from the label's time on; compare the feature's time with >= or > (line 1, column 29)

-- error nearest to a time that is left out
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time < l.ts NEAREST ON w.sensor = l.sensor;
-- INVALID_ARGUMENT NEAREST looks at both sides of the label's time, itself included; name that time with <= instead of < or > (line 1, column 29)

-- error months added to the feature
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time + INTERVAL '1' MONTH <= l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION adds months to the feature's time, and months differ in length; subtract them from the label's time instead (line 1, column 29)

-- error a choice of times
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts OR w.seen_at <= l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION takes comparisons (<=, <, >=, >) between a time of the feature table and a time of the labels or a constant, each plus or minus a constant interval, joined by AND (line 1, column 29)

-- error ignoring nulls of the labels
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts IGNORE NULLS (ts) ON w.sensor = l.sensor;
-- INVALID_ARGUMENT IGNORE NULLS takes columns of the feature table (line 1, column 29)

-- error the short form of another table
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION readings AS OF l.ts;
-- INVALID_ARGUMENT readings AS OF must name the feature table on the right of this join, which is called w (line 1, column 61)

-- error the short form of a subquery
SELECT 1 FROM labels l ASOF JOIN (SELECT * FROM readings) w MATCH_CONDITION w AS OF l.ts;
-- INVALID_ARGUMENT The short form reads keys and times from a table's properties, and w is not an Iceberg table; write MATCH_CONDITION and ON in full (line 1, column 77)

-- error a time with a zone and one without
SELECT 1 FROM labels l ASOF JOIN readings w
  MATCH_CONDITION CAST(w.event_time AS TIMESTAMP WITH LOCAL TIME ZONE) <= l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION compares CAST(w.event_time AS TIMESTAMP WITH LOCAL TIME ZONE), a TIMESTAMP WITH LOCAL TIME ZONE, with l.ts, a TIMESTAMP; cast one of them: CAST(l.ts AS TIMESTAMP WITH LOCAL TIME ZONE); or, in pandas, give it its zone: frame["ts"].dt.tz_localize("UTC") (line 2, column 19)

-- error equal times are no match condition
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time = l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION takes comparisons (<=, <, >=, >) between a time of the feature table and a time of the labels or a constant, each plus or minus a constant interval, joined by AND (line 1, column 29)

-- error keys that do not compare
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts ON w.n = l.sensor;
-- INVALID_ARGUMENT ON compares w.n, a INTEGER, with l.sensor, a VARCHAR, and keys must be of one kind; cast one of them: CAST(l.sensor AS INTEGER) (line 1, column 85)

-- error a second comparison of event times that leaves nothing
SELECT 1 FROM labels l ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts + INTERVAL '1' HOUR ON w.sensor = l.sensor;
-- INVALID_ARGUMENT Two comparisons of MATCH_CONDITION leave no time between them, so that nothing would ever match; a tolerance is written f.event_time >= l.ts - INTERVAL '6' HOUR (line 1, column 29)

-- error both sides of the label's time
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts AND w.event_time > l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT Two comparisons of MATCH_CONDITION leave no time between them, so that nothing would ever match; a tolerance is written f.event_time >= l.ts - INTERVAL '6' HOUR (line 1, column 29)

-- error a number and a time
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.n <= l.ts ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION compares w.n, a BIGINT, with l.ts, a TIMESTAMP; cast one of them: CAST(l.ts AS BIGINT) (line 1, column 61)

-- query bounds that are constants
SELECT l.id, w.n FROM labels l LEFT ASOF JOIN readings w
  MATCH_CONDITION w.event_time <= l.ts AND w.seen_at <= TIMESTAMP '2013-01-01 14:30:00' ON w.sensor = l.sensor WHERE l.id IN (1, 4);
-- id|n
-- 1|1
-- 4|3

-- error a time to live of numbers
SELECT 1 FROM labels l ASOF JOIN counted w MATCH_CONDITION w AS OF l.id ON w.sensor = l.sensor;
-- INVALID_ARGUMENT Table lake.shop.counted declares godwit.ttl, but its event time n is a number, from which no length of time is taken; write MATCH_CONDITION in full, or the time and the keys of FOR LATEST (line 1, column 60)

-- error a time to live that cannot be counted
SELECT 1 FROM labels l ASOF JOIN lasting w MATCH_CONDITION w AS OF l.ts;
-- INVALID_ARGUMENT Property godwit.ttl of table lake.shop.lasting is "P200000D"; write it as 6 hours, 3 days or PT6H, in whole milliseconds and at most 106751 days

-- error an entity key of nothing
SELECT * FROM counted FOR LATEST AS OF 7;
-- INVALID_ARGUMENT Table lake.shop.counted declares no entity key; write BY (column, …) after the instant, or set the table's property godwit.entity-key (line 1, column 15)

-- error a tolerance that cannot be counted
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts AND w.event_time >= l.ts - INTERVAL '200000' DAY ON w.sensor = l.sensor;
-- INVALID_ARGUMENT MATCH_CONDITION moves a time further than can be counted: by more than 106,751 days, which may be written in years, or by more than a BIGINT holds (line 1, column 29)

-- table shop.notes
SELECT * FROM (VALUES (9, 'a', TIMESTAMP '2024-01-01 00:00:00')) AS t (id, k, at_time);

-- append shop.notes
SELECT * FROM (VALUES (1, 'a', TIMESTAMP '2024-01-01 00:00:00')) AS t (id, k, at_time);

-- query of rows of one time that of the later snapshot is taken, also of a table whose columns are called otherwise
SELECT l.id, f.id AS plain, g.number AS renamed FROM (SELECT id, k AS key, at_time AS tm FROM notes) AS l
ASOF JOIN notes AS f MATCH_CONDITION f.at_time <= l.tm ON f.k = l.key
ASOF JOIN (SELECT at_time AS seen, k AS sign, id AS number FROM notes) AS g MATCH_CONDITION g.seen <= l.tm ON g.sign = l.key ORDER BY l.id;
-- id|plain|renamed
-- 1|1|1
-- 9|1|1

-- query one column under two names, both of them asked for
SELECT l.id, f.x, f.y FROM notes AS l
ASOF JOIN (SELECT id AS x, id AS y, at_time AS seen, at_time AS again FROM notes) AS f MATCH_CONDITION f.seen <= l.at_time AND f.again <= l.at_time AND f.y <= l.id ON f.x = l.id ORDER BY l.id;
-- id|x|y
-- 1|1|1
-- 9|9|9

-- query of rows of one time that of the later snapshot is taken, also where a subquery filters and computes beyond what a scan does
SELECT l.id, g.number, g.twice FROM (SELECT id, k AS key, at_time AS tm FROM notes) AS l
ASOF JOIN (SELECT at_time AS seen, k AS sign, id AS number, id * 2 AS twice FROM notes WHERE id * 3 < 100) AS g MATCH_CONDITION g.seen <= l.tm ON g.sign = l.key
ORDER BY l.id;
-- id|number|twice
-- 1|1|2
-- 9|1|2

-- query keys and times that are computed, too
SELECT l.id, g.id AS later FROM notes AS l
ASOF JOIN (SELECT id, id - id AS zero, id * 2 AS at_number, k FROM notes) AS g MATCH_CONDITION g.at_number <= l.id ON g.zero = 0 * l.id AND g.k = l.k
ORDER BY l.id;
-- id|later
-- 9|1

-- query decimal keys that have more digits together than there are
SELECT l.d, w.v FROM (VALUES (CAST(0.25 AS DECIMAL(38, 10))), (CAST(2 AS DECIMAL(38, 10)))) AS l (d)
LEFT ASOF JOIN (VALUES
  (CAST(0 AS DECIMAL(38, 0)), 1, 'zero'),
  (CAST(2 AS DECIMAL(38, 0)), 1, 'two'),
  (CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0)), 1, 'many')
) AS w (d, t, v) MATCH_CONDITION w.t <= 5 ON w.d = l.d;
-- d|v
-- 0.2500000000|NULL
-- 2.0000000000|two

-- query decimals compare to the last digit behind the point
SELECT CAST(0.25 AS DECIMAL(38, 10)) = CAST(0 AS DECIMAL(38, 0)) AS same, CAST(0.25 AS DECIMAL(38, 10)) > CAST(0 AS DECIMAL(38, 0)) AS more;
-- same|more
-- false|true

-- error keys that are lists
SELECT 1 FROM labels l ASOF JOIN readings w MATCH_CONDITION w.event_time <= l.ts ON ARRAY[w.n] = ARRAY[l.id];
-- INVALID_ARGUMENT ON compares ARRAY[w.n], a ARRAY, which is no key; compare the single values inside it that name the entity (line 1, column 85)
