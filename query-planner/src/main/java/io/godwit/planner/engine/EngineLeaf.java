package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A stream another engine reads from.
 *
 * @param schema the stream's schema, known before it is opened
 * @param open called on a thread of the engine's when it first asks for rows, and again, with the first stream closed, if
 *     it repeats the query to learn why it failed; the engine closes each stream
 */
public record EngineLeaf(Schema schema, Supplier<BatchStream> open) {}
