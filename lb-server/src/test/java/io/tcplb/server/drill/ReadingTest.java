package io.tcplb.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import io.tcplb.server.json.JsonFields;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final JsonFields STATUS = JsonFields.parse("""
            {"uptimeSeconds":12,"isolated":true,
             "listeners":[{"name":"in","pool":"web","routes":[],"ended":{"client_closed":90,"backend_reset":1}},
                          {"name":"tls","pool":"x","routes":["web"],"ended":{"client_closed":10,"of_tomorrow":5}},
                          {"name":"other","pool":"x","routes":[],"ended":{"client_closed":1000}}],
             "pools":[{"name":"x","backends":[]},
                      {"name":"web","state":"degraded","eligible":1,"held":2,"queued":3,"backends":[
               {"id":"a","admin":"maint","eligible":false,"serving":false,"weight":4,"reason":"out","active":5,
                "connects":7,"connectFailures":6,"connectBuckets":[{"upToMicros":100,"count":3},{"upToMicros":250,"count":7}]}]}]}
            """);

    @Test
    void takesWhatConcernsThePool() {
        Reading reading = Objects.requireNonNull(Reading.of(STATUS, "web", 42));
        assertThat(reading.nanos()).isEqualTo(42);
        assertThat(reading.uptimeSeconds()).isEqualTo(12);
        assertThat(reading.isolated()).isTrue();
        assertThat(reading.eligible()).isEqualTo(1);
        assertThat(reading.held()).isEqualTo(2);
        assertThat(reading.queued()).isEqualTo(3);
        assertThat(reading.ended())
                .as("of every listener that leads there")
                .containsOnly(
                        java.util.Map.entry(CloseReason.CLIENT_CLOSED, 100L),
                        java.util.Map.entry(CloseReason.BACKEND_RESET, 1L));
        Reading.Server a = Objects.requireNonNull(reading.servers().get("a"));
        assertThat(a.admin()).isEqualTo("maint");
        assertThat(a.active()).isEqualTo(5);
        assertThat(a.weight()).isEqualTo(4);
        assertThat(a.connects().made()).isEqualTo(7);
        assertThat(a.connects().failed()).isEqualTo(6);
        assertThat(a.connects().buckets()).containsExactly(new Connects.Bucket(100, 3), new Connects.Bucket(250, 7));
    }

    @Test
    void aPoolThatIsNotThereHasNone() {
        assertThat(Reading.of(STATUS, "nowhere", 0)).isNull();
    }
}
