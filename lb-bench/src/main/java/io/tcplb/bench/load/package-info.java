/** An open-loop load generator: requests are due at a fixed rate, whatever the answers do. */
@NullMarked
package io.tcplb.bench.load;

import org.jspecify.annotations.NullMarked;
