/** The program: parses the command line, wires the parts and runs them. */
@NullMarked
package io.tcplb.server;

import org.jspecify.annotations.NullMarked;
