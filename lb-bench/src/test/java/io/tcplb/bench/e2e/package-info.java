/** The pure parts of the comparison: statistics, the table, and the readers of other programs' output. */
@NullMarked
package io.tcplb.bench.e2e;

import org.jspecify.annotations.NullMarked;
