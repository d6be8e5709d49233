package io.tcplb.probe;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What every probe needs to open a connection.
 *
 * @param loop the control loop
 * @param channels makes unregistered channels that suit {@code loop}
 * @param source address to connect from, with port 0; {@code null} = the kernel's choice
 * @param proxyProtocol the header that connections to a backend's own port begin with
 */
record Dialer(
        EventLoop loop,
        ChannelFactory<? extends SocketChannel> channels,
        @Nullable InetSocketAddress source,
        ProxyProtocol proxyProtocol) {}
