/** What becomes of a session: how it finds a backend, waits for one and is taken away from one. Pure rules. */
@NullMarked
package io.tcplb.session;

import org.jspecify.annotations.NullMarked;
