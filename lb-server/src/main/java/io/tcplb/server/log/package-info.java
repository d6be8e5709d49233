/** The access log and the log of transitions. */
@NullMarked
package io.tcplb.server.log;

import org.jspecify.annotations.NullMarked;
