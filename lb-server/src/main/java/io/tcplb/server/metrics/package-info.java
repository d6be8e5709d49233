/** What the observer tells, as Prometheus metrics; liveness and readiness. */
@NullMarked
package io.tcplb.server.metrics;

import org.jspecify.annotations.NullMarked;
