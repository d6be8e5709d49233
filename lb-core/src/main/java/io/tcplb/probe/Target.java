package io.tcplb.probe;

import io.tcplb.spec.HostPort;
import java.net.InetSocketAddress;

/**
 * Where a probe goes.
 *
 * @param address resolved
 * @param name as the configuration names it, with the port that is probed; what an HTTP probe says as its Host
 * @param elsewhere whether the port is another one than clients are sent to, and so maybe another program
 */
record Target(InetSocketAddress address, HostPort name, boolean elsewhere) {}
