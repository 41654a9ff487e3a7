-- table shop.visits
SELECT * FROM (VALUES
  (1, 'ann', TIMESTAMP '2024-01-01 10:15:30.250', 5),
  (2, 'ann', TIMESTAMP '2024-01-02 11:00:00', 7),
  (3, 'bob', TIMESTAMP '2024-02-01 12:00:00', NULL),
  (4, 'bob', TIMESTAMP '2024-02-03 13:30:00', 2)
) AS t (id, who, at_time, n);

-- query distinct on keeps the first row of each key by the statement's order
SELECT DISTINCT ON (who) who, id FROM visits ORDER BY who, id DESC;
-- who|id
-- ann|2
-- bob|4

-- query distinct on a number and an alias, with a limit
SELECT DISTINCT ON (1) who AS w, id FROM visits ORDER BY w DESC, 2 LIMIT 1;
-- w|id
-- bob|3

-- query distinct on inside of a subquery, with a condition of its own
SELECT count(*) AS n FROM (SELECT DISTINCT ON (who) * FROM visits QUALIFY row_number() OVER (ORDER BY id) < 4);
-- n
-- 2

-- query group by all takes what holds no aggregate
SELECT who, date_trunc('month', at_time) AS m, sum(n) AS n, count() AS c FROM visits GROUP BY ALL ORDER BY who;
-- who|m|n|c
-- ann|2024-01-01T00:00|12|2
-- bob|2024-02-01T00:00|2|2

-- query not null after an expression, and a comma too many
SELECT id, FROM visits WHERE n NOT NULL ORDER BY id LIMIT 4 - 2 OFFSET 2 - 1;
-- id
-- 2
-- 4

-- query where without from
SELECT 42 AS x WHERE 1 = 2;
-- x

-- query where without from sees the row around it
SELECT id, (SELECT 42 WHERE id > 3) AS x FROM visits ORDER BY id LIMIT 1 OFFSET 3;
-- id|x
-- 4|42

-- query filter and distinct in windows
SELECT id, sum(n) FILTER (WHERE id > 1) OVER (PARTITION BY who) AS s, count(*) FILTER (WHERE n > 5) OVER () AS c,
  count(DISTINCT who) OVER () AS d FROM visits ORDER BY id;
-- id|s|c|d
-- 1|7|1|2
-- 2|7|1|2
-- 3|2|1|2
-- 4|2|1|2

-- query filter without where, of groups and in a window
SELECT who, sum(n) FILTER (id > 1) AS s, count(*) FILTER (n > 5 OR n IS NULL) OVER () AS c FROM visits GROUP BY who, n, id ORDER BY who, id;
-- who|s|c
-- ann|NULL|2
-- ann|7|2
-- bob|NULL|2
-- bob|2|2

-- query ignored nulls within the parentheses
SELECT id, last_value(n IGNORE NULLS) OVER (ORDER BY id) AS l, lag(n, 1, 0 IGNORE NULLS) OVER (ORDER BY id) AS p,
  nth_value(n, 3 IGNORE NULLS) OVER (ORDER BY id) AS t, lead(n RESPECT NULLS) OVER (ORDER BY id) AS r FROM visits ORDER BY id;
-- id|l|p|t|r
-- 1|5|0|NULL|7
-- 2|7|5|NULL|NULL
-- 3|7|7|NULL|2
-- 4|2|7|2|NULL

-- query a list that ignores nulls
SELECT who, array_agg(n IGNORE NULLS ORDER BY id DESC) AS a FROM visits GROUP BY who ORDER BY who;
-- who|a
-- ann|[7,5]
-- bob|[2]

-- query a list in a window that ignores nulls
SELECT id, array_agg(n IGNORE NULLS) OVER (ORDER BY id) AS a FROM visits WHERE who = 'bob' ORDER BY id;
-- id|a
-- 3|NULL
-- 4|[2]

-- error nulls ignored by an aggregate that has no choice
SELECT sum(n IGNORE NULLS) FROM visits;
-- INVALID_ARGUMENT Cannot specify IGNORE NULLS or RESPECT NULLS following 'SUM' (line 1, column 8)

-- error distinct of what is no aggregate
SELECT first_value(DISTINCT n IGNORE NULLS) OVER (ORDER BY id) FROM visits;
-- UNSUPPORTED FIRST_VALUE takes no DISTINCT; write a subquery with SELECT DISTINCT beneath the window (line 1, column 8)

