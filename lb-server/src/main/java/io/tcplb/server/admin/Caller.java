package io.tcplb.server.admin;

import java.net.InetAddress;
import java.util.List;

/**
 * What a request says about who sends it. Header values as they came, each as often as it came.
 *
 * @param changes whether the request is one that changes something
 */
record Caller(
        InetAddress peer,
        boolean changes,
        List<String> host,
        List<String> origin,
        List<String> authorization,
        List<String> contentType) {}
