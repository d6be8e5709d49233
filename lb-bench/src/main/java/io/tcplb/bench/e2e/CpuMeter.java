package io.tcplb.bench.e2e;

/** CPU time used since this meter was made, by one proxy and by the machine. */
final class CpuMeter {
    private final Running running;
    private final long proxyStart;
    private final long machineStart;

    CpuMeter(Running running) {
        this.running = running;
        proxyStart = running.cpuNanos();
        machineStart = Procfs.machineCpuNanos();
    }

    boolean hasProxy() {
        return running.isProxy();
    }

    /** Returns microseconds of the proxy alone for each of {@code count} events. */
    double proxyMicrosPer(double count) {
        return (running.cpuNanos() - proxyStart) / 1e3 / count;
    }

    /** Returns microseconds of all cores, clients and backends included, for each of {@code count} events. */
    double machineMicrosPer(double count) {
        return (Procfs.machineCpuNanos() - machineStart) / 1e3 / count;
    }
}
