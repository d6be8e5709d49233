package io.tcplb.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens in one {@link CodedSession}: a function of a seed and the stream's number, so that both ends know it and
 * a run can be repeated.
 *
 * @param up bytes from the client
 * @param down bytes from the server
 * @param client how the client's end behaves
 * @param server how the server's end behaves
 */
public record CodedPlan(int stream, long up, long down, Manners client, Manners server) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** As fast as it goes, both ways at once. */
    public static CodedPlan plain(int stream, long up, long down) {
        return new CodedPlan(stream, up, down, Manners.PLAIN, Manners.PLAIN);
    }

    /** Returns a plan with anything that TCP allows: from one byte at a time to megabytes, with pauses and half-closes. */
    public static CodedPlan random(long seed, int stream) {
        SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * stream);
        int kind = random.nextInt(100);
        int most = kind < 10 ? 5 * KIB : kind < 35 ? 4 * KIB : kind < 65 ? 64 * KIB : kind < 92 ? 4 * MIB : 40 * MIB;
        long up = amount(random, most);
        long down = amount(random, most);
        Manners client = kind < 10 ? cramped(random) : kind < 35 ? oneByOne(random) : free(random, most);
        Manners server = kind < 10 ? cramped(random) : kind < 35 ? oneByOne(random) : free(random, most);
        return switch (random.nextInt(4)) {
            case 0 -> new CodedPlan(stream, up, down, client, server.waiting());
            case 1 -> new CodedPlan(stream, up, down, client.waiting(), server);
            default -> new CodedPlan(stream, up, down, client, server);
        };
    }

    /** Returns random plans for streams 1, 2, 3 … that together move at least {@code bytes}. */
    public static List<CodedPlan> randomUpTo(long seed, long bytes) {
        List<CodedPlan> plans = new ArrayList<>();
        long planned = 0;
        while (planned < bytes) {
            CodedPlan next = random(seed, plans.size() + 1);
            plans.add(next);
            planned += next.up + next.down;
        }
        return plans;
    }

    /** Whether it is for the smallest buffers that the kernel has, at every socket. */
    public boolean isCramped() {
        return client.socketBuffer() == 1;
    }

    private static long amount(SplittableRandom random, int most) {
        return random.nextInt(12) == 0 ? 0 : random.nextLong(most + 1L);
    }

    /** A window of a kilobyte or so opens only when the sender probes it: short transfers take seconds. */
    private static Manners cramped(SplittableRandom random) {
        return new Manners(1, 1 << random.nextInt(1, 12), 0, 0, false);
    }

    private static Manners oneByOne(SplittableRandom random) {
        return new Manners(buffer(random), 1 << random.nextInt(3), 0.002, 30, false);
    }

    private static Manners free(SplittableRandom random, int most) {
        int largest = most <= 64 * KIB ? 2 * KIB : 256 * KIB;
        return new Manners(buffer(random), largest, 0.02, 20, false);
    }

    private static int buffer(SplittableRandom random) {
        int[] sizes = {0, 0, 0, 16 * KIB, 64 * KIB, MIB};
        return sizes[random.nextInt(sizes.length)];
    }
}
