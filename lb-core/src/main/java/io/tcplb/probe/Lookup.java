package io.tcplb.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host name into addresses. May block for as long as it likes; called on the resolver's own threads. */
@FunctionalInterface
interface Lookup {
    /** Returns at least one address, in order of preference. */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
