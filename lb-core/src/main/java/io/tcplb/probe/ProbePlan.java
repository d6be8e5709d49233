package io.tcplb.probe;

import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How the backends of a pool are probed.
 *
 * @param source address to probe from, with port 0; {@code null} = the kernel's choice
 * @param proxyProtocol the header that the backends expect of every connection
 */
public record ProbePlan(HealthSpec health, @Nullable InetSocketAddress source, ProxyProtocol proxyProtocol) {}
