package io.tcplb.admission;

import io.tcplb.spec.AdmissionSpec;
import java.net.InetAddress;

/** An {@link AdmissionSpec}, made ready for use. */
record Rules(Rate rate, int sourceConnections, Rate sourceRate, AddressSet allow, AddressSet deny) {
    static Rules of(AdmissionSpec spec) {
        return new Rules(
                Rate.of(spec.connectionRate()),
                spec.perSourceConnections(),
                Rate.of(spec.perSourceRate()),
                AddressSet.of(spec.allow()),
                AddressSet.of(spec.deny()));
    }

    /** Deny wins; an empty allow admits all. */
    boolean lets(InetAddress client) {
        return (deny.isEmpty() || !deny.contains(client)) && (allow.isEmpty() || allow.contains(client));
    }

    boolean hasSourceLimits() {
        return sourceConnections > 0 || !sourceRate.isUnlimited();
    }
}
