/** From a HOCON file to a spec, with every problem's file and line. */
@NullMarked
package io.tcplb.server.config;

import org.jspecify.annotations.NullMarked;
