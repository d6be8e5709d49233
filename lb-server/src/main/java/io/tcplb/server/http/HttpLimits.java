package io.tcplb.server.http;

/**
 * What one endpoint takes.
 *
 * @param connections open at once; one more closes the one that has been silent longest
 * @param requestLineBytes most bytes of a request line
 * @param headerBytes most bytes of all headers
 * @param bodyBytes most bytes of a body
 * @param idleMillis after which a connection on which nothing moves is closed
 * @param requestMillis from the first byte of a request to its last; one that takes longer is given up
 */
public record HttpLimits(
        int connections, int requestLineBytes, int headerBytes, int bodyBytes, long idleMillis, long requestMillis) {}
