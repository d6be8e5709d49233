/** What the acceptance tests are made of: real servers, real and counting clients, and lb itself as a process. */
@NullMarked
package io.tcplb.it.kit;

import org.jspecify.annotations.NullMarked;
