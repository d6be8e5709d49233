package io.tcplb.probe;

import io.netty.channel.ChannelPipeline;

/** What a probe says once it is connected, and how it judges the answer. */
@FunctionalInterface
interface Dialogue {
    /**
     * Puts its handlers before the attempt's own and sends what there is to send. Nothing has been read yet. The
     * handlers report through {@code attempt} and ignore what comes once it has ended.
     */
    void begin(ChannelPipeline pipeline, Attempt attempt);
}
