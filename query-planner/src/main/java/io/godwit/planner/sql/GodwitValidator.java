package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.parser.GroupByAll;
import io.godwit.planner.parser.MatchCondition;
import io.godwit.planner.parser.Slice;
import io.godwit.planner.sql.function.CallIdioms;
import io.godwit.planner.sql.function.DateArithmetic;
import io.godwit.planner.sql.function.DateIntervals;
import io.godwit.planner.sql.function.EpochSeconds;
import io.godwit.planner.sql.function.GatheringAggregates;
import io.godwit.planner.sql.function.JsonFunctions;
import io.godwit.planner.sql.function.LambdaCalls;
import io.godwit.planner.sql.function.LambdaFunction;
import io.godwit.planner.sql.function.LambdaValidator;
import io.godwit.planner.sql.function.ListFunctions;
import io.godwit.planner.sql.function.ListItems;
import io.godwit.planner.sql.function.SeriesTables;
import io.godwit.planner.sql.function.TimeDifferences;
import io.godwit.planner.sql.pointintime.KeyTypes;
import io.godwit.planner.sql.pointintime.MatchConditionSyntax;
import io.godwit.planner.sql.pointintime.MatchConditionTypes;
import io.godwit.planner.sql.pointintime.ShortForm;
import io.godwit.planner.sql.relation.MetadataNames;
import io.godwit.planner.sql.syntax.ByNameRewrite;
import io.godwit.planner.sql.syntax.CommonNames;
import io.godwit.planner.sql.syntax.DistinctOnRewrite;
import io.godwit.planner.sql.syntax.FunctionHints;
import io.godwit.planner.sql.syntax.Laterals;
import io.godwit.planner.sql.syntax.LiteralLists;
import io.godwit.planner.sql.syntax.NamedFields;
import io.godwit.planner.sql.syntax.OrderKeys;
import io.godwit.planner.sql.syntax.QuantifiedLikes;
import io.godwit.planner.sql.syntax.QueryLists;
import io.godwit.planner.sql.syntax.SelectItems;
import io.godwit.planner.sql.syntax.Selects;
import io.godwit.planner.sql.syntax.SemiJoinNames;
import io.godwit.planner.sql.syntax.SemiJoinRewrite;
import io.godwit.planner.sql.syntax.StrictGroupBy;
import io.godwit.planner.sql.syntax.StructFields;
import io.godwit.planner.sql.syntax.SyntaxCopy;
import io.godwit.planner.sql.syntax.TimeTexts;
import io.godwit.planner.sql.syntax.UnnestedItems;
import io.godwit.planner.sql.syntax.WhereAliases;
import io.godwit.planner.sql.syntax.WindowIdioms;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlTimestampLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.JoinScope;
import org.apache.calcite.sql.validate.ListScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlLambdaScope;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Static;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's validator with ours for what is ours: match conditions of more than one comparison, and {@code x.* PREFIX 'p_'}.
 * One per statement.
 */
final class GodwitValidator extends SqlValidatorImpl implements LambdaValidator {
    private static final SqlValidator.Config CONFIG = SqlValidator.Config.DEFAULT
            .withConformance(StrictGroupBy.CONFORMANCE)
            .withDefaultNullCollation(NullCollation.LAST)
            .withIdentifierExpansion(true)
            .withTypeCoercionEnabled(true)
            .withTypeCoercionFactory(DateArithmetic::new);

    private static final int MICROS = 6;

    /** Parameters that are a column each, of which nothing else says a type. */
    private final Set<SqlNode> selectedParameters = Collections.newSetFromMap(new IdentityHashMap<>());

    private final ParameterTypes parameters = new ParameterTypes(this);

    /** The scopes of the statement's ASOF joins. */
    private final Set<SqlValidatorScope> asOfScopes = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<SemiJoinRewrite.Rewritten> semiJoins = new ArrayList<>();

    /** Queries of which the FROM clause is validated. */
    private final Set<SqlNode> withKnownSources = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those that are being validated, the innermost first. */
    private final Deque<SqlJoin> joins = new ArrayDeque<>();

    private final boolean hasMetadataColumns;

    private final StatementProgress progress;

    /**
     * @param hasMetadataColumns whether {@code *} has columns to leave out
     * @param progress told of each query within the statement and each of its expressions
     */
    GodwitValidator(
            SqlOperatorTable operators,
            CalciteCatalogReader catalog,
            boolean hasMetadataColumns,
            StatementProgress progress) {
        super(operators, catalog, catalog.getTypeFactory(), CONFIG);
        this.hasMetadataColumns = hasMetadataColumns;
        this.progress = progress;
    }