-- query a rank without an order, and a row that may not be there
SELECT id, rank() OVER () AS r, nth_value(id, 4) OVER (ORDER BY id) AS v FROM visits ORDER BY id;
-- id|r|v
-- 1|1|NULL
-- 2|1|NULL
-- 3|1|NULL
-- 4|1|4

-- query units in the plural
SELECT extract(milliseconds FROM at_time) AS ms, extract(microseconds FROM at_time) AS us FROM visits WHERE id = 1;
-- ms|us
-- 30250|30250000

-- query lists unnested beside columns
SELECT who, unnest(ARRAY[id, id * 10]) AS v FROM visits WHERE id < 3 ORDER BY v;
-- who|v
-- ann|1
-- ann|2
-- ann|10
-- ann|20

-- query names that are words of the language
SELECT date.integer, date.begin AS end, CAST(date.date AS date) AS time FROM (SELECT 1 AS integer, 2 AS begin, '2024-01-01' AS date) AS date
  WHERE date.date::date > DATE '2023-01-01';
-- integer|end|time
-- 1|2|19723

-- query a literal with a zone, later than the present of these tests
SELECT TIMESTAMP WITH LOCAL TIME ZONE '2024-01-01 00:00:00' < now() AS past, CAST('2024-01-01' AS TIMESTAMP WITH LOCAL TIME ZONE) < now() AS too;
-- past|too
-- false|false

-- query functions with a unit or a text
SELECT date_trunc('minute', at_time) AS m, date_trunc('day', visits.at_time) AS d, date_diff('day', DATE '2024-01-01', at_time) AS diff,
  contains(who, 'nn') AS c, at_time::DATE AS da FROM visits WHERE id = 2;
-- m|d|diff|c|da
-- 2024-01-02T11:00|2024-01-02T00:00|1|true|19724

-- query a line through points
SELECT regr_slope(n, id) AS s FROM visits;
-- s
-- -1.2142857142857146

-- query a try, a half, a guess
SELECT try_cast('x' AS INTEGER) AS t, median(n) AS m, quantile(n, 0.5) AS q, 'ABC' ILIKE '%b%' AS i FROM visits;
-- t|m|q|i
-- NULL|5.0|5|true

-- query unions by name
SELECT id, who FROM visits WHERE id = 1 UNION ALL BY NAME SELECT * FROM (SELECT 'eve' AS who, 9 AS n) ORDER BY who;
-- id|who|n
-- 1|ann|NULL
-- NULL|eve|9

-- query a recursion that reads a table again and again
WITH RECURSIVE chain AS (SELECT id, who FROM visits WHERE id = 1
  UNION ALL SELECT v.id, v.who FROM visits v JOIN chain c ON v.id = c.id + 1) SELECT count(*) AS n, max(id) AS last FROM chain;
-- n|last
-- 4|4

-- query fields of a structure without and with the table's name
SELECT s."EXPR$0" AS x, t.s."EXPR$1" AS y FROM (SELECT ROW(id, who) AS s FROM visits) AS t WHERE s."EXPR$0" > 2 ORDER BY s."EXPR$0";
-- x|y
-- 3|bob
-- 4|bob

-- query a column called value
SELECT max(value) AS m FROM (SELECT id AS value FROM visits) GROUP BY GROUPING SETS ((value)) ORDER BY m LIMIT 1;
-- m
-- 1

-- query lists in brackets
SELECT [id, n] AS l, [10, 20][2] AS e, cardinality([1, 2, 3]) AS c FROM visits WHERE id = 2;
-- l|e|c
-- [2,7]|20|3

-- query the table first, then what is selected of it
FROM visits SELECT who, sum(n) AS n WHERE id > 1 GROUP BY who ORDER BY who;
-- who|n
-- ann|7
-- bob|2

-- query the table first, and all of it
SELECT count(*) AS n FROM (FROM visits WHERE who = 'bob');
-- n
-- 2

-- query the columns of a query
DESCRIBE SELECT id, count(*) AS c FROM visits GROUP BY id;
-- column_name|data_type|is_nullable|comment
-- id|INTEGER|NO|NULL
-- c|BIGINT|NO|NULL

