/** What happened, in order, kept in memory for those who ask. */
@NullMarked
package io.tcplb.server.timeline;

import org.jspecify.annotations.NullMarked;
