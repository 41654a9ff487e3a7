-- table shop.orders
SELECT * FROM (VALUES
  (1, 'ann', 10.50, TIMESTAMP '2024-01-31 23:59:59.999999', DATE '2024-01-31'),
  (2, 'bob', 20.25, TIMESTAMP '2024-02-01 00:00:00', DATE '2024-02-01'),
  (3, 'ann', 5.00, TIMESTAMP '2024-02-29 12:00:00', DATE '2024-02-29'),
  (4, NULL, NULL, NULL, NULL)
) AS t (id, buyer, price, at_time, on_date);

-- schema a sum of integers is BIGINT, of decimals has 38 digits, an average is DOUBLE, a quotient of decimals too
SELECT sum(id) AS i, sum(price) AS d, avg(id) AS a, avg(price) AS p, sum(price) / 3.0 AS q, count(*) AS n FROM orders;
-- i: Int(64, true)
-- d: Decimal(38, 2, 128)
-- a: FloatingPoint(DOUBLE)
-- p: FloatingPoint(DOUBLE)
-- q: FloatingPoint(DOUBLE)
-- n: Int(64, true) not null

-- query integers divide to integers
SELECT id / 2 AS h, -id / 2 AS m, mod(id, 3) AS r FROM orders ORDER BY id;
-- h|m|r
-- 0|0|1
-- 1|-1|2
-- 1|-1|0
-- 2|-2|1

-- query dates are taken apart
SELECT date_part('day', at_time) AS d, extract(month FROM on_date) AS n FROM orders WHERE id <= 2 ORDER BY id;
-- d|n
-- 31|1
-- 1|2

-- query times are written and read
SELECT strftime(at_time, '%Y/%m') AS w, strptime('2024-05-06', '%Y-%m-%d') AS r, epoch(TIMESTAMP '1970-01-01 00:00:01.5') AS e FROM orders WHERE id = 1;
-- w|r|e
-- 2024/01|2024-05-06T00:00|1.5

-- query text
SELECT upper(buyer) AS u, ucase(buyer) AS v, buyer ILIKE 'A%' AS i, regexp_matches(buyer, '^a') AS r, buyer || '!' AS x, left(buyer, 1) AS l FROM orders WHERE id < 3 ORDER BY id;
-- u|v|i|r|x|l
-- ANN|ANN|true|true|ann!|a
-- BOB|BOB|false|false|bob!|b

-- query statistics
SELECT median(price) AS m, quantile_cont(price, 0.25) AS q, quantile_disc(id, 0.5) AS d, round(corr(id, id), 3) AS c, count_if(price > 6) AS n, max_by(buyer, price) AS b, stddev_pop(id) AS s FROM orders;
-- m|q|d|c|n|b|s
-- 10.5|7.75|2|1.0|2|bob|1.118033988749895

-- query text is gathered in the order asked for
SELECT string_agg(buyer, ', ' ORDER BY id DESC) AS names FROM orders WHERE buyer IS NOT NULL;
-- names
-- ann, bob, ann

-- query the statement's instant is one for all of it
SELECT now() = now() AS same, version() AS v FROM orders WHERE id = 1;
-- same|v
-- true|Godwit

-- query a failing cast is null where it may be
SELECT try_cast(buyer AS INTEGER) AS n, coalesce(buyer, '?') AS b FROM orders ORDER BY id LIMIT 1;
-- n|b
-- NULL|ann

-- error a failing cast says which value
SELECT sum(CAST(buyer AS INTEGER)) AS n FROM orders;
-- INVALID_ARGUMENT Could not convert string 'ann' to INT32

-- query subtotals show null where a column is not grouped
SELECT buyer, count(*) AS n FROM orders GROUP BY ROLLUP (buyer) ORDER BY n, buyer;
-- buyer|n
-- bob|1
-- NULL|1
-- ann|2
-- NULL|4

-- query a recursive query
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) AS s FROM n;
-- s
-- 10

-- error a scalar subquery of several rows
SELECT (SELECT buyer FROM orders) AS b FROM orders;
-- INVALID_ARGUMENT A scalar subquery returned more than one row

-- error a column outside GROUP BY
SELECT buyer, price FROM orders GROUP BY buyer;
-- INVALID_ARGUMENT Expression 'price' is not being grouped (line 1, column 15)

-- query days are added to a date and taken from it
SELECT CAST(DATE '2013-01-31' + 1 AS VARCHAR) AS a, CAST(DATE '2013-01-01' - n AS VARCHAR) AS b, CAST(n + DATE '2013-02-28' AS VARCHAR) AS c FROM (VALUES 2) AS t (n);
-- a|b|c
-- 2013-02-01|2012-12-30|2013-03-02