-- query seconds, dates and names of days
SELECT to_timestamp(1.5) = TIMESTAMP WITH LOCAL TIME ZONE '1970-01-01 00:00:01.5' AS t, make_date(2024, 2, 29) AS d, dayname(at_time) AS n, instr(who, 'nn') AS i FROM visits WHERE id = 1;
-- t|d|n|i
-- true|19782|Monday|2

-- query the null of another row, though there is a value for none
SELECT id, lead(nullif(id, 2), 1, 0) OVER (ORDER BY id) AS b, lag(nullif(id, 2), 1, 0) OVER (ORDER BY id) AS a FROM visits ORDER BY id;
-- id|b|a
-- 1|NULL|0
-- 2|3|1
-- 3|4|NULL
-- 4|0|3

-- query parts of a text in JSON
SELECT json_extract('{"a": {"b": [1, 2]}}', '$.a.b') AS j, json_extract_string('{"a": "x"}', '$.a') AS s, json_extract('{}', '$.a') AS n;
-- j|s|n
-- [1,2]|x|NULL

-- error a limit that is no number
SELECT id FROM visits LIMIT id;
-- INVALID_ARGUMENT LIMIT takes a number of rows or a parameter, not id (line 1, column 29)

-- query times apart are an interval
SELECT id, at_time - TIMESTAMP '2024-01-01 00:00:00' AS d, at_time - DATE '2024-01-02' > INTERVAL '1 hour' AS late, DATE '2024-02-03' - at_time AS e,
  extract(day FROM at_time - TIMESTAMP '2024-01-01 00:00:00') AS days, epoch(at_time - TIMESTAMP '2024-01-01 00:00:00') AS seconds FROM visits ORDER BY id;
-- id|d|late|e|days|seconds
-- 1|PT10H15M30.25S|false|PT781H44M29.75S|0|36930.25
-- 2|PT35H|true|PT757H|1|126000.0
-- 3|PT756H|true|PT36H|31|2721600.0
-- 4|PT805H30M|true|PT-13H-30M|33|2899800.0

-- query an interval between times is added to a time
SELECT max(at_time) - min(at_time) AS d, min(at_time) + (max(at_time) - min(at_time)) = max(at_time) AS same FROM visits;
-- d|same
-- PT795H14M29.75S|true

-- schema an interval between times is a duration
SELECT at_time - nullif(at_time, at_time) AS d, now() - now() AS z FROM visits;
-- d: Duration(MICROSECOND)
-- z: Duration(MICROSECOND) not null

-- query months and years are an interval of months
SELECT INTERVAL '1' MONTH AS m, INTERVAL '2' YEAR + INTERVAL '3' MONTH AS y, INTERVAL (id) MONTH AS n, nullif(id, id) * INTERVAL '1' MONTH AS z FROM visits
  WHERE id = 3;
-- m|y|n|z
-- P1M PT0S|P27M PT0S|P3M PT0S|NULL

-- query months in a list and in a structure
SELECT x.l[1] AS l, x.s.m AS m FROM (SELECT [INTERVAL '1' MONTH] AS l, {'m': INTERVAL '1' YEAR} AS s) AS x;
-- l|m
-- P1M PT0S|P12M PT0S

-- schema an interval of months has Arrow's type that clients read
SELECT INTERVAL '1' MONTH AS m, max(id) * INTERVAL '1' YEAR AS y FROM visits;
-- m: Interval(MONTH_DAY_NANO) not null
-- y: Interval(MONTH_DAY_NANO)

-- error times with a zone and without apart
SELECT now() - TIMESTAMP '2024-01-01 00:00:00';
-- INVALID_ARGUMENT Times with a zone and without, times of day and nanoseconds are not taken from each other; write date_diff('second', earlier, later), or another unit (line 1, column 8)

-- error an average of intervals
SELECT avg(at_time - TIMESTAMP '2024-01-01 00:00:00') FROM visits;
-- INVALID_ARGUMENT avg takes numbers; write avg(epoch(later - earlier)), in seconds (line 1, column 8)

-- query names of months, and how texts end
SELECT monthname(at_time) AS m, ends_with(who, 'nn') AS e, ends_with(who, 'b') AS f FROM visits WHERE id = 1;
-- m|e|f
-- January|true|false

-- query all columns are keys of the order
SELECT who, n FROM visits ORDER BY ALL;
-- who|n
-- ann|5
-- ann|7
-- bob|2
-- bob|NULL

