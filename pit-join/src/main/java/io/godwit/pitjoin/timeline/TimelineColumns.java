package io.godwit.pitjoin.timeline;

import java.util.List;

/**
 * Where the columns of a timeline stand in the batches it is built from.
 *
 * @param ingestion -1 where none is declared
 */
public record TimelineColumns(List<Integer> keys, int event, int ingestion) {}
