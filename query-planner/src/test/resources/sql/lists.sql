-- table shop.lists
SELECT * FROM (VALUES (1, ARRAY[3, 1, 2], 'hello', '{"a": {"b": 1}, "c": "x"}'), (2, ARRAY[5], 'a', '[1, 2]'), (3, CAST(NULL AS INTEGER ARRAY), NULL, NULL)) AS t (id, l, s, j);

-- query lengths
SELECT len(l) AS a, len(s) AS b, array_length(l) AS c, cardinality(l) AS d FROM lists ORDER BY id;
-- a|b|c|d
-- 3|5|3|3
-- 1|1|1|1
-- NULL|NULL|NULL|NULL

-- query elements and where they are
SELECT list_contains(l, 5) AS a, array_has(l, 1) AS b, list_position(l, 1) AS c, array_position(l, 9) AS d, list_first(l) AS e, list_extract(l, 2) AS f FROM lists ORDER BY id;
-- a|b|c|d|e|f
-- false|true|2|NULL|3|1
-- true|false|NULL|NULL|5|NULL
-- NULL|NULL|NULL|NULL|NULL|NULL

-- query what is computed of elements
SELECT list_sum(l) AS a, list_avg(l) AS b, list_min(l) AS c, array_max(l) AS d, list_unique([1, 1, 2]) AS e FROM lists ORDER BY id LIMIT 1;
-- a|b|c|d|e
-- 6|2.0|1|3|2

-- query lists made of lists
SELECT list_sort(l) AS a, list_reverse_sort(l) AS b, list_append(l, 9) AS c, list_prepend(0, l) AS d, list_concat(l, [7]) AS e, flatten([[1], [2, 3]]) AS f, list_distinct([1, 1]) AS g
  FROM lists WHERE id = 1;
-- a|b|c|d|e|f|g
-- [1,2,3]|[3,2,1]|[3,1,2,9]|[0,3,1,2]|[3,1,2,7]|[1,2,3]|[1]

-- query lists of texts
SELECT string_split('a,b', ',') AS a, array_to_string(['a', 'b'], '-') AS b, list_value(1, 2) AS c, len(string_split(s, 'l')) AS d FROM lists WHERE id = 1;
-- a|b|c|d
-- ["a","b"]|a-b|[1,2]|3

-- query no texts to put together
SELECT array_to_string([s, s], '-') AS b FROM lists WHERE id = 3;
-- b
-- NULL

-- query a list gathered of rows
SELECT list(id ORDER BY id DESC) AS l FROM lists;
-- l
-- [3,2,1]

-- query slices of lists
SELECT l[1:2] AS a, l[2:] AS b, l[:1] AS c, l[:] AS d, l[-2:] AS e, l[id:id] AS f, l[1:2][1] AS g FROM lists ORDER BY id;
-- a|b|c|d|e|f|g
-- [3,1]|[1,2]|[3]|[3,1,2]|[1,2]|[3]|3
-- [5]|[]|[5]|[5]|[5]|[]|5
-- NULL|NULL|NULL|NULL|NULL|NULL|NULL

-- query slices of a text, and one letter
SELECT s[1:3] AS a, s[2:] AS b, s[:-2] AS c, s[1] AS d, s[id] AS e FROM lists ORDER BY id;
-- a|b|c|d|e
-- hel|ello|hell|h|h
-- a|||a|
-- NULL|NULL|NULL|NULL|NULL

-- query what slices nobody named are called after
SELECT s[2:], s[:3], s[1:2] FROM lists WHERE id = 1;
-- s[2:]|s[:3]|s[1:2]
-- ello|hel|he

-- query structures with names, and their fields
SELECT {'a': id, 'b': s}.b AS b, {'a': {'c': 7}}.a.c AS c, t.x.a + 1 AS d FROM (SELECT id, s, {'a': id} AS x FROM lists) AS t WHERE id = 1;
-- b|c|d
-- hello|7|2

-- query two structures that differ by their names alone
SELECT {'a': 1} AS x, {'b': 1} AS y, {'it''s': 1} AS z;
-- x|y|z
-- {"a":1}|{"b":1}|{"it's":1}

-- query names without quotes, some of which begin as escapes do
SELECT {date: 1, d: 2, t: 3, ts: 4, fn: 5, x: 6} AS s, {d '2024-01-02'} AS e, {fn ucase('a')} AS f;
-- s|e|f
-- {"date":1,"d":2,"t":3,"ts":4,"fn":5,"x":6}|19724|A

-- query maps
SELECT MAP {'k': id, 'l': 2}['k'] AS k, MAP {1: 'x'}[1] AS x, cardinality(MAP {'k': 1, 'l': 2}) AS n FROM lists WHERE id = 1;
-- k|x|n
-- 1|x|2

-- query parts of a text in JSON by arrows
SELECT j -> 'a' -> 'b' AS a, j ->> 'c' AS b, j -> 'c' AS c, j ->> '$.a.b' AS d, j -> 0 AS e, j ->> 'c' = 'x' AS f, j ->> 'c' || '!' AS g FROM lists ORDER BY id;
-- a|b|c|d|e|f|g
-- 1|x|"x"|1|NULL|true|x!
-- NULL|NULL|NULL|NULL|1|NULL|NULL
-- NULL|NULL|NULL|NULL|NULL|NULL|NULL

-- query an arrow within a function
SELECT upper(j ->> 'c') AS a, length(j -> 'c') AS b FROM lists WHERE id = 1;
-- a|b
-- X|3

-- error a cast to JSON
SELECT j::JSON -> 'a' FROM lists;
-- INVALID_ARGUMENT JSON is text here: leave out the cast, and write j -> 'key' for a part of it, or j ->> 'key' for one as text (line 1, column 11)

-- query a list without elements goes with any
SELECT [] AS a, len([]) AS n, list_concat([], ['a']) AS c, [[], [1]] AS d, {'a': []} AS s, coalesce(CAST(NULL AS INTEGER ARRAY), []) AS e;
-- a|n|c|d|s|e
-- []|0|["a"]|[[],[1]]|{"a":[]}|[]

-- query all fields of a structure
SELECT s.*, d, s.i.*, t.s.* EXCLUDE (i) FROM (SELECT {'a': 1, 'i': {'x': 2, 'y': 3}} AS s, 3 AS d) AS t;
-- a|i|d|x|y|a
-- 1|{"x":2,"y":3}|3|2|3|1

-- error one column of a list of structures
SELECT unnest(x.l) AS u FROM (SELECT [{'a': 1, 'b': 2}] AS l) AS x;
-- INVALID_ARGUMENT List of column aliases must have same degree as table; table has 2 columns ('a', 'b'), whereas alias list has 1 columns; UNNEST of a list of structures has a column for each field: write FROM t, UNNEST(t.l) AS u, and u.a for a field (line 1, column 15)

-- error a lambda
SELECT list_transform([1], x -> x + 1);
-- INVALID_ARGUMENT list_transform takes a lambda, which is not supported; write a query over the elements: (SELECT list(x + 1) FROM unnest(l) AS t (x) WHERE x > 0) (line 1, column 8)

-- query what a lambda would do
SELECT (SELECT list(x + 1) FROM unnest(y.l) AS t (x) WHERE x > 1) AS a FROM (SELECT [1, 2] AS l) AS y;
-- a
-- [3]
