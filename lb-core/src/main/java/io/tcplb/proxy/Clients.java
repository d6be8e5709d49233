package io.tcplb.proxy;

import io.tcplb.admission.Ticket;
import io.tcplb.net.Acceptor;
import io.tcplb.net.NetLoop;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one acceptor: lets them in, or turns them away before anything has been spent on them. Confined to its
 * event loop, but for {@link #accepted}, which runs on the client's.
 */
final class Clients implements Acceptor.Listener {
    private final ProxyListener listener;
    private final Worker home;
    private final boolean deals;

    /** @param deals whether clients are dealt to all event loops, rather than by the kernel */
    Clients(ProxyListener listener, Worker home, boolean deals) {
        this.listener = listener;
        this.home = home;
        this.deals = deals;
    }

    @Override
    public boolean mayAccept() {
        SessionLimit limit = listener.limit();
        boolean room = limit.hasRoom();
        if (!room) {
            listener.warnNowAndThen(
                    home.now(), "reached the limit of " + limit.max() + " sessions; clients wait in the accept queue");
        }
        return room;
    }

    @Override
    public NetLoop loopOfNext() {
        return deals ? listener.nextWorker().net() : home.net();
    }

    @Override
    public void accepted(StreamSocket client, @Nullable InetSocketAddress peer) {
        Worker worker = deals ? listener.workerOf(client) : home;
        long now = worker.now();
        Terms terms = listener.terms();
        int active = listener.stats().opened();
        listener.limit().opened();
        CloseReason refusal = refusal(terms, active, peer, now);
        if (refusal != null) {
            turnAway(worker, terms, client, peer, refusal);
            return;
        }
        @Nullable Ticket ticket = null;
        if (!terms.spec().proxyProtocol().required()) {
            ticket = listener.admission().admit(peer == null ? null : peer.getAddress(), now);
            CloseReason denied = ticket.refusal();
            if (denied != null) {
                turnAway(worker, terms, client, peer, denied);
                return;
            }
        }
        new Session(worker, listener, terms, client, peer, ticket).start();
    }

    /** What can be said before the client's own address is known. */
    private @Nullable CloseReason refusal(Terms terms, int active, @Nullable InetSocketAddress peer, long now) {
        int most = terms.spec().maxConnections();
        if (most > 0 && active > most) {
            return CloseReason.LISTENER_FULL;
        }
        if (!listener.admission().admitsAnother(now)) {
            return CloseReason.RATE_LIMITED;
        }
        return terms.spec().proxyProtocol().required() && !terms.trusts(peer) ? CloseReason.DENIED : null;
    }

    private void turnAway(
            Worker worker, Terms terms, StreamSocket client, @Nullable InetSocketAddress peer, CloseReason reason) {
        client.reset();
        listener.limit().closed();
        listener.stats().rejected(reason);
        listener.stats().ended(reason, 0);
        worker.observer()
                .sessionEnded(new SessionSummary(
                        worker.nextSessionId(), terms.spec().name(), peer, "", "", 0, 0, 0, 0, 0, 0, reason));
    }

    @Override
    public void acceptFailed(IOException cause) {
        listener.warnNowAndThen(home.now(), "cannot accept: " + cause.getMessage() + "; trying again");
    }
}
