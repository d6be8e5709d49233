package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JvmMemoryTest {
    @Test
    void readsTheTotalOfAHistogram() throws IOException {
        String histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         22030        1811736  [B (java.base@17.0.15)
                   2:         21500         516000  Total (app)
                Total        180352       10220680
                """;
        assertThat(JvmMemory.heapBytes(histogram)).isEqualTo(10_220_680);
    }

    @Test
    void readsWhatBuffersTakeOutsideTheHeap() throws IOException {
        String summary = """
                -                  Internal (reserved=1183433, committed=1183433)
                -                     Other (reserved=540672, committed=540671)
                                            (malloc=540671 #4)
                """;
        assertThat(JvmMemory.offHeapBytes(summary)).isEqualTo(540_671);
    }
}
