/** {@code lb simulate}: reads a scenario, lets the core rehearse it, and shows what comes of it. */
@NullMarked
package io.tcplb.server.simulate;

import org.jspecify.annotations.NullMarked;