-- query all columns of a star, the other way round, nulls first
SELECT * EXCLUDE (id, at_time) FROM visits ORDER BY ALL DESC NULLS FIRST LIMIT 2;
-- who|n
-- bob|NULL
-- bob|2

-- query all columns of a union and of groups
SELECT who, count(*) AS c FROM visits GROUP BY ALL UNION ALL SELECT 'abe', 9 ORDER BY ALL;
-- who|c
-- abe|9
-- ann|2
-- bob|2

-- query all columns beside distinct on
SELECT DISTINCT ON (who) who, id FROM visits ORDER BY ALL DESC;
-- who|id
-- bob|4
-- ann|2

-- error all columns of a star beside distinct on
SELECT DISTINCT ON (who) * FROM visits ORDER BY ALL;
-- INVALID_ARGUMENT ORDER BY ALL beside DISTINCT ON needs the columns of * written out (line 1, column 40)

-- error all columns beside another key
SELECT id, who FROM visits ORDER BY id, ALL;
-- INVALID_ARGUMENT ORDER BY ALL takes no other keys; name the columns one by one (line 1, column 28)

-- error all columns as the order of a window
SELECT sum(n) OVER (ORDER BY ALL) FROM visits;
-- INVALID_ARGUMENT ORDER BY ALL stands at the end of a query; name the keys of a window or an aggregate (line 1, column 30)

-- error a sample of a table
SELECT id FROM visits TABLESAMPLE BERNOULLI (10);
-- UNSUPPORTED Samples are not supported; write ORDER BY random() LIMIT 100 for rows drawn anew each time, or WHERE mod(id, 10) = 0 for the same ones (line 1, column 23)

-- error a sample in DuckDB's words
SELECT id FROM visits USING SAMPLE 10%;
-- UNSUPPORTED Samples are not supported; write ORDER BY random() LIMIT 100 for rows drawn anew each time, or WHERE mod(id, 10) = 0 for the same ones (line 1, column 23)

-- error a parameter of no number
SELECT $0 + 1;
-- INVALID_ARGUMENT $0 is no parameter; they are numbered from $1 to $65535 (line 1, column 8)

-- error a parameter of too great a number
SELECT $20000000 + 1;
-- INVALID_ARGUMENT $20000000 is no parameter; they are numbered from $1 to $65535 (line 1, column 8)

-- error a parameter of a number without end
SELECT $99999999999 + 1;
-- INVALID_ARGUMENT $99999999999 is no parameter; they are numbered from $1 to $65535 (line 1, column 8)

-- error a negative limit
SELECT id FROM visits LIMIT 1 - 2;
-- INVALID_ARGUMENT LIMIT takes a number of rows or a parameter, not -1 (line 1, column 29)

-- error group by all of a star
SELECT *, count(*) FROM visits GROUP BY ALL;
-- INVALID_ARGUMENT GROUP BY ALL needs the columns of * written out (line 1, column 8)

-- error a filter that no null can stand for
SELECT row_number() FILTER (WHERE id > 1) OVER (ORDER BY id) FROM visits;
-- UNSUPPORTED FILTER in a window function works for aggregates that ignore nulls; write CASE WHEN inside of this one (line 1, column 8)

-- query intervals beside null, and within lists, structures and maps
SELECT [INTERVAL '1' DAY, NULL] AS a, [{'a': INTERVAL '1' HOUR}, NULL] AS b, MAP {'k': INTERVAL '1' MINUTE, 'l': NULL} AS c,
  list_max([INTERVAL '1' DAY, INTERVAL '2' HOUR, NULL]) AS d, CASE WHEN FALSE THEN {'x': [INTERVAL '1' DAY]} END AS e, CAST(NULL AS INTERVAL) AS f;
-- a|b|c|d|e|f
-- [86400.000000000,null]|[{"a":3600.000000000},null]|[{"key":"k","value":60.000000000},{"key":"l"}]|PT24H|NULL|NULL

-- schema intervals within others are durations
SELECT [INTERVAL '1' DAY, NULL] AS a, [INTERVAL '1' MONTH, NULL, INTERVAL '1' YEAR] AS b, {'c': INTERVAL '1' HOUR} AS c;
-- a: List<element: Duration(MICROSECOND)> not null
-- b: List<element: Interval(MONTH_DAY_NANO)> not null
-- c: Struct<c: Duration(MICROSECOND) not null> not null

