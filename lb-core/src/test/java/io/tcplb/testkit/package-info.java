/** What tests of several packages share. */
@NullMarked
package io.tcplb.testkit;

import org.jspecify.annotations.NullMarked;
