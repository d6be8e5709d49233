package io.tcplb.spec;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Sends sessions whose TLS ClientHello matches to a pool of its own. Both lists must match; an empty one matches
 * everything.
 *
 * @param sni server names in lower case: {@code www.example.com}, or {@code *.example.com} for every name below it
 * @param alpn protocol names, such as {@code h2}, one of which the client must offer
 * @param pool the name of the pool
 */
public record RouteSpec(List<String> sni, List<String> alpn, String pool) {
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");

    public RouteSpec {
        sni = sni.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        alpn = List.copyOf(alpn);
        for (String name : sni) {
            boolean ok = name.length() <= 253 && NAME.matcher(name).matches();
            Require.that(ok, "sni", name, "a host name such as www.example.com or *.example.com");
        }
        for (String protocol : alpn) {
            Require.that(!protocol.isEmpty() && protocol.length() <= 255, "alpn", protocol, "a protocol such as h2");
        }
        Require.that(!sni.isEmpty() || !alpn.isEmpty(), "sni", sni, "at least one name, unless alpn is given");
        Require.that(!pool.isEmpty(), "pool", pool, "the name of a pool");
    }
}
