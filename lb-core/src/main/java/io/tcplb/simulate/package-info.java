/** The decision engine on virtual time: servers that fail on cue, clients that arrive by a curve, and what lb does. */
@NullMarked
package io.tcplb.simulate;

import org.jspecify.annotations.NullMarked;
