/** Where backends come from when the configuration does not list them. */
@NullMarked
package io.tcplb.server.discovery;

import org.jspecify.annotations.NullMarked;
