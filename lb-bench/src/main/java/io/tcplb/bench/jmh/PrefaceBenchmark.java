package io.tcplb.bench.jmh;

import io.tcplb.preface.ClientHello;
import io.tcplb.preface.ProxyHeader;
import io.tcplb.preface.ProxyHeaderWriter;
import io.tcplb.preface.Verdict;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What looking at a client's first bytes costs: PROXY headers, and the ClientHello that the JDK itself sends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PrefaceBenchmark {
    private static final int MAX_HEADER = 4096;

    /** As a client behind a narrow link may cut it. */
    private static final int SEGMENT = 100;

    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.1", 56_324);
    private static final InetSocketAddress DESTINATION = new InetSocketAddress("198.51.100.7", 443);

    private final ByteBuffer text = ProxyHeaderWriter.header(ProxyProtocol.V1, SOURCE, DESTINATION, "");
    private final ByteBuffer binary = ProxyHeaderWriter.header(ProxyProtocol.V2, SOURCE, DESTINATION, "");
    private ByteBuffer hello = ByteBuffer.allocate(0);

    @Setup
    public void sayHello() throws GeneralSecurityException, SSLException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine("www.example.com", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        hello = out.flip();
        require(proxyText());
        require(proxyBinary());
        require(helloWhole());
        require(helloInSegments());
    }

    private static void require(Verdict<?> verdict) {
        if (!(verdict instanceof Verdict.Found<?>)) {
            throw new IllegalStateException(verdict.toString());
        }
    }

    @Benchmark
    public Verdict<ProxyHeader> proxyText() {
        return ProxyHeader.parse(text, MAX_HEADER);
    }

    @Benchmark
    public Verdict<ProxyHeader> proxyBinary() {
        return ProxyHeader.parse(binary, MAX_HEADER);
    }

    @Benchmark
    public Verdict<ClientHello> helloWhole() {
        return ClientHello.parse(hello);
    }

    /** Looks again after each segment that the verdict before waited for, as a session does. */
    @Benchmark
    public Verdict<ClientHello> helloInSegments() {
        int length = hello.limit();
        int wanted = 1;
        try {
            for (int seen = SEGMENT; ; seen += SEGMENT) {
                hello.limit(Math.min(seen, length));
                if (hello.limit() < wanted) {
                    continue;
                }
                Verdict<ClientHello> verdict = ClientHello.parse(hello);
                if (verdict instanceof Verdict.NeedMore<ClientHello> more && hello.limit() < length) {
                    wanted = more.total();
                } else {
                    return verdict;
                }
            }
        } finally {
            hello.limit(length);
        }
    }
}
