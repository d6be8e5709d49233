/** A controlled failover on live traffic: what is watched, and when it ends. Pure: readings in, decisions out. */
@NullMarked
package io.tcplb.server.drill;

import org.jspecify.annotations.NullMarked;
