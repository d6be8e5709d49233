/** Acceptance: lb as a process between real programs. */
@NullMarked
package io.tcplb.it;

import org.jspecify.annotations.NullMarked;