-- query dates apart are days
SELECT DATE '2013-03-01' - DATE '2013-02-01' AS n;
-- n
-- 28

-- query what a constant shows to hold no null is announced all the same
SELECT nullif(TIMESTAMP '2024-02-28 14:30:00', TIMESTAMP '2024-02-28 02:30:00') AS x;
-- x
-- 2024-02-28T14:30

-- schema what a constant shows to hold no null is announced all the same
SELECT nullif(1, 2) AS x;
-- x: Int(32, true)

-- query a text that is always there
SELECT s, max(coalesce('a', s)) AS x FROM (VALUES 'b', NULL) AS t (s) GROUP BY s ORDER BY s;
-- s|x
-- b|a
-- NULL|a

-- query a list of times inside of a grouped CASE
SELECT CASE WHEN at_time IN (TIMESTAMP '2024-02-28 14:30:00', TIMESTAMP '2024-02-28 01:30:00') THEN 1 ELSE 0 END AS k, count(*) AS n
FROM (VALUES TIMESTAMP '2024-02-28 14:30:00', TIMESTAMP '2024-02-27 14:30:00.123456') AS t (at_time) GROUP BY 1 ORDER BY 1;
-- k|n
-- 0|1
-- 1|1

-- query a list of dates as a group
SELECT day IN (DATE '2024-02-28', DATE '2024-02-27') AS k, count(*) AS n FROM (VALUES DATE '2024-02-28', DATE '2024-02-26') AS t (day)
GROUP BY day IN (DATE '2024-02-28', DATE '2024-02-27') ORDER BY 1;
-- k|n
-- false|1
-- true|1

-- query intervals with their unit inside the quotes, or without quotes
SELECT TIMESTAMP '2024-01-31 00:00:00' + interval '1 day' AS a, DATE '2024-03-01' - INTERVAL 1 month AS b,
  TIMESTAMP '2024-01-01 00:00:00' + INTERVAL ' 2 hours ' - interval '-30 minutes' AS c,
  TIMESTAMP '2024-01-01 00:00:00' + interval '1.5 seconds' AS d, TIMESTAMP '2024-01-01 00:00:00' + interval '250 milliseconds' AS e,
  now() - interval '1 hour' < now() AS f, TIMESTAMP '2024-01-01 00:00:00' + interval '1week' AS g;
-- a|b|c|d|e|f|g
-- 2024-02-01T00:00|19754|2024-01-01T02:30|2024-01-01T00:00:01.500|2024-01-01T00:00:00.250|true|2024-01-08T00:00

-- query as many intervals as a column says
SELECT id, TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (id) DAY AS t FROM orders WHERE id < 3 ORDER BY id;
-- id|t
-- 1|2024-01-02T00:00
-- 2|2024-01-03T00:00

-- query intervals of several units, or of parts of one
SELECT TIMESTAMP '2024-01-01 00:00:00' + interval '1 day 2 hours' AS a, TIMESTAMP '2024-01-01 00:00:00' + interval '1 day 02:30:00.5' AS b,
  TIMESTAMP '2024-01-01 00:00:00' - interval '1.5 hours' AS c, DATE '2024-01-01' + interval '1 year 2 months' AS d,
  TIMESTAMP '2024-01-01 00:00:00' + interval '2 weeks -1 day' AS e, DATE '2024-01-01' + interval '0.5 years' AS f;
-- a|b|c|d|e|f
-- 2024-01-02T02:00|2024-01-02T02:30:00.500|2023-12-31T22:30|20148|2024-01-14T00:00|19905

-- error an interval of months and days
SELECT now() + interval '1 month 2 days';
-- INVALID_ARGUMENT The interval '1 month 2 days' at line 1, column 25 mixes months and days, of which neither is a number of the other; write INTERVAL '1' DAY or INTERVAL '1 day 2 hours', and months and days as a sum: INTERVAL '1' MONTH + INTERVAL '2' DAY

-- error an interval with words between
SELECT now() + interval '1 day and 2 hours';
-- INVALID_ARGUMENT The interval '1 day and 2 hours' at line 1, column 25 is not made of numbers with a unit each; write INTERVAL '1' DAY or INTERVAL '1 day 2 hours', and months and days as a sum: INTERVAL '1' MONTH + INTERVAL '2' DAY

-- query seconds since 1970 with their fraction
SELECT extract(EPOCH FROM TIMESTAMP '1969-12-31 23:59:59.5') AS a, date_part('epoch', TIMESTAMP '2024-03-01 00:00:00.25') AS b,
  extract(epoch FROM DATE '1970-01-02') AS c, extract(epoch FROM TIMESTAMP '2024-03-01 00:00:01' - TIMESTAMP '2024-03-01 00:00:00') AS d;
-- a|b|c|d
-- -0.5|1.70925120025E9|86400.0|1.0

