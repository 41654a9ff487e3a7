package io.godwit.planner.training.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/**
 * A table as it is, under the names its columns had when a version read them: a column is its field id, so a version's query
 * goes on meaning the same columns, and the same fields inside them, when they are renamed. The names stand in a metadata
 * file of our own, whose name follows from what it holds, so the same state is written once; the table and its catalog never
 * hear of it.
 */
public final class FormerNames {
    private static final String OUR_PROPERTIES = "godwit.";

    private final Manifest.SourceTable source;
    private final Schema then;

    public FormerNames(Manifest.SourceTable source) {
        this.source = source;
        this.then = SchemaParser.fromJson(source.schema());
    }

    /** What a column that the version reads is called in {@code now}; its former name where it is there no more. */
    public String present(Manifest.SourceTable.Column column, Schema now) {
        NestedField field = now.asStruct().field(column.id());
        return field == null ? column.name() : field.name();
    }

    /** A pin that reads {@code table} under the former names: its own where nothing that the version reads was renamed. */
    Pins.Pin pin(PinnedTable table, String directory) {
        Pins.Pin now = table.pin();
        return source.columns().stream().anyMatch(column -> isRenamed(column, table.schema()))
                ? new Pins.Pin(
                        now.catalog(), now.identifier(), now.version(), store(table, directory), now.snapshotId())
                : now;
    }

    /** Whether the column, or a field inside it, is called something else now. */
    private boolean isRenamed(Manifest.SourceTable.Column column, Schema now) {
        return TypeUtil.indexById(StructType.of(then.findField(column.id()))).values().stream()
                .anyMatch(field -> {
                    NestedField present = now.findField(field.fieldId());
                    return present != null && !present.name().equals(field.name());
                });
    }

    private String store(PinnedTable table, String directory) {
        TableMetadata metadata =
                ((HasTableOperations) table.table()).operations().current();
        ObjectNode json = (ObjectNode) ManifestJson.tree(TableMetadataParser.toJson(metadata));
        // All of its schemas alike, for a snapshot is planned with its own.
        json.withArray("schemas").forEach(schema -> rename(schema.withArray("fields"), then.asStruct()));
        ObjectNode properties = json.withObject("/properties");
        properties(table).forEach(properties::put);
        String text = json.toString();
        String location = "%s/%s.metadata.json"
                .formatted(directory, UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
        FileIO io = table.table().io();
        if (!io.newInputFile(location).exists()) {
            TableMetadataParser.overwrite(TableMetadataParser.fromJson(text), io.newOutputFile(location));
        }
        return location;
    }

    /** A column that took over a name which was another's gets out of its way: the version cannot have meant it. */
    private static void rename(JsonNode fields, StructType then) {
        Set<String> former = then.fields().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (JsonNode each : fields) {
            ObjectNode field = (ObjectNode) each;
            int id = field.get("id").asInt();
            String name = field.get("name").asText();
            NestedField before = then.field(id);
            if (before != null) {
                field.put("name", before.name());
                renameInside(field.get("type"), before.type());
            } else if (former.contains(name.toLowerCase(Locale.ROOT))) {
                field.put("name", name + "#" + id);
            }
        }
    }

    private static void renameInside(JsonNode type, Type then) {
        if (then instanceof StructType struct) {
            rename(type.get("fields"), struct);
        } else if (then instanceof ListType list) {
            renameInside(type.get("element"), list.elementType());
        } else if (then instanceof MapType map) {
            renameInside(type.get("key"), map.keyType());
            renameInside(type.get("value"), map.valueType());
        }
    }

    /** Declarations that name columns, as they were called; what the owner already wrote in the new names is translated. */
    private Map<String, String> properties(PinnedTable table) {
        Map<String, String> former = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (NestedField field : table.schema().columns()) {
            NestedField before = then.asStruct().field(field.fieldId());
            if (before != null) {
                former.put(field.name(), before.name());
            }
        }
        Map<String, String> translated = new TreeMap<>();
        table.properties().forEach((key, value) -> {
            if (key.startsWith(OUR_PROPERTIES)) {
                translated.put(
                        key,
                        Arrays.stream(value.split(","))
                                .map(String::trim)
                                .map(name -> former.getOrDefault(name, name))
                                .collect(Collectors.joining(",")));
            }
        });
        return translated;
    }
}
