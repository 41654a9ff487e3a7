/** From batches to the wire: cutting, encoding, back-pressure, the closing batch. */
@NullMarked
package io.godwit.server.stream;

import org.jspecify.annotations.NullMarked;
