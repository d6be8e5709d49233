package io.tcplb.server.simulate;

import io.tcplb.simulate.Audience;
import io.tcplb.simulate.Summary;
import java.util.List;

/** Shows a simulation while it runs, and what it came to. */
public interface Report extends Audience {
    /** The simulation is over. */
    void end(List<Summary> summaries);
}
