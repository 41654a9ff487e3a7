/** Fixtures that other tests may use: a planner that knows statements by heart, a clock that stands still. */
package io.godwit.server.testing;
