/** Measurements of the balancer. */
@NullMarked
package io.tcplb.bench;

import org.jspecify.annotations.NullMarked;
