package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;

/** The few backends that one session has already failed on, by identity. Confined to the session's event loop. */
public final class Tried {
    /** For a first pick. Must not be added to. */
    public static final Tried NONE = new Tried(0);

    private Backend[] backends;
    private int size;

    public Tried() {
        this(4);
    }

    private Tried(int capacity) {
        backends = new Backend[capacity];
    }

    public void add(Backend backend) {
        assert this != NONE;
        if (size == backends.length) {
            backends = Arrays.copyOf(backends, size * 2);
        }
        backends[size++] = backend;
    }

    public boolean contains(Backend backend) {
        for (int i = 0; i < size; i++) {
            if (backends[i] == backend) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }
}
