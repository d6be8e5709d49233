package io.tcplb.spec;

import java.time.Duration;
import java.util.List;

/**
 * The PROXY protocol header that a proxy in front of lb sends before a client's bytes. It is required or it is not
 * looked for: never guessed, since a client could then make one up.
 *
 * @param required whether every connection must begin with one
 * @param trusted whose headers are believed, anybody else is denied; a unix socket's peers are trusted as such, because
 *     the permissions of its file say who may connect
 * @param timeout how long to wait for the whole header
 * @param maxHeader most bytes of a header; 256..65551
 */
public record ProxyAcceptSpec(boolean required, List<Cidr> trusted, Duration timeout, int maxHeader) {
    public static final ProxyAcceptSpec OFF = new ProxyAcceptSpec(false, List.of(), Duration.ofSeconds(3), 4096);

    public ProxyAcceptSpec {
        trusted = List.copyOf(trusted);
        Require.that(!timeout.isNegative() && !timeout.isZero(), "timeout", timeout, "> 0s");
        Require.that(maxHeader >= 256 && maxHeader <= 65551, "max-header", maxHeader, "256B..65551B");
    }
}
