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

-- query a cast to JSON
SELECT j::JSON -> 'a' AS a FROM lists;
-- a
-- {"b":1}
-- NULL
-- NULL

-- error a list of JSON
SELECT CAST([j] AS JSON[]) FROM lists;
-- INVALID_ARGUMENT JSON is text here, so there are lists, maps and structures of VARCHAR and none of JSON (line 1, column 20)

-- query a list without elements goes with any
SELECT [] AS a, len([]) AS n, list_concat([], ['a']) AS c, [[], [1]] AS d, {'a': []} AS s, coalesce(CAST(NULL AS INTEGER ARRAY), []) AS e;
-- a|n|c|d|s|e
-- []|0|["a"]|[[],[1]]|{"a":[]}|[]

-- query all fields of a structure
SELECT s.*, d, s.i.*, t.s.* EXCLUDE (i) FROM (SELECT {'a': 1, 'i': {'x': 2, 'y': 3}} AS s, 3 AS d) AS t;
-- a|i|d|x|y|a
-- 1|{"x":2,"y":3}|3|2|3|1

-- query one column of a list of structures
SELECT unnest(x.l) AS u FROM (SELECT [{'a': 1, 'b': 2}] AS l) AS x;
-- u
-- {"a":1,"b":2}

-- query what a lambda makes of the elements, their positions and other columns
SELECT list_transform(l, lambda x: x + 1) AS a, list_transform(l, x -> x * k) AS b, array_apply(l, lambda x, i: x + 10 * i) AS c, list_filter(l, lambda x: x > k) AS d, list_filter(l, (x, i) -> i <> 2) AS e
FROM (VALUES ([1, 2, NULL, 3], 2), ([5, NULL], NULL), (NULL, 1)) AS v (l, k);
-- a|b|c|d|e
-- [2,3,null,4]|[2,4,null,6]|[11,22,null,43]|[3]|[1,null,3]
-- [6,null]|[null,null]|[15,null]|[]|[5]
-- NULL|NULL|NULL|NULL|NULL

-- query a list reduced
SELECT list_reduce([1, 2, 3], lambda total, x: total + x) AS a, reduce([1, 2, 3], lambda total, x, i: total + x * i, 100) AS b,
  list_reduce([1, 2, 3], lambda t, x: t || CAST(x AS VARCHAR), 'a') AS c, list_reduce([1, 2], lambda t, x: t + x + 0.5) AS d, list_reduce(list_filter([1], lambda x: x > 1), lambda t, x: t + x, 7) AS e;
-- a|b|c|d|e
-- 6|114|a123|3.5|7

-- schema of lambdas
SELECT list_transform([1], lambda x: x > 1) AS a, list_reduce([1], lambda t, x: t + x) AS b, list_filter(['a'], lambda x: x = 'a') AS c;
-- a: List<element: Bool not null> not null
-- b: Int(32, true)
-- c: List<element: Utf8 not null> not null

-- query lambdas within lambdas, and of structures
SELECT list_transform(l, lambda x: list_transform(l, lambda y: x * y + k)) AS a, list_transform(l, lambda x: list_filter(l, lambda x: x > 1)) AS b,
  list_transform([{'n': 1, 'in': {'m': 5}}], lambda s: s.n + s.in.m + k) AS c, list_transform(l, lambda x: {'x': x, 'k': v.k}) AS d
FROM (VALUES ([1, 2], 2)) AS v (l, k);
-- a|b|c|d
-- [[3,4],[4,6]]|[[2],[2]]|[8]|[{"x":1,"k":2},{"x":2,"k":2}]

-- query truth values as parameters of lambdas
SELECT list_transform([1, 2], lambda x: CASE WHEN b THEN x ELSE 0 END) AS a, list_transform([b, NOT b], lambda x: CASE WHEN x THEN 1 END) AS c, list_reduce([TRUE], lambda t, x: CASE WHEN t THEN x END, b) AS d FROM (VALUES (TRUE)) AS v (b);
-- a|c|d
-- [1,2]|[1,null]|true

-- query lambdas in conditions, aggregates and joins
SELECT a.k, sum(list_reduce(l, lambda t, x: t + x)) AS s FROM (VALUES ([1, 2], 2), ([5], 2), ([7], 3)) AS a (l, k)
  JOIN (VALUES (2, 1), (3, 1)) AS b (k, m) ON a.k = b.k AND len(list_filter(a.l, lambda x: x > b.m)) > 0
WHERE len(list_filter(l, lambda x: x < a.k + 5)) > 0 GROUP BY a.k ORDER BY 1;
-- k|s
-- 2|8
-- 3|7

-- error a list without elements reduced to nothing
SELECT list_reduce(list_filter([1], lambda x: x > 1), lambda t, x: t + x);
-- INVALID_ARGUMENT Cannot perform list_reduce on an empty input list

-- error a lambda that is no condition
SELECT list_filter([1], lambda x: x + 1);
-- INVALID_ARGUMENT The lambda of list_filter is a condition, and not INTEGER (line 1, column 25)

-- error a function of a lambda without one
SELECT list_transform([1]);
-- INVALID_ARGUMENT list_transform is called with a list and a lambda: list_transform(l, lambda x: x + 1) (line 1, column 8)

-- error a lambda of something else than a list
SELECT list_transform('a', lambda x: x);
-- INVALID_ARGUMENT list_transform takes a list, and this is no list but CHAR(1) (line 1, column 23)

-- error a lambda of too many parameters
SELECT list_transform([1], lambda x, y, z: x);
-- INVALID_ARGUMENT list_transform is called with a list and a lambda: list_transform(l, lambda x: x + 1) (line 1, column 8)

