/** The Flight SQL service: one class a kind of call, each method a few lines. */
@NullMarked
package io.godwit.server.flight;

import org.jspecify.annotations.NullMarked;
