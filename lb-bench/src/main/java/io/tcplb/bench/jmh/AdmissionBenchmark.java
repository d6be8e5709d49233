package io.tcplb.bench.jmh;

import io.tcplb.admission.Admission;
import io.tcplb.admission.Ticket;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What admission costs a new connection: blocks of addresses, the listener's rate, and the table of sources. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionBenchmark {
    private static final int SOURCES = 4096; // a power of two

    /** A rate that never refuses, so that the way through is what is measured. */
    private static final int RATE = 1_000_000_000;

    @Param({"10", "10000"})
    public int blocks;

    private final InetAddress[] clients = new InetAddress[SOURCES];
    private Admission byBlocks = new Admission(AdmissionSpec.OPEN, 0);
    private Admission bySource = byBlocks;
    private Admission byRate = byBlocks;
    private int turn;

    /** Every other /24 of 10.0.0.0/8 may not connect; clients come from those between. */
    @Setup
    public void fill() throws UnknownHostException {
        List<Cidr> deny = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            deny.add(Cidr.of(address(2 * i, 0), 24));
        }
        for (int i = 0; i < SOURCES; i++) {
            clients[i] = address(2 * (i % blocks) + 1, 1 + i / blocks % 250);
        }
        long now = System.nanoTime();
        byBlocks = new Admission(new AdmissionSpec(0, 0, 0, List.of(), deny), now);
        bySource = new Admission(new AdmissionSpec(0, 1_000_000, RATE, List.of(), List.of()), now);
        byRate = new Admission(new AdmissionSpec(RATE, 0, 0, List.of(), List.of()), now);
    }

    private static InetAddress address(int block, int host) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, (byte) (block >> 8), (byte) block, (byte) host});
    }

    @Benchmark
    public Ticket denyList() {
        return byBlocks.admit(next(), 0);
    }

    @Benchmark
    public Ticket sourceTable() {
        Ticket ticket = bySource.admit(next(), System.nanoTime());
        ticket.release();
        return ticket;
    }

    @Benchmark
    public boolean listenerRate() {
        return byRate.admitsAnother(System.nanoTime());
    }

    private InetAddress next() {
        return clients[turn++ & (SOURCES - 1)];
    }
}