-- error a lambda of two parameters of one name
SELECT list_transform([1], lambda x, X: x);
-- INVALID_ARGUMENT The lambda has two parameters 'X' (line 1, column 38)

-- error a column of a lambda that is not there
SELECT list_transform(l, lambda x: x + y) FROM (SELECT [1] AS l) AS v;
-- NOT_FOUND Column 'y' not found in any table (line 1, column 40)

-- error a field of an element that has none
SELECT list_transform(['a'], lambda x: x.c);
-- INVALID_ARGUMENT Incompatible types (line 1, column 40)

-- error a window in a lambda
SELECT list_transform([1], lambda x: row_number() OVER ());
-- UNSUPPORTED A lambda has no window in it; write a query over the elements: (SELECT list(x) FROM unnest(l) AS t (x) WHERE x > 0) (line 1, column 38)

-- query a column called lambda
SELECT abs(lambda) AS a, coalesce(lambda, 2) AS b FROM (SELECT -1 AS lambda) AS v;
-- a|b
-- 1|-1

-- query what a lambda does, as a query over the elements
SELECT (SELECT list(x + 1) FROM unnest(y.l) AS t (x) WHERE x > 1) AS a FROM (SELECT [1, 2] AS l) AS y;
-- a
-- [3]

-- query lists of structures taken apart, each structure a column
SELECT unnest([{'a': 1, 'b': 'x'}, NULL, {'a': 2, 'b': 'y'}]) AS s, unnest([{'c': 7}]) AS t;
-- s|t
-- {"a":1,"b":"x"}|{"c":7}
-- NULL|NULL
-- {"a":2,"b":"y"}|NULL

-- query a structure of an unnested list by a name, or its fields by theirs
SELECT u.x, x.b, n, v.a, w.i FROM UNNEST([{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}]) WITH ORDINALITY AS u (x, n), UNNEST([{'a': 3, 'b': 'z'}]) AS v, UNNEST([{'a': 4}]) AS w (i);
-- x|b|n|a|i
-- {"a":1,"b":"x"}|x|1|3|4
-- {"a":2,"b":"y"}|y|2|3|4

-- query a structure of a list of a table
SELECT q.id, e.x.k AS k, s.m FROM (SELECT 1 AS id, [{'k': 5, 'm': 6}, {'k': 7, 'm': 8}] AS l) AS q LEFT JOIN UNNEST(q.l) AS e (x) ON TRUE, UNNEST(q.l) AS s (k, m) WHERE s.k = e.x.k ORDER BY k;
-- id|k|m
-- 1|5|6
-- 1|7|8

-- query lists of different lengths, side by side
SELECT * FROM UNNEST([{'a': 1, 'b': 2}], [1, 2]) AS u (x, y);
-- x|y
-- {"a":1,"b":2}|1
-- NULL|2

-- error more names than fields
SELECT * FROM UNNEST([{'a': 1, 'b': 2, 'c': 3}]) AS u (x, y);
-- INVALID_ARGUMENT List of column aliases must have same degree as table; table has 3 columns ('a', 'b', 'c'), whereas alias list has 2 columns (line 1, column 56)

-- error fewer names than columns
SELECT * FROM (VALUES (1, 2)) AS v (x);
-- INVALID_ARGUMENT List of column aliases must have same degree as table; table has 2 columns ('EXPR$0', 'EXPR$1'), whereas alias list has 1 columns (line 1, column 37)

-- query a list in parentheses beside null keeps its nulls
SELECT * FROM (VALUES (ARRAY[1, NULL]), (ARRAY[5]), (NULL)) AS v (x);
-- x
-- [1,null]
-- [5]
-- NULL

-- query of lists side by side the shorter one has nulls behind its end
SELECT k, a, b, o FROM (VALUES (1)) AS t (k), UNNEST([1, 2], ['x']) WITH ORDINALITY AS u (a, b, o) ORDER BY o;
-- k|a|b|o
-- 1|1|x|1
-- 1|2|NULL|2

-- query structures beside a longer list, as a column for each field
SELECT * FROM UNNEST([{'a': 1, 'b': 'x'}], [1, 2]) AS u (a, b, c) ORDER BY c;
-- a|b|c
-- 1|x|1
-- NULL|NULL|2

-- schema lists side by side
SELECT a, b FROM UNNEST([1, 2], [3]) AS u (a, b);
-- a: Int(32, true)
-- b: Int(32, true)

-- schema one list
SELECT a FROM UNNEST([1, 2]) AS u (a);
-- a: Int(32, true) not null

-- query lists by what is in them
SELECT list_reverse([1, 2]) AS r, list_sort([1, NULL, 3], 'DESC') AS d, list_grade_up([3, 1]) AS g, list_select([5, 6], [2, 3]) AS s, list_resize([1], 2) AS z,
  list_has_any([1, 2], [2, 3]) AS y, list_has_all([1, 2], [2, 3]) AS a, list_median([1, 2]) AS m, array_pop_back([1, 2]) AS b;
-- r|d|g|s|z|y|a|m|b
-- [2,1]|[3,1,null]|[2,1]|[6,null]|[1,null]|true|false|1.5|[1]

-- query nulls last in the order of lists
SELECT list(i ORDER BY x DESC) AS d, list(i ORDER BY x) AS a, list(i ORDER BY x DESC NULLS FIRST) AS f FROM (VALUES (1, 5), (2, NULL), (3, 7)) AS t (i, x);
-- d|a|f
-- [3,1,2]|[1,3,2]|[2,3,1]
