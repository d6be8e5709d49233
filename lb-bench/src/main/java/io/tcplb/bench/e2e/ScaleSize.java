package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much of everything one balancer has to do.
 *
 * @param axis what grows
 * @param backends of all pools together
 * @param sessions open and idle
 * @param checked whether every backend is probed, each {@link #CHECK_SECONDS}
 */
record ScaleSize(String axis, int backends, int pools, int listeners, int sessions, boolean checked) {
    static final int CHECK_SECONDS = 2;

    /** Addresses in use of each 127.x.y.0/24 and each 127.x.0.0/16. */
    private static final int PER_BLOCK = 250;

    /** Returns the sizes of all axes; {@code most} sessions fit the descriptor limit. */
    static List<ScaleSize> all(int most) {
        List<ScaleSize> all = new ArrayList<>();
        for (int backends : new int[] {2, 10, 100, 1_000, 10_000}) {
            all.add(new ScaleSize("backends", backends, 1, 1, 0, false));
        }
        for (int pools : new int[] {1, 10, 100, 1_000}) {
            all.add(new ScaleSize("pools", 2 * pools, pools, 1, 0, false));
        }
        for (int listeners : new int[] {1, 10, 100, 500}) {
            all.add(new ScaleSize("listeners", 2, 1, listeners, 0, false));
        }
        for (int sessions : new int[] {100, 1_000, 5_000, most}) {
            if (sessions <= most) {
                all.add(new ScaleSize("sessions", 2, 1, 1, sessions, false));
            }
        }
        for (int pools : new int[] {1, 100}) {
            all.add(new ScaleSize("checks", 1_000, pools, 1, 0, true));
            all.add(new ScaleSize("checks", 10_000, pools, 1, 0, true));
        }
        return all;
    }

    String label() {
        return String.format(
                Locale.ROOT,
                "%,d backends, %,d pools, %,d listeners, %,d sessions%s",
                backends,
                pools,
                listeners,
                sessions,
                checked ? ", checked" : "");
    }

    /** Returns probes that are due each second. */
    double probesDue() {
        return checked ? (double) backends / CHECK_SECONDS : 0;
    }

    /**
     * Returns a configuration.
     *
     * @param port of every backend; their addresses differ
     * @param generation every generation has other backends
     * @param ports of the listeners
     */
    String config(int port, int generation, List<Integer> ports, int admin, int metrics) {
        StringBuilder out = new StringBuilder("runtime { event-loops = 1 }\naccess-log { output = off }\n")
                .append("admin { bind = \"127.0.0.1:" + admin + "\" }\nmetrics { bind = \"127.0.0.1:" + metrics
                        + "\" }\n");
        for (int i = 0; i < listeners; i++) {
            out.append(
                    "listeners.l" + i + " { bind = \"127.0.0.1:" + ports.get(i) + "\", pool = p" + i % pools + " }\n");
        }
        for (int pool = 0; pool < pools; pool++) {
            out.append("pools.p" + pool + " { health-check { type = " + (checked ? "tcp" : "none") + ", interval = "
                    + CHECK_SECONDS + "s }, backends = [\n");
            for (int i = pool; i < backends; i += pools) {
                int number = generation * backends + i;
                out.append("{ id = b" + number + ", address = \"" + address(number) + ":" + port + "\" }\n");
            }
            out.append("] }\n");
        }
        return out.toString();
    }

    private static String address(int number) {
        return List.of(127, 1 + number / PER_BLOCK / PER_BLOCK, number / PER_BLOCK % PER_BLOCK, 1 + number % PER_BLOCK)
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining("."));
    }
}
