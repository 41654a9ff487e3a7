/** What can be configured, its defaults and where the values come from. */
@NullMarked
package io.godwit.server.config;

import org.jspecify.annotations.NullMarked;
