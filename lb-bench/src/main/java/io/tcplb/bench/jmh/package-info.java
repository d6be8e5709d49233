/** Costs of single events on the connection path, with JMH: run them with {@code bin/bench jmh}. */
@NullMarked
package io.tcplb.bench.jmh;

import org.jspecify.annotations.NullMarked;
