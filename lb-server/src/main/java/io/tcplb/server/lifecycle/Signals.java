package io.tcplb.server.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Handles POSIX signals. Through reflection, because {@code sun.misc.Signal}, which module jdk.unsupported exports for
 * want of any other API, cannot be named in a build that fails on warnings: javac has no switch for that one.
 */
public final class Signals {
    private Signals() {}

    /**
     * Replaces what the JVM does at {@code name}.
     *
     * @param name without SIG, such as {@code HUP}
     * @param action run on a thread of the JVM's for every delivery; the kernel merges those that come at once
     * @return false when the signal will not come: the JVM keeps it, or whoever started us had it ignored
     */
    public static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invoke = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                default -> "handler of SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invoke);
            Object instance = signal.getConstructor(String.class).newInstance(name);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
            // What was ignored when the process started, as nohup does with SIGHUP, the JVM leaves ignored.
            return before != handler.getField("SIG_IGN").get(null);
        } catch (InvocationTargetException e) {
            return false; // the platform has no such signal, or the JVM keeps it (-Xrs)
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sun.misc.Signal in this Java runtime", e);
        }
    }
}
