/** Picking one backend among those that serve: one file per algorithm. */
@NullMarked
package io.tcplb.balance;

import org.jspecify.annotations.NullMarked;
