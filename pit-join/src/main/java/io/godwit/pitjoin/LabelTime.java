package io.godwit.pitjoin;

/** A time on the label's side of a condition: a column, moved by months. */
record LabelTime(int column, int months) {}
