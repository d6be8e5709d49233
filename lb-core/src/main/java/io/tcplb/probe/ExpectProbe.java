package io.tcplb.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.tcplb.spec.ExpectCheck;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Sends bytes and passes when what comes back matches. With nothing to send and nothing particular to receive it
 * passes on the first byte of a server that speaks first, such as SMTP or SSH; silence is a time-out.
 */
final class ExpectProbe implements Probe {
    private final Dialer dialer;
    private final long timeoutNanos;
    private final byte[] send;
    private final String wanted;
    private final Pattern pattern;

    ExpectProbe(Dialer dialer, long timeoutNanos, ExpectCheck check) {
        this.dialer = dialer;
        this.timeoutNanos = timeoutNanos;
        this.send = check.sendBytes();
        this.wanted = check.receive();
        this.pattern = check.receivePattern();
    }

    @Override
    public Running start(Target target, Consumer<Outcome> sink) {
        return Attempt.start(dialer, target, timeoutNanos, this::begin, sink);
    }

    private void begin(ChannelPipeline pipeline, Attempt attempt) {
        pipeline.addFirst(new Answer(wanted, pattern, attempt));
        if (send.length > 0) {
            pipeline.writeAndFlush(Unpooled.wrappedBuffer(send)).addListener((ChannelFutureListener) written -> {
                if (!written.isSuccess()) {
                    attempt.fail(written.cause());
                }
            });
        }
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private static final int MOST = 64 * 1024;
        private static final int QUOTED = 60;

        private final String wanted;
        private final MeteredMatch match;
        private final Attempt attempt;
        private final StringBuilder answer = new StringBuilder();

        Answer(String wanted, Pattern pattern, Attempt attempt) {
            this.wanted = wanted;
            this.match = new MeteredMatch(pattern, answer);
            this.attempt = attempt;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (!attempt.ended() && message instanceof ByteBuf bytes) {
                    int room = Math.min(bytes.readableBytes(), MOST - answer.length());
                    answer.append(bytes.readCharSequence(room, StandardCharsets.ISO_8859_1));
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        /** Matches once for all that one turn of the loop has read. */
        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (!attempt.ended() && !answer.isEmpty()) {
                judge();
            }
            ctx.fireChannelReadComplete();
        }

        /** A close in the very turn that brought the last bytes may come before the turn is complete. */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!attempt.ended() && !answer.isEmpty()) {
                judge();
            }
            ctx.fireChannelInactive();
        }

        private void judge() {
            MeteredMatch.Verdict verdict = match.find();
            if (verdict == MeteredMatch.Verdict.FOUND) {
                attempt.pass(wanted.isEmpty() ? "answered" : "answer matches");
            } else if (verdict == MeteredMatch.Verdict.TOO_COSTLY) {
                attempt.fail("the regular expression " + wanted + " takes too many steps on the answer " + quoted());
            } else if (answer.length() == MOST) {
                attempt.fail("no match of " + wanted + " in the first 64 KiB of the answer");
            } else {
                attempt.heard(quoted() + ", which does not match " + wanted);
            }
        }

        private String quoted() {
            StringBuilder out = new StringBuilder("\"");
            int shown = Math.min(QUOTED, answer.length());
            for (int i = 0; i < shown; i++) {
                char c = answer.charAt(i);
                out.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c));
            }
            return out.append(shown < answer.length() ? "…\"" : "\"").toString();
        }
    }
}
