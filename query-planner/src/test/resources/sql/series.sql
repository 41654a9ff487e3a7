-- table shop.counts
SELECT * FROM (VALUES (1, 2), (2, 0), (3, NULL)) AS t (id, n);

-- query numbers from one to another, and with a step
SELECT a.generate_series + b.x AS s FROM generate_series(1, 3), generate_series(10, 1, -9) AS b (x), (SELECT * FROM generate_series(1, 3)) AS a WHERE a.generate_series = 1 ORDER BY s LIMIT 2;
-- s
-- 2
-- 2

-- query numbers below one
SELECT range FROM range(3) ORDER BY range DESC;
-- range
-- 2
-- 1
-- 0

-- query what the column is called
SELECT g, r.range, i FROM generate_series(1) AS g, range(1) AS r, range(5, 6) AS t (i) ORDER BY ALL;
-- g|range|i
-- 0|0|5
-- 1|0|5

-- query days, as times
SELECT CAST(d AS DATE) AS d, t FROM generate_series(DATE '2024-02-28', DATE '2024-03-01', INTERVAL '1 day') AS s (d),
  range(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 02:00:00', INTERVAL '90 minutes') AS u (t) ORDER BY ALL LIMIT 3;
-- d|t
-- 19781|2024-01-01T00:00
-- 19781|2024-01-01T01:30
-- 19782|2024-01-01T00:00

-- schema numbers are BIGINT, times to the microsecond
SELECT * FROM range(2), generate_series(DATE '2024-02-28', DATE '2024-03-01', INTERVAL '1 month') AS d;
-- range: Int(64, true) not null
-- d: Timestamp(MICROSECOND, null) not null

-- query as many rows as a column says
SELECT id, x FROM counts, generate_series(1, n) AS t (x) ORDER BY ALL;
-- id|x
-- 1|1
-- 1|2

-- query the rows that have none, too
SELECT id, x FROM counts LEFT JOIN LATERAL range(n) AS t (x) ON TRUE ORDER BY ALL;
-- id|x
-- 1|0
-- 1|1
-- 2|NULL
-- 3|NULL

-- query a function of a function
SELECT id, x FROM counts, range(mod(id, 2)) AS t (x);
-- id|x
-- 1|0
-- 3|0

-- query in SELECT, as rows and as lists
SELECT id, unnest(range(n)) AS x, generate_series(1, n) AS l FROM counts ORDER BY ALL;
-- id|x|l
-- 1|0|[1,2]
-- 1|1|[1,2]

-- query rows of a list within an expression
SELECT CAST(unnest(generate_series(DATE '2024-02-28', DATE '2024-03-01', INTERVAL '2 days')) AS DATE) AS d, unnest(range(2)) + 1 AS n ORDER BY ALL;
-- d|n
-- 19781|1
-- 19783|2

-- query a hundred million are counted row by row
SELECT count(*) AS n FROM range(100_000_000);
-- n
-- 100000000

-- query windows keep their frames, and columns their name
SELECT range, sum(range) OVER (ORDER BY range RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM range(3) ORDER BY range;
-- range|s
-- 0|0
-- 1|1
-- 2|3

-- query a window ordered by the length of a list
SELECT id, rank() OVER (ORDER BY len(range(3)) DESC) AS r FROM counts WHERE id = 1;
-- id|r
-- 1|1

-- error a list that is too long
SELECT len(range(id * 1_000_000)) AS n FROM counts;
-- INVALID_ARGUMENT A list of more than 1000000 elements is not made; write FROM range(…), which makes rows

-- error a list of times that is too long
SELECT generate_series(TIMESTAMP '2000-01-01 00:00:00', TIMESTAMP '2024-01-01 00:00:00', INTERVAL '1 minute') AS n;
-- INVALID_ARGUMENT A list of more than 1000000 elements is not made; write FROM generate_series(…), which makes rows

-- error no step
SELECT * FROM generate_series(1, 5, 0);
-- INVALID_ARGUMENT The step of a series must not be 0

-- error texts
SELECT * FROM generate_series('a', 'b');
-- INVALID_ARGUMENT Could not convert string 'a' to INT64

-- query lists among the keys of a window
SELECT id, count(*) OVER (PARTITION BY len(generate_series(2, coalesce(n, 2)))) AS c, max(id) OVER (ORDER BY len(range(id)) DESC) AS m,
  row_number() OVER (ORDER BY CASE WHEN id > 1 THEN len(range(id)) ELSE 0 END) AS r FROM counts ORDER BY id;
-- id|c|m|r
-- 1|2|3|1
-- 2|1|3|2
-- 3|2|3|3
