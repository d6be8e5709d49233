package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.preface.ClientHello;
import io.tcplb.preface.ProxyHeader;
import io.tcplb.preface.Verdict;
import io.tcplb.spec.ListenerSpec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client says before its session has a backend: a PROXY header, which is taken off, and a TLS ClientHello,
 * which is only looked at. Bounded in bytes and in time, and in work however the bytes are cut. Confined to the session's
 * event loop.
 */
final class Greeting {
    private static final int FIRST_CAPACITY = 512;
    private final Session session;
    private final StreamSocket client;
    private final Worker worker;
    private final Terms terms;
    private boolean headerDue;
    private int needed = 1;
    private @Nullable ByteBuf bytes;

    Greeting(Session session, StreamSocket client, Worker worker, Terms terms) {
        this.session = session;
        this.client = client;
        this.worker = worker;
        this.terms = terms;
        this.headerDue = terms.spec().proxyProtocol().required();
    }

    void begin(long nowNanos) {
        ListenerSpec spec = terms.spec();
        long limit = (headerDue ? spec.proxyProtocol().timeout() : spec.inspectTimeout()).toNanos();
        session.deadline(nowNanos + limit);
        try {
            client.watch(session);
        } catch (IOException e) {
            session.abort(CloseReason.INTERNAL_ERROR);
            return;
        }
        hear();
    }

    /** Reads and looks, until everything is there or the socket is empty. */
    void hear() {
        while (client.readable()) {
            int got;
            try {
                got = client.read(
                        worker.relayBuffer(),
                        0,
                        Math.min(room(), worker.relayBuffer().capacity()));
            } catch (IOException e) {
                session.abort(CloseReason.CLIENT_RESET);
                return;
            }
            if (got == StreamSocket.NOTHING) {
                return;
            }
            if (got == StreamSocket.EOF) {
                gone();
                return;
            }
            ByteBuf heard = keep(got);
            if (heard.readableBytes() >= needed && decided(heard)) {
                return;
            }
        }
    }

    /** Returns how many more bytes may be kept; the parsers refuse what would need more. */
    private int room() {
        int most = (headerDue ? terms.spec().proxyProtocol().maxHeader() : 0) + ClientHello.MAX_LENGTH;
        return Math.max(1, most - (bytes == null ? 0 : bytes.readableBytes()));
    }

    private ByteBuf keep(int length) {
        ByteBuf kept = bytes;
        if (kept == null) {
            kept = UnpooledByteBufAllocator.DEFAULT.directBuffer(FIRST_CAPACITY);
            bytes = kept;
        }
        kept.writeBytes(worker.relayBuffer(), 0, length);
        return kept;
    }

    /** A peer that connects and leaves is a health check of somebody in front; one that leaves midway is not. */
    private void gone() {
        if (bytes == null) {
            session.finish(CloseReason.CLIENT_CLOSED);
        } else {
            session.malformed((headerDue ? "PROXY header" : "ClientHello") + ": it ended before it was complete");
        }
    }

    /** Returns whether the greeting is over, one way or the other. */
    private boolean decided(ByteBuf heard) {
        if (headerDue) {
            int most = terms.spec().proxyProtocol().maxHeader();
            Verdict<ProxyHeader> verdict = ProxyHeader.parse(heard.nioBuffer(), most);
            if (!(verdict instanceof Verdict.Found<ProxyHeader> found)) {
                return undecided(verdict);
            }
            headerDue = false;
            needed = 1;
            heard.skipBytes(found.length());
            if (!session.announced(found.value())) {
                return true;
            }
            if (terms.routed().isEmpty()) {
                session.greeted(terms.pool());
                return true;
            }
            long now = worker.now();
            session.deadline(now + terms.spec().inspectTimeout().toNanos());
            if (!heard.isReadable()) {
                return false;
            }
        }
        Verdict<ClientHello> verdict = ClientHello.parse(heard.nioBuffer());
        if (!(verdict instanceof Verdict.Found<ClientHello> found)) {
            return undecided(verdict);
        }
        session.greeted(terms.poolFor(found.value()));
        return true;
    }

    private boolean undecided(Verdict<?> verdict) {
        if (verdict instanceof Verdict.NeedMore<?> more) {
            needed = more.total();
            return false;
        }
        session.malformed(verdict instanceof Verdict.Malformed<?> bad ? bad.why() : "not understood");
        return true;
    }

    /** Returns what was read beyond the header, which the caller then owns; {@code null} when that is nothing. */
    @Nullable
    Early rest() {
        ByteBuf heard = bytes;
        bytes = null;
        if (heard == null || heard.isReadable()) {
            return heard == null ? null : new Early(heard, false);
        }
        heard.release();
        return null;
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
