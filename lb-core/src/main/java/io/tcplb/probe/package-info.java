/** Active health checks: when they run and how each type asks. */
@NullMarked
package io.tcplb.probe;

import org.jspecify.annotations.NullMarked;