    @Override
    public void validateQuery(SqlNode query, @Nullable SqlValidatorScope scope, RelDataType targetRowType) {
        progress.at(query);
        super.validateQuery(query, scope, targetRowType);
    }

    /** Of thousands of columns each is looked at. */
    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
        progress.at(expression);
        if (DateIntervals.isSumOrDifference(expression)) {
            datesAsTimes(scope, (SqlCall) expression);
            timesApart(scope, (SqlCall) expression);
        } else if (expression.getKind() == SqlKind.ITEM) {
            letterOfText(scope, (SqlCall) expression);
        }
        return super.deriveType(scope, expression);
    }

    private void timesApart(SqlValidatorScope scope, SqlCall call) {
        if (call.getKind() != SqlKind.MINUS
                || !(call instanceof SqlBasicCall difference)
                || call.getOperandList().stream().anyMatch(parameters::isUntyped)) {
            return;
        }
        SqlOperator operator =
                TimeDifferences.of(deriveType(scope, call.operand(0)), deriveType(scope, call.operand(1)));
        if (operator != null) {
            difference.setOperator(operator);
        }
    }

    private void letterOfText(SqlValidatorScope scope, SqlCall call) {
        if (call instanceof SqlBasicCall item
                && SqlTypeName.CHAR_TYPES.contains(
                        deriveType(scope, call.operand(0)).getSqlTypeName())) {
            item.setOperator(ListFunctions.EXTRACT);
        }
    }

    /** A date plus hours is a time of day, not the date again. */
    private void datesAsTimes(SqlValidatorScope scope, SqlCall call) {
        for (int operand = 0; operand < 2; operand++) {
            SqlNode interval = call.operand(1 - operand);
            SqlNode date = call.operand(operand);
            if (!parameters.isUntyped(interval)
                    && !parameters.isUntyped(date)
                    && DateIntervals.isShorterThanDays(deriveType(scope, interval))
                    && deriveType(scope, date).getSqlTypeName() == SqlTypeName.DATE) {
                call.setOperand(operand, DateIntervals.midnight(date));
            }
        }
    }

    /** What people write and Calcite does not know, as what it knows, before names are looked up. */
    @Override
    protected @Nullable SqlNode performUnconditionalRewrites(@Nullable SqlNode node, boolean underFrom) {
        progress.at(node);
        if (node instanceof SqlUnknownLiteral literal) {
            // DATE '…' and its like. Left to later, GROUP BY and SELECT would hold unlike copies of one expression.
            return resolveLiteral(literal);
        } else if (node != null && ByNameRewrite.concerns(node)) {
            return super.performUnconditionalRewrites(
                    new ByNameRewrite(this::columnNames).rewrite((SqlCall) node), underFrom);
        } else if (node instanceof SqlOrderBy ordered && ByNameRewrite.concerns(ordered.query)) {
            SqlNode union = new ByNameRewrite(this::columnNames).rewrite((SqlCall) ordered.query);
            return super.performUnconditionalRewrites(
                    new SqlOrderBy(
                            ordered.getParserPosition(), union, ordered.orderList, ordered.offset, ordered.fetch),
                    underFrom);
        } else if (node instanceof SqlOrderBy ordered && ordered.query instanceof SqlSelect select) {
            DistinctOnRewrite.rewrite(select, ordered.orderList);
        } else if (node instanceof SqlSelect select) {
            new SemiJoinRewrite(semiJoins).rewriteLast(select);
            DistinctOnRewrite.rewrite(select, SqlNodeList.EMPTY);
            UnnestedItems.rewrite(select);
            groupByAll(select);
        } else if (node instanceof SqlJoin join && SemiJoinRewrite.concerns(join)) {
            return super.performUnconditionalRewrites(new SemiJoinRewrite(semiJoins).lateral(join), underFrom);
        } else if (node instanceof SqlJoin join && join.getRight() instanceof SqlJoin right) {
            join.setRight(new SemiJoinRewrite(semiJoins).withoutLateral(right));
        } else if (node instanceof SqlCall call && call.getKind() == SqlKind.OVER) {
            WindowIdioms.rewrite(call);
        } else if (node instanceof SqlCall call && DateIntervals.isShift(call)) {
            return super.performUnconditionalRewrites(DateIntervals.sum(call), underFrom);
        } else if (node instanceof SqlCall call && EpochSeconds.concerns(call)) {
            return super.performUnconditionalRewrites(EpochSeconds.rewritten(call), underFrom);
        } else if (node instanceof SqlCall call && OrderKeys.areOfAggregate(call)) {
            OrderKeys.putNullsLast(call);
            return super.performUnconditionalRewrites(GatheringAggregates.ordered(call), underFrom);
        } else if (node instanceof SqlCall call && JsonFunctions.takesJson(call)) {
            JsonFunctions.embed(call);
        } else if (node instanceof SqlCall call && LiteralLists.concerns(call)) {
            return super.performUnconditionalRewrites(LiteralLists.quantified(call), underFrom);
        } else if (node instanceof SqlCall call && QuantifiedLikes.concerns(call)) {
            return super.performUnconditionalRewrites(QuantifiedLikes.conditions(call), underFrom);
        } else if (node instanceof SqlCall call && NamedFields.concern(call)) {
            return super.performUnconditionalRewrites(NamedFields.struct(call), underFrom);
        } else if (node instanceof SqlCall call && LambdaCalls.concerns(call)) {
            return super.performUnconditionalRewrites(LambdaCalls.rewritten(call), underFrom);
        } else if (node instanceof SqlCall call && ListItems.areNamed(call)) {
            ListItems.keepWhole(call.operand(0));
        } else if (node instanceof SqlCall call && ListItems.areSeveral(call)) {
            ListItems.letEnd(call);
        } else if (node instanceof SqlCall call && isSlice(call)) {
            return super.performUnconditionalRewrites(ListFunctions.slice(call), underFrom);
        } else if (node instanceof SqlCall source && SeriesTables.concerns(source)) {
            return super.performUnconditionalRewrites(SeriesTables.unnested(source), underFrom);
        } else if (node instanceof SqlCall call && WindowIdioms.isCountOfNothing(call)) {
            return super.performUnconditionalRewrites(WindowIdioms.countOfRows(call), underFrom);
        } else if (node instanceof SqlCall call && QueryLists.concerns(call)) {
            return super.performUnconditionalRewrites(QueryLists.gathered(call), underFrom);
        } else if (node instanceof SqlCall call && CallIdioms.concerns(call)) {
            SqlNode written = CallIdioms.written(call);
            if (written != call) {
                return super.performUnconditionalRewrites(written, underFrom);
            }
        }
        if (node instanceof SqlBasicCall call && call.getOperator() instanceof SqlFunction) {
            FunctionHints.check(call);
        }
        return super.performUnconditionalRewrites(node, underFrom);
    }

    @Override
    public RelDataType deriveLambda(SqlLambda lambda, SqlLambdaScope scope) {
        lambda.getExpression().accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier identifier) {
                removeValidatedNodeType(identifier);
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall call) {
                removeValidatedNodeType(call);
                return super.visit(call);
            }
        });
        scopes.put(lambda, scope);
        RelDataType made = deriveType(scope, lambda.getExpression());
        setValidatedNodeType(lambda, made);
        return made;
    }

    private static boolean isSlice(SqlCall call) {
        return call.getKind() == SqlKind.ITEM && Slice.is(call.operand(1));
    }

    /** Timestamps to the microsecond: what is added to one must not be cut to the digits that were written. */
    @Override
    public SqlLiteral resolveLiteral(SqlLiteral literal) {
        SqlLiteral resolved = super.resolveLiteral(
                literal instanceof SqlUnknownLiteral unknown ? TimeTexts.readable(unknown) : literal);
        return resolved instanceof SqlTimestampLiteral timestamp && timestamp.getPrec() < MICROS
                ? SqlLiteral.createTimestamp(
                        timestamp.getTypeName(), timestamp.getTimestamp(), MICROS, timestamp.getParserPosition())
                : resolved;
    }

    /** Called when the FROM clause is known and nothing else is. */
    @Override
    protected void validateWhereClause(SqlSelect select) {
        SelectScope from = (SelectScope) requireNonNull(getWhereScope(select), "scope");
        semiJoins.stream()
                .filter(join -> join.others() == select)
                .forEach(
                        join -> new SemiJoinNames(join, from, getCatalogReader().nameMatcher()).check());
        WhereAliases.writeOut(select, from, getCatalogReader().nameMatcher());
        new StructFields(from, getCatalogReader().nameMatcher()).qualify(select);
        withKnownSources.add(select);
        new CommonNames(this, sources(from)).writeOut(select);
        super.validateWhereClause(select);
    }

    /** The FROM clause of the scope and of the queries around it, as far as they are known. */
    private List<SqlNode> sources(SelectScope innermost) {
        List<SqlNode> sources = new ArrayList<>();
        SqlValidatorScope scope = innermost;
        while (scope instanceof DelegatingScope delegating) {
            if (scope instanceof ListScope && !withKnownSources.contains(scope.getNode())) {
                SqlJoin join = joins.peek();
                if (join != null && Laterals.isQuery(join.getRight())) {
                    sources.add(join.getLeft());
                }
                break;
            } else if (scope instanceof ListScope) {
                SqlNode from = ((SqlSelect) scope.getNode()).getFrom();
                if (from != null) {
                    sources.add(from);
                }
            }
            scope = delegating.getParent();
        }
        return sources;
    }

    /** What stands on the right side of a join is looked at when the left side is known. */
    @Override
    protected void validateFrom(SqlNode source, RelDataType targetRowType, SqlValidatorScope scope) {
        SqlJoin join = joins.peek();
        if (join != null && source == join.getRight() && Laterals.isUnnest(source)) {
            new CommonNames(this, List.of(join.getLeft())).writtenOut(Laterals.unnamed(source));
        }
        super.validateFrom(source, targetRowType, scope);
    }

    /** The condition of a join is the first that is asked of its scope, when its sides are known. */
    @Override
    public SqlNode expand(SqlNode expression, SqlValidatorScope scope) {
        SqlNode written = scope instanceof JoinScope
                ? new CommonNames(this, List.of(scope.getNode())).writtenOut(expression)
                : expression;
        return super.expand(requireNonNull(written, "expression"), scope);
    }

    /** Each parameter once, however often it is named: Calcite counts every place. One place says the type for all. */
    RelDataType parameterRowType(SqlNode query) {
        SortedMap<Integer, RelDataType> types = new TreeMap<>();
        List<SqlDynamicParam> untyped = new ArrayList<>();
        query.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
                RelDataType type = getValidatedNodeTypeIfKnown(parameter);
                if (type == null || type.equals(getUnknownType())) {
                    untyped.add(parameter);
                } else {
                    types.putIfAbsent(parameter.getIndex(), type);
                }
                return null;
            }
        });
        for (SqlDynamicParam parameter : untyped) {
            RelDataType type = types.get(parameter.getIndex());
            if (type == null) {
                throw newValidationError(parameter, Static.RESOURCE.dynamicParamIllegal());
            }
            setValidatedNodeType(parameter, type);
        }
        RelDataTypeFactory.Builder row = getTypeFactory().builder();
        for (int index = 0; !types.isEmpty() && index <= types.lastKey(); index++) {
            row.add("?" + index, types.getOrDefault(index, text()));
        }
        return row.build();
    }

    private List<String> columnNames(SqlNode query) {
        GodwitValidator apart = new GodwitValidator(
                getOperatorTable(), (CalciteCatalogReader) getCatalogReader(), hasMetadataColumns, progress);
        SqlNode validated = apart.validate(SyntaxCopy.of(query));
        return apart.getValidatedNodeType(validated).getFieldNames();
    }

    private void groupByAll(SqlSelect select) {
        if (!GroupByAll.is(select.getGroup())) {
            return;
        }
        SqlNodeList keys =
                new SqlNodeList(requireNonNull(select.getGroup(), "group").getParserPosition());
        for (SqlNode item : select.getSelectList()) {
            SqlNode value = SelectItems.withoutAlias(item);
            if (!isAggregate(selectOf(value))) {
                if (SelectItems.isStar(value)) {
                    throw SqlErrors.invalid(value, "GROUP BY ALL needs the columns of * written out");
                }
                keys.add(value);
            }
        }
        select.setGroupBy(keys);
    }

    private static SqlSelect selectOf(SqlNode item) {
        return Selects.select(item.getParserPosition(), List.of(item), null);
    }

    /**
     * Calcite's own ASOF check allows one bare comparison. So it checks the join as an ordinary one, and we check what
     * stands after MATCH_CONDITION.
     */
    @Override
    protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
        joins.push(join);
        try {
            validated(join, scope);
        } finally {
            joins.pop();
        }
    }

    private void validated(SqlJoin join, SqlValidatorScope scope) {
        if (!(join instanceof SqlAsofJoin asOf)) {
            super.validateJoin(join, scope);
            checkNatural(join);
            return;
        }
        SqlLiteral type = join.getJoinTypeNode();
        boolean left = join.getJoinType() == JoinType.LEFT_ASOF;
        SqlValidatorScope joinScope = requireNonNull(getJoinScope(join), "join scope");
        asOfScopes.add(joinScope);
        join.setOperand(2, (left ? JoinType.LEFT : JoinType.INNER).symbol(type.getParserPosition()));
        super.validateJoin(join, scope);
        join.setOperand(2, type);
        if (new ShortForm(this, asOf).expand()) {
            SqlNode keys = expand(requireNonNull(join.getCondition(), "keys"), joinScope);
            join.setOperand(5, keys);
            validateWhereOrOn(joinScope, keys, "ON");
        }
        validateMatchCondition(asOf, joinScope);
    }

    /** The columns both sides have would be joined on, metadata columns with them. */
    private void checkNatural(SqlJoin join) {
        if (hasMetadataColumns
                && join.isNatural()
                && MetadataNames.areIn(rowType(join.getLeft()))
                && MetadataNames.areIn(rowType(join.getRight()))) {
            throw SqlErrors.invalid(
                    join,
                    "A statement that names metadata columns cannot use NATURAL JOIN; name the columns with USING");
        }
    }

    private RelDataType rowType(SqlNode source) {
        return requireNonNull(getNamespace(source), "namespace").getRowType();
    }

    @Override
    protected void validateWhereOrOn(SqlValidatorScope scope, SqlNode condition, String clause) {
        if (clause.equals("ON") && asOfScopes.contains(scope)) {
            new KeyTypes(this, scope).check(condition);
        }
        super.validateWhereOrOn(scope, condition, clause);
    }

    private void validateMatchCondition(SqlAsofJoin join, SqlValidatorScope joinScope) {
        nameFeatures(MatchCondition.ignoreNulls(MatchConditionSyntax.of(join)), join.getRight());
        SqlNode condition = expand(MatchConditionSyntax.conjunction(MatchConditionSyntax.of(join)), joinScope);
        join.setOperand(6, condition);
        new MatchConditionTypes(this, joinScope).check(condition);
        validateWhereOrOn(joinScope, condition, "MATCH_CONDITION");
    }

    /** A bare name among {@code columns} is the feature's, also where the labels have one like it. */
    private void nameFeatures(SqlNodeList columns, SqlNode features) {
        String alias = SqlValidatorUtil.alias(features);
        SqlNameMatcher matcher = getCatalogReader().nameMatcher();
        columns.replaceAll(column -> column instanceof SqlIdentifier name
                        && name.isSimple()
                        && alias != null
                        && matcher.field(rowType(features), name.getSimple()) != null
                ? new SqlIdentifier(List.of(alias, name.getSimple()), name.getParserPosition())
                : column);
    }

    @Override
    protected RelDataType validateSelectList(SqlNodeList items, SqlSelect select, RelDataType targetRowType) {
        boolean hidesMarks = semiJoins.stream().anyMatch(SemiJoinRewrite.Rewritten::isLateral);
        SqlNodeList expanded = new StarItems(this, select, hasMetadataColumns, hidesMarks).writtenOut(items);
        select.setSelectList(expanded);
        expanded.stream()
                .map(SelectItems::withoutAlias)
                .filter(SqlDynamicParam.class::isInstance)
                .forEach(selectedParameters::add);
        return super.validateSelectList(expanded, select, targetRowType);
    }

    /** {@code SELECT ?} gives back a text, as other servers have it. */
    @Override
    protected void inferUnknownTypes(RelDataType inferredType, SqlValidatorScope scope, SqlNode node) {
        if (parameters.isTyped(node)) {
            return;
        }
        if (node instanceof SqlCall call) {
            parameters.type(call, scope);
        }
        if (node instanceof SqlCall call && call.getOperator() instanceof LambdaFunction function) {
            // Calcite's scope of the lambda knows no types of its parameters.
            scopes.put(call.operand(1), function.within(this, scope, call));
        }
        boolean isText = selectedParameters.contains(node) && inferredType.equals(getUnknownType());
        super.inferUnknownTypes(isText ? text() : inferredType, scope, node);
    }

    /** As if Calcite had inferred it. */
    void setType(SqlDynamicParam parameter, RelDataType type, SqlValidatorScope scope) {
        super.inferUnknownTypes(type, scope, parameter);
    }

    private RelDataType text() {
        return getTypeFactory().createTypeWithNullability(getTypeFactory().createSqlType(SqlTypeName.VARCHAR), true);
    }

    /** {@code ORDER BY ALL}, once it is known how many columns there are. */
    @Override
    protected void validateOrderList(SqlSelect select) {
        SqlNodeList keys = select.getOrderList();
        if (keys != null && keys.stream().anyMatch(OrderKeys::isAll)) {
            select.setOrderBy(OrderKeys.all(keys, rowType(select).getFieldCount()));
        }
        super.validateOrderList(select);
    }
}