-- query who asks, and where names are looked up
SELECT current_user, session_user, current_catalog, current_database(), current_schema AS s, upper(current_user) AS u;
-- current_user|session_user|current_catalog|current_database|s|u
-- local|local|lake|lake|shop|LOCAL

-- query a logarithm to the base of ten, and days between dates
SELECT log(100) AS l, datediff('day', DATE '2024-01-01', DATE '2024-03-01') AS d;
-- l|d
-- 2.0|60

-- query a branch that only stands where a column is not null loses no rows outside of its CASE
SELECT id FROM orders WHERE least(coalesce(CAST(price AS BIGINT), 11), 3) <> id ORDER BY id;
-- id
-- 1
-- 2
-- 4

-- query the same written out, with the null on the other side of the comparison
SELECT id FROM orders WHERE CASE WHEN (CASE WHEN price IS NOT NULL THEN CAST(price AS BIGINT) ELSE 11 END) < 6 THEN 3 ELSE 4 END <> id ORDER BY id;
-- id
-- 1
-- 2

-- query nor does it where branches are constants
SELECT id FROM orders WHERE least(coalesce(on_date, DATE '2024-02-29'), coalesce(DATE '2024-02-15', DATE '2024-02-15')) IS DISTINCT FROM on_date ORDER BY id;
-- id
-- 3
-- 4

-- query nothing counted is zero
SELECT count_if(id > 1) AS n, count_if(id > 1) FILTER (WHERE id > 9) AS f FROM orders WHERE id > 7;
-- n|f
-- 0|0

-- query nothing counted in a window is zero
SELECT id, count_if(id > 1) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS n FROM orders ORDER BY id LIMIT 3;
-- id|n
-- 1|0
-- 2|0
-- 3|1

-- query null padded stays null
SELECT lpad(buyer, 5, '.') AS l, rpad(buyer, 2) AS r, translate(buyer, 'an', 'xy') AS t FROM orders WHERE id IN (1, 4) ORDER BY id;
-- l|r|t
-- ..ann|an|xyy
-- NULL|NULL|NULL

-- query a date plus hours is a time, plus months a date
SELECT on_date + INTERVAL '36' HOUR AS h, INTERVAL '1' MINUTE + on_date AS m, on_date - INTERVAL '1' MONTH AS d, count(*) AS n FROM orders WHERE id = 1
  GROUP BY on_date, on_date + INTERVAL '36' HOUR;
-- h|m|d|n
-- 2024-02-01T12:00|2024-01-31T00:01|19722|1

-- query date_add takes intervals as intervals
SELECT date_add(on_date, INTERVAL 1 MONTH) AS m, date_sub(at_time, INTERVAL '2 hours') AS h, date_add(on_date, 3) AS d FROM orders WHERE id = 2;
-- m|h|d
-- 19783|2024-01-31T22:00|19757

-- query whole numbers divide by two strokes, which begin no comment
SELECT 7 // 2 AS a, -7 // 2 * 10 AS b, 1_000 // 3 AS c, 1_0.2_5 AS d;
-- a|b|c|d
-- 3|-30|333|10.25

-- error letters behind digits
SELECT 0x1FG;
-- INVALID_ARGUMENT 0x1FG at line 1, column 8 is no number; a name that begins with a digit needs double quotes

-- query rows are compared field by field, and null is unknown
SELECT (CAST(NULL AS INTEGER), 5) NOT IN ((2, 5)) AS u, (CAST(NULL AS INTEGER), 4) NOT IN ((2, 5)) AS t, (CAST(NULL AS INTEGER), 4) = (2, 5) AS f;
-- u|t|f
-- NULL|true|false

-- query a time that is always there is compared with another, and the comparison is always there
SELECT id, coalesce(at_time, TIMESTAMP '2024-02-28 04:30:00') <> TIMESTAMP '2024-01-31 23:59:59.999999' AS c FROM orders WHERE id IN (1, 4) ORDER BY id;
-- id|c
-- 1|false
-- 4|true

-- query sums and products are made before texts are put together, and comparisons after
SELECT 'n: ' || 1 + 2 * 3 || '!' AS a, 10 - 1 || 'x' AS b, 'a' || 'b' LIKE 'ab' AS c, 'a' || 'b' = 'ab' AND TRUE AS d, '{"k": ' || 2 + 3 || '}' ->> 'k' AS e, ([1] || [2])[2] AS f;
-- a|b|c|d|e|f
-- n: 7!|9x|true|true|5|2

