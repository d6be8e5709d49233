package io.tcplb.spec;

/** The version of the PROXY protocol header that a pool's backends are sent. */
public enum ProxyProtocol {
    OFF,
    V1,
    V2
}
