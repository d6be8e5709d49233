/** Which backends serve: tiers, spares, zones and failback, as pure functions. */
@NullMarked
package io.tcplb.failover;

import org.jspecify.annotations.NullMarked;
