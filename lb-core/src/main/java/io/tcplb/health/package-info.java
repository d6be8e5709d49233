/** Whether a backend may be used: value state machines for probes, ejection, slow start and flapping. */
@NullMarked
package io.tcplb.health;

import org.jspecify.annotations.NullMarked;
