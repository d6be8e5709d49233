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
        sni = sni.stream().map(RouteSpec::serverName).toList();
        alpn = alpn.stream().map(RouteSpec::protocol).toList();
        Require.that(!sni.isEmpty() || !alpn.isEmpty(), "sni", sni, "at least one name, unless alpn is given");
        Require.that(!pool.isEmpty(), "pool", pool, "the name of a pool");
    }

    /**
     * Returns a server name in lower case.
     *
     * @throws InvalidSpecException when it is neither a host name nor {@code *.} and one
     */
    public static String serverName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        boolean ok = name.length() <= 253 && NAME.matcher(name).matches();
        Require.that(ok, "sni", text, "a host name such as www.example.com or *.example.com");
        return name;
    }

    /**
     * Returns a protocol's name as it is.
     *
     * @throws InvalidSpecException when TLS has no room for it
     */
    public static String protocol(String text) {
        Require.that(!text.isEmpty() && text.length() <= 255, "alpn", text, "a protocol such as h2 or http/1.1");
        return text;
    }
}
