/**
 * Where tables come from: {@link io.godwit.planner.catalog.Catalogs} finds them by name, {@link
 * io.godwit.planner.catalog.PinnedTable} binds one to a metadata file and a snapshot.
 */
@NullMarked
package io.godwit.planner.catalog;

import org.jspecify.annotations.NullMarked;
