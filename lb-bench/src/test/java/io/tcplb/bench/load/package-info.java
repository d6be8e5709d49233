/** The open-loop generator: its arithmetic, and that it sees what it is there to see. */
@NullMarked
package io.tcplb.bench.load;

import org.jspecify.annotations.NullMarked;
