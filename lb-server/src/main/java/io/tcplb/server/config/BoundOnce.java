package io.tcplb.server.config;

import io.tcplb.spec.BindAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which key binds which address, so that no two bind the same. Port 0 is a new port each time. */
final class BoundOnce {
    private final Map<String, String> holders = new HashMap<>();

    /** Takes {@code address} for the key {@code path}; returns the path of the key that already has it, if any. */
    @Nullable
    String claim(BindAddress address, String path) {
        if (address instanceof BindAddress.Inet inet && inet.port() == 0) {
            return null;
        }
        return holders.putIfAbsent(Addresses.canonical(address), path);
    }
}