-- query unions of intervals and null
SELECT INTERVAL '1' DAY AS x UNION ALL SELECT NULL UNION ALL SELECT INTERVAL '90' SECOND ORDER BY x NULLS LAST;
-- x
-- PT1M30S
-- PT24H
-- NULL

-- query years and months
SELECT INTERVAL '1' YEAR AS x UNION ALL SELECT INTERVAL '2' MONTH UNION ALL SELECT NULL ORDER BY x NULLS LAST;
-- x
-- P2M PT0S
-- P12M PT0S
-- NULL

-- query an interval among others and null
SELECT x IN (INTERVAL '1' DAY, NULL) AS i, COALESCE(NULL, x, INTERVAL '1' HOUR) AS c, CASE WHEN i > 1 THEN x ELSE NULL END AS k, NULLIF(x, INTERVAL '24' HOUR) AS n
FROM (VALUES (1, INTERVAL '1' DAY), (2, NULL), (3, INTERVAL '2' HOUR)) AS v (i, x) ORDER BY v.i;
-- i|c|k|n
-- true|PT24H|NULL|NULL
-- NULL|PT1H|NULL|NULL
-- NULL|PT2H|PT2H|PT2H

-- query texts with escapes, and in dollars
SELECT E'it\'s\t\x41\101\u00e4\q' AS e, $$it's -- no comment$$ AS d, $a$ $$ ? $a$ AS t, DATE $$2024-01-02$$ - DATE E'2024-01-0\x31' AS n, length($$$$) AS z;
-- e|d|t|n|z
-- it's	AAäq|it's -- no comment| $$ ? |1|0

-- error dollars that are not closed
SELECT 1, $a$ b $$;
-- INVALID_ARGUMENT The $a$ that opens at line 1, column 11 is never closed

-- error escapes that make no character
SELECT 1, E'\xff';
-- INVALID_ARGUMENT The escapes of the text at line 1, column 11 make no characters of UTF-8

-- error the position of what follows a text in dollars
SELECT $$a b$$, nothing FROM visits;
-- NOT_FOUND Column 'nothing' not found in any table (line 1, column 17)

-- query patterns of shells, beside a column of that name
SELECT id, who GLOB '[a-c]?b' AS g, who NOT GLOB 'a' || '*' AS n, glob FROM (SELECT *, id AS glob FROM visits) WHERE id IN (1, 3) ORDER BY id;
-- id|g|n|glob
-- 1|false|false|1
-- 3|true|true|3

-- query one of several patterns, or all
SELECT who, who LIKE ANY ('x%', '%b') AS a, who NOT LIKE ANY ('a%', '%x') AS b, who LIKE ALL ('b%', '%b') AS c, who ILIKE ANY (['ANN', NULL]) AS d,
  who NOT LIKE ALL ('a!%', NULL) ESCAPE '!' AS e FROM visits WHERE id IN (1, 3) ORDER BY id;
-- who|a|b|c|d|e
-- ann|false|true|false|true|NULL
-- bob|true|true|true|NULL|NULL

-- plan several patterns prune
SELECT id FROM visits WHERE who LIKE ANY ('a%', 'z%');
-- Scan lake.shop.visits at snapshot # [id] filter (ref(name="who") startsWith ""a"" or ref(name="who") startsWith ""z"")

-- error patterns of a query
SELECT who LIKE ANY (SELECT who FROM visits) FROM visits;
-- UNSUPPORTED LIKE ANY takes patterns and no query; write EXISTS (SELECT … WHERE x LIKE pattern) (line 1, column 22)

-- query an alias within where, of an item and of another alias
SELECT n + 1 AS m, m * 2 AS d FROM visits WHERE d > 6 AND M < 8;
-- m|d
-- 6|12

-- error an alias of a query in where
SELECT id, (SELECT max(id) FROM visits) AS last FROM visits WHERE last > id;
-- UNSUPPORTED WHERE takes no query from SELECT, which 'last' stands for; write it in WHERE, or WHERE around the whole: SELECT * FROM (SELECT …) WHERE last … (line 1, column 67)

-- query columns come before aliases in where, also those of the query around it
SELECT id AS n, (SELECT 1 AS id FROM (VALUES (5)) AS t (x) WHERE id = 3) AS y FROM visits WHERE n > 4 ORDER BY 1;
-- n|y
-- 1|NULL
-- 2|NULL

