/** Other engines: what native operators do not do is written as SQL and run elsewhere, over streams of ours. */
@NullMarked
package io.godwit.planner.engine;

import org.jspecify.annotations.NullMarked;
