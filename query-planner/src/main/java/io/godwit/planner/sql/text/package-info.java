/** The statement as it was typed: its tokens, which kind of statement it is, and how errors point into it. */
@NullMarked
package io.godwit.planner.sql.text;

import org.jspecify.annotations.NullMarked;
