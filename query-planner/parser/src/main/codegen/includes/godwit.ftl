<DEFAULT, DQID, BTID> TOKEN :
{
    < SEMI: "SEMI" >
|   < ANTI: "ANTI" >
|   < NEGATE: "!" >
|   < TILDE: "~" >
}

JoinType LeftSemiJoin() :
{
}
{
    [ <LEFT> ] <SEMI> <JOIN> { return JoinType.LEFT_SEMI_JOIN; }
}

JoinType LeftAntiJoin() :
{
}
{
    [ <LEFT> ] <ANTI> <JOIN> { return JoinType.LEFT_ANTI_JOIN; }
}

/** What stands after MATCH_CONDITION: bounds or the short form, then the words that say which way to look. */
SqlNode MatchCondition() :
{
    SqlNode bounds;
    final Span s = span();
    SqlLiteral direction = null;
    SqlNodeList ignoreNulls = null;
}
{
    (
        LOOKAHEAD(SimpleIdentifier() <AS> <OF>)
        bounds = AsOfTime()
    |
        LOOKAHEAD(<LPAREN> SimpleIdentifier() <AS> <OF>)
        <LPAREN> bounds = AsOfTime() <RPAREN>
    |
        bounds = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    [
        <FORWARD> { direction = SqlLiteral.createCharString("FORWARD", getPos()); }
    |
        <NEAREST> { direction = SqlLiteral.createCharString("NEAREST", getPos()); }
    ]
    [
        <IGNORE> <NULLS> ignoreNulls = CompoundIdentifierCommaList()
    ]
    {
        return MatchCondition.of(bounds, direction, ignoreNulls, s.end(this));
    }
}

/** {@code w AS OF l.ts}, or a constant instead of the label's time. */
SqlNode AsOfTime() :
{
    final SqlIdentifier feature;
    final SqlNode time;
    final Span s = span();
}
{
    feature = SimpleIdentifier() <AS> <OF> time = Expression(ExprContext.ACCEPT_NON_QUERY) {
        return MatchCondition.AS_OF.createCall(s.end(this), feature, time);
    }
}

SqlNodeList CompoundIdentifierCommaList() :
{
    final Span s;
    final List<SqlNode> list = new ArrayList<SqlNode>();
    SqlIdentifier id;
}
{
    <LPAREN> { s = span(); }
    id = CompoundIdentifier() { list.add(id); }
    ( <COMMA> id = CompoundIdentifier() { list.add(id); } )*
    <RPAREN> {
        return new SqlNodeList(list, s.end(this));
    }
}

/** FOR VERSION AS OF, after a table: a snapshot id, or the name of a tag or branch. */
SqlNode VersionOf(SqlNode tableRef) :
{
    final Span s;
    final SqlNode version;
}
{
    <FOR> { s = span(); } <VERSION> <AS> <OF>
    (
        version = NumericLiteral()
    |
        version = StringLiteral()
    )
    {
        return VersionClause.OPERATOR.createCall(s.end(this), tableRef, version);
    }
}

/** The infix cast, {@code x::type}. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(InfixOperators.CAST, getPos()));
    }
    type = DataType() {
        list.add(type);
    }
}

/** {@code [a, b]}, as {@code ARRAY[a, b]}. */
SqlNode ListLiteral() :
{
    final Span s;
    SqlNodeList elements = SqlNodeList.EMPTY;
}
{
    <LBRACKET> { s = span(); }
    [ elements = ExpressionCommaList(s, ExprContext.ACCEPT_SUB_QUERY) ]
    <RBRACKET> {
        return (elements.isEmpty() ? EmptyList.OPERATOR : SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR)
            .createCall(s.end(this), elements.getList());
    }
}

/** {@code FROM t [SELECT a] [WHERE …]}; without SELECT, all columns. */
SqlSelect FromFirst() :
{
    final Span s;
    final SqlNode from;
    final List<SqlLiteral> keywords = new ArrayList<SqlLiteral>();
    SqlLiteral keyword;
    final List<SqlNode> items = new ArrayList<SqlNode>();
    SqlNode where = null;
    SqlNodeList groupBy = null;
    SqlNode having = null;
    SqlNodeList windows = null;
    SqlNode qualify = null;
}
{
    <FROM> { s = span(); } from = FromClause()
    [
        <SELECT>
        [ keyword = AllOrDistinct() { keywords.add(keyword); } ]
        AddSelectItem(items)
        ( <COMMA> AddSelectItem(items) )*
    ]
    [ where = Where() ]
    [ groupBy = GroupBy() ]
    [ having = Having() ]
    [ windows = Window() ]
    [ qualify = Qualify() ]
    {
        if (items.isEmpty()) {
            items.add(SqlIdentifier.star(s.pos()));
        }
        return new SqlSelect(s.end(this), new SqlNodeList(keywords, s.pos()), new SqlNodeList(items, Span.of(items).pos()),
            from, where, groupBy, having, windows, qualify, null, null, null, SqlNodeList.EMPTY);
    }
}

/** ANY or ALL, and the patterns in parentheses. */
void AddPatterns(List<Object> list, SqlOperator like, Span s) :
{
    boolean ofAll = false;
    final SqlNodeList patterns;
    SqlNode escape = null;
}
{
    ( <ANY> | <SOME> | <ALL> { ofAll = true; } )
    patterns = ParenthesizedQueryOrCommaList(ExprContext.ACCEPT_NONCURSOR)
    [ LOOKAHEAD(2) <ESCAPE> escape = Expression3(ExprContext.ACCEPT_SUB_QUERY) ]
    {
        list.add(new SqlParserUtil.ToTreeListItem(new QuantifiedLike(like, ofAll, escape), s.pos()));
        list.add(patterns);
    }
}

/** {@code json -> 'key'} and {@code json ->> 'key'}. */
void JsonPart(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator arrow;
}
{
    (
        <LAMBDA> { arrow = JsonArrow.JSON; }
    |
        <JSON_TEXT> { arrow = JsonArrow.TEXT; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(arrow, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** {@code time AT TIME ZONE 'Europe/Berlin'}. */
void TimeInZone(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <AT> {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(AtTimeZone.OPERATOR, getPos()));
    }
    <TIME> <ZONE>
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** {@code TIMESTAMPTZ '2024-03-10 12:00:00+01'}, which is the text cast, to nanoseconds where it has them: only the session knows what a text without offset means. */
SqlCall InstantText() :
{
    final Span s;
    final SqlParserPos type;
    final String text;
}
{
    <TIMESTAMPTZ> {
        s = span();
        type = getPos();
    }
    text = SimpleStringLiteral() {
        return SqlStdOperatorTable.CAST.createCall(
            s.end(this), SqlLiteral.createCharString(text, getPos()), InstantType.of(text, type));
    }
}

/** What stands in brackets behind a list, a map or a text: an index, or {@code from:to}. */
SqlNode IndexOrSlice() :
{
    final Span s = span();
    SqlNode from = null;
    SqlNode to = null;
    boolean isSlice = false;
}
{
    (
        from = Expression(ExprContext.ACCEPT_SUB_QUERY)
        [ <COLON> { isSlice = true; } [ to = Expression(ExprContext.ACCEPT_SUB_QUERY) ] ]
    |
        <COLON> { isSlice = true; } [ to = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    )
    {
        return isSlice ? Slice.of(from, to, s.end(this)) : from;
    }
}

/** {@code {'a': 1, b: 2}}. */
SqlNode StructConstructor() :
{
    final Span s;
    final List<String> names = new ArrayList<String>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
}
{
    <LBRACE> { s = span(); }
    AddStructField(names, values)
    ( <COMMA> AddStructField(names, values) )*
    <RBRACE> {
        return StructLiteral.of(names, values, s.end(this));
    }
}

void AddStructField(List<String> names, List<SqlNode> values) :
{
    final SqlIdentifier name;
    final SqlNode value;
}
{
    ( name = SimpleIdentifierFromStringLiteral() | name = SimpleIdentifier() )
    <COLON> value = Expression(ExprContext.ACCEPT_SUB_QUERY) {
        names.add(name.getSimple());
        values.add(value);
    }
}

/** The braces of {@code MAP {k: v}}, whose keys and values by turns are what a map is made from. */
SqlNode MapEntries(Span s) :
{
    final List<SqlNode> entries = new ArrayList<SqlNode>();
}
{
    <LBRACE>
    [ AddMapEntry(entries) ( <COMMA> AddMapEntry(entries) )* ]
    <RBRACE> {
        return SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR.createCall(s.end(this), entries);
    }
}

void AddMapEntry(List<SqlNode> entries) :
{
    SqlNode e;
}
{
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) { entries.add(e); }
    <COLON> e = Expression(ExprContext.ACCEPT_SUB_QUERY) { entries.add(e); }
}

/** EXCLUDE, REPLACE, RENAME and PREFIX behind a star, each with one name or several in parentheses. */
SqlNode ChosenColumns(SqlNode star) :
{
    final Span s = Span.of(star);
    final List<SqlNode> excluded = new ArrayList<SqlNode>();
    final List<SqlNode> replaced = new ArrayList<SqlNode>();
    final List<SqlNode> renamed = new ArrayList<SqlNode>();
    SqlNode e;
    SqlNode prefix = null;
}
{
    [
        LOOKAHEAD(1)
        ( <EXCLUDE> | <EXCEPT> )
        (
            <LPAREN> e = CompoundIdentifier() { excluded.add(e); }
            ( <COMMA> e = CompoundIdentifier() { excluded.add(e); } )*
            <RPAREN>
        |
            e = CompoundIdentifier() { excluded.add(e); }
        )
    ]
    [
        LOOKAHEAD(1)
        <REPLACE>
        <LPAREN> AddColumnAs(replaced) ( <COMMA> AddColumnAs(replaced) )* <RPAREN>
    ]
    [
        LOOKAHEAD(1)
        <RENAME>
        (
            <LPAREN> AddRenamed(renamed) ( <COMMA> AddRenamed(renamed) )* <RPAREN>
        |
            AddRenamed(renamed)
        )
    ]
    [ LOOKAHEAD(2) <PREFIX> prefix = StringLiteral() ]
    {
        return StarChoice.of(star, new SqlNodeList(excluded, s.pos()), new SqlNodeList(replaced, s.pos()),
            new SqlNodeList(renamed, s.pos()), prefix, s.end(this));
    }
}

/** {@code * LIKE 'a%'}: of the columns of a star, those with such a name. */
SqlNode ColumnsLike(SqlNode star) :
{
    final Span s = Span.of(star);
    boolean negated = false;
    final SqlOperator like;
    final SqlNode pattern;
    SqlNode escape = null;
}
{
    [ <NOT> { negated = true; } ]
    (
        <LIKE> { like = negated ? SqlStdOperatorTable.NOT_LIKE : SqlStdOperatorTable.LIKE; }
    |
        <ILIKE> { like = negated ? SqlLibraryOperators.NOT_ILIKE : SqlLibraryOperators.ILIKE; }
    |
        <SIMILAR> <TO> { like = negated ? SqlStdOperatorTable.NOT_SIMILAR_TO : SqlStdOperatorTable.SIMILAR_TO; }
    )
    pattern = StringLiteral()
    [ <ESCAPE> escape = StringLiteral() ]
    {
        return escape == null
            ? like.createCall(s.end(this), star, pattern)
            : like.createCall(s.end(this), star, pattern, escape);
    }
}

/** {@code lambda x, y: x + y}. */
SqlNode LambdaOfWord() :
{
    final Span s;
    final List<SqlNode> parameters = new ArrayList<SqlNode>();
    SqlNode e;
}
{
    <IDENTIFIER> { s = span(); }
    e = SimpleIdentifier() { parameters.add(e); }
    ( <COMMA> e = SimpleIdentifier() { parameters.add(e); } )*
    <COLON> e = Expression(ExprContext.ACCEPT_NON_QUERY) {
        return new SqlLambda(s.end(this), new SqlNodeList(parameters, Span.of(parameters).pos()), e);
    }
}

void AddRenamed(List<SqlNode> list) :
{
    final SqlIdentifier column;
    final SqlIdentifier name;
}
{
    column = CompoundIdentifier() <AS> name = SimpleIdentifier() {
        list.add(SqlStdOperatorTable.AS.createCall(Span.of(column).end(this), column, name));
    }
}

void AddColumnAs(List<SqlNode> list) :
{
    final SqlNode e;
    final SqlIdentifier name;
}
{
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) <AS> name = SimpleIdentifier() {
        list.add(SqlStdOperatorTable.AS.createCall(Span.of(e).end(this), e, name));
    }
}

/** FOR LATEST AS OF, after a table: each entity's latest row. What is left out is what the table declares. */
SqlNode LatestOf(SqlNode tableRef) :
{
    final Span s;
    SqlIdentifier time = null;
    final SqlNode instant;
    SqlNodeList keys = null;
}
{
    <FOR> { s = span(); } <LATEST>
    [ time = SimpleIdentifier() ]
    <AS> <OF> instant = Expression(ExprContext.ACCEPT_NON_QUERY)
    [ <BY> keys = ParenthesizedSimpleIdentifierList() ]
    {
        return LatestClause.of(tableRef, time, instant, keys, s.end(this));
    }
}

/** ON (keys), after SELECT DISTINCT, which then is no longer one of the statement's keywords. */
SqlNodeList DistinctOnKeys(List<SqlLiteral> keywords) :
{
    final Span s;
    final SqlNodeList keys;
}
{
    <ON> { s = span(); }
    <LPAREN> keys = ExpressionCommaList(s, ExprContext.ACCEPT_SUB_QUERY) <RPAREN> {
        keywords.remove(keywords.size() - 1);
        return keys;
    }
}

/** A number of rows, which may be computed of constants. */
SqlNode RowCountOrParam() :
{
    final SqlNode count;
}
{
    count = Expression(ExprContext.ACCEPT_NON_QUERY) {
        return RowCount.folded(count);
    }
}
