package io.tcplb.spec;

/**
 * What the process runs on. Takes effect at start only.
 *
 * @param eventLoops threads that relay; 0 = one per core
 * @param relayBuffer bytes of the buffer that each event loop shares among its sessions; 4 KiB..16 MiB
 */
public record RuntimeSpec(int eventLoops, Transport transport, int relayBuffer) {
    /** {@code AUTO} is epoll where it works, NIO elsewhere. */
    public enum Transport {
        AUTO,
        EPOLL,
        NIO
    }

    public RuntimeSpec {
        Require.that(eventLoops >= 0 && eventLoops <= 1024, "event-loops", eventLoops, "0..1024");
        Require.that(relayBuffer >= 4 << 10 && relayBuffer <= 16 << 20, "relay-buffer", relayBuffer, "4KiB..16MiB");
    }
}
