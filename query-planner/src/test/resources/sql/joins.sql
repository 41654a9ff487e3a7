-- table shop.sales
SELECT i AS id, mod(i, 100) AS customer, mod(i, 50) AS product, CAST(i AS DECIMAL(15, 2)) / 4 AS price
FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS i
  FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n),
       (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c (n), (VALUES 0, 1) AS d (n)) AS numbers;

-- table shop.customers
SELECT a.n + 10 * b.n AS id, mod(a.n, 5) AS country
FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n);

-- table shop.countries
SELECT id, mod(id, 2) AS region FROM (VALUES 0, 1, 2, 3, 4) AS t (id);

-- table shop.products
SELECT a.n + 10 * b.n AS id, mod(a.n, 3) AS kind
FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4) AS b (n);

-- table shop.prices
SELECT CAST(p AS DECIMAL(15, 2)) AS price FROM (VALUES 1.00, 1.01, 1.01) AS t (p);

-- query an average of decimals keeps its fraction
SELECT avg(price) AS mean, sum(price) AS total FROM prices;
-- mean|total
-- 1.0066666666666666|3.02

-- schema an average of decimals
SELECT avg(price) AS mean FROM prices;
-- mean: FloatingPoint(DOUBLE)

-- query four tables named in the order that would multiply them
SELECT k.region, count(*) AS n, sum(s.id) AS ids
FROM countries k, products p, sales s, customers c
WHERE s.product = p.id AND s.customer = c.id AND c.country = k.id AND p.kind = 1
GROUP BY k.region ORDER BY k.region;
-- region|n|ids
-- 0|400|400200
-- 1|200|199200

-- query columns stay where they were
SELECT * FROM countries k, products p, sales s, customers c
WHERE s.product = p.id AND s.customer = c.id AND c.country = k.id AND s.id = 137;
-- id|region|id0|kind|id1|customer|product|price|id2|country
-- 2|0|37|1|137|37|37|34.25|37|2

-- plan small tables join first, the largest last
SELECT s.id FROM sales s, products p, customers c, countries k
WHERE s.product = p.id AND s.customer = c.id AND c.country = k.id;
-- DuckDB SELECT t.c0 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, l.c3 AS c3, r.c0 AS c4, r.c1 AS c5, r.c2 AS c6 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, r.c0 AS c3 FROM (SELECT * FROM "input0" AS t(c0, c1, c2)) AS l INNER JOIN (SELECT * FROM "input1" AS t(c0)) AS r ON (l.c2 = r.c0)) AS l INNER JOIN (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2 FROM (SELECT * FROM "input2" AS t(c0, c1)) AS l INNER JOIN (SELECT * FROM "input3" AS t(c0)) AS r ON (l.c1 = r.c0)) AS r ON (l.c1 = r.c0)) AS t
--   Scan lake.shop.sales at snapshot # [id, customer, product]
--   Scan lake.shop.products at snapshot # [id]
--   Scan lake.shop.customers at snapshot # [id, country]
--   Scan lake.shop.countries at snapshot # [id]

-- plan tables without a condition between them join last
SELECT s.id FROM sales s, prices x, customers c WHERE s.customer = c.id;
-- DuckDB SELECT t.c1 AS c0 FROM (SELECT l.c0 AS c0, r.c0 AS c1, r.c1 AS c2, r.c2 AS c3 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2 FROM (SELECT * FROM "input1" AS t(c0, c1)) AS l INNER JOIN (SELECT * FROM "input2" AS t(c0)) AS r ON (l.c1 = r.c0)) AS r INNER JOIN (SELECT * FROM "input0" AS t(c0)) AS l ON TRUE) AS t
--   Scan lake.shop.prices at snapshot # [price]
--   Scan lake.shop.sales at snapshot # [id, customer]
--   Scan lake.shop.customers at snapshot # [id]

