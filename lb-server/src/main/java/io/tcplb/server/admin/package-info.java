/** The HTTP API for operators. */
@NullMarked
package io.tcplb.server.admin;

import org.jspecify.annotations.NullMarked;
