/** The decision engine on virtual time, fed by a scenario. */
@NullMarked
package io.tcplb.server.simulate;

import org.jspecify.annotations.NullMarked;