-- plan an outer join stays and counts as one input
SELECT s.id, o.region FROM countries k, sales s, (SELECT c.id, k2.region FROM customers c LEFT JOIN countries k2 ON c.country = k2.id) o, products p
WHERE s.customer = o.id AND s.product = p.id AND k.id = o.region;
-- DuckDB SELECT t.c3 AS c0, t.c2 AS c1 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, r.c0 AS c3, r.c1 AS c4, r.c2 AS c5, r.c3 AS c6 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, r.c0 AS c3 FROM (SELECT * FROM "input3" AS t(c0, c1, c2)) AS l INNER JOIN (SELECT * FROM "input4" AS t(c0)) AS r ON (l.c2 = r.c0)) AS r INNER JOIN (SELECT l.c0 AS c0, r.c0 AS c1, r.c1 AS c2 FROM (SELECT t.c0 AS c0, t.c3 AS c1 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2, r.c1 AS c3 FROM (SELECT * FROM "input1" AS t(c0, c1)) AS l LEFT JOIN (SELECT * FROM "input2" AS t(c0, c1)) AS r ON (l.c1 = r.c0)) AS t) AS r INNER JOIN (SELECT * FROM "input0" AS t(c0)) AS l ON (l.c0 = r.c1)) AS l ON (r.c1 = l.c1)) AS t
--   Scan lake.shop.countries at snapshot # [id]
--   Scan lake.shop.customers at snapshot # [id, country]
--   Scan lake.shop.countries at snapshot # [id, region]
--   Scan lake.shop.sales at snapshot # [id, customer, product]
--   Scan lake.shop.products at snapshot # [id]

-- plan a correlated EXISTS reads each table once
SELECT s.id FROM sales s WHERE EXISTS (SELECT 1 FROM sales o WHERE o.customer = s.customer AND o.product <> s.product AND o.price > 1);
-- DuckDB SELECT t.c0 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2 FROM (SELECT * FROM "input0" AS t(c0, c1, c2)) AS l SEMI JOIN (SELECT * FROM "input1" AS t(c0, c1)) AS r ON ((r.c0 = l.c1) AND (r.c1 <> l.c2))) AS t
--   Scan lake.shop.sales at snapshot # [id, customer, product]
--   Scan lake.shop.sales at snapshot # [customer, product] filter ref(name="price") > 1.0

-- plan IN with a subquery is a semi-join
SELECT s.id FROM sales s WHERE s.product IN (SELECT p.id FROM products p WHERE p.kind = 1);
-- DuckDB SELECT t.c0 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1 FROM (SELECT * FROM "input0" AS t(c0, c1)) AS l SEMI JOIN (SELECT * FROM "input1" AS t(c0)) AS r ON (l.c1 = r.c0)) AS t
--   Scan lake.shop.sales at snapshot # [id, product]
--   Scan lake.shop.products at snapshot # [id] filter ref(name="kind") == 1

-- query EXISTS, NOT EXISTS and IN together
SELECT count(*) AS n, sum(s.id) AS ids FROM sales s
WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = s.customer AND c.country <> mod(s.id, 3))
  AND NOT EXISTS (SELECT 1 FROM products p WHERE p.id = s.product AND p.kind = 1)
  AND s.customer IN (SELECT c.id FROM customers c, countries k WHERE c.country = k.id AND k.region = 1);
-- n|ids
-- 533|532998

-- query NOT EXISTS keeps rows whose comparison is unknown, NOT IN drops them
SELECT v.x FROM (VALUES 1, 2, NULL) AS v (x) WHERE NOT EXISTS (SELECT 1 FROM products p WHERE p.id = v.x) AND 1 NOT IN (SELECT id FROM countries WHERE id > 1);
-- x
-- NULL

-- query a subquery that asks two queries out
SELECT count(*) AS n FROM customers c WHERE EXISTS (SELECT 1 FROM sales s WHERE s.customer = c.id
  AND EXISTS (SELECT 1 FROM products p WHERE p.id = s.product AND p.kind = c.country));
-- n
-- 30

-- query IN of an aggregate with HAVING
SELECT k.id FROM countries k WHERE k.id IN (SELECT c.country FROM customers c WHERE c.id < 12 GROUP BY c.country HAVING count(*) > 2) ORDER BY k.id;
-- id
-- 0
-- 1

