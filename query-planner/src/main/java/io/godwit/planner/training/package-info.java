/**
 * Training datasets: queries whose result can be brought back and proved. {@link
 * io.godwit.planner.training.TrainingDatasets} runs the statements; {@code query-planner/TRAINING.md} describes what it
 * keeps in the lake, field by field.
 */
@NullMarked
package io.godwit.planner.training;

import org.jspecify.annotations.NullMarked;
