/** A backend's runtime identity and the counters that outlive snapshots. */
@NullMarked
package io.tcplb.backend;

import org.jspecify.annotations.NullMarked;
