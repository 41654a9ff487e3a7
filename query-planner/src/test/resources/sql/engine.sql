-- table shop.sales
SELECT * FROM (VALUES
  (1, 'apple', 3, 1.5e0, TIMESTAMP '2013-01-01 10:00:00.123456', CAST(1.10 AS DECIMAL(10, 2))),
  (2, 'pear', 1, 2.5e0, TIMESTAMP '2013-01-01 11:00:00', CAST(2.20 AS DECIMAL(10, 2))),
  (3, 'apple', 2, 1.75e0, TIMESTAMP '2013-02-01 10:00:00', CAST(3.30 AS DECIMAL(10, 2))),
  (4, 'plum', 5, 0.5e0, TIMESTAMP '2013-02-02 10:00:00', NULL)
) AS t (id, name, amount, price, sold_at, total);

-- table shop.fruit
SELECT * FROM (VALUES ('apple', 'red'), ('pear', 'green')) AS t (name, color);

-- query group by and order by
SELECT name, count(*) AS n, sum(amount) AS amount, max(sold_at) AS last FROM sales GROUP BY name ORDER BY name;
-- name|n|amount|last
-- apple|2|5|2013-02-01T10:00
-- pear|1|1|2013-01-01T11:00
-- plum|1|5|2013-02-02T10:00

-- query a global aggregate with a pushed filter
SELECT count(*) AS n FROM sales WHERE amount > 1;
-- n
-- 3

-- query joins
SELECT s.id, f.color FROM sales s JOIN fruit f ON f.name = s.name ORDER BY s.id;
-- id|color
-- 1|red
-- 2|green
-- 3|red

-- query a correlated subquery
SELECT id FROM sales s WHERE EXISTS (SELECT 1 FROM fruit f WHERE f.name = s.name) AND amount >= 2 ORDER BY id;
-- id
-- 1
-- 3

-- query correlated subqueries on both sides of a set operation
SELECT id FROM sales s WHERE amount > (SELECT min(amount) FROM sales q WHERE q.id <> s.id)
EXCEPT SELECT id FROM sales s WHERE price > (SELECT min(price) FROM sales q WHERE q.id > s.id);
-- id
-- 4

-- query correlated subqueries on both sides of a join
SELECT a.id, a.more, b.less
FROM (SELECT id, (SELECT min(amount) FROM sales q WHERE q.amount > s.amount) AS more FROM sales s) AS a
LEFT JOIN (SELECT id, (SELECT max(amount) FROM sales q WHERE q.amount < s.amount) AS less FROM sales s WHERE name <> 'pear') AS b
  ON a.id = b.id ORDER BY a.id;
-- id|more|less
-- 1|5|2
-- 2|2|NULL
-- 3|3|1
-- 4|NULL|3

-- query correlated subqueries in a union that a correlated subquery reads
SELECT id, (SELECT sum(u.v) FROM (
  SELECT id, (SELECT min(amount) FROM sales q WHERE q.amount > i.amount) AS v FROM sales i
  UNION ALL SELECT id, (SELECT max(amount) FROM sales q WHERE q.amount < i.amount AND q.id <> s.id) FROM sales i) AS u WHERE u.id >= s.id) AS v
FROM sales s ORDER BY id;
-- id|v
-- 1|15
-- 2|8
-- 3|7
-- 4|3

-- query a correlated subquery within one, both of the table they stand in
SELECT id, (SELECT sum((SELECT max(amount) FROM sales q WHERE q.amount < i.amount AND q.id <> s.id)) FROM sales i) AS v
FROM sales s ORDER BY id;
-- id|v
-- 1|5
-- 2|5
-- 3|5
-- 4|6

-- query windows and QUALIFY
SELECT id, row_number() OVER (PARTITION BY name ORDER BY sold_at DESC) AS place FROM sales QUALIFY place = 1 ORDER BY id;
-- id|place
-- 2|1
-- 3|1
-- 4|1

-- query set operations
SELECT name FROM sales EXCEPT SELECT name FROM fruit;
-- name
-- plum

-- query distinct, functions, case
SELECT DISTINCT upper(name) AS name, CASE WHEN amount > 2 THEN 'many' ELSE 'few' END AS how FROM sales ORDER BY 1, 2;
-- name|how
-- APPLE|few
-- APPLE|many
-- PEAR|few
-- PLUM|many

-- query decimals
SELECT sum(total) AS total, avg(price) AS price FROM sales;
-- total|price
-- 6.60|1.5625

-- query decimals are compared by the scan, whatever the scale of the literal
SELECT id FROM sales WHERE total >= 1.1 AND total < 3.300 AND total <> 2;
-- id
-- 1
-- 2

-- query a literal finer than the column
SELECT id FROM sales WHERE total > 2.199;
-- id
-- 2
-- 3

-- plan a decimal condition reaches the scan
SELECT id FROM sales WHERE total >= 1.1 AND total < 3;
-- Scan lake.shop.sales at snapshot # [id] filter (ref(name="total") >= 1.10 and ref(name="total") < 3.00)

-- query aggregate over a point-in-time join
SELECT f.color, count(*) AS n, sum(s.amount) AS amount
FROM sales l LEFT ASOF JOIN sales s MATCH_CONDITION s.sold_at < l.sold_at ON s.name = l.name
LEFT JOIN fruit f ON f.name = l.name
GROUP BY f.color ORDER BY f.color;
-- color|n|amount
-- green|1|NULL
-- red|2|3
-- NULL|1|NULL

