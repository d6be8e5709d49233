package io.tcplb.preface;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.spec.ProxyProtocol;

/** Any bytes as a PROXY header: verdicts agree with each other, and what is read is what would be written. */
public final class ProxyHeaderFuzz {
    private static final int MAX_HEADER = 4096;

    private ProxyHeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Verdict<ProxyHeader> verdict = Properties.check(input, bytes -> ProxyHeader.parse(bytes, MAX_HEADER));
        if (verdict instanceof Found<ProxyHeader> found) {
            Properties.must(found.length() <= MAX_HEADER, "more than a header may have");
            ProxyHeader header = found.value();
            Properties.must((header.source() == null) == (header.destination() == null), "half of the addresses");
            if (header.source() != null && header.destination() != null) {
                for (ProxyProtocol version : new ProxyProtocol[] {ProxyProtocol.V1, ProxyProtocol.V2}) {
                    Verdict<ProxyHeader> again = ProxyHeader.parse(
                            ProxyHeaderWriter.header(version, header.source(), header.destination(), "id"), MAX_HEADER);
                    Properties.must(
                            again instanceof Found<ProxyHeader> other
                                    && other.value().equals(header),
                            "what is written is not what was read");
                }
            }
        }
    }
}
