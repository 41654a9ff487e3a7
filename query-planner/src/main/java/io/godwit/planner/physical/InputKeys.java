package io.godwit.planner.physical;

import io.godwit.planner.scan.filter.KeySet;

/** Rows of a step's result are wanted only where a column is among some keys. */
record InputKeys(int column, KeySet keys) {}
