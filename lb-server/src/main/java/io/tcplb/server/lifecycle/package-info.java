/** Start, reload and shutdown: signals, pid file, draining. */
@NullMarked
package io.tcplb.server.lifecycle;

import org.jspecify.annotations.NullMarked;