-- query an infix cast is of what stands right before it
SELECT 1 + 2.6::INTEGER AS a, 10 - '3'::INTEGER * 2 AS b, -'5'::INTEGER AS c, 'x' || 1::VARCHAR || 2::VARCHAR AS d, [1.5, 2.6][2]::INTEGER AS e, 2 = '2'::INTEGER AND TRUE::BOOLEAN AS f,
  3 BETWEEN '1'::INTEGER AND '5'::INTEGER AS g, '2024-01-02'::DATE + 1 AS h, NOT 'false'::BOOLEAN AS i, (1 + 2.6)::INTEGER AS j, '7'::DOUBLE::INTEGER + 1 AS k, 4 IN ('4'::INTEGER, 5) AS l,
  {'a': '8'}.a::INTEGER + 1 AS m;
-- a|b|c|d|e|f|g|h|i|j|k|l|m
-- 4|4|-5|x12|3|true|true|19725|true|4|8|true|9

-- query types by the names PostgreSQL, DuckDB and Spark have for them
SELECT id::text AS a, CAST('7' AS int8) AS b, 'true'::bool AS c, 1::float8 AS d, CAST(id AS STRING) AS e, TRY_CAST('x' AS INT4) AS f, at_time::timestamptz < now() AS g FROM orders WHERE id == 1;
-- a|b|c|d|e|f|g
-- 1|7|true|1.0|1|NULL|false

-- query distinct rows of several columns are counted where none is null
SELECT count(DISTINCT buyer, id) AS d, count(DISTINCT (id, id)) AS e, count(buyer, price) AS n FROM orders;
-- d|e|n
-- 3|4|3

-- query what clocks show elsewhere, and which instant they show
SELECT TIMESTAMP '2024-07-01 12:00:00' AT TIME ZONE 'Europe/Berlin' = TIMESTAMP WITH LOCAL TIME ZONE '2024-07-01 10:00:00' AS i,
  TIMESTAMP '2024-07-01 12:00:00' AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York' AS t, at_time AT TIME ZONE 'Europe/Berlin' AT TIME ZONE 'Europe/Berlin' = at_time AS s FROM orders WHERE id = 1;
-- i|t|s
-- true|2024-07-01T08:00|true

-- error a zone that is none
SELECT max(at_time AT TIME ZONE 'Europe/Nowhere') FROM orders;
-- UNSUPPORTED Unknown TimeZone 'Europe/Nowhere'!

-- query days, groups of a pattern, first and last by another column, texts in a row
SELECT day(at_time) AS d, regexp_extract('ab12', '([a-z]+)(\d+)', 2) AS r FROM orders WHERE id = 1;
-- d|r
-- 31|12

-- query the value where another is greatest or least, and texts put together
SELECT arg_max(buyer, price) AS b, arg_min(id, price) AS i, group_concat(buyer, '+') AS g FROM orders WHERE id IN (1, 2);
-- b|i|g
-- bob|1|ann+bob

-- error a word that begins no statement
SELEC 1;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 1: a statement begins with SELECT, WITH, FROM, VALUES or TABLE, or with a command such as SHOW, DESCRIBE or EXPLAIN

-- query a covariance of whole numbers is none
SELECT covar_pop(id, id * 2) AS p, covar_samp(id, id * 2) AS s, regr_sxx(id, id) AS x FROM orders WHERE id < 3;
-- p|s|x
-- 0.5|1.0|0.5

-- error a division by zero
SELECT id / (id - 1) AS x FROM orders;
-- INVALID_ARGUMENT Division by zero; write / nullif(divisor, 0) for null instead

-- query parts of a date by functions of their own, and a number cut
SELECT weekday(on_date) AS d, isodow(on_date) AS i, weekofyear(on_date) AS w, trunc(1.9) AS t, today() = current_date AS now, current_schema() AS s FROM orders WHERE id = 1;
-- d|i|w|t|now|s
-- 3|3|5|1.0|true|shop

-- query a covariance in a window
SELECT id, covar_pop(id, id * 2) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS p, regr_sxx(id, id) OVER () AS x FROM orders ORDER BY id LIMIT 2;
-- id|p|x
-- 1|0.0|5.0
-- 2|0.5|5.0

-- query hexadecimal numbers
SELECT 0xFF AS a, 0x7fff_ffff AS b, -0X10 AS c, 0x1F + 1 AS d;
-- a|b|c|d
-- 255|2147483647|-16|32

-- error a hexadecimal number longer in decimal digits
SELECT 0x7FFFFFFFFFFFFFFF;
-- INVALID_ARGUMENT 0x7FFFFFFFFFFFFFFF at line 1, column 8 is too long for a hexadecimal number; write #

-- query the engine's type of a value
SELECT typeof(1) AS a, typeof(price) AS b, typeof([1, 2]) AS c, typeof('a') AS d, typeof({'a': 1}) AS e FROM orders WHERE id = 1;
-- a|b|c|d|e
-- INTEGER|DECIMAL(4,2)|INTEGER[]|VARCHAR|STRUCT(a INTEGER)

