/** Sockets and event loops: the only package that knows file descriptors. */
@NullMarked
package io.tcplb.net;

import org.jspecify.annotations.NullMarked;
