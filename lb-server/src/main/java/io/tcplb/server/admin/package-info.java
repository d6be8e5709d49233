/** The HTTP API for operators, and the dashboard. */
@NullMarked
package io.tcplb.server.admin;

import org.jspecify.annotations.NullMarked;
