package io.tcplb.balance;

/**
 * The order in which weighted backends take turns, unrolled. Every backend's turns are spread as evenly as turns can be:
 * at no point has anyone had more than one turn less or more than its weight is worth (R. Tijdeman, "The chairman
 * assignment problem", 1980: among those whose next turn is due, whoever's turn would be late first).
 */
final class SmoothOrder {
    /** Longest order for few backends: 16 KiB. */
    private static final int CAP = 4096;

    private final long[] heap; // deadline << 32 | backend, those whose turn is due
    private int size;

    private SmoothOrder(int backends) {
        heap = new long[backends];
    }

    /**
     * Returns indexes into {@code weights}, each as often as its weight, divided by what all have in common. Where
     * that would be longer than 4,096 or eight turns for each backend, weights are scaled down, to no less than one turn.
     *
     * @param weights at least one, all positive
     */
    static int[] of(int[] weights) {
        int[] turns = reduced(weights);
        int total = 0;
        for (int t : turns) {
            total += t;
        }
        return new SmoothOrder(turns.length).unroll(turns, total);
    }

    private static int[] reduced(int[] weights) {
        int divisor = 0;
        for (int weight : weights) {
            divisor = gcd(divisor, weight);
        }
        long total = 0;
        for (int weight : weights) {
            total += weight / divisor;
        }
        int cap = Math.max(CAP, 8 * weights.length);
        int[] turns = new int[weights.length];
        for (int i = 0; i < turns.length; i++) {
            int turn = weights[i] / divisor;
            turns[i] = total <= cap ? turn : (int) Math.max(1, Math.round((double) turn * cap / total));
        }
        return turns;
    }

    private int[] unroll(int[] turns, int total) {
        int[] head = new int[total]; // backends whose next turn becomes due at this slot, as linked lists; 0 = none
        int[] next = new int[turns.length];
        int[] done = new int[turns.length];
        for (int i = turns.length - 1; i >= 0; i--) {
            next[i] = head[0];
            head[0] = i + 1;
        }
        int[] order = new int[total];
        for (int slot = 0; slot < total; slot++) {
            for (int i = head[slot]; i != 0; i = next[i - 1]) {
                add(ceil((done[i - 1] + 1L) * total, turns[i - 1]) << 32 | (i - 1));
            }
            int chosen = (int) removeFirst();
            order[slot] = chosen;
            int turn = ++done[chosen];
            if (turn < turns[chosen]) {
                int due = (int) Math.max(slot + 1, ceil((long) turn * total, turns[chosen]));
                next[chosen] = head[due];
                head[due] = chosen + 1;
            }
        }
        return order;
    }

    private static long ceil(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private void add(long entry) {
        int i = size++;
        while (i > 0 && heap[(i - 1) >> 1] > entry) {
            heap[i] = heap[(i - 1) >> 1];
            i = (i - 1) >> 1;
        }
        heap[i] = entry;
    }

    private long removeFirst() {
        long first = heap[0];
        long last = heap[--size];
        int i = 0;
        for (int child = 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = last;
        return first;
    }

    private static int gcd(int a, int b) {
        while (b != 0) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
