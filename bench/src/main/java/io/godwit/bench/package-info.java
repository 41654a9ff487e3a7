/** JMH benchmarks of what a query spends its time on, over seeded data in memory. */
@NullMarked
package io.godwit.bench;

import org.jspecify.annotations.NullMarked;
