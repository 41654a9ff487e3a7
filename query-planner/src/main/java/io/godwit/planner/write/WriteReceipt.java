package io.godwit.planner.write;

import io.godwit.planner.catalog.TableName;

/**
 * What a write has done.
 *
 * @param snapshotId of the one snapshot that holds all rows, or -1 when there were none and the table existed
 * @param metadataLocation the metadata file that was current right after the commit
 */
public record WriteReceipt(TableName table, long rowCount, long snapshotId, String metadataLocation) {}
