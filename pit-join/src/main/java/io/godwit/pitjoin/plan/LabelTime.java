package io.godwit.pitjoin.plan;

/** A time on the label's side of a condition: a column, moved by months. */
public record LabelTime(int column, int months) {}
