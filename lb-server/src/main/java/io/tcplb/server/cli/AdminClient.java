package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the admin API. By the JDK's old client: a verb makes one request, and the new one takes longer to load than
 * all the rest of it.
 */
final class AdminClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 30_000;
    private static final int INVALID = 422;
    private static final String DATA = "data: ";

    private final URL base;
    private final @Nullable String token;

    AdminClient(URL base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    /** Returns {@code name} as one segment of a path, or one value of a query. */
    static String escape(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the body of a good answer. */
    String get(String path) throws AdminException {
        return exchange("GET", path, null);
    }

    /**
     * Asks for a change.
     *
     * @param body JSON; may be empty
     * @return the body of a good answer
     */
    String change(String method, String path, String body) throws AdminException {
        return exchange(method, path, body);
    }

    /**
     * Takes server-sent events until {@code wanted} says that it has had enough or the connection ends.
     *
     * @return whether it was {@code wanted} that ended it
     */
    boolean follow(String path, Predicate<String> wanted) throws AdminException {
        try {
            HttpURLConnection connection = open("GET", path);
            connection.setRequestProperty("Accept", "text/event-stream");
            requireGood(connection);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(DATA) && !wanted.test(line.substring(DATA.length()))) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private String exchange(String method, String path, @Nullable String body) throws AdminException {
        try {
            HttpURLConnection connection = open(method, path);
            if (body != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setRequestProperty("Content-Type", "application/json");
                if (!method.equals("DELETE")) {
                    connection.setDoOutput(true);
                    connection.setFixedLengthStreamingMode(bytes.length); // or the JDK would send a POST twice
                    connection.getOutputStream().write(bytes);
                }
            }
            requireGood(connection);
            return text(connection.getInputStream());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        URL url = new URL(base, base.getPath() + path);
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private void requireGood(HttpURLConnection connection) throws IOException, AdminException {
        int code = connection.getResponseCode();
        if (code == HttpURLConnection.HTTP_OK) {
            return;
        }
        if (code == HttpURLConnection.HTTP_UNAUTHORIZED) { // the JDK keeps the body of this one to itself
            throw new AdminException(
                    LbCommand.FAILED,
                    "the bearer token is missing or wrong; --token-file or LB_TOKEN_FILE names the file that holds it");
        }
        InputStream error = connection.getErrorStream();
        String body = error == null ? "" : text(error);
        int status =
                code == HttpURLConnection.HTTP_BAD_REQUEST || code == INVALID ? LbCommand.BAD_USAGE : LbCommand.FAILED;
        try {
            JsonFields json = JsonFields.parse(body);
            String why = json.text("error");
            List<String> problems = json.texts("problems");
            throw new AdminException(status, why.isEmpty() ? base + " answered " + code : why, problems);
        } catch (IllegalArgumentException e) {
            throw new AdminException(LbCommand.FAILED, base + " answered " + code + " and is no admin API");
        }
    }

    private AdminException failure(IOException e) {
        String why;
        if (e instanceof ConnectException) {
            why = "nobody listens there; is lb running? --admin or LB_ADMIN says where its admin API is";
        } else if (e instanceof UnknownHostException) {
            why = "the host name does not resolve";
        } else if (e instanceof SocketTimeoutException) {
            why = "no answer in time";
        } else {
            why = String.valueOf(e.getMessage());
        }
        return new AdminException(LbCommand.FAILED, base + ": " + why);
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
