package io.tcplb.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that nobody but its owner has signed, and its key. */
public record Certificate(Path pem, Path key) {
    /** Makes one for these names, with openssl. */
    public static Certificate make(Path directory, List<String> names) {
        Path pem = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        String alternatives = names.stream().map(name -> "DNS:" + name).collect(Collectors.joining(","));
        Command.run(
                        Duration.ofSeconds(20),
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=lb-it",
                        "-addext",
                        "subjectAltName=" + alternatives,
                        "-keyout",
                        key.toString(),
                        "-out",
                        pem.toString())
                .orFail();
        return new Certificate(pem, key);
    }

    /** Returns what trusts this certificate and no other. */
    public SSLContext trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
