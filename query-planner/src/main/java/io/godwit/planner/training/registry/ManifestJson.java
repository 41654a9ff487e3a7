package io.godwit.planner.training.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;

/** Manifests as JSON. Fields that a later Godwit added are passed over. */
public final class ManifestJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private ManifestJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new GodwitException(ErrorCode.INTERNAL, "Cannot write a manifest: " + e.getMessage(), e);
        }
    }

    public static Manifest read(String json) {
        try {
            return MAPPER.readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA, "A manifest of the registry cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new GodwitException(ErrorCode.CORRUPT_DATA, "Not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
