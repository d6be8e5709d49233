/** What the metrics endpoint and the admin API have in common: bounded HTTP/1.1 on a thread of its own. */
@NullMarked
package io.tcplb.server.http;

import org.jspecify.annotations.NullMarked;
