/** What a join tells about its matches. */
@NullMarked
package io.godwit.pitjoin.report;

import org.jspecify.annotations.NullMarked;
