package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.parser.GodwitSqlParserImpl;
import io.godwit.planner.rel.Present;
import io.godwit.planner.rule.Correlations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.duckdb.DuckDBResultSet;

/** Tables in one DuckDB; SQL goes through Calcite, is written for the engine, and runs there over streams of the tables. */
final class CalciteOverDuckDb implements AutoCloseable {
    private static final List<RelOptRule> SUB_QUERIES = List.of(
            CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
            CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
            CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);

    private static final List<RelOptRule> PUSH_DOWN = List.of(
            CoreRules.FILTER_MERGE,
            CoreRules.FILTER_PROJECT_TRANSPOSE,
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.JOIN_CONDITION_PUSH,
            CoreRules.FILTER_AGGREGATE_TRANSPOSE,
            CoreRules.FILTER_SET_OP_TRANSPOSE);

    private final EngineFixture fixture;
    private final Connection tables;
    private final SchemaPlus schema = Frameworks.createRootSchema(false);

    CalciteOverDuckDb(EngineFixture fixture) throws SQLException {
        this.fixture = fixture;
        this.tables = DriverManager.getConnection("jdbc:duckdb:");
    }

    /** Runs a statement in the database of the tables. */
    void execute(String sql) throws SQLException {
        try (Statement statement = tables.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Makes a table of the database known to Calcite. */
    void register(String table) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        List<String> names = new ArrayList<>();
        try (Statement statement = tables.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE \"" + table + "\"")) {
            while (rows.next()) {
                names.add(rows.getString(1));
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
        schema.add(table, new AbstractTable() {
            @Override
            public RelDataType getRowType(RelDataTypeFactory types) {
                RelDataTypeFactory.Builder builder = types.builder();
                names.forEach(name -> builder.add(name, sqlType(columns.get(name), types)));
                return builder.build();
            }
        });
    }

    /** What DuckDB itself says to {@code sql}. */
    List<List<String>> expected(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = tables.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    RelNode plan(String sql) throws Exception {
        FrameworkConfig config = Frameworks.newConfigBuilder()
                .defaultSchema(schema)
                .parserConfig(SqlParser.config()
                        .withParserFactory(GodwitSqlParserImpl.FACTORY)
                        .withQuoting(Quoting.DOUBLE_QUOTE)
                        .withUnquotedCasing(Casing.UNCHANGED)
                        .withQuotedCasing(Casing.UNCHANGED)
                        .withCaseSensitive(false)
                        .withConformance(SqlConformanceEnum.DEFAULT))
                .sqlValidatorConfig(SqlValidator.Config.DEFAULT.withConformance(SqlConformanceEnum.DEFAULT))
                .operatorTable(SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                        EnumSet.of(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL, SqlLibrary.SPARK)))
                .sqlToRelConverterConfig(SqlToRelConverter.config().withExpand(false))
                .typeSystem(new DuckTypes())
                .build();
        try (Planner planner = Frameworks.getPlanner(config)) {
            SqlNode validated = planner.validate(planner.parse(sql));
            RelNode plan = planner.rel(validated).project();
            RelNode unnested = run(plan, SUB_QUERIES);
            RelNode decorrelated = Correlations.decorrelated(
                    unnested, RelFactories.LOGICAL_BUILDER.create(plan.getCluster(), null), new Cancellation());
            return run(decorrelated, PUSH_DOWN);
        }
    }

    String unparse(RelNode plan, Map<String, EngineLeaf> leaves) {
        StatementValues values = new StatementValues(new Present(Instant.EPOCH, ZoneOffset.UTC), List.of());
        return DuckDbUnparser.unparse(
                plan,
                rel -> {
                    if (!(rel instanceof TableScan scan) || scan.getTable().unwrap(TransientTable.class) != null) {
                        return null;
                    }
                    String name = "leaf" + leaves.size();
                    leaves.put(name, leaf(scan));
                    return name;
                },
                values);
    }

    List<List<String>> actual(String sql) throws Exception {
        RelNode plan = plan(sql);
        Map<String, EngineLeaf> leaves = new HashMap<>();
        String text = unparse(plan, leaves);
        Schema announced = new Schema(plan.getRowType().getFieldList().stream()
                .map(field -> Field.nullable(field.getName(), ArrowType.Utf8.INSTANCE))
                .toList());
        try (BatchStream stream =
                fixture.engine.execute(fixture.context(), new EngineQuery(text, leaves, announced, ZoneOffset.UTC))) {
            return EngineFixture.drain(stream);
        } catch (GodwitException e) {
            throw new GodwitException(e.code(), e.getMessage() + "\n" + text, e);
        }
    }

    private EngineLeaf leaf(TableScan scan) {
        List<Field> fields = new ArrayList<>();
        scan.getRowType().getFieldList().forEach(field -> fields.add(field(field.getName(), field.getType())));
        Schema leafSchema = new Schema(fields);
        String table = scan.getTable().getQualifiedName().get(0);
        return new EngineLeaf(leafSchema, () -> new TableStream(tables, table, leafSchema, fixture.allocator));
    }

    private static Field field(String name, RelDataType type) {
        List<Field> children =
                type.getComponentType() == null ? List.of() : List.of(field("element", type.getComponentType()));
        return new Field(name, FieldType.nullable(arrowType(type)), children);
    }

    private static ArrowType arrowType(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case TINYINT -> new ArrowType.Int(8, true);
            case SMALLINT -> new ArrowType.Int(16, true);
            case INTEGER -> new ArrowType.Int(32, true);
            case BIGINT -> new ArrowType.Int(64, true);
            case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DECIMAL -> new ArrowType.Decimal(type.getPrecision(), type.getScale(), 128);
            case VARCHAR -> ArrowType.Utf8.INSTANCE;
            case VARBINARY -> ArrowType.Binary.INSTANCE;
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
            case TIMESTAMP ->
                new ArrowType.Timestamp(type.getPrecision() > 6 ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND, null);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
            case ARRAY -> ArrowType.List.INSTANCE;
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static RelDataType sqlType(String name, RelDataTypeFactory types) {
        return types.createTypeWithNullability(notNullType(name, types), true);
    }

    private static RelDataType notNullType(String name, RelDataTypeFactory types) {
        if (name.endsWith("[]")) {
            return types.createArrayType(sqlType(name.substring(0, name.length() - 2), types), -1);
        }
        if (name.startsWith("DECIMAL(")) {
            String[] parts = name.substring(8, name.length() - 1).split(",");
            return types.createSqlType(
                    SqlTypeName.DECIMAL, Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
        }
        return switch (name) {
            case "FLOAT" -> types.createSqlType(SqlTypeName.REAL);
            case "BLOB" -> types.createSqlType(SqlTypeName.VARBINARY);
            case "TIMESTAMP" -> types.createSqlType(SqlTypeName.TIMESTAMP, 6);
            case "TIMESTAMP_NS" -> types.createSqlType(SqlTypeName.TIMESTAMP, 9);
            case "TIMESTAMP WITH TIME ZONE" -> types.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
            case "TIME" -> types.createSqlType(SqlTypeName.TIME, 6);
            default -> types.createSqlType(SqlTypeName.valueOf(name));
        };
    }

    private static RelNode run(RelNode plan, List<RelOptRule> rules) {
        HepPlanner planner =
                new HepPlanner(new HepProgramBuilder().addRuleCollection(rules).build());
        planner.setRoot(plan);
        return planner.findBestExp();
    }

    @Override
    public void close() throws SQLException {
        tables.close();
    }

    /** Types as the planner has them. */
    private static final class DuckTypes extends RelDataTypeSystemImpl {
        @Override
        public int getMaxPrecision(SqlTypeName type) {
            return switch (type) {
                case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> 9;
                case DECIMAL -> 38;
                default -> super.getMaxPrecision(type);
            };
        }

        @Override
        public int getMaxScale(SqlTypeName type) {
            return type == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(type);
        }

        @Override
        public RelDataType deriveSumType(RelDataTypeFactory types, RelDataType argument) {
            RelDataType sum = switch (argument.getSqlTypeName()) {
                case TINYINT, SMALLINT, INTEGER, BIGINT -> types.createSqlType(SqlTypeName.BIGINT);
                case REAL, FLOAT -> types.createSqlType(SqlTypeName.DOUBLE);
                case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, 38, argument.getScale());
                default -> argument;
            };
            return types.createTypeWithNullability(sum, argument.isNullable());
        }

        @Override
        public RelDataType deriveAvgAggType(RelDataTypeFactory types, RelDataType argument) {
            return types.createTypeWithNullability(types.createSqlType(SqlTypeName.DOUBLE), argument.isNullable());
        }

        @Override
        public RelDataType deriveDecimalDivideType(RelDataTypeFactory types, RelDataType left, RelDataType right) {
            if (left.getSqlTypeName() == SqlTypeName.DECIMAL || right.getSqlTypeName() == SqlTypeName.DECIMAL) {
                return types.createTypeWithNullability(
                        types.createSqlType(SqlTypeName.DOUBLE), left.isNullable() || right.isNullable());
            }
            return null;
        }

        @Override
        public boolean shouldConvertRaggedUnionTypesToVarying() {
            return true;
        }
    }

    /** All rows of a table. */
    private static final class TableStream implements BatchStream {
        private final Schema schema;
        private final BufferAllocator allocator;
        private final Statement statement;
        private final ArrowReader reader;

        TableStream(Connection connection, String table, Schema schema, BufferAllocator allocator) {
            this.schema = schema;
            this.allocator = allocator;
            try {
                statement = connection.createStatement();
                reader = (ArrowReader) statement
                        .executeQuery("SELECT * FROM \"" + table + "\"")
                        .unwrap(DuckDBResultSet.class)
                        .arrowExportStream(allocator, 2048);
            } catch (SQLException e) {
                throw new GodwitException(ErrorCode.INTERNAL, e.getMessage(), e);
            }
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public VectorSchemaRoot next() {
            try {
                if (!reader.loadNextBatch()) {
                    return null;
                }
                VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
                try (var unloaded = new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
                    new VectorLoader(batch).load(unloaded);
                }
                return batch;
            } catch (IOException e) {
                throw new GodwitException(ErrorCode.INTERNAL, e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                reader.close();
                statement.close();
            } catch (IOException | SQLException e) {
                throw new GodwitException(ErrorCode.INTERNAL, e.getMessage(), e);
            }
        }
    }
}