-- plan what every branch of an OR says of one table goes to its scan, and what all say joins
SELECT s.id FROM sales s, customers c
WHERE (s.customer = c.id AND c.country = 1 AND s.price < 10) OR (s.customer = c.id AND c.country = 2 AND s.price > 490);
-- DuckDB SELECT t.c0 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, r.c0 AS c3, r.c1 AS c4 FROM (SELECT * FROM "input0" AS t(c0, c1, c2)) AS l INNER JOIN (SELECT * FROM "input1" AS t(c0, c1)) AS r ON ((l.c1 = r.c0) AND (((r.c1 = 1) AND (l.c2 < CAST('10.0' AS DOUBLE))) OR ((r.c1 = 2) AND (l.c2 > CAST('490.0' AS DOUBLE)))))) AS t
--   Scan lake.shop.sales at snapshot # [id, customer, price] filter (ref(name="price") < 10.0 or ref(name="price") > 490.0)
--   Scan lake.shop.customers at snapshot # [id, country] filter ref(name="country") in (1, 2)

-- query an OR whose branches share what joins
SELECT count(*) AS n FROM sales s, customers c
WHERE (s.customer = c.id AND c.country = 1 AND s.price < 10) OR (s.customer = c.id AND c.country = 2 AND s.price > 490);
-- n
-- 16

-- table shop.visits
SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS id, mod(a.n + 10 * b.n, 100) AS customer, c.n AS minutes
FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n),
     (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS d (n), (VALUES 0, 1) AS e (n);

-- plan keys of small inputs filter the large one
SELECT sum(v.minutes) AS minutes FROM visits v JOIN customers c ON v.customer = c.id WHERE c.country = 3;
-- DuckDB [input0.customer among input1.id] SELECT CAST(sum(t.c0) AS BIGINT) AS c0 FROM (SELECT t.c1 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2 FROM (SELECT * FROM "input0" AS t(c0, c1)) AS l INNER JOIN (SELECT * FROM "input1" AS t(c0)) AS r ON (l.c0 = r.c0)) AS t) AS t
--   Scan lake.shop.visits at snapshot # [customer, minutes]
--   Scan lake.shop.customers at snapshot # [id] filter ref(name="country") == 3

-- query keys of small inputs filter the large one
SELECT sum(v.minutes) AS minutes FROM visits v JOIN customers c ON v.customer = c.id WHERE c.country = 3;
-- minutes
-- 18000


-- query a WITH read twice
WITH revenue AS (SELECT customer, sum(price) AS total FROM sales GROUP BY customer)
SELECT customer, total FROM revenue WHERE total = (SELECT max(total) FROM revenue);
-- customer|total
-- 99|5245.0

-- plan a WITH read twice is computed once
WITH revenue AS (SELECT customer, sum(price) AS total FROM sales GROUP BY customer)
SELECT customer, total FROM revenue WHERE total = (SELECT max(total) FROM revenue);
-- DuckDB WITH "shared0" AS MATERIALIZED (SELECT t.c0 AS c0, CAST(sum(t.c1) AS DOUBLE) AS c1 FROM (SELECT * FROM "input0" AS t(c0, c1)) AS t GROUP BY GROUPING SETS ((t.c0))) SELECT t.c0 AS c0, t.c1 AS c1 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2 FROM (SELECT * FROM "shared0" AS t(c0, c1)) AS l INNER JOIN (SELECT CAST(max(t.c0) AS DOUBLE) AS c0 FROM (SELECT t.c1 AS c0 FROM (SELECT * FROM "shared0" AS t(c0, c1)) AS t) AS t) AS r ON (l.c1 = r.c0)) AS t
--   Scan lake.shop.sales at snapshot # [customer, price]

-- plan what gives another value each time is computed each time
SELECT count(*) AS n FROM (SELECT max(id + random()) AS r FROM sales) AS a, (SELECT max(id + random()) AS r FROM sales) AS b
WHERE a.r = b.r;
-- DuckDB SELECT CAST(count(*) AS BIGINT) AS c0 FROM (SELECT l.c0 AS c0, r.c0 AS c1 FROM (SELECT CAST(max(t.c0) AS DOUBLE) AS c0 FROM (SELECT CAST((t.c0 + CAST(random() AS DOUBLE)) AS DOUBLE) AS c0 FROM (SELECT * FROM "input0" AS t(c0)) AS t) AS t) AS l INNER JOIN (SELECT CAST(max(t.c0) AS DOUBLE) AS c0 FROM (SELECT CAST((t.c0 + CAST(random() AS DOUBLE)) AS DOUBLE) AS c0 FROM (SELECT * FROM "input1" AS t(c0)) AS t) AS t) AS r ON (l.c0 = r.c0)) AS t
--   Scan lake.shop.sales at snapshot # [id]
--   Scan lake.shop.sales at snapshot # [id]

