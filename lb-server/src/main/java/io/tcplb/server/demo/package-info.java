/** {@code lb demo}: backends, traffic and a view of both around an ordinary balancer. */
@NullMarked
package io.tcplb.server.demo;

import org.jspecify.annotations.NullMarked;
