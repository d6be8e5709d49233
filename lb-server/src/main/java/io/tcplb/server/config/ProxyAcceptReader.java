package io.tcplb.server.config;

import io.tcplb.spec.BindAddress;
import io.tcplb.spec.Cidr;
import io.tcplb.spec.ProxyAcceptSpec;
import java.util.List;

/** Reads whether a listener's clients come through a proxy that announces them, and who is believed. */
final class ProxyAcceptReader {
    private enum Accept {
        OFF,
        REQUIRED
    }

    private ProxyAcceptReader() {}

    /** @param bind where the listener accepts: a unix socket's peers need not be named */
    static ProxyAcceptSpec read(Section in, List<BindAddress> bind) {
        Accept accept = in.choice("accept", Accept.class);
        List<Cidr> trusted = Blocks.read(in, "trusted");
        boolean byAddress = bind.stream().anyMatch(BindAddress.Inet.class::isInstance);
        boolean nobody = accept == Accept.REQUIRED && trusted.isEmpty() && byAddress;
        if (nobody && in.isEmpty("trusted")) {
            in.problem("trusted", "the proxies that headers are believed from, " + Blocks.EXPECTED);
        }
        // A listener cannot be built of what is refused, and others of its problems are yet to be found.
        boolean required = accept == Accept.REQUIRED && !nobody;
        return in.build(() -> new ProxyAcceptSpec(required, trusted, in.duration("timeout"), in.size("max-header")));
    }
}
