package io.godwit.planner.scan.cache;

/** Columns of rows that never change, and what is made of them. */
record TimelineKey(Object columns, Object detail) {}
