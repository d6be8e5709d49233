package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.server.metrics.Statuses;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
    @Test
    void hasTheNamesThatOthersRelyOn() {
        assertThat(StatusJson.of("1.0.0", Statuses.small(), new Rates()))
                .isEqualTo("{\"version\":\"1.0.0\",\"uptimeSeconds\":60,\"configVersion\":3,\"isolated\":true,"
                        + "\"transport\":\"epoll\",\"listeners\":[{\"name\":\"web\",\"bind\":[\"127.0.0.1:8080\"],"
                        + "\"pool\":\"web\",\"routes\":[\"mail\"],\"active\":3,\"total\":100,\"rate\":0.0,"
                        + "\"ended\":{\"client_closed\":97}}],"
                        + "\"pools\":[{\"name\":\"web\",\"algorithm\":\"round-robin\",\"activeTier\":0,\"state\":\"ok\","
                        + "\"eligible\":1,\"held\":4,\"queued\":5,\"overrides\":[],"
                        + "\"backends\":[{\"id\":\"a\",\"address\":\"10.0.0.1:80\",\"resolved\":\"10.0.0.1:80\","
                        + "\"tier\":0,\"zone\":\"\",\"weight\":5,\"effectiveWeight\":5,\"maxConnections\":0,"
                        + "\"health\":\"up\",\"admin\":\"ready\",\"ejected\":false,\"eligible\":true,"
                        + "\"serving\":true,\"reason\":\"\",\"active\":3,\"total\":90,\"rate\":0.0,"
                        + "\"bytesToBackend\":1000,\"bytesToClient\":12345678901,\"connects\":1,"
                        + "\"connectFailures\":2,\"connectBuckets\":[{\"upToMicros\":100,\"count\":0},"
                        + "{\"upToMicros\":1000,\"count\":1}]}]}]}");
    }
}