-- error an alias of an aggregate in where
SELECT who, count(*) AS c FROM visits WHERE c > 1 GROUP BY who;
-- INVALID_ARGUMENT Aggregate expression is illegal in WHERE clause (line 1, column 13)

-- query any and all of a list, of which elements may be null, and of none
SELECT id, n = ANY ([5, 2]) AS a, n <> ALL ([5, NULL]) AS b, n < ANY ([id, 3]) AS c, n > ALL ([]) AS d, n = ANY (l) AS e
FROM (SELECT *, CASE WHEN id > 1 THEN [n, id] END AS l FROM visits) AS v ORDER BY id;
-- id|a|b|c|d|e
-- 1|true|false|false|true|NULL
-- 2|false|NULL|false|true|true
-- 3|NULL|NULL|NULL|true|NULL
-- 4|true|NULL|true|true|true

-- plan any of a list prunes
EXPLAIN SELECT id FROM visits WHERE id = ANY ([1, 3]);
-- Scan lake.shop.visits at snapshot # [id] filter ref(name="id") in (1, 3)

-- query a summary of a table
SUMMARIZE visits;
-- column_name|column_type|min|max|approx_unique|avg|std|q25|q50|q75|count|null_percentage
-- id|INTEGER|1|4|4|2.5|1.2909944487358056|2|2|4|4|0.00
-- who|VARCHAR|ann|bob|2|NULL|NULL|NULL|NULL|NULL|4|0.00
-- at_time|TIMESTAMP|2024-01-01 10:15:30.25|2024-02-03 13:30:00|4|NULL|NULL|2024-01-01 22:37:45.125|2024-01-17 11:30:00|2024-02-02 12:45:00|4|0.00
-- n|INTEGER|2|7|3|4.666666666666667|2.5166114784235836|3|5|6|4|25.00

-- query a summary of a query without rows
SUMMARIZE SELECT id AS "a b" FROM visits WHERE id > 9;
-- column_name|column_type|min|max|approx_unique|avg|std|q25|q50|q75|count|null_percentage
-- a b|INTEGER|NULL|NULL|0|NULL|NULL|NULL|NULL|NULL|0|NULL

-- query table in order and with a limit, in a union and in a clause
WITH v AS (TABLE visits LIMIT 3) (TABLE v UNION ALL TABLE v) ORDER BY id DESC LIMIT 3;
-- id|who|at_time|n
-- 3|bob|2024-02-01T12:00|NULL
-- 3|bob|2024-02-01T12:00|NULL
-- 2|ann|2024-01-02T11:00|7

-- query binaries without a length are of any
SELECT decode(CAST('abc' AS BINARY)) AS a, decode('abc'::blob) AS b, decode('abc'::bytea) AS c;
-- a|b|c
-- abc|abc|abc

-- query names of columns that are words of the language
SELECT open, close, high - close AS row, close * 2 AS partition, user FROM (VALUES (1, 2, 3, 'ann')) AS prices (open, close, high, user) WHERE close > 1 AND user = 'ann' ORDER BY close DESC;
-- open|close|row|partition|user
-- 1|2|1|4|ann

-- query who asks
SELECT current_user() AS a, user() AS b, current_role AS c;
-- a|b|c
-- local|local|local

-- error no column called user
SELECT user FROM visits;
-- NOT_FOUND Column 'user' not found in any table (line 1, column 8)

-- query types of lists, structures and maps
SELECT CAST([1, NULL] AS VARCHAR[]) AS l, [1]::BIGINT[] AS b, CAST(ROW(1, 'x') AS STRUCT(a BIGINT, b TEXT)) AS s, CAST([ROW(1)] AS STRUCT(a SMALLINT)[]) AS r, MAP(['a'], [1]) AS m, map('a', 1, 'b', 2) AS k,
  CAST(MAP {'a': 1} AS MAP(VARCHAR, BIGINT)) AS c, 'abc'::text(2) AS t, ARRAY[] AS e, length([1, 2]) AS n, CAST({'b': 1, 'a': 2} AS STRUCT(a INT, b INT)) AS o;