-- query a number of its own for each row
SELECT count(DISTINCT u) AS n, min(length(CAST(u AS VARCHAR))) AS l, min(typeof(u)) AS t, bool_and(u <> gen_random_uuid()) AS d
  FROM (SELECT uuid() AS u FROM orders) AS x;
-- n|l|t|d
-- 4|36|UUID|true

-- error an age
SELECT age(now(), now());
-- UNSUPPORTED There is no function age; write later - earlier, or date_diff('month', earlier, later): no one interval has both months and hours (line 1, column 8)

-- query the values of the first and the last row of an order, and other aggregates in one
SELECT first(v ORDER BY i) AS f, last(v ORDER BY i) AS l, first(v IGNORE NULLS ORDER BY i DESC) AS n, listagg(k, ',' ORDER BY i DESC) AS g, array_agg(k) WITHIN GROUP (ORDER BY i DESC) AS a,
  sum(v ORDER BY i) AS s, mode() WITHIN GROUP (ORDER BY k) AS m, first(k ORDER BY i) FILTER (WHERE i > 1) AS w FROM (VALUES (1, 'a', 2), (2, 'b', NULL), (3, 'b', 5), (4, 'c', NULL)) AS x (i, k, v);
-- f|l|n|g|a|s|m|w
-- 2|NULL|5|c,b,b,a|["c","b","b","a"]|7|b|b

-- query the first value of no row, and of one
SELECT first(price) FILTER (WHERE id < 0) AS n, last(id) FILTER (WHERE id = 3) AS l FROM orders;
-- n|l
-- NULL|3

-- query what lies between whole numbers is none
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i) AS c, percentile_disc(0.5) WITHIN GROUP (ORDER BY i) AS d FROM (VALUES (1), (2)) AS x (i);
-- c|d
-- 1.5|1

-- query a frame where there is no use for one, and functions of windows by their names as aggregates
SELECT i, row_number() OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS r, lag(i) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS l, first(i) OVER (ORDER BY i DESC) AS f,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY i) OVER () AS p FROM (VALUES (1), (2)) AS x (i) ORDER BY i;
-- i|r|l|f|p
-- 1|1|NULL|2|1.5
-- 2|2|1|2|1.5

-- query JSON that is made, with JSON in it
SELECT json_object('a', 1, 'b', NULL) AS o, json_array(1, 'x', NULL) AS a, json_object('l', json_array(1), 't', '[1]', 'j', '[1]'::json) AS n,
  json_build_object('s', {'x': 1}) AS s, json_value('{"a": "x"}', '$.a') AS v, json_exists('{"a": 1}', '$.b') AS e, to_json([1, 2]) AS l;
-- o|a|n|s|v|e|l
-- {"a":1,"b":null}|[1,"x",null]|{"l":[1],"t":"[1]","j":[1]}|{"s":{"x":1}}|x|false|[1,2]

-- query JSON of many rows, and of none
SELECT json_group_array(v ORDER BY i DESC) AS a, json_object_agg(k, v) AS o, json_agg(json_object('v', v) ORDER BY i) AS n, json_agg(v) FILTER (WHERE i > 2) AS z FROM (VALUES (1, 'a', 2), (2, 'b', NULL)) AS x (i, k, v);
-- a|o|n|z
-- [null,2]|{"a":2,"b":null}|[{"v":2},{"v":null}]|NULL

-- query casts to JSON
SELECT '{"a": [1, "x"]}'::json -> 'a' AS a, CAST({'x': 1} AS JSON) AS s, '{"a": "b"}'::jsonb ->> 'a' AS t, TRY_CAST('{' AS JSON) AS n;
-- a|s|t|n
-- [1,"x"]|{"x":1}|b|NULL

-- query times in the words of other systems
SELECT dateadd(day, 3, DATE '2024-01-31') AS d, dateadd('month', 1, DATE '2024-01-31') AS m, date_add('hour', 3, DATE '2024-01-31') AS h, datediff(month, DATE '2024-01-31', DATE '2024-02-01') AS f,
  datediff(DATE '2024-02-02', DATE '2024-01-31') AS days, DATE(TIMESTAMP '2024-01-31 10:00:00') AS t, to_days(2) AS i, timezone('Europe/Berlin', TIMESTAMP WITH LOCAL TIME ZONE '2024-07-01 00:00:00') AS z;
-- d|m|h|f|days|t|i|z
-- 19756|19782|2024-01-31T03:00|1|2|19753|PT48H|2024-07-01T02:00

