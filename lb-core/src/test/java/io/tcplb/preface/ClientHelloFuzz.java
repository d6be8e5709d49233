package io.tcplb.preface;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.spec.RouteSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Any bytes as a ClientHello: verdicts agree with each other, and say the same wherever a record ends. */
public final class ClientHelloFuzz {
    private static final RouteTable ROUTES = RouteTable.of(List.of(
            new RouteSpec(List.of("a.example", "*.example"), List.of(), "p"),
            new RouteSpec(List.of(), List.of("h2"), "p")));

    private ClientHelloFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (Properties.check(input, ClientHello::parse) instanceof Found<ClientHello> found) {
            ClientHello hello = found.value();
            Properties.must(found.length() <= ClientHello.MAX_LENGTH, "more than a hello may have");
            String name = hello.serverName();
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
                Properties.must(good, "a name that is none");
            }
            Properties.must(!name.startsWith(".") && !name.endsWith(".") && !name.contains(".."), "an empty label");
            boolean below = name.endsWith(".example") || hello.alpn().contains("h2");
            Properties.must((ROUTES.match(hello) >= 0) == below, "another route");
            byte[] message = Hellos.message(Arrays.copyOf(input, found.length()), HelloRecords.HEADER);
            int least = (message.length + ClientHello.MAX_RECORDS - 1) / ClientHello.MAX_RECORDS;
            int size = least + Math.floorMod(Arrays.hashCode(input), message.length - least + 1);
            byte[] spread = Hellos.records(message, size);
            Verdict<ClientHello> again = ClientHello.parse(ByteBuffer.wrap(spread));
            Properties.must(again.equals(new Found<>(hello, spread.length)), "other records, another hello");
        }
    }
}
