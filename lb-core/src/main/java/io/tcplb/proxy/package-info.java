/** A client's trip through the balancer: accept, connect, relay, close. */
@NullMarked
package io.tcplb.proxy;

import org.jspecify.annotations.NullMarked;