-- plan the same aggregate twice is computed twice where keys filter one of them
SELECT count(*) AS n, sum(a.middle) AS middles
FROM (SELECT customer, median(id) AS middle FROM visits GROUP BY customer) AS a
JOIN (SELECT customer, median(id) AS middle FROM visits GROUP BY customer) AS b ON a.middle = b.middle
JOIN customers c ON c.id = a.customer AND c.country = 1;
-- DuckDB [input0.customer among input2.id] SELECT CAST(count(*) AS BIGINT) AS c0, CAST(sum(t.c0) AS DOUBLE) AS c1 FROM (SELECT t.c1 AS c0 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2, l.c3 AS c3, r.c0 AS c4 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2, r.c1 AS c3 FROM (SELECT t.c0 AS c0, CAST(median(t.c1) AS DOUBLE) AS c1 FROM (SELECT * FROM "input0" AS t(c0, c1)) AS t GROUP BY GROUPING SETS ((t.c0))) AS l INNER JOIN (SELECT t.c0 AS c0, CAST(median(t.c1) AS DOUBLE) AS c1 FROM (SELECT * FROM "input1" AS t(c0, c1)) AS t GROUP BY GROUPING SETS ((t.c0))) AS r ON (l.c1 = r.c1)) AS l INNER JOIN (SELECT * FROM "input2" AS t(c0)) AS r ON (r.c0 = l.c0)) AS t) AS t
--   Project customer, id
--     Scan lake.shop.visits at snapshot # [id, customer]
--   Project customer, id
--     Scan lake.shop.visits at snapshot # [id, customer]
--   Scan lake.shop.customers at snapshot # [id] filter ref(name="country") == 1

-- query the same aggregate twice, where keys filter one of them
SELECT count(*) AS n, sum(a.middle) AS middles
FROM (SELECT customer, median(id) AS middle FROM visits GROUP BY customer) AS a
JOIN (SELECT customer, median(id) AS middle FROM visits GROUP BY customer) AS b ON a.middle = b.middle
JOIN customers c ON c.id = a.customer AND c.country = 1;
-- n|middles
-- 20|199970.0

-- query rows that have a match, and rows that have none
SELECT a.x, 'semi' AS j FROM (VALUES (1), (2), (NULL)) AS a (x) SEMI JOIN (VALUES (1), (1), (NULL)) AS b (x) ON a.x = b.x
UNION ALL SELECT a.x, 'anti' FROM (VALUES (1), (2), (NULL)) AS a (x) ANTI JOIN (VALUES (1), (NULL)) AS b (x) ON a.x = b.x
UNION ALL SELECT x, 'semi using' FROM (VALUES (1), (2), (NULL)) AS a (x) LEFT SEMI JOIN (VALUES (1), (NULL)) AS b (x) USING (x) WHERE x > 0
UNION ALL SELECT x, 'anti using' FROM (VALUES (1), (2), (NULL)) AS a (x) ANTI JOIN (VALUES (1), (NULL)) AS b (x) USING (x) ORDER BY j, x;
-- x|j
-- 2|anti
-- NULL|anti
-- 2|anti using
-- NULL|anti using
-- 1|semi
-- 1|semi using

-- query several of them, of two columns, after another join
SELECT a.x, c.z FROM (VALUES (1, 2), (2, 3), (3, 4)) AS a (x, y) JOIN (VALUES (1, 5), (2, 6), (3, 7)) AS c (x, z) ON a.x = c.x
  SEMI JOIN (VALUES (1, 2), (2, 3)) AS b (x, y) ON a.x = b.x AND a.y = b.y ANTI JOIN (VALUES (5)) AS d (z) ON c.z = d.z;
-- x|z
-- 2|6

