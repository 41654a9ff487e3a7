/** Sealed tickets: everything a replica needs to serve a result, unreadable and unforgeable outside. */
@NullMarked
package io.godwit.server.ticket;

import org.jspecify.annotations.NullMarked;
