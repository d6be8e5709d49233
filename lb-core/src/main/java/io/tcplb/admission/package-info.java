/** Which clients are let in: address sets, rates and limits. */
@NullMarked
package io.tcplb.admission;

import org.jspecify.annotations.NullMarked;
