/** What a statement about training datasets asks for. */
@NullMarked
package io.godwit.planner.training.statement;

import org.jspecify.annotations.NullMarked;