-- query semi and anti joins that other joins follow; their right sides are seen by their conditions alone
SELECT * FROM (VALUES (1, 5), (2, 6), (3, 7)) AS a (x, y) SEMI JOIN (VALUES (1), (2), (2)) AS b (x) ON a.x = b.x
  JOIN (VALUES (2, 'c'), (3, 'd')) AS c (x, z) USING (x) ANTI JOIN (VALUES (7)) AS d (y) USING (y) CROSS JOIN (VALUES (9)) AS e (w);
-- x|y|z|w
-- 2|6|c|9

-- query names that one side has alone need no table
SELECT x, z FROM (VALUES (1), (2)) AS a (x) SEMI JOIN (VALUES (2, 4)) AS b (y, u) ON x = y AND u > 3 JOIN (VALUES (2, 3)) AS c (k, z) ON x = k;
-- x|z
-- 2|3

-- query a semi join in parentheses on the right side of an outer join
SELECT * FROM (VALUES (1, 1), (2, 2), (3, 3)) AS a (i, x) LEFT JOIN ((VALUES (10, 1), (20, 2)) AS b (k, x) ANTI JOIN (VALUES (1)) AS c (x) ON b.x = c.x) ON a.x = b.x ORDER BY i;
-- i|x|k|x0
-- 1|1|NULL|NULL
-- 2|2|20|2
-- 3|3|NULL|NULL

-- query the right side of a semi join is a join
SELECT * FROM (VALUES (1), (2)) AS a (x) SEMI JOIN ((VALUES (1), (2)) AS b (x) JOIN (VALUES (2)) AS c (y) ON b.x = c.y) USING (x) CROSS JOIN (VALUES (5)) AS d (z);
-- x|z
-- 2|5

-- query a semi join using the column of several joined tables
SELECT * FROM (VALUES (1, 5), (2, 6)) AS a (x, y) RIGHT JOIN (VALUES (2, 7), (3, 8)) AS b (x, z) USING (x) SEMI JOIN (VALUES (3), (2)) AS c (x) USING (x)
  JOIN (VALUES (7, 0), (8, 1)) AS d (z, w) USING (z) ORDER BY z;
-- z|x|y|w
-- 7|2|6|0
-- 8|3|NULL|1

-- query a column in common of joins by USING is the one that is there, whichever table had the row
SELECT 1 AS j, q.* FROM (SELECT * FROM (VALUES (1), (2)) AS a (x) RIGHT JOIN (VALUES (2), (3)) AS b (x) USING (x) JOIN (VALUES (3)) AS c (x) USING (x)) AS q
UNION ALL SELECT 2, q.* FROM (SELECT * FROM (VALUES (1), (2)) AS a (x) FULL JOIN (VALUES (2), (3)) AS b (x) USING (x) FULL JOIN (VALUES (3), (4)) AS c (x) USING (x)) AS q
UNION ALL SELECT 3, q.* FROM (SELECT * FROM (VALUES (1), (3)) AS c (x) JOIN ((VALUES (1), (2)) AS a (x) FULL JOIN (VALUES (2), (3)) AS b (x) USING (x)) USING (x)) AS q
UNION ALL SELECT 4, q.* FROM (SELECT * FROM (VALUES (1), (2)) AS a (x) NATURAL RIGHT JOIN (VALUES (2), (3)) AS b (x) NATURAL JOIN (VALUES (3)) AS c (x)) AS q
ORDER BY j, x;
-- j|x
-- 1|3
-- 2|1
-- 2|2
-- 2|3
-- 2|4
-- 3|1
-- 3|3
-- 4|3

-- query a column in common of some of the joined tables
SELECT a.x AS ax, b.x AS bx, c.x AS cx, y, z FROM (VALUES (1, 5), (2, 6)) AS a (x, y) FULL JOIN (VALUES (2, 7), (3, 8)) AS b (x, w) USING (x)
  LEFT JOIN (VALUES (3, 9), (1, 0)) AS c (x, z) USING (x) ORDER BY y NULLS LAST;
-- ax|bx|cx|y|z
-- 1|NULL|1|5|0
-- 2|2|NULL|6|NULL
-- NULL|3|3|NULL|9

