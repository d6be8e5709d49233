/** The verbs of the command line. */
@NullMarked
package io.tcplb.server.cli;

import org.jspecify.annotations.NullMarked;
