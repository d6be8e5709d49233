package io.tcplb.it.kit;

import java.time.Duration;

/** One end of a {@link Link}: a network device in a namespace, with one address. */
public final class LinkEnd {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final long ALL = 1L << 32;

    private final String namespace;
    private final String device;
    private final String address;
    private boolean losing;

    /** @param namespace empty for the one that the tests run in */
    LinkEnd(String namespace, String device, String address) {
        this.namespace = namespace;
        this.device = device;
        this.address = address;
    }

    public String address() {
        return address;
    }

    /** Takes the device down. The other end loses its carrier and keeps its routes: nobody there is told. */
    public void down() {
        run("ip " + where() + "link set " + device + " down");
    }

    public void up() {
        run("ip " + where() + "link set " + device + " up");
    }

    /**
     * Loses this share of the packets that leave here, each by its own coin.
     *
     * @param share 0..1; 1 cuts one direction of the link
     */
    public void lose(double share) {
        String tc = "tc " + where();
        String filter = "filter add dev " + device + " egress bpf da bytecode \"" + dropping(share) + "\"";
        run((losing ? tc + "filter del dev " + device + " egress" : tc + "qdisc add dev " + device + " clsact") + " && "
                + tc + filter);
        losing = true;
    }

    /** Ends {@link #lose}. */
    public void loseNothing() {
        run("tc " + where() + "qdisc del dev " + device + " clsact");
        losing = false;
    }

    /**
     * Classic BPF that drops a packet when a random number is below a threshold: the kernels of CI machines do not
     * always have netem.
     */
    private static String dropping(double share) {
        if (share >= 1) {
            return "1,6 0 0 2";
        }
        // ld random (SKF_AD_OFF + SKF_AD_RANDOM); jge #threshold: pass; ret TC_ACT_SHOT; ret TC_ACT_OK.
        return "4,32 0 0 4294963256,53 1 0 " + Math.round(share * ALL) + ",6 0 0 2,6 0 0 0";
    }

    private String where() {
        return namespace.isEmpty() ? "" : "-n " + namespace + " ";
    }

    private static void run(String script) {
        Command.shell(AT_ONCE, script).orFail();
    }
}