-- query buckets from an origin on, a time of day, and units in quotes
SELECT time_bucket(INTERVAL '15 minutes', TIMESTAMP '2024-01-01 10:22:00', TIMESTAMP '2024-01-01 00:05:00') AS b, date_bin(INTERVAL '1 hour', TIMESTAMP '2024-01-01 10:22:00', TIMESTAMP '2001-01-01 00:00:00') AS d,
  extract('doy' FROM DATE '2024-02-01') AS y, {fn EXTRACT(YEAR FROM DATE '2024-02-01')} AS f, extract(hour FROM make_time(3, 4, 5)) AS t;
-- b|d|y|f|t
-- 2024-01-01T10:20|2024-01-01T10:00|32|2024|3

-- error the month of a time of day
SELECT date_trunc('month', TIME '10:00:00');
-- INVALID_ARGUMENT Cannot apply 'DATE_TRUNC' to arguments of type 'DATE_TRUNC(<CHAR(5)>, <TIME(0)>)'. Supported form(s): 'DATE_TRUNC(<CHARACTER>, <DATE>)' 'DATE_TRUNC(<CHARACTER>, <TIMESTAMP>)' (line 1, column 8)

-- query functions of other systems
SELECT decode(x, 1, 'one', NULL, 'none', 'more') AS d, zeroifnull(x) AS z, isnull(x, 7) AS i, iif(x = 1, 'y', 'n') AS f, width_bucket(x, 0, 10, 5) AS w, charindex('b', 'abc') AS c, btrim(' a ') AS b, pg_typeof(x) AS p
  FROM (VALUES (1), (NULL), (12)) AS v (x) ORDER BY x;
-- d|z|i|f|w|c|b|p
-- one|1|1|y|1|2|a|integer
-- more|12|12|n|6|2|a|integer
-- none|0|7|n|NULL|2|a|integer

-- error a function of another system that there is none of
SELECT id, unix_timestamp(now()) FROM orders;
-- UNSUPPORTED There is no function unix_timestamp; write epoch(t) (line 1, column 12)

-- query functions of large numbers, and of Spark's
SELECT chr(CAST(id + 64 AS BIGINT)) AS c, factorial(CAST(id AS BIGINT)) AS f, 'a' || space(2) || 'b' AS s, hypot(3, 4) AS h, unix_seconds(to_timestamp(5)) AS u, map_concat(MAP {'a': 1}, MAP {'b': 2}) AS m, list_max(NULL) AS n
  FROM orders WHERE id = 2;
-- c|f|s|h|u|m|n
-- B|2|a  b|5.0|5|[{"key":"a","value":1},{"key":"b","value":2}]|NULL

-- error operands that only the engine knows to be of the wrong type
SELECT starts_with(x'00', x'00');
-- INVALID_ARGUMENT There is no starts_with(BLOB, BLOB); cast the operands to what it takes

-- error elements that only the engine knows to be of the wrong type
SELECT list_sum(['a', 'b']);
-- INVALID_ARGUMENT A function of lists does not take elements of this type; cast the list, such as list_sum(l::BIGINT[])

-- error a null that could be anything
SELECT substr('abc', NULL);
-- INVALID_ARGUMENT NULL has no type in substr('abc', NULL); write CAST(NULL AS …) with the type it is to have (line 1, column 8)

-- error keys of JSON that are no text
SELECT json_object(x, 2) FROM (VALUES (1), (2)) AS t (x);
-- INVALID_ARGUMENT json_object() keys must be VARCHAR

-- error a separator that is not the same everywhere
SELECT string_agg(CAST(id AS VARCHAR), CAST(price AS VARCHAR)) FROM orders;
-- INVALID_ARGUMENT The "arg" argument in function "string_agg" must be a constant expression

-- error JSON of half a pair
SELECT json_object('a');
-- INVALID_ARGUMENT json_object() requires an even number of arguments

-- error a function by almost its name
SELECT jsn_extract('{}', '$.a');
-- NOT_FOUND There is no function jsn_extract; did you mean json_extract? (line 1, column 8)

-- query a table called first
SELECT first.x FROM (VALUES (1)) AS first (x);
-- x
-- 1

-- error a statement that turns rows into columns
PIVOT orders ON id USING sum(price);
-- UNSUPPORTED The statement PIVOT is not supported; write SELECT * FROM t PIVOT (sum(amount) FOR year IN (2023, 2024)), or a sum(amount) FILTER (WHERE year = 2023) for each column

-- error a statement that turns columns into rows
UNPIVOT orders ON id, price;
-- UNSUPPORTED The statement UNPIVOT is not supported; write SELECT * FROM t UNPIVOT (value FOR name IN (jan, feb))

-- query a cast that is tried is tried, whatever stands within
SELECT TRY_CAST(coalesce(x, 'b') AS INTEGER) AS a, TRY_CAST(CAST(x AS VARCHAR(10)) AS DATE) AS b, TRY_CAST(y AS INTEGER) AS c FROM (SELECT x, CAST(x AS VARCHAR) AS y FROM (VALUES ('1'), ('z'), (NULL)) AS v (x)) AS w;
-- a|b|c
-- 1|NULL|1
-- NULL|NULL|NULL
-- NULL|NULL|NULL

