/** What the operator asks for: immutable records, validated at construction. */
@NullMarked
package io.tcplb.spec;

import org.jspecify.annotations.NullMarked;
