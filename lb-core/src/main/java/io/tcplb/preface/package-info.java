/** What a client says first: PROXY headers and TLS ClientHello, parsed from bytes. */
@NullMarked
package io.tcplb.preface;

import org.jspecify.annotations.NullMarked;
