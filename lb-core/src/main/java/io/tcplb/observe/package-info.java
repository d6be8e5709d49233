/** The only way out of the core: what happened, for logs, metrics and the timeline. */
@NullMarked
package io.tcplb.observe;

import org.jspecify.annotations.NullMarked;