-- query operators of bits bind less tightly than sums and more than texts put together
SELECT 1 | 2 & 4 AS a, 1 << 1 + 1 AS b, ~1 + 2 AS c, ~1 & 3 AS d, 'n' || 1 << 2 AS e, 5 & 4 = 4 AS f, xor(5, 3) AS g, -8 >> 1 AS h, bit_count(255) AS i;
-- a|b|c|d|e|f|g|h|i
-- 0|4|-4|2|n4|true|6|-4|8

-- query powers, from the left and between signs and products
SELECT 2 ** 3 ** 2 AS a, -2 ** 2 AS b, 2 * 3 ^ 2 AS c, 7 // 2 & 1 AS d;
-- a|b|c|d
-- 64.0|4.0|18.0|1

-- schema the types of operators of bits
SELECT CAST(1 AS SMALLINT) & CAST(1 AS BIGINT) AS a, ~CAST(1 AS SMALLINT) AS b, 1 << NULL AS c, 2 ** 2 AS d;
-- a: Int(64, true) not null
-- b: Int(16, true) not null
-- c: Int(32, true)
-- d: FloatingPoint(DOUBLE) not null

-- query two brackets that end types
SELECT CAST(MAP {1: MAP {2: 3}} AS MAP<INT, MAP<INT, INT>>)[1][2] >> 1 AS n;
-- n
-- 1

-- error bits of what is no whole number
SELECT 1.5 & 2;
-- INVALID_ARGUMENT Cannot apply '&' to arguments of type '<DECIMAL(2, 1)> & <INTEGER>'. Supported form(s): '<INTEGER> & <INTEGER>' (line 1, column 8)

-- error a shift that would lose bits
SELECT 1 << 40;
-- INVALID_ARGUMENT Left-shift value 40 is out of range

-- query texts taken apart and compared
SELECT trim('xax', 'x') AS t, ltrim('xax', 'x') AS l, rtrim('xax', 'x') AS r, regexp_extract_all('a1b2', '[0-9]') AS a, string_split_regex('a1b2', '[0-9]') AS s,
  regexp_matches('A', 'a', 'i') AS i, format('{} is {}', 'x', 7) AS f, printf('%03d', 7) AS p, hex('AB') AS h, jaro_similarity('ab', 'ab') AS j, ord('a') AS o;
-- t|l|r|a|s|i|f|p|h|j|o
-- a|ax|xa|["1","2"]|["a","b",""]|true|x is 7|007|4142|1.0|97

-- query times made of numbers and texts
SELECT make_timestamp(2024, 1, 2, 3, 4, 5.25) AS m, try_strptime('x', '%Y') AS t, try_strptime('2024', ['%d.%m', '%Y']) AS f, strftime('%Y', DATE '2024-03-01') AS y,
  epoch_ms(1700000000000) AS e, time_bucket(INTERVAL '2 hours', TIMESTAMP '2024-03-01 11:20:00') AS b, isoyear(DATE '2024-12-31') AS i, datesub('month', DATE '2024-01-31', DATE '2024-03-01') AS d;
-- m|t|f|y|e|b|i|d
-- 2024-01-02T03:04:05.250|NULL|2024-01-01T00:00|2024|2023-11-14T22:13:20|2024-03-01T10:00|2025|1

-- schema the types of new functions
SELECT json_array_length('[1]') AS l, json_keys('{}') AS k, make_timestamp(1) AS m, try_strptime('x', '%Y') AS t, xor(1, 2) AS x, list_zip([1], ['a']) AS z;
-- l: Int(64, true)
-- k: List<element: Utf8 not null>
-- m: Timestamp(MICROSECOND, null) not null
-- t: Timestamp(MICROSECOND, null)
-- x: Int(32, true) not null
-- z: List<element: Struct<EXPR$0: Int(32, true), EXPR$1: Utf8> not null> not null

-- query structures of named values, and JSON in text
SELECT struct_pack(x := 1, y := 'a').y AS y, to_json([1, 2]) AS j, json_type('{"a": 1}', '$.a') AS t, json_array_length('[1,2]') AS l, json_valid('{') AS v;
-- y|j|t|l|v
-- a|[1,2]|UBIGINT|2|false

-- error a structure of values without names
SELECT struct_pack(1);
-- INVALID_ARGUMENT Each field of struct_pack needs a name: struct_pack(a := 1, b := 2) (line 1, column 20)