-- query a column in common named within expressions, clauses, queries and lists
SELECT x + 1 AS n, 'full' AS j, count(*) AS c FROM (VALUES (1, 5), (2, 6)) AS a (x, y) FULL JOIN (VALUES (2, 7), (3, 8)) AS b (x, z) USING (x) WHERE x BETWEEN 1 AND 3 GROUP BY x HAVING max(x) > 0
UNION ALL SELECT x, 'three', max(z) FROM (VALUES (1), (2)) AS a (x) LEFT JOIN (VALUES (2)) AS b (x) USING (x) RIGHT JOIN (VALUES (2, 7), (3, 8)) AS c (x, z) USING (x) GROUP BY ALL
UNION ALL SELECT coalesce(x, 0), 'natural', y FROM (VALUES (1)) AS a (x) NATURAL RIGHT JOIN (VALUES (1, 4), (9, 5)) AS b (x, y) WHERE EXISTS (SELECT 1 FROM (VALUES (9)) AS c (z) WHERE z = x)
UNION ALL SELECT u.v, 'unnest', x FROM (VALUES (1)) AS a (x) FULL JOIN (VALUES (2)) AS b (x) USING (x), UNNEST([x * 10]) AS u (v)
UNION ALL SELECT u.v, 'lateral', x FROM (VALUES (1)) AS a (x) RIGHT JOIN (VALUES (2)) AS b (x) USING (x) CROSS JOIN LATERAL (SELECT x + 1 AS v) AS u
UNION ALL SELECT y, 'on', x FROM (VALUES (1)) AS a (x) FULL JOIN (VALUES (2)) AS b (x) USING (x) JOIN (VALUES (3)) AS c (y) ON y = x + 1
UNION ALL SELECT row_number() OVER (ORDER BY x), 'window', x FROM (VALUES (4)) AS a (x) FULL JOIN (VALUES (3)) AS b (x) USING (x)
ORDER BY j, n;
-- n|j|c
-- 2|full|1
-- 3|full|1
-- 4|full|1
-- 3|lateral|2
-- 9|natural|5
-- 3|on|2
-- 2|three|7
-- 3|three|8
-- 10|unnest|1
-- 20|unnest|2
-- 1|window|3
-- 2|window|4

-- query distinct rows ordered by a column in common that a star names
SELECT DISTINCT * FROM (VALUES (1), (2)) AS a (x) FULL JOIN (VALUES (3), (2)) AS b (x) USING (x) ORDER BY x DESC;
-- x
-- 3
-- 2
-- 1

-- error a name of two columns that are not joined by it
SELECT x FROM (VALUES (1)) AS a (x) JOIN (VALUES (1)) AS b (x) USING (x) JOIN (VALUES (1)) AS c (x) ON a.x = c.x;
-- INVALID_ARGUMENT Column 'x' is ambiguous (line 1, column 8)

-- query lateral aggregates of no rows are a row, too
SELECT a.x, b.most, b.least, c.most AS most2 FROM (VALUES (1), (2), (NULL)) AS a (x),
  LATERAL (SELECT max(y) AS most, coalesce(min(y), 0) AS least FROM (VALUES (1, 5), (1, 6)) AS t (x, y) WHERE t.x = a.x) AS b,
  LATERAL (SELECT max(y) AS most FROM (VALUES (5), (7)) AS t (y) WHERE t.y > b.most HAVING count(*) < 2) AS c ORDER BY x NULLS LAST;
-- x|most|least|most2
-- 1|6|5|7
-- 2|NULL|0|NULL
-- NULL|NULL|0|NULL

-- query a literal among the keys of grouping sets
SELECT TRUE AS t, k, grouping(TRUE) AS g, count(*) AS n FROM (VALUES (1), (1), (2)) AS a (k) GROUP BY CUBE (TRUE, k) ORDER BY g, k NULLS LAST;
-- t|k|g|n
-- true|1|0|2
-- true|2|0|1
-- true|NULL|0|3
-- NULL|1|1|2
-- NULL|2|1|1
-- NULL|NULL|1|3

-- query semi joins within subqueries, in the midst of joins
SELECT v.x FROM (VALUES (1), (2), (3)) AS v (x) WHERE EXISTS (SELECT 1 FROM (VALUES (1), (3)) AS a (x) SEMI JOIN (VALUES (3)) AS b (x) ON a.x = b.x JOIN (VALUES (3)) AS c (x) ON c.x = a.x WHERE a.x = v.x)
  AND v.x NOT IN (SELECT a.x FROM (VALUES (3)) AS a (x) ANTI JOIN (VALUES (3)) AS b (x) ON a.x = b.x CROSS JOIN (VALUES (1)) AS c (y));
