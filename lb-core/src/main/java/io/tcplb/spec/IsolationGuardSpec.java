package io.tcplb.spec;

import java.util.List;

/**
 * Whether lb suspects itself when every probe is lost at once.
 *
 * @param reference addresses probed to tell "we are cut off" from "they are all down"
 */
public record IsolationGuardSpec(boolean enabled, List<HostPort> reference) {
    public IsolationGuardSpec {
        reference = List.copyOf(reference);
    }
}
