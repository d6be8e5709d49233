/** The mixed run: random faults under traffic of which every byte is known. */
@NullMarked
package io.tcplb.it.chaos;

import org.jspecify.annotations.NullMarked;