-- query a point-in-time join over an aggregate
SELECT l.id, d.n FROM sales l
LEFT ASOF JOIN (SELECT name, max(sold_at) AS at_time, count(*) AS n FROM sales GROUP BY name) d MATCH_CONDITION d.at_time <= l.sold_at ON d.name = l.name
WHERE l.id > 2;
-- id|n
-- 3|2
-- 4|1

-- query order by without select
SELECT id FROM sales ORDER BY price DESC LIMIT 2;
-- id
-- 2
-- 3

-- query a WITH clause and a scalar subquery
WITH big AS (SELECT * FROM sales WHERE amount >= 2) SELECT id, (SELECT max(amount) FROM big) AS most FROM big WHERE name LIKE 'a%' ORDER BY id;
-- id|most
-- 1|5
-- 3|5

-- query VALUES and expressions without a table
SELECT 1 AS one, 'x' || 'y' AS xy, 7 / 2 AS half, mod(7, 2) AS rest;
-- one|xy|half|rest
-- 1|xy|3|1

-- query a recursive query whose text grows
WITH RECURSIVE t (n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, s || 'bc' FROM t WHERE n < 3) SELECT n, s FROM t ORDER BY n;
-- n|s
-- 1|a
-- 2|abc
-- 3|abcbc

-- error a recursive query whose decimals get more digits
WITH RECURSIVE t (n, s) AS (SELECT 1, 1.5 UNION ALL SELECT n + 1, s * 1.5 FROM t WHERE n < 4) SELECT * FROM t;
-- INVALID_ARGUMENT The parts of a recursive query differ in the types of their columns; cast them to one type in both, as in CAST(n * 1.5 AS DECIMAL(18, 2))

-- query a recursive query
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) AS total FROM n;
-- total
-- 6

-- plan the scan filters and prunes beneath the engine
SELECT name, count(*) AS n FROM sales WHERE amount > 1 AND upper(name) = 'APPLE' GROUP BY name;
-- DuckDB SELECT t.c0 AS c0, CAST(count(*) AS BIGINT) AS c1 FROM (SELECT t.c0 AS c0 FROM (SELECT * FROM (SELECT * FROM "input0" AS t(c0, c1)) AS t WHERE (upper(t.c0) = 'APPLE')) AS t) AS t GROUP BY GROUPING SETS ((t.c0))
--   Scan lake.shop.sales at snapshot # [name, amount] filter ref(name="amount") > 1

-- query rows among the rows of a subquery, where nulls leave it unknown
SELECT a, b, (a, b) IN (SELECT * FROM (VALUES (1, 1), (1, NULL), (2, NULL)) AS s (c, d)) AS x,
  (a, b) NOT IN (SELECT * FROM (VALUES (1, 1), (1, NULL), (2, NULL)) AS s (c, d)) AS y
FROM (VALUES (1, 1), (1, 2), (3, NULL), (NULL, 2), (NULL, NULL)) AS t (a, b) ORDER BY a, b;
-- a|b|x|y
-- 1|1|true|false
-- 1|2|NULL|NULL
-- 3|NULL|false|true
-- NULL|2|NULL|NULL
-- NULL|NULL|NULL|NULL

-- query rows that are not among the rows of a subquery
SELECT a, b FROM (VALUES (1, 1), (1, 2), (3, NULL), (NULL, 2)) AS t (a, b)
WHERE (a, b) NOT IN (SELECT c, d FROM (VALUES (1, 1), (1, NULL), (2, NULL)) AS s (c, d) WHERE d IS NULL OR d < 2) ORDER BY a;
-- a|b
-- 3|NULL

-- query windows that leave rows out
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS a,
  sum(x) OVER (ORDER BY x RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP) AS b,
  sum(x) OVER (ORDER BY x RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS c
FROM (VALUES 1, 2, 2, 4) AS t (x) ORDER BY x;
-- x|a|b|c
-- 1|8|8|9
-- 2|7|5|7
-- 2|7|5|7
-- 4|5|5|9

-- error IN of several columns within ON
SELECT t.a FROM (VALUES (1, NULL)) AS t (a, b) LEFT JOIN (VALUES 1) AS u (c) ON (t.a, t.b) NOT IN (SELECT d, e FROM (VALUES (1, 2)) AS s (d, e));
-- UNSUPPORTED ON takes IN of several columns that may be null only where it is demanded; write other forms in WHERE

-- query subqueries within windows
SELECT x, sum(x) OVER (ORDER BY (SELECT -y FROM (VALUES (1, 4), (2, 3), (3, 5)) AS s (k, y) WHERE k = x)) AS a,
  sum((SELECT count(*) FROM (VALUES 1, 2, 2) AS s (k) WHERE k = x)) OVER (ORDER BY x) AS b,
  count(*) OVER (PARTITION BY x IN (SELECT k FROM (VALUES 1, 2) AS s (k))) AS c
FROM (VALUES 1, 2, 3) AS t (x) ORDER BY x;
-- x|a|b|c
-- 1|4|1|2
-- 2|6|3|2
-- 3|3|3|1

-- query common table expressions with PostgreSQL's advice
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS x FROM a) SELECT a.x AS materialized, b.x FROM a, b;
-- materialized|x
-- 1|2

-- query times of the day to the microsecond in ranges with another condition
SELECT x FROM (VALUES (TIME '23:59:59.999999'), (TIME '00:00:00'), (NULL)) AS t (x) WHERE x BETWEEN TIME '09:40:00' AND TIME '23:59:59.999999' OR x IS NULL;
-- x
-- 86399999999
-- NULL
