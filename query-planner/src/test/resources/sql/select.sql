-- table shop.prices
SELECT * FROM (VALUES
  (1, 'apple', 1.5e0, TIMESTAMP '2013-01-01 00:00:00'),
  (2, 'pear', 2.5e0, TIMESTAMP '2013-01-02 00:00:00.123456'),
  (3, 'plum', CAST(NULL AS DOUBLE), NULL)
) AS t (id, name, price, ts);

-- query a subquery in SELECT names a column of the subquery around it
SELECT x.b, (SELECT count(*) FROM prices AS q WHERE q.id < x.b) AS n FROM (SELECT price, id AS b FROM prices) AS x;
-- b|n
-- 1|0
-- 2|1
-- 3|2

-- query the order of a subquery's limit is not that of the statement
SELECT p.id FROM (SELECT * FROM prices ORDER BY id LIMIT 2) AS p WHERE EXISTS (SELECT 1 FROM prices AS q WHERE q.id = p.id + 2);
-- id
-- 1

-- query nor is it where the rows are numbered
SELECT p.id, row_number() OVER (ORDER BY p.id) AS n FROM (SELECT * FROM prices ORDER BY id LIMIT 2) AS p
  WHERE EXISTS (SELECT 1 FROM prices AS q WHERE q.price = p.price + 1) QUALIFY lead(p.id, 1, -1) OVER (ORDER BY p.id) < 2;
-- id|n
-- 1|1

-- query all columns of all rows
SELECT * FROM shop.prices;
-- id|name|price|ts
-- 1|apple|1.5|2013-01-01T00:00
-- 2|pear|2.5|2013-01-02T00:00:00.123456
-- 3|plum|NULL|NULL

-- query names are found in any case, and come out as the statement writes them
SELECT P.ID, Name AS n FROM LAKE.Shop.PRICES p WHERE price > 2;
-- ID|n
-- 2|pear

-- query a quoted name, a full name, a trailing semicolon
SELECT `id`, "shop"."prices"."name", lake.shop.prices.price FROM lake.shop.prices LIMIT 1;;
-- id|name|price
-- 1|apple|1.5

-- query a name with a line break
SELECT max("a
b") AS m FROM (SELECT id AS "a
b" FROM prices) AS x;
-- m
-- 3

-- query three-valued logic
SELECT id FROM prices WHERE NOT (price > 2) OR price IS NULL;
-- id
-- 1
-- 3

-- query in, between, literals of time
SELECT id FROM prices WHERE id IN (1, 2) AND ts BETWEEN TIMESTAMP '2013-01-02 00:00:00' AND TIMESTAMP '2013-01-03 00:00:00';
-- id
-- 2

-- query expressions
SELECT id + 1 AS following, price * 2 AS twice, id > 1 AS big, id::bigint AS wide FROM prices;
-- following|twice|big|wide
-- 2|3.0|false|1
-- 3|5.0|true|2
-- 4|NULL|true|3

-- query limit and offset
SELECT id FROM prices LIMIT 1 OFFSET 1;
-- id
-- 2

-- query a query of the WITH clause hides a table
WITH prices AS (SELECT 7 AS id) SELECT id FROM prices;
-- id
-- 7

-- plan filter, columns and limit reach the scan
SELECT name FROM prices WHERE id >= 2 AND ts < TIMESTAMP '2013-01-03 00:00:00' LIMIT 5;
-- Limit 5
--   Scan lake.shop.prices at snapshot # [name] filter (ref(name="id") >= 2 and ref(name="ts") < 1357171200000000) limit 5

-- error an unknown table
SELECT * FROM shop.price;
-- NOT_FOUND There is no table or view shop.price; did you mean shop.prices? (line 1, column 15)

-- error an unknown column
SELECT pirce FROM prices;
-- NOT_FOUND Column 'pirce' not found in any table; did you mean price? (line 1, column 8)

-- error a parameter of unknown type
SELECT ? + ? AS x;
-- INVALID_ARGUMENT Nothing here says which type the parameter has; write CAST(? AS BIGINT), or whatever it is (line 1, column 8)

-- error an unknown column of a table
SELECT id
FROM prices AS p WHERE p.nam = 'x';
-- NOT_FOUND Column 'nam' not found in table 'p'; did you mean name? (line 2, column 26)

-- error a statement that ends too early
SELECT id FROM prices WHERE;
-- INVALID_ARGUMENT The statement does not parse at line 1, column 27: it ends where more was expected

-- error a word where none can be
SELECT id FROM prices LIMIT many;
-- INVALID_ARGUMENT LIMIT takes a number of rows or a parameter, not many (line 1, column 29)

-- error an unknown function
SELECT frobnicate(id) FROM prices;
-- NOT_FOUND There is no function frobnicate (line 1, column 8)

-- error types that do not compare
SELECT id FROM prices WHERE ts > 5;
-- INVALID_ARGUMENT Cannot apply '>' to arguments of type '<TIMESTAMP(6)> > <INTEGER>'. Supported form(s): '<COMPARABLE_TYPE> > <COMPARABLE_TYPE>' (line 1, column 29)

-- error two statements
SELECT 1; SELECT 2;
-- INVALID_ARGUMENT Send one statement at a time; a second one begins after the semicolon at line 1, column 9

-- query columns nobody named are called after their expressions
SELECT 1, count(*), sum(price), max(shop.prices.price), min(price) + 1.5 FROM shop.prices WHERE id < 0;
-- 1|count(*)|sum(price)|max|?column?
-- 1|0|NULL|NULL|NULL

-- query columns called alike are told apart
SELECT 1, 1;
-- 1|1_0
-- 1|1

-- query of a union the first names the columns
WITH t AS (SELECT 2 AS id) SELECT id + 1, id FROM t UNION ALL SELECT 7, 8 ORDER BY 2;
-- id + 1|id
-- 3|2
-- 7|8


-- query columns nobody named beside a star with columns left out
SELECT prices.* EXCLUDE (price, ts), id + 1 FROM shop.prices WHERE id = 1;
-- id|name|id + 1
-- 1|apple|2

-- query columns nobody named beside a star with a prefix
SELECT prices.* PREFIX 'p_', id + 1 FROM shop.prices WHERE id = 3;
-- p_id|p_name|p_price|p_ts|id + 1
-- 3|plum|NULL|NULL|4

-- query one column of all is computed anew
SELECT prices.* REPLACE (id + 100 AS id) FROM shop.prices WHERE price > 2;
-- id|name|price|ts
-- 102|pear|2.5|2013-01-02T00:00:00.123456

-- query a prefix in any case is no prefix in one
SELECT id FROM prices WHERE name ILIKE 'P%' ORDER BY id;
-- id
-- 2
-- 3

-- query nor is it where it must not be
SELECT id FROM prices WHERE name NOT ILIKE 'P%';
-- id
-- 1
