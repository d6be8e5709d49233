package io.tcplb.spec;

import org.jspecify.annotations.Nullable;

/**
 * How many backends of a tier must be eligible for the tier to serve: a count ({@code 2}) or a share ({@code "50%"}).
 *
 * @param count at least 1; ignored when {@code share} is set
 * @param share of the tier's members, rounded up and never less than one; {@code null} for a count
 */
public record Quorum(int count, @Nullable Share share) {
    public static final Quorum ONE = new Quorum(1, null);

    public Quorum {
        Require.that(share != null || count >= 1, "min-healthy", count, "a count >= 1 or a percentage");
    }

    public static Quorum of(int count) {
        return new Quorum(count, null);
    }

    public static Quorum of(Share share) {
        return new Quorum(1, share);
    }

    /** Returns how many eligible backends a tier of {@code members} needs. */
    public int neededOf(int members) {
        return share == null ? count : Math.max(1, share.ceilOf(members));
    }

    @Override
    public String toString() {
        return share == null ? Integer.toString(count) : share.toString();
    }
}
