/** A pool's members, the ways they change, and the snapshot that sessions read. */
@NullMarked
package io.tcplb.pool;

import org.jspecify.annotations.NullMarked;
