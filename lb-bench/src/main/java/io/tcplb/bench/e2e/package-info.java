/** Whole proxies side by side: the same load through lb, HAProxy and nginx, in interleaved rounds. */
@NullMarked
package io.tcplb.bench.e2e;

import org.jspecify.annotations.NullMarked;
