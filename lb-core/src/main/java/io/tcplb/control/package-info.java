/** The facade and the control loop, the single writer of every pool's state. */
@NullMarked
package io.tcplb.control;

import org.jspecify.annotations.NullMarked;
