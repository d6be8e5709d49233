/** Tests of what is shipped around the program: the image, manifests, units and rules. */
@NullMarked
package io.tcplb.deploy;

import org.jspecify.annotations.NullMarked;
