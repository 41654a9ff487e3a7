/**
 * What metadata answers without a data file: metadata tables, and counts and bounds of a filter that files pass whole.
 */
@NullMarked
package io.godwit.planner.scan.metadata;

import org.jspecify.annotations.NullMarked;