-- query aggregates over rows written out take their constants
SELECT string_agg(s, '-') AS a, quantile_disc(n, 0.5) AS q, product(n) AS p, regr_count(n, n) AS c, histogram(n)[2] AS h FROM (VALUES ('x', 2), ('y', 3)) AS t (s, n);
-- a|q|p|c|h
-- x-y|2|6.0|2|1

-- query no rows to gather
SELECT string_agg(s, '-') AS a, quantile_cont(n, 0.5) AS q, regr_count(n, n) AS c, list(n) AS l, array_agg(n ORDER BY n) AS o, group_concat(s, ',') AS g,
  listagg(s, ',') WITHIN GROUP (ORDER BY n) AS w, percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS p FROM (VALUES ('x', 2)) AS t (s, n) WHERE n > 2;
-- a|q|c|l|o|g|w|p
-- NULL|NULL|0|NULL|NULL|NULL|NULL|NULL

-- query no rows to gather in one of the groups, and in a frame
SELECT s, list(n) FILTER (n > 2) AS l FROM (VALUES ('x', 2), ('y', 3)) AS t (s, n) GROUP BY s ORDER BY s;
-- s|l
-- x|NULL
-- y|[3]

-- query no rows to gather in a frame
SELECT n, array_agg(n) OVER (ORDER BY n ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS l FROM (VALUES (2), (3)) AS t (n) ORDER BY n;
-- n|l
-- 2|NULL
-- 3|[2]

-- query the middle of times
SELECT median(d) AS m, quantile_cont(d::timestamp, 0.25) AS q FROM (VALUES (DATE '2024-01-01'), (DATE '2024-01-02')) AS t (d);
-- m|q
-- 2024-01-01T12:00|2024-01-01T06:00

-- query times as they are written elsewhere
SELECT TIMESTAMP '2024-03-10T12:00:00' AS a, TIMESTAMP '2024-03-10 12:00' AS b, TIMESTAMP '2024-03-10T12:00:00.25' AS c, TIME '06:30' AS d,
  TIMESTAMPTZ '2024-03-10 12:00:00+02' = TIMESTAMPTZ '2024-03-10T10:00:00Z' AS e, timestamptz AS f FROM (VALUES 1) AS t (timestamptz);
-- a|b|c|d|e|f
-- 2024-03-10T12:00|2024-03-10T12:00|2024-03-10T12:00:00.250|23400000000|true|1

-- error a timestamp with an offset
SELECT TIMESTAMP '2024-03-10T12:00:00Z';
-- INVALID_ARGUMENT A TIMESTAMP has no offset from UTC; write TIMESTAMPTZ '2024-03-10T12:00:00Z' for an instant (line 1, column 8)

-- query bytes as text, and back
SELECT hex(X'4ba176') AS a, hex('ab') AS b, to_base64(X'4ba176') AS c, hex(from_base64('S6F2')) AS d, decode(X'6162') AS e, unhex('6162') = encode('ab') AS f;
-- a|b|c|d|e|f
-- 4BA176|6162|S6F2|4BA176|ab|true

-- query words with a great letter first, digits and other letters among them
SELECT initcap('hello wORLD-über 3x') AS a, initcap('') AS b, initcap(CAST(NULL AS VARCHAR)) AS c;
-- a|b|c
-- Hello World-Über 3x||NULL

-- query names of other systems
SELECT iff(1 > 2, 'a', 'b') AS a, countif(x > 1) AS b FROM (VALUES (1), (2), (NULL)) AS t (x);
-- a|b
-- b|1

-- query times by PostgreSQL's patterns
SELECT to_char(TIMESTAMP '2024-03-05 14:07:09.123456', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS a, to_char(DATE '2024-03-05', 'Dy, dd Mon yy %') AS b, to_date('05.03.2024', 'DD.MM.YYYY') AS c,
  to_timestamp('2024-02-01 10:00:00.5', 'YYYY-MM-DD HH24:MI:SS.US') AS d, to_date('2024-03-05') AS e, to_char(TIMESTAMP '2024-03-05 14:07:09', 'HH12 PM, FMDay') AS f;
-- a|b|c|d|e|f
-- 2024-03-05T14:07:09.123456|Tue, 05 Mar 24 %|19787|2024-02-01T10:00:00.500|19787|02 PM, Tuesday

-- error a pattern that pads names
SELECT to_char(now(), 'YYYY Month');
-- UNSUPPORTED The pattern 'YYYY Month' of to_char is not supported; write strftime(t, '%Y-%m-%d'), strptime(x, '%d.%m.%Y'), or format('{:.2f}', x) for numbers (line 1, column 23)

-- error a pattern that is no text
SELECT to_char(price, id) FROM orders;
-- UNSUPPORTED There is no function to_char; write strftime(t, '%Y-%m-%d'), or format('{:.2f}', x) for numbers (line 1, column 8)