-- l|b|s|r|m|k|c|t|e|n|o
-- ["1",null]|[1]|{"a":1,"b":"x"}|[{"a":1}]|[{"key":"a","value":1}]|[{"key":"a","value":1},{"key":"b","value":2}]|[{"key":"a","value":1}]|ab|[]|2|{"a":2,"b":1}

-- query decimals that say no digits keep some
SELECT CAST(1.5 AS DECIMAL) AS a, 2.25::numeric AS b, round(CAST(13.751 AS DECIMAL), 1) AS c;
-- a|b|c
-- 1.500|2.250|13.800

-- error frames of groups
SELECT sum(n) OVER (ORDER BY id GROUPS 1 PRECEDING) FROM visits;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 33: "GROUPS" was not expected here; of window frames there are ROWS and RANGE, and no GROUPS

-- error what Calcite does not know what to do with
SELECT value
  FROM visits, LATERAL flatten(input => [n]);
-- UNSUPPORTED flatten(input => [n]) is not supported where it stands; write it another way, as in a subquery in FROM (line 2, column 24)

-- query lists of queries
SELECT id, ARRAY(SELECT x + 1 FROM UNNEST([v.id, v.n]) AS u (x) WHERE x > 1 ORDER BY x DESC) AS a, ARRAY(SELECT i.who AS w FROM visits AS i WHERE i.id > v.id ORDER BY w, 1 LIMIT 2) AS w FROM visits AS v ORDER BY id;
-- id|a|w
-- 1|[6]|["ann","bob"]
-- 2|[8,3]|["bob","bob"]
-- 3|[4]|["bob"]
-- 4|[5,3]|[]

-- query lists of all rows, of some, and of queries that make other rows
SELECT ARRAY(SELECT id FROM visits ORDER BY n DESC NULLS FIRST LIMIT 2 OFFSET 1) AS a, ARRAY(SELECT * FROM generate_series(1, 3)) AS s, list_sort(ARRAY(SELECT who FROM visits UNION SELECT 'eve')) AS u,
  ARRAY(SELECT DISTINCT who FROM visits WHERE id < 3) AS d, ARRAY(SELECT 1 WHERE false) AS e;
-- a|s|u|d|e
-- [2,1]|[1,2,3]|["ann","bob","eve"]|["ann"]|[]

-- error an ordered list of a union
SELECT ARRAY(SELECT DISTINCT who FROM visits ORDER BY who);
-- UNSUPPORTED ARRAY of a query with DISTINCT, GROUP BY or UNION takes no ORDER BY; write list_sort(ARRAY(…)), or (SELECT array_agg(x ORDER BY y) FROM (…)) (line 1, column 8)

-- error a share of the rows
SELECT id FROM visits LIMIT 10%;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 31: "% <EOF>" was not expected here; LIMIT takes a number of rows, and no share of them

-- error a collation
SELECT who COLLATE nocase FROM visits;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 12: Incorrect syntax near the keyword 'COLLATE'; texts have one collation, by their bytes; write lower(x) where case is to be all one

-- error rows counted before they are named
SELECT TOP 3 id FROM visits;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 12: "3" was not expected here; write LIMIT 10 at the end of the statement

-- error a letter of no operator
SELECT who @ 'a' FROM visits;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 12: "@" was not expected here

-- error operators of lists
SELECT id FROM visits WHERE [n] && [5];
-- INVALID_ARGUMENT The statement does not parse at line 1, column 33: "& &" was not expected here; write list_has_any(a, b) of lists, and AND between conditions

-- error a view of Hive's
SELECT id, x FROM visits LATERAL VIEW explode([n]) e AS x;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 26: Incorrect syntax near the keyword 'LATERAL'; write FROM t, UNNEST(list) AS u (x)

-- error subtotals in MySQL's words
SELECT who, sum(n) FROM visits
GROUP BY who WITH ROLLUP;
-- INVALID_ARGUMENT The statement does not parse at line 2, column 14: "WITH" was not expected here; write GROUP BY ROLLUP (a, b)

-- error another error beside what could be written otherwise
SELECT json_object('key', who), CAST(ROW(1) AS STRUCT(a INT)) FRM visits WHERE TRUE;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 67: "visits" was not expected here

-- query texts as SQL Server writes them, and the length of a list as PostgreSQL does
SELECT id, array_length([id, n], 1) AS l FROM visits WHERE who = N'ann' ORDER BY id;
-- id|l
-- 1|2
-- 2|2
