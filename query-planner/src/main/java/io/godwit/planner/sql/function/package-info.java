/** The functions and operators there are, by name, and the types of what they make. */
@NullMarked
package io.godwit.planner.sql.function;

import org.jspecify.annotations.NullMarked;
