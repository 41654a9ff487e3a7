/** Our SQL grammar: the parser made from Calcite's, and the syntax nodes it has beyond Calcite's. */
@NullMarked
package io.godwit.planner.parser;

import org.jspecify.annotations.NullMarked;
