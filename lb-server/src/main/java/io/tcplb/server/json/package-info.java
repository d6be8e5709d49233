/** JSON, written by hand and read by the library that reads the configuration. */
@NullMarked
package io.tcplb.server.json;

import org.jspecify.annotations.NullMarked;