-- x
-- 3

-- plan a semi join in the midst of joins is one, and no column stands for it
SELECT s.id, c.country FROM sales s SEMI JOIN products p ON p.id = s.product AND p.kind = 1 JOIN customers c ON c.id = s.customer;
-- DuckDB SELECT t.c0 AS c0, t.c3 AS c1 FROM (SELECT l.c0 AS c0, l.c1 AS c1, r.c0 AS c2, r.c1 AS c3 FROM (SELECT t.c0 AS c0, t.c1 AS c1 FROM (SELECT l.c0 AS c0, l.c1 AS c1, l.c2 AS c2 FROM (SELECT * FROM "input0" AS t(c0, c1, c2)) AS l SEMI JOIN (SELECT * FROM "input1" AS t(c0)) AS r ON (r.c0 = l.c2)) AS t) AS l INNER JOIN (SELECT * FROM "input2" AS t(c0, c1)) AS r ON (r.c0 = l.c1)) AS t
--   Scan lake.shop.sales at snapshot # [id, customer, product]
--   Scan lake.shop.products at snapshot # [id] filter ref(name="kind") == 1
--   Scan lake.shop.customers at snapshot # [id, country]

-- error a semi join on a column that both sides have
SELECT * FROM (VALUES (1)) AS a (x) SEMI JOIN (VALUES (2)) AS b (x) ON x = b.x;
-- INVALID_ARGUMENT Column 'x' is ambiguous: both sides of the join have one; write its table before it (line 1, column 72)

-- error a semi join using a column of two tables
SELECT * FROM (VALUES (1)) AS a (x) JOIN (VALUES (1)) AS c (x) ON a.x = c.x SEMI JOIN (VALUES (2)) AS b (x) USING (x) JOIN (VALUES (1)) AS d (y) ON TRUE;
-- INVALID_ARGUMENT Column 'x' is ambiguous: it is in a and c (line 1, column 116)

-- error what stands behind a semi join is not seen
SELECT b.x FROM (VALUES (1)) AS a (x) SEMI JOIN (VALUES (1)) AS b (x) ON a.x = b.x CROSS JOIN (VALUES (1)) AS c (y);
-- NOT_FOUND Table 'b' not found (line 1, column 8)

-- error a semi join of joined tables in parentheses on the right
SELECT * FROM (VALUES (1)) AS a (x) JOIN ((VALUES (1)) AS b (x) CROSS JOIN (VALUES (1)) AS c (y) SEMI JOIN (VALUES (1)) AS d (x) ON b.x = d.x) ON a.x = b.x;
-- UNSUPPORTED In parentheses on the right side of a join, the left side of a semi or anti join is one table with a name; write the rest as a query: (SELECT … FROM …) AS t (line 1, column 103)

-- error a lateral join in parentheses on the right, of which Calcite would mistake the columns
SELECT * FROM (VALUES (1, 2)) AS a (x, y) JOIN ((VALUES (2, 1)) AS b (y, x) CROSS JOIN LATERAL (SELECT b.x AS z) AS c) ON a.x = b.x;
-- UNSUPPORTED LATERAL and UNNEST do not go with parentheses on the right side of a join; write what is in them as a query: (SELECT … FROM …) AS t (line 1, column 97)

-- error a semi join without a condition
SELECT * FROM (VALUES (1)) AS a (x) SEMI JOIN (VALUES (1)) AS b (x);
-- INVALID_ARGUMENT A semi or anti join has a condition: ON …, or USING (…) (line 1, column 42)

-- error a semi join using a column that only one side has
SELECT * FROM (VALUES (1)) AS a (x) SEMI JOIN (VALUES (2)) AS b (y) USING (x);
-- NOT_FOUND Column 'x' not found in table 'b' (line 1, column 76)

-- error a semi join of a table to one of its name
SELECT * FROM (VALUES (1)) AS a (x) ANTI JOIN (VALUES (2)) AS a (x) ON a.x = a.x;
-- INVALID_ARGUMENT Behind SEMI JOIN and ANTI JOIN stands a table with a name of its own; write AS other (line 1, column 48)
