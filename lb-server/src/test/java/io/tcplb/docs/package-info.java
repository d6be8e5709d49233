/** The documents say what the program does. */
@NullMarked
package io.tcplb.docs;

import org.jspecify.annotations.NullMarked;
